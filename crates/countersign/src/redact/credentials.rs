//! Credentials without a name in front: behind a scheme, in a URL, on a command line.

use super::Secret;
use super::member::{PEM, SCHEMES};
use super::scan::{Found, Word, in_word, mark_at};

/// Shorter than this, what follows `Bearer` is a word of a sentence.
const TOKEN_OCTETS: usize = 16;
/// No user name in front of a password is longer.
const USER_OCTETS: usize = 256;

/// `Bearer` or `Basic` with what looks like a token behind it.
pub(super) fn scheme<'a>(word: &Word<'a>) -> Option<Found<'a>> {
    let (_, secret) = SCHEMES.iter().find(|(name, _)| word.as_str().eq_ignore_ascii_case(name))?;
    let blank = ["%20", "+", " "].into_iter().find(|blank| word.rest().starts_with(blank))?;
    let start = word.end + blank.len();
    let length = word.text[start..].bytes().take_while(|&octet| in_token(octet)).count();
    let token = &word.text[start..start + length];
    // A long word of a sentence is all letters.
    let looks_random = token.bytes().any(|octet| !octet.is_ascii_lowercase() && octet != b'-');
    let hidden = length >= TOKEN_OCTETS && looks_random;
    hidden.then_some(Found::Hide { secret: *secret, range: start..start + length, quote: "" })
}

/// The password in `https://user:password@host` and in `curl -u user:password`, of which `at` is the colon.
pub(super) fn password(text: &str, at: usize) -> Option<Found<'_>> {
    let before = &text.as_bytes()[at.saturating_sub(USER_OCTETS)..at];
    // No user name has a colon (RFC 7617 §2), so of several the first is the one in front of the password.
    let in_front = before.iter().rposition(|&octet| ends(octet) || octet == b':')?;
    let (front, user) = before.split_at(in_front + 1);
    let option = front.trim_ascii_end().strip_suffix(b"'").unwrap_or(front);
    let option = option.strip_suffix(b"\"").unwrap_or(option).trim_ascii_end();
    let in_url = front.ends_with(b"://");
    let in_option = option.ends_with(b" -u") || option.ends_with(b" --user");
    // What has a password behind it is looked for first: most colons have none.
    if !in_url && (user.is_empty() || !in_option) {
        return None;
    }
    let start = at + 1;
    let length = text[start..].bytes().take_while(|&octet| !ends(octet)).count();
    // A block of PEM goes on behind the next blank, so it is left for a look of its own.
    let length = text[start..start + length].find(PEM).unwrap_or(length);
    let length = if in_url { text[start..start + length].rfind('@')? } else { length };
    let range = start..start + length;
    let hidden = length > 0 && mark_at(text, start).is_none();
    hidden.then_some(Found::Hide { secret: Secret::Password, range, quote: "" })
}

/// What stands neither in a user name nor in its password.
fn ends(octet: u8) -> bool {
    octet.is_ascii_whitespace() || b"/?#\"'<>\\".contains(&octet)
}

fn in_token(octet: u8) -> bool {
    in_word(octet) || b"._~+/=".contains(&octet)
}
