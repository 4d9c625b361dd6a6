//! A compact JWS as people paste it: inside a header line, in quotes, wrapped, in another base64.

use core::fmt;

use super::CompactJws;
use crate::encoding::base64url;
use crate::limits::TOKEN_OCTETS;

/// What was taken off or changed so that a text could be read as a compact JWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Tidied {
    /// `Authorization:` or a parameter's name in front.
    Name,
    /// The word `Bearer` in front.
    Bearer,
    /// Quotes, or another mark of the surrounding text.
    Quotes,
    /// Line breaks, perhaps as a literal `\n`, or spaces inside.
    LineBreaks,
    /// Characters that cannot be seen.
    Invisible,
    /// `=` behind a part.
    Padding,
    /// `+` and `/` of plain base64, where base64url has `-` and `_`.
    Alphabet,
    /// Bits behind the last octet that were not zero.
    SpareBits,
}

impl Tidied {
    /// In the order done.
    const ALL: [Self; 8] = [
        Self::Name,
        Self::Bearer,
        Self::Quotes,
        Self::LineBreaks,
        Self::Invisible,
        Self::Padding,
        Self::Alphabet,
        Self::SpareBits,
    ];

    /// Whether the fault lies in how a part is encoded, not in what surrounds the token.
    pub const fn is_encoding(self) -> bool {
        matches!(self, Self::Padding | Self::Alphabet | Self::SpareBits)
    }
}

impl fmt::Display for Tidied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "a name in front",
            Self::Bearer => "the word `Bearer` in front",
            Self::Quotes => "quotes or marks around it",
            Self::LineBreaks => "line breaks or spaces inside",
            Self::Invisible => "characters that cannot be seen",
            Self::Padding => "`=` behind a part",
            Self::Alphabet => "`+` or `/` of plain base64",
            Self::SpareBits => "spare bits that are not zero",
        })
    }
}

/// A compact JWS that was found in a text that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// The JWS, as strict readers take it.
    pub jws: CompactJws,
    /// The header and payload as they were encoded in the text: what a signer that padded its base64 has signed.
    pub signed: String,
    /// What had to go, in the order done.
    pub tidied: Vec<Tidied>,
}

/// Looks for the compact JWS in a text that is not one as it stands; nothing when there is none.
///
/// ```
/// use countersign::jws::{Tidied, tidy};
///
/// let pasted = tidy("Bearer eyJhbGciOiJub25lIn0=.e30=.").expect("a token is in it");
/// assert_eq!(pasted.jws.as_str(), "eyJhbGciOiJub25lIn0.e30.");
/// assert_eq!(pasted.signed, "eyJhbGciOiJub25lIn0=.e30=");
/// assert_eq!(pasted.tidied, [Tidied::Bearer, Tidied::Padding]);
/// assert_eq!(tidy("no token"), None);
/// ```
pub fn tidy(text: &str) -> Option<Pasted> {
    // Twice the limit, for wrapping and marks.
    if text.len() > 2 * TOKEN_OCTETS {
        return None;
    }
    let mut tidied = Vec::new();
    let bare = unwrap(text, &mut tidied);
    let parts: Vec<&str> = bare.split('.').collect();
    let [header, payload, signature] = parts[..] else { return None };
    let signed = format!("{header}.{payload}");
    let clean = [header, payload, signature].map(|part| re_encode(part, &mut tidied));
    let [Some(header), Some(payload), Some(signature)] = clean else { return None };
    let jws = CompactJws::parse(&format!("{header}.{payload}.{signature}")).ok()?;
    let tidied = Tidied::ALL.into_iter().filter(|what| tidied.contains(what)).collect();
    Some(Pasted { jws, signed, tidied })
}

