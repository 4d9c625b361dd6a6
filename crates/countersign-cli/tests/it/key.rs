//! `countersign key inspect` and `countersign key convert`.

use std::fs;

use countersign_testkit::keys;
use serde_json::Value;
use tempfile::tempdir;

use crate::support::{Ran, key_file, known, ran, ran_with};

/// RFC 7515 A.2: everybody has its private half.
const RFC_7515_A2: &str = r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#;

#[test]
fn a_key_tells_what_it_is() {
    let damaged = keys::RSA_2048.pem.trim_end().replace('\n', "\\n");
    let shown = [
        ran(["key", "inspect", &key_file("p384.jwk.json")]),
        ran_with(["key", "inspect", "-"], format!("CLIENT_KEY=\"{damaged}\"")),
        ran(["key", "inspect", &key_file("forms/p256.crt.pem")]),
        ran(["key", "inspect", &key_file("forms/rsa-2048.chain.pem")]),
        ran_with(["key", "inspect", "-"], RFC_7515_A2),
    ];
    insta::assert_snapshot!(shown.map(Ran::done).join("\n"));
}

/// Whoever wrote the key does not write to the terminal.
#[test]
fn what_a_terminal_obeys_is_shown_instead() {
    let mut jwk: Value = serde_json::from_str(keys::P256.jwk).expect("JSON");
    jwk["kid"] = "a\u{1b}[2Jb\u{202e}".into();
    let told = ran_with(["key", "inspect", "-"], jwk.to_string());
    assert!(!told.raw.contains(['\u{202e}']) && !told.raw.contains("\u{1b}[2J"), "{}", told.raw);
    assert!(told.done().contains("a\\u{1b}[2Jb\\u{202e}"));
}

#[test]
fn a_program_is_told_the_same() {
    for key in keys::ALL {
        let file = key_file(&format!("{}.pem", key.name));
        let json = ran(["key", "inspect", &file, "--format", "json"]).done();
        let json: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["kids"]["thumbprint"], known(key.name, "thumbprint"));
        assert_eq!(json["publicJwk"]["kid"], known(key.name, "kid"));
        assert_eq!((&json["isPrivate"], &json["form"]), (&true.into(), &"PKCS#8 PEM".into()));
    }
}

#[test]
fn conversions_are_what_other_software_wrote() {
    for key in keys::ALL {
        let from = |form| ran_with(["key", "convert", "-", "--to", form], key.jwk);
        assert_eq!(from("pkcs8").done(), key.pem);
        assert_eq!(from("spki").done(), known(key.name, "spki_pem"));
        let (own, other) = match key.name.starts_with("rsa") {
            true => ("pkcs1", "sec1"),
            false => ("sec1", "pkcs1"),
        };
        assert_eq!(from(own).done(), known(key.name, "traditional_pem"));
        assert!(from(other).failed().contains(" keys have no "));
        let wanted: Value = serde_json::from_str(key.jwk).expect("JSON");
        assert_eq!(serde_json::from_str::<Value>(&from("jwk").done()).expect("JSON"), wanted);
    }
}

#[test]
fn a_line_of_an_environment_file_comes_back() {
    let args = ["key", "convert", "-", "--to", "env-line", "--name", "CLIENT_KEY"];
    let line = ran_with(args, keys::P256.pem).done();
    assert!(
        line.starts_with("CLIENT_KEY=\"-----BEGIN PRIVATE KEY-----\\n")
            && line.lines().count() == 1
    );
    let back = ran_with(["key", "convert", "-", "--to", "pkcs8"], &line);
    assert_eq!(back.stdout, keys::P256.pem);
    assert_eq!(
        back.stderr,
        "repaired: The text was the value of a variable, NAME=…\n\
         repaired: The text had a literal \\n for each line break\n"
    );
}

#[test]
fn only_a_public_file_is_for_others() {
    let folder = tempdir().expect("a folder");
    let written = |form: &str| {
        let path = folder.path().join(form);
        let out = path.to_str().expect("UTF-8");
        let ran = ran_with(["key", "convert", "-", "--to", form, "--out", out], keys::P256.pem);
        assert!(ran.stderr.ends_with(&format!("{form} written\n")), "{}", ran.stderr);
        assert_eq!(ran.done(), "");
        path
    };
    let (private, public) = (written("pkcs8"), written("spki"));
    assert_eq!(fs::read_to_string(&private).expect("written"), keys::P256.pem);
    assert_eq!(fs::read_to_string(&public).expect("written"), known("p256", "spki_pem"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        let mode = |path| fs::metadata(path).expect("written").permissions().mode() & 0o777;
        assert_eq!(mode(&private), 0o600);
        // What else the owner's umask allows is the owner's business.
        assert_ne!(mode(&public) & 0o400, 0);
    }
}

#[test]
fn what_cannot_be_converted_says_why() {
    let public = keys::p256().public().to_spki_pem();
    let said = [
        ran_with(["key", "convert", "-", "--to", "pkcs8"], &public),
        ran_with(["key", "convert", "-", "--to", "pkcs1"], &public),
        ran_with(["key", "convert", "-", "--to", "sec1"], keys::RSA_2048.pem),
        ran_with(["key", "convert", "-", "--to", "env-line", "--name", "1 KEY"], keys::P256.pem),
        ran_with(["key", "convert", "-", "--to", "spki", "--kid", "a"], keys::P256.pem),
        ran_with(["key", "convert", "-", "--to", "jwk", "--name", "A"], keys::P256.pem),
        ran_with(["key", "convert", "-", "--to", "jwk", "--alg", "RS384"], keys::P256.pem),
        ran(["key", "convert", &key_file("forms/p256.p12"), "--to", "pkcs8"]),
        ran(["key", "convert", &key_file("forms/p256.refused-traditional.pem"), "--to", "pkcs8"]),
    ];
    insta::assert_snapshot!(said.map(Ran::failed).join("\n"));
}
