//! Private keys stand in one folder, published as test keys, and nowhere else.

use super::Faults;
use super::files::File;

/// Where they may stand.
const FOLDER: &str = "tests/vectors/keys/";

pub(super) fn check(files: &[File]) -> Faults {
    let outside = files.iter().filter(|file| !file.path.starts_with(FOLDER));
    outside
        .filter_map(|file| {
            let what = if has_pem(&file.text) {
                "PEM"
            } else if has_jwk(&file.text) {
                "JWK"
            } else {
                return None;
            };
            Some(format!("{}: a private key as {what}", file.path))
        })
        .collect()
}

/// A private key's first line, with a line of key after it: a test may well name the label alone.
fn has_pem(text: &str) -> bool {
    text.split("-----BEGIN ").skip(1).any(|rest| {
        let Some((label, body)) = rest.split_once("-----") else { return false };
        let body = body.trim_start_matches("\\r").trim_start_matches("\\n").trim_start();
        label.ends_with("PRIVATE KEY") && run(body, |b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/') >= 40
    })
}

/// A member `d` with a value as long as that of the smallest key: 32 octets are 43 characters.
fn has_jwk(text: &str) -> bool {
    ["\"d\"", "\\\"d\\\""].iter().any(|member| {
        text.split(member).skip(1).any(|rest| {
            let Some(value) = rest.trim_start().strip_prefix(':') else { return false };
            let value = value.trim_start().trim_start_matches('\\').trim_start_matches('"');
            run(value, |b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') >= 43
        })
    })
}

fn run(text: &str, of: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|&b| of(b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_seen_and_labels_are_not() {
        let body = "A".repeat(43);
        assert!(has_pem(&format!("-----BEGIN EC PRIVATE KEY-----\n{body}\n")));
        assert!(has_pem(&format!("\"-----BEGIN PRIVATE KEY-----\\n{body}\"")));
        assert!(!has_pem(&format!("-----BEGIN PUBLIC KEY-----\n{body}")));
        assert!(!has_pem("-----BEGIN PRIVATE KEY-----\nnot yet"));
        assert!(has_jwk(&format!(r#"{{"kty":"EC","d": "{body}"}}"#)));
        assert!(!has_jwk(r#"{"kty":"EC","d":"x"}"#));
    }
}