/// Takes off what surrounds a token and what a line wrap left inside.
fn unwrap(text: &str, tidied: &mut Vec<Tidied>) -> String {
    const QUOTES: &[char] =
        &['"', '\'', '`', '<', '>', '“', '”', '‘', '’', '«', '»', ',', ';', '(', ')'];
    const INVISIBLE: &[char] = &['\u{feff}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\0'];

    let mut note = |changed: bool, what| {
        if changed {
            tidied.push(what);
        }
    };
    let seen = text.replace(INVISIBLE, "");
    note(seen.len() != text.len(), Tidied::Invisible);
    let mut rest = seen.trim();
    for _ in 0..3 {
        let unquoted = rest.trim_matches(QUOTES).trim();
        note(unquoted.len() != rest.len(), Tidied::Quotes);
        rest = unquoted;
        for (word, what) in [
            ("authorization:", Tidied::Name),
            ("client_assertion=", Tidied::Name),
            ("\"client_assertion\":", Tidied::Name),
            ("bearer ", Tidied::Bearer),
        ] {
            if let Some(after) = without(rest, word) {
                note(true, what);
                rest = after.trim_start();
            }
        }
    }
    let joined: String =
        rest.replace("\\r", "").replace("\\n", "").chars().filter(|c| !c.is_whitespace()).collect();
    note(joined.len() != rest.len(), Tidied::LineBreaks);
    joined
}

fn without<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let front = text.get(..word.len())?;
    front.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

/// A part in canonical base64url; nothing when it is no base64 at all.
fn re_encode(part: &str, tidied: &mut Vec<Tidied>) -> Option<String> {
    let bare = part.trim_end_matches('=');
    if bare.len() != part.len() {
        tidied.push(Tidied::Padding);
    }
    let url = bare.replace('+', "-").replace('/', "_");
    if url != bare {
        tidied.push(Tidied::Alphabet);
    }
    let canonical = without_spare_bits(&url)?;
    base64url::decode(&canonical).ok()?;
    if canonical != url {
        tidied.push(Tidied::SpareBits);
    }
    Some(canonical)
}

/// The same octets in their one spelling: the bits of the last character that no octet holds are zero.
fn without_spare_bits(part: &str) -> Option<String> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    let spare: usize = match part.len() % 4 {
        2 => 0b1111,
        3 => 0b11,
        _ => return Some(part.to_owned()),
    };
    let (front, last) = part.split_at_checked(part.len() - 1)?;
    let value = ALPHABET.iter().position(|letter| last.as_bytes() == [*letter])?;
    Some(format!("{front}{}", char::from(ALPHABET[value & !spare])))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiI_In0.-_-_";

    #[test]
    fn finds_the_token_in_what_surrounds_it() {
        for (text, tidied) in [
            (format!("Bearer {TOKEN}"), vec![Tidied::Bearer]),
            (format!("Authorization: bearer {TOKEN}\r\n"), vec![Tidied::Name, Tidied::Bearer]),
            (format!("\"{TOKEN}\","), vec![Tidied::Quotes]),
            (format!("“Bearer {TOKEN}”"), vec![Tidied::Bearer, Tidied::Quotes]),
            (TOKEN.replace(".eyJ", ".\n  eyJ"), vec![Tidied::LineBreaks]),
            (TOKEN.replace(".eyJ", "\\n.eyJ"), vec![Tidied::LineBreaks]),
            (format!("\u{feff}{TOKEN}"), vec![Tidied::Invisible]),
            (TOKEN.replace('-', "+").replace('_', "/"), vec![Tidied::Alphabet]),
            (format!("{TOKEN}=="), vec![Tidied::Padding]),
            (TOKEN.to_owned(), vec![]),
        ] {
            let pasted = tidy(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(pasted.jws.as_str(), TOKEN, "{text}");
            assert_eq!(pasted.tidied, tidied, "{text}");
        }
        let spare = tidy("eyJhbGciOiJub25lIn0.e31.").expect("only spare bits");
        assert_eq!(spare.tidied, [Tidied::SpareBits]);
        for none in ["", "a.b", "a.b.c.d.e", "Bearer", "ä.ö.ü", "eyJ*.e30."] {
            assert_eq!(tidy(none), None, "{none}");
        }
    }
}
