//! The one pass over a text: from word to word, asking of each what it is.

use core::ops::Range;

use data_encoding::BASE64_NOPAD;
use zeroize::Zeroizing;

use super::{Hidden, Redacted, Secret, compact, credentials, key, member};
use crate::inspect::der;

/// Only a line at least as long as this goes on in the next one.
pub(super) const WRAPPED_LINE: usize = 40;
/// Base64 inside base64 is looked into this far.
const DEEPEST: u8 = 2;

/// What stands at a place of a text.
pub(super) enum Found<'a> {
    /// Nothing to hide before this place; nothing else need be looked for up to it.
    Clear(usize),
    /// A secret.
    Hide {
        /// Its kind.
        secret: Secret,
        /// Where it stands. Both ends lie beside ASCII.
        range: Range<usize>,
        /// A mark of quotation that the replacement needs around it, or nothing.
        quote: &'a str,
    },
}

/// A word: letters, digits, `_` and `-`.
#[derive(Clone, Copy)]
pub(super) struct Word<'a> {
    /// The text it stands in.
    pub(super) text: &'a str,
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// How many layers of base64 have been taken off the text.
    pub(super) depth: u8,
    /// Whether the text is about authorization codes, so that `code` means one.
    pub(super) codes: bool,
    /// The mark of quotation that was written right in front of it, around what was hidden there; or nothing.
    pub(super) written: &'a str,
}

impl<'a> Word<'a> {
    /// The word itself.
    pub(super) fn as_str(&self) -> &'a str {
        &self.text[self.start..self.end]
    }

    /// The text behind it.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.end..]
    }
}

/// Hides the secrets of a text from which `depth` layers of base64 were taken off.
pub(super) fn scan(text: &str, depth: u8) -> Redacted {
    let mut counts = [0; Secret::ALL.len()];
    let mut out = String::with_capacity(text.len());
    let codes = text.contains("authorization_code") || text.contains("code_verifier");
    let word = |start: usize, written| {
        let length = text[start..].bytes().take_while(|&octet| in_word(octet)).count();
        Word { text, start, end: start + length, depth, codes, written }
    };
    let (mut at, mut copied, mut written) = (0, 0, "");
    while let Some(&octet) = text.as_bytes().get(at) {
        let found = match octet {
            b':' => credentials::password(text, at),
            // `\n` in a string of another text is no letter of the word behind it, nor is `22` in `%22`.
            b'\\' if matches!(text.as_bytes().get(at + 1), Some(b'n' | b'r' | b't')) => {
                Some(Found::Clear(at + 2))
            }
            b'%' if is_escape(&text.as_bytes()[at..]) => Some(Found::Clear(at + 3)),
            _ if in_word(octet) => {
                Some(at_word(&word(at, if at == copied { written } else { "" })))
            }
            _ => None,
        };
        match found {
            None => at += 1,
            Some(Found::Clear(end)) => at = end,
            Some(Found::Hide { secret, range, quote }) => {
                for piece in [&text[copied..range.start], quote, secret.mark(), quote] {
                    out.push_str(piece);
                }
                counts[secret as usize] += 1;
                (at, copied, written) = (range.end, range.end, quote);
            }
        }
    }
    out.push_str(&text[copied..]);
    let hidden = Secret::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    Redacted { text: out, hidden: hidden.map(|(what, count)| Hidden { what, count }).collect() }
}

/// What has to be hidden in a text that is in base64 of either alphabet, in lines or not, if anything has.
pub(super) fn secret_in(encoded: &str, depth: u8) -> Option<Secret> {
    let octets = decode(encoded);
    if der::name(&octets).is_some_and(der::Structure::is_private) {
        return Some(Secret::PrivateKey);
    }
    if depth == DEEPEST {
        return None;
    }
    let text = Zeroizing::new(String::from_utf8_lossy(&octets).into_owned());
    scan(&text, depth + 1).hidden.first().map(|hidden| hidden.what)
}

/// The octets as far as they go: a broken end is cut off.
fn decode(encoded: &str) -> Zeroizing<Vec<u8>> {
    let mut plain = Zeroizing::new(String::with_capacity(encoded.len()));
    // A line break may be written as `\n`.
    let lines = encoded.split("\\n").flat_map(str::split_ascii_whitespace);
    plain.extend(lines.flat_map(str::chars).map(|c| match c {
        '-' => '+',
        '_' => '/',
        _ => c,
    }));
    let whole = &plain.as_bytes()[..plain.len() / 4 * 4];
    let octets = BASE64_NOPAD.decode(plain.as_bytes()).or_else(|_| BASE64_NOPAD.decode(whole));
    Zeroizing::new(octets.unwrap_or_default())
}

/// The mark that stands at `at`, if one does.
pub(super) fn mark_at(text: &str, at: usize) -> Option<&'static str> {
    let rest = &text[at..];
    let marks = || Secret::ALL.into_iter().map(Secret::mark);
    rest.starts_with('[').then(|| marks().find(|mark| rest.starts_with(mark)))?
}

fn at_word<'a>(word: &Word<'a>) -> Found<'a> {
    key::pem(word)
        .or_else(|| key::putty(word))
        .or_else(|| credentials::scheme(word))
        .or_else(|| member::value(word))
        .or_else(|| compact::token(word))
        .or_else(|| key::encoded(word))
        .unwrap_or(Found::Clear(word.end))
}

/// Whether the octet belongs to a word; all of base64url does.
pub(super) fn in_word(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-')
}

/// Whether a line is more of what was wrapped, and not a name with its value.
pub(super) fn goes_on(line: &[u8]) -> bool {
    let piece = |octet: u8| in_word(octet) || b".+/".contains(&octet);
    let length = line.iter().take_while(|&&octet| piece(octet)).count();
    let behind = line[length..].trim_ascii_start();
    let padding = behind.iter().take_while(|&&octet| octet == b'=').count();
    let named = behind.starts_with(b":")
        || padding > 0 && behind.get(padding).is_some_and(|&octet| in_word(octet));
    length > 0 && !named
}

fn is_escape(octets: &[u8]) -> bool {
    matches!(octets, [b'%', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}
