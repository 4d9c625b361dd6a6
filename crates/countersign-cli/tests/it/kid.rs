//! `countersign kid`.

use countersign_testkit::keys;
use serde_json::Value;

use crate::support::{Ran, key_file, known, ran, ran_by, ran_cli, ran_with};

#[test]
fn kids_are_those_that_other_software_derives() {
    for key in keys::ALL {
        let file = key_file(&format!("{}.pem", key.name));
        assert_eq!(ran(["kid", &file]).done().trim_end(), known(key.name, "kid"));
        let by_thumbprint = ran(["kid", &file, "--method", "thumbprint"]).done();
        assert_eq!(by_thumbprint.trim_end(), known(key.name, "thumbprint"));
        let spki = known(key.name, "spki_pem");
        assert_eq!(ran_with(["kid", "-"], spki).done().trim_end(), known(key.name, "kid"));
    }
}

#[test]
fn a_jwk_keeps_its_name_unless_asked() {
    let mut jwk: Value = serde_json::from_str(keys::RSA_2048.jwk).expect("JSON");
    jwk["kid"] = "2026-11".into();
    let own = ran_with(["kid", "-"], jwk.to_string());
    assert_eq!(own.stdout, "2026-11\n");
    assert_eq!(own.stderr, "the kid that the JWK has; derived, it would be 65b4e46f33b9323d\n");
    let derived = ran_with(["kid", "-", "--method", "modulus"], jwk.to_string());
    assert_eq!(derived.done(), "65b4e46f33b9323d\n");
    let json = ran_with(["kid", "-", "--format", "json"], jwk.to_string()).done();
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json, serde_json::json!({ "kid": "2026-11", "from": "jwk" }));
}

#[test]
fn an_encrypted_key_wants_its_passphrase() {
    let file = key_file("forms/rsa-2048.encrypted.pem");
    insta::assert_snapshot!(ran(["kid", &file]).failed());
    let asked = ran_by(["kid", &file], "", |io| {
        io.ask = Some(|question| {
            assert!(question.ends_with("rsa-2048.encrypted.pem: "), "{question}");
            Ok("countersign".to_owned().into())
        });
    });
    assert_eq!(asked.done(), "65b4e46f33b9323d\n");
    let wrong = ran_by(["kid", &file], "", |io| io.ask = Some(|_| Ok("else".to_owned().into())));
    assert!(wrong.failed().contains("the passphrase does not open the private key"));
}

#[test]
fn a_passphrase_is_the_first_line_of_its_file() {
    let file = key_file("forms/rsa-2048.encrypted.pem");
    for text in ["countersign", "countersign\n", "countersign\r\n", "countersign\nits comment\n"] {
        let ran = ran_with(["kid", &file, "--passphrase-file", "-"], text);
        assert_eq!(ran.done(), "65b4e46f33b9323d\n", "{text:?}");
    }
    let said = [
        ran_with(["kid", &file, "--passphrase-file", "-"], "countersign \n"),
        ran_with(["kid", &file, "--passphrase-file", "-"], "\ncountersign"),
        ran_with(
            ["kid", "-", "--passphrase-file", "-"],
            include_str!("../../../../tests/vectors/keys/forms/rsa-2048.encrypted.pem"),
        ),
        ran(["kid", &file, "--passphrase-file", "no-such-file"]),
    ];
    insta::assert_snapshot!(said.map(Ran::failed).join("\n"));
    // A key that is not encrypted needs none.
    let plain = key_file("rsa-2048.pem");
    assert_eq!(ran(["kid", &plain, "--passphrase-file", "no-such-file"]).exit, 0);
}

#[test]
fn a_failure_is_json_for_a_program() {
    let failed = ran(["kid", "no-such-file", "--format", "json"]).failed();
    let error: Value = serde_json::from_str(&failed).expect("JSON");
    assert_eq!(error["error"]["code"], "input.unreadable");
    assert_eq!(error["error"]["message"], "no-such-file: there is no such file");
}

#[test]
fn an_empty_file_is_told_as_such() {
    assert_eq!(ran_with(["kid", "-"], "\n").failed(), "error: stdin: it is empty\n");
}

/// Not every file is named in UTF-8.
#[cfg(target_os = "linux")]
#[test]
fn a_file_may_have_any_name() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    use clap::Parser;
    use countersign_cli::Cli;

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(OsString::from_vec(b"\xff.pem".to_vec()));
    std::fs::write(&path, keys::P256.pem).expect("a new file");
    let words: [OsString; 3] = ["countersign".into(), "kid".into(), path.into()];
    let cli = Cli::try_parse_from(words).expect("arguments");
    assert_eq!(ran_cli(cli).done().trim_end(), known("p256", "kid"));
}

#[test]
fn an_ec_key_has_no_modulus() {
    let file = key_file("p256.pem");
    insta::assert_snapshot!(ran(["kid", &file, "--method", "modulus"]).failed());
}
