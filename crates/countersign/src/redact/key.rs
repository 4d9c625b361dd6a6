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
    let of_label =
        |octet: u8| octet.is_ascii_uppercase() || octet.is_ascii_digit() || b" +%".contains(&octet);
    let length = word.rest().bytes().take(LABEL_OCTETS + 1).take_while(|&b| of_label(b)).count();
    let (label, behind) = word.rest().split_at(length);
    let ended = behind.is_empty() || behind.starts_with("----");
    if length > LABEL_OCTETS || !ended || !label.contains("PRIVATE") {
        return None;
    }
    let dashes = behind.bytes().take_while(|&octet| octet == b'-').count();
    hide(word.text, word.end + length + dashes, |body| {
        let mut ends = body.match_indices("END").map(|(at, _)| &body[..at]);
        ends.find_map(|inside| ["-----", "---- "].iter().find_map(|end| inside.strip_suffix(end)))
            .map(str::len)
    })
}

/// The private part of a PuTTY key file.
pub(super) fn putty<'a>(word: &Word<'a>) -> Option<Found<'a>> {
    if word.as_str() != "Private-Lines" || !word.rest().starts_with(':') {
        return None;
    }
    hide(word.text, word.end + 1, |body| body.find("Private-MAC"))
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

/// What begins at `start` and ends where `end` says; at the end of the text where it says nothing.
fn hide(text: &str, start: usize, end: impl Fn(&str) -> Option<usize>) -> Option<Found<'_>> {
    let body = &text[start..];
    let first = start + body.len() - body.trim_start().len();
    // The end of what is hidden already is not worth looking for.
    if mark_at(text, first).is_some() {
        return Some(Found::Clear(first));
    }
    let end = end(body).map_or(text.len(), |length| start + length);
    if end <= first {
        return Some(Found::Clear(end));
    }
    Some(Found::Hide { secret: Secret::PrivateKey, range: start..end, quote: "" })
}
