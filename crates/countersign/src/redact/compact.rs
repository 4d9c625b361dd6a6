//! Compact JWTs, signed or encrypted, anywhere in a text.

use super::Secret;
use super::scan::{Found, WRAPPED_LINE, Word, goes_on, in_word, secret_in};
use crate::encoding::base64url;

/// No header is encoded in fewer characters.
const HEADER_CHARACTERS: usize = 10;

/// A token of three parts or more, or of five.
pub(super) fn token<'a>(word: &Word<'a>) -> Option<Found<'a>> {
    let Word { text, start, depth, .. } = *word;
    // The first letters of a JSON object in base64url: `{"`, or `{` and white space.
    let begins = word.as_str().starts_with("ey") || word.as_str().starts_with("ew");
    if !begins || text[..start].ends_with('.') {
        return None;
    }
    let run = Run::read(text, start);
    let [first, second, ..] = run.dots[..] else { return None };
    let (header, payload) = (&text[start..first], &text[first + 1..second]);
    let encrypted = run.dots.len() == 4;
    // Of an encrypted token the second part may be empty (RFC 7516 §4.1.1, direct encryption).
    if !is_header(header) || (payload.is_empty() && !encrypted) || second + 1 == run.end {
        return None;
    }
    let carried = [header, payload].into_iter().find_map(|part| secret_in(part, depth));
    let (secret, hidden) = match carried {
        Some(secret) => (secret, start),
        None if encrypted => (Secret::EncryptedToken, first + 1),
        None => (Secret::Signature, second + 1),
    };
    Some(Found::Hide { secret, range: hidden..run.end, quote: "" })
}

/// Characters of base64url and dots, across line breaks as long as no signature has begun.
struct Run {
    /// Where the dots stand.
    dots: Vec<usize>,
    end: usize,
}

impl Run {
    fn read(text: &str, start: usize) -> Self {
        let octets = text.as_bytes();
        let (mut dots, mut line, mut at) = (Vec::new(), start, start);
        while let Some(&octet) = octets.get(at) {
            match octet {
                // Not part of the token, but a block of PEM behind it.
                b'-' if octets[at..].starts_with(b"-----") => break,
                _ if in_word(octet) => at += 1,
                b'.' => {
                    dots.push(at);
                    at += 1;
                }
                b'\r' | b'\n' if at - line >= WRAPPED_LINE && !in_signature(&dots, at) => {
                    let next = at + if octets[at..].starts_with(b"\r\n") { 2 } else { 1 };
                    if !goes_on(&octets[next..]) {
                        break;
                    }
                    (line, at) = (next, next);
                }
                _ => break,
            }
        }
        // A dot at the end closes the sentence, not a part.
        while at > start && octets[at - 1] == b'.' && dots.len() > 2 {
            dots.pop();
            at -= 1;
        }
        Self { dots, end: at }
    }
}

fn in_signature(dots: &[usize], at: usize) -> bool {
    dots.get(1).is_some_and(|second| second + 1 < at)
}

fn is_header(part: &str) -> bool {
    part.len() >= HEADER_CHARACTERS && {
        let head: String = part.chars().filter(|c| !c.is_ascii_whitespace()).take(8).collect();
        base64url::decode(&head).is_ok_and(|octets| {
            let inside = octets.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
            inside.is_some_and(|inside| inside.is_empty() || inside.starts_with(b"\""))
        })
    }
}
