//! `countersign assert`.

use countersign::finding::Verdict;
use countersign::jwk::JwkSet;
use countersign::time::UnixSeconds;
use countersign::verify::{Client, Expectations, verify};
use countersign_testkit::{NOW, keys};
use serde_json::{Value, json};

use crate::support::{Ran, key_file, ran, ran_by, ran_with, usage};

const AUD: &str = "https://ehr.example/token";

fn asserted(key: &str, more: &[&str]) -> Ran {
    let args = ["assert", "--key", key, "--client-id", "larkmoor-nightly", "--aud", AUD];
    ran(args.iter().chain(more))
}

#[test]
fn a_partner_accepts_an_assertion_of_every_key() {
    for key in keys::ALL {
        let token = asserted(&key_file(&format!("{}.pem", key.name)), &[]).done();
        let set = JwkSet::read(&ran(["jwks", &key_file(&format!("{}.pem", key.name))]).done())
            .expect("a key set");
        let expect = Expectations {
            client: Client::Known("larkmoor-nightly"),
            audience: Some(AUD),
            ..Expectations::default()
        };
        let report = verify(token.trim_end(), Some(&set), &expect, NOW);
        assert_eq!(report.verdict(), Verdict::Accepted, "{}: {report:?}", key.name);
    }
}

/// The signature is by `openssl dgst -sha384 -sign rsa-2048.pem` over the first two parts, which were made with Python's
/// `json` and `base64`.
#[test]
fn it_is_what_openssl_signs() {
    let file = key_file("rsa-2048.pem");
    let token = asserted(&file, &["--jti", "7f0c", "--at", "2026-05-12T14:03:20Z"]).done();
    assert_eq!(token.trim_end(), include_str!("assertion.jwt").trim_end());
}

#[test]
fn names_are_as_asked_else_as_the_jwk_says_else_derived() {
    let mut jwk: Value = serde_json::from_str(keys::RSA_2048.jwk).expect("JSON");
    jwk["kid"] = "2026-11".into();
    jwk["alg"] = "RS256".into();
    let told = |stdin: &str, more: &[&str]| {
        let args = ["assert", "--key", "-", "--client-id", "a", "--aud", AUD, "--format", "json"];
        let json = ran_with(args.iter().chain(more), stdin).done();
        let json: Value = serde_json::from_str(&json).expect("JSON");
        json!([json["kid"], json["alg"]])
    };
    assert_eq!(told(&jwk.to_string(), &[]), json!(["2026-11", "RS256"]));
    assert_eq!(told(&jwk.to_string(), &["--kid", "b", "--alg", "PS384"]), json!(["b", "PS384"]));
    assert_eq!(told(keys::RSA_2048.pem, &[]), json!(["65b4e46f33b9323d", "RS384"]));
}

#[test]
fn a_person_is_told_until_when_it_is_good() {
    let key = key_file("p256.pem");
    let args = ["assert", "--key", &key, "--client-id", "a", "--aud", AUD, "--lifetime", "60"];
    let watched = ran_by(args, "", |io| io.is_watched = true);
    assert_eq!(
        watched.stderr,
        "ES256 under dVXGhdziGyQx5ZJRBYv0_WY__Avc4yG8LjsSPS81xI4, good until 2026-05-12T14:04:20Z, in 1 min 0 s\n"
    );
    assert_eq!(ran(args).stderr, "");
}

#[test]
fn what_cannot_be_asserted_says_what_can() {
    let rsa = key_file("rsa-2048.pem");
    let said = [
        asserted(&rsa, &["--alg", "ES384"]),
        asserted(&rsa, &["--jti", ""]),
        ran_with(
            ["assert", "--key", "-", "--client-id", "a", "--aud", AUD],
            keys::p256().public().to_spki_pem(),
        ),
        asserted(&key_file("forms/p256.openssh"), &[]),
        asserted("no-such-file", &[]),
    ];
    let mut said = said.map(Ran::failed).to_vec();
    let args = ["assert", "--key", "k", "--client-id", "a", "--aud", AUD, "--at"];
    for (option, value) in [("--lifetime", "900"), ("--lifetime", "-5"), ("--client-id", "")] {
        let of_key = ["assert", "--key", "k", "--aud", AUD, option, value];
        said.push(usage(&of_key));
    }
    for at in ["-5m", "1778594600000", "2026-05-12T14:03:20"] {
        said.push(usage(&[&args[..], &[at]].concat()));
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn another_moment_can_be_named() {
    let args = ["--at", "1778594000", "--format", "json"];
    let json = asserted(&key_file("p256.pem"), &args).done();
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["issuedAt"], json!(UnixSeconds::new(1_778_594_000)));
    assert_eq!(json["expiresAt"], json!(1_778_594_300));
}
