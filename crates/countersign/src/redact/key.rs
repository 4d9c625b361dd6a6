//! Private keys: PEM, PuTTY files, and base64 of either or of their DER.

use super::Secret;
use super::scan::{Found, WRAPPED_LINE, Word, goes_on, in_word, mark_at, secret_in};

/// A label of PEM is no longer, dashes and all.
const LABEL_OCTETS: usize = 80;
/// Fewer characters of base64 than this hold no private key.
const ENCODED_CHARACTERS: usize = 64;

/// The body of a PEM block whose label says that it is private; to the end of the text where its end is cut off.
pub(super) fn pem<'a>(word: &Word<'a>) -> Option<Found<'a>> {
    if !word.as_str().ends_with("BEGIN") {
        return None;
    }
    let label: &str = word.rest().split("----").next()?;
    let of_label =
        |octet: u8| octet.is_ascii_uppercase() || octet.is_ascii_digit() || b" +%".contains(&octet);
    if label.len() > LABEL_OCTETS || !label.bytes().all(of_label) || !label.contains("PRIVATE") {
        return None;
    }
    let behind = word.end + label.len();
    let start = behind + word.text[behind..].bytes().take_while(|&octet| octet == b'-').count();
    let body = &word.text[start..];
    let end = ["-----END", "---- END"].iter().filter_map(|end| body.find(end)).min();
    hide(word.text, start, end.map_or(word.text.len(), |end| start + end))
}

/// The private part of a PuTTY key file.
pub(super) fn putty<'a>(word: &Word<'a>) -> Option<Found<'a>> {
    if word.as_str() != "Private-Lines" || !word.rest().starts_with(':') {
        return None;
    }
    let start = word.end + 1;
    let end = word.rest().find("Private-MAC").map_or(word.text.len(), |end| word.end + end);
    hide(word.text, start, end)
}

/// Base64 in which something stands that has to be hidden.
pub(super) fn encoded<'a>(word: &Word<'a>) -> Option<Found<'a>> {
    let octets = word.text.as_bytes();
    let (mut at, mut line, mut last_word) = (word.start, word.start, word.start);
    while let Some(&octet) = octets.get(at) {
        let next = match octet {
            b'-' if octets[at..].starts_with(b"-----") => break,
            _ if in_word(octet) || matches!(octet, b'+' | b'/') => {
                at += 1;
                if !in_word(octet) {
                    last_word = at;
                }
                continue;
            }
            _ if at - line < WRAPPED_LINE => break,
            b'\n' => at + 1,
            b'\r' if octets[at..].starts_with(b"\r\n") => at + 2,
            b'\\' if octets[at..].starts_with(b"\\n") => at + 2,
            _ => break,
        };
        if !goes_on(&octets[next..]) {
            break;
        }
        (at, line, last_word) = (next, next, next);
    }
    if at - word.start < ENCODED_CHARACTERS {
        return None;
    }
    let found = secret_in(&word.text[word.start..at], word.depth);
    at += octets[at..].iter().take_while(|&&octet| octet == b'=').count().min(2);
    match found {
        Some(secret) => Some(Found::Hide { secret, range: word.start..at, quote: "" }),
        None if last_word > word.start => Some(Found::Clear(last_word)),
        None => None,
    }
}

fn hide(text: &str, start: usize, end: usize) -> Option<Found<'_>> {
    let body = &text[start..end];
    let blank = body.len() - body.trim_start().len();
    if body.trim().is_empty() || mark_at(text, start + blank).is_some() {
        return Some(Found::Clear(start + blank));
    }
    Some(Found::Hide { secret: Secret::PrivateKey, range: start..end, quote: "" })
}
