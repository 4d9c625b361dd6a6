//! What may be repeated of a text that strangers wrote: little of it, and no secret whole.

use crate::limits::EXPLAIN_SHOWN_CHARS;

/// What stands in place of what is left out.
const MASK: char = '…';
/// How much of a token is shown, so that it can be told from another.
const TOKEN_HEAD: usize = 8;
/// The length from which on a word that begins like a JWT is taken for one.
const TOKEN_LEAST: usize = 20;
/// The longest name of a key; a longer run of base64url is key material or an opaque token.
const LONGEST_NAME: usize = 64;
/// The length from which on a word behind `secret:` in plain text is a value and not the rest of a sentence.
const VALUE_LEAST: usize = 12;
/// Names whose values are secrets: parameters and headers of OAuth, members of a private JWK.
const SECRET_NAMES: &[&str] = &[
    "client_secret",
    "client_assertion",
    "assertion",
    "access_token",
    "refresh_token",
    "id_token",
    "token",
    "password",
    "secret",
    "authorization",
    "d",
    "p",
    "q",
    "dp",
    "dq",
    "qi",
    "k",
];
/// Schemes of the Authorization header, whose credentials follow behind a space.
const SCHEMES: &[&str] = &["bearer", "basic"];

/// One line that may be shown: no control characters, secrets masked, cut to a readable length.
pub(super) fn shown(text: &str) -> String {
    let masked = masked(text);
    let mut words = masked.split_whitespace();
    let mut line = String::from(words.next().unwrap_or_default());
    for word in words {
        line.extend([" ", word]);
    }
    let mut short: String = line.chars().take(EXPLAIN_SHOWN_CHARS).map(printable).collect();
    if short.len() < line.len() && line.chars().nth(EXPLAIN_SHOWN_CHARS).is_some() {
        short.push(MASK);
    }
    short
}

/// Controls, and the marks that would turn a line around, give way to a visible sign.
fn printable(c: char) -> char {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() || turns { '\u{fffd}' } else { c }
}

fn masked(text: &str) -> String {
    let mut out = String::new();
    // What is cut off later need not be read now.
    let end = text.char_indices().nth(EXPLAIN_SHOWN_CHARS * 8).map_or(text.len(), |(at, _)| at);
    let mut rest = &text[..end];
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("-----BEGIN") {
            let end = rest.find("-----END").unwrap_or(rest.len());
            out.push(MASK);
            rest = &rest[end..];
            rest = rest.strip_prefix("-----END").unwrap_or(rest);
            continue;
        }
        if !is_word(c) {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        // A token is taken with whatever broke it on its way.
        let ends = |c: char| if rest.starts_with("eyJ") { ends_value(c) } else { !is_word(c) };
        let (word, behind) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
        push_word(&mut out, word);
        rest = behind;
        if let Some((between, value)) = secret_behind(word, behind) {
            out.push_str(between);
            out.push(MASK);
            rest = &rest[between.len() + value.len()..];
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn ends_value(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '&' | ',' | '}' | '<' | '\\')
}

fn push_word(out: &mut String, word: &str) {
    let is_token = word.starts_with("ey") && word.len() >= TOKEN_LEAST;
    if is_token || word.split('.').any(|part| part.len() > LONGEST_NAME) {
        out.push_str(&word[..word.floor_char_boundary(TOKEN_HEAD)]);
        out.push(MASK);
    } else {
        out.push_str(word);
    }
}

/// The value that belongs to a secret's name, and what stands between the two.
fn secret_behind<'a>(name: &str, behind: &'a str) -> Option<(&'a str, &'a str)> {
    let name = name.to_ascii_lowercase();
    let is_secret = SECRET_NAMES.contains(&name.as_str());
    if !is_secret && !SCHEMES.contains(&name.as_str()) {
        return None;
    }
    let start = behind
        .find(|c| !matches!(c, '"' | '\'' | ' ' | ':' | '=' | '\\' | '['))
        .unwrap_or(behind.len());
    let (between, rest) = behind.split_at(start);
    // A header's value has words in it: `Authorization: Basic …`.
    let length =
        if name == "authorization" { rest.find(['"', '\n', '\\']) } else { rest.find(ends_value) };
    let value = &rest[..length.unwrap_or(rest.len())];
    let marked = between.contains('=') || (between.contains(':') && between.contains(['"', '\'']));
    let long = value.len() >= VALUE_LEAST && !value.trim_end_matches('=').contains('=');
    let hides = if is_secret {
        marked || (between.contains(':') && (long || name == "authorization"))
    } else {
        between == " " && long
    };
    (hides && !value.is_empty()).then_some((between, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_words_stay() {
        for (text, want) in [
            ("Missing token 'kid' header", "Missing token 'kid' header"),
            (
                "kid equal to NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
                "kid equal to NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
            ),
            ("got eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJhIn0.c2ln here", "got eyJhbGci… here"),
            ("got eyJhbGci+é/OiJSUzM4NCJ9, so", "got eyJhbGci…, so"),
            ("client_secret=hunter2&scope=a", "client_secret=…&scope=a"),
            (r#"{"client_secret" : "hunter2","d":"abc"}"#, r#"{"client_secret" : "…","d":"…"}"#),
            ("Authorization: Basic aHVudGVyMg==", "Authorization: …"),
            ("the header was Bearer 4f9a0c1d2e3b4a5f", "the header was Bearer …"),
            ("Bearer error=\"invalid_token\"", "Bearer error=\"invalid_token\""),
            ("Invalid access token: 4f9a0c1d2e3b4a5f", "Invalid access token: …"),
            ("Invalid registration token: Invalid JWT", "Invalid registration token: Invalid JWT"),
            ("Invalid client assertion: bad aud", "Invalid client assertion: bad aud"),
            ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "… PRIVATE KEY-----"),
            ("a\u{0}b\u{202e}c\n\n d", "a\u{fffd}b\u{fffd}c d"),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
        assert_eq!(shown(&"A".repeat(400)), "AAAAAAAA…");
        assert_eq!(shown(&"ä ".repeat(400)).chars().count(), EXPLAIN_SHOWN_CHARS + 1);
    }
}
