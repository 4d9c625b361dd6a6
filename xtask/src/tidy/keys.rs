//! Private keys for tests stand in one folder, so that any other one is a leak.

use std::fs;

use anyhow::Result;

use super::Faults;
use crate::files::{root, tracked};

/// Where they may stand.
const HOME: &str = "tests/vectors/keys/";

/// Files elsewhere that hold one.
///
/// # Errors
///
/// git cannot be asked, or a file cannot be read.
pub(super) fn faults() -> Result<Faults> {
    let mut faults = Faults::new();
    for path in tracked()?.into_iter().filter(|path| !path.starts_with(HOME)) {
        let bytes = fs::read(root().join(&path))?;
        if let Some(what) = holds_key(&String::from_utf8_lossy(&bytes)) {
            faults.push(format!("{path}: {what}"));
        }
    }
    Ok(faults)
}

/// A PEM body under a private label, or a JWK's `d` of a real key's length.
fn holds_key(text: &str) -> Option<&'static str> {
    let base64 = |text: &str| {
        text.chars().take_while(|c| c.is_ascii_alphanumeric() || "+/-_".contains(*c)).count()
    };
    let pem = text.match_indices("PRIVATE KEY-----").any(|(at, label)| {
        // In code the line may end as `\n`, two characters.
        let body = text[at + label.len()..].trim_start_matches(['\\', 'n', 'r', '\n', '\r', ' ']);
        base64(body) >= 40
    });
    let jwk = text.match_indices("\"d\"").any(|(at, name)| {
        let value = text[at + name.len()..].trim_start().strip_prefix(':').map(str::trim_start);
        value.and_then(|value| value.strip_prefix('"')).is_some_and(|value| base64(value) >= 40)
    });
    if pem { Some("a private key in PEM") } else { jwk.then_some("a private key as JWK") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_and_talk_of_keys_is_not() {
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj";
        assert!(holds_key(&format!("-----BEGIN PRIVATE KEY-----\n{body}")).is_some());
        assert!(holds_key(&format!("\"-----BEGIN EC PRIVATE KEY-----\\n{body}\"")).is_some());
        assert!(holds_key(&format!("{{\"kty\":\"EC\", \"d\": \"{body}xyz\"}}")).is_some());
        assert!(holds_key("-----BEGIN PRIVATE KEY-----\n…").is_none());
        assert!(holds_key("{\"d\":\"AQ\"}").is_none());
    }
}
