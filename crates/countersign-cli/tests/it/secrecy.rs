//! No private half leaves by another door than those that are named for it.

use countersign_testkit::keys::{self, TestKey};
use serde_json::Value;
use tempfile::tempdir;

use crate::support::{Ran, ran, ran_by, ran_with};

/// Every text that gives the private half away: its members, and the lines of its PEM.
fn secrets(key: TestKey) -> Vec<String> {
    let jwk: Value = serde_json::from_str(key.jwk).expect("JSON");
    let members =
        ["d", "p", "q", "dp", "dq", "qi"].into_iter().filter_map(|name| jwk[name].as_str());
    // The first lines of an RSA key hold its modulus, which is public; a leak of them is one all the same.
    let lines = key.pem.lines().filter(|line| !line.starts_with("-----"));
    members.chain(lines).map(str::to_owned).collect()
}

#[track_caller]
fn assert_silent(key: TestKey, text: &str) {
    for secret in secrets(key) {
        // A part of it is a leak as well.
        for start in (0..secret.len().saturating_sub(16)).step_by(8) {
            let part = &secret[start..start + 16];
            assert!(!text.contains(part), "{}: {text}", key.name);
        }
    }
}

#[test]
fn words_hold_no_secret_and_only_exports_do() {
    let exports: [&[&str]; 5] = [
        &["key", "convert", "-", "--to", "pkcs8"],
        &["key", "convert", "-", "--to", "pkcs1"],
        &["key", "convert", "-", "--to", "sec1"],
        &["key", "convert", "-", "--to", "jwk"],
        &["key", "convert", "-", "--to", "env-line"],
    ];
    let others: [&[&str]; 6] = [
        &["kid", "-"],
        &["jwks", "-"],
        &["jwks", "-", "--format", "json"],
        &["key", "inspect", "-"],
        &["key", "inspect", "-", "--format", "json"],
        &["key", "convert", "-", "--to", "spki"],
    ];
    let assert = ["assert", "--key", "-", "--client-id", "a", "--aud", "b"];
    for key in keys::ALL {
        for given in [key.jwk, key.pem, &format!("KEY='{}'", key.pem.replace('\n', "\\n"))] {
            for args in exports {
                assert_silent(key, &ran_with(args, given).stderr);
            }
            for args in others.into_iter().chain([&assert[..]]) {
                let Ran { stdout, stderr, .. } = ran_by(args, given, |io| io.is_watched = true);
                assert_silent(key, &stdout);
                assert_silent(key, &stderr);
            }
        }
    }
}

/// The search finds what it looks for.
#[test]
#[should_panic(expected = "p256")]
fn an_export_would_be_found() {
    let exported = ran_with(["key", "convert", "-", "--to", "jwk"], keys::P256.pem).done();
    assert_silent(keys::P256, &exported);
}

#[test]
fn a_damaged_key_is_not_repeated_by_its_error() {
    for key in keys::ALL {
        for text in [key.jwk, key.pem] {
            for cut in (1..text.len()).step_by(41) {
                let changed = format!("{}!{}", &text[..cut], &text[cut + 1..]);
                for damaged in [&text[..cut], &changed] {
                    for args in [&["kid", "-"][..], &["jwks", "-"], &["key", "inspect", "-"]] {
                        let Ran { stdout, stderr, .. } = ran_with(args, damaged);
                        assert_silent(key, &stdout);
                        assert_silent(key, &stderr);
                    }
                }
            }
        }
    }
}

#[test]
fn a_new_private_key_is_in_its_file_alone() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("key.json");
    let out = path.to_str().expect("UTF-8");
    for format in ["text", "json"] {
        let args = ["keygen", "--alg", "ES256", "--force", "--out", out, "--format", format];
        let Ran { stdout, stderr, .. } = ran(args);
        let jwk = std::fs::read_to_string(&path).expect("written");
        let jwk: Value = serde_json::from_str(&jwk).expect("JSON");
        let secret = jwk["d"].as_str().expect("a private key");
        assert!(!stdout.contains(secret) && !stderr.contains(secret));
    }
}
