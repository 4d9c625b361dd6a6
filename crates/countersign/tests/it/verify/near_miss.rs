//! How close a refused assertion came: one row per mistake that people really make, and what is said about it.

use countersign::assertion::Draft;
use countersign::encoding::base64url;
use countersign::finding::{Finding, Report, Status};
use countersign::jwk::{Jwk, JwkSet};
use countersign::jws::{Alg, SigningInput};
use countersign::kid;
use countersign::time::Seconds;
use countersign::verify::{Expectations, verify};
use countersign_testkit::{NOW, keys, rng};
use hmac::{Hmac, KeyInit, Mac};

use super::{TOKEN_URL, expect, good, judge, key_set, raised, sign};

fn finding<'a>(report: &'a Report, code: &str) -> &'a Finding {
    let found = report.findings.iter().find(|finding| finding.code.id == code);
    found.unwrap_or_else(|| panic!("no {code} in {:?}", raised(report)))
}

fn near<'a>(report: &'a Report, code: &str) -> &'a str {
    let finding = finding(report, code);
    finding.evidence.near_miss.as_deref().unwrap_or_else(|| panic!("no near miss: {finding:?}"))
}

fn good_token() -> String {
    let key = keys::rsa_2048();
    sign(&good(&key, Alg::Rs384), &key, Alg::Rs384)
}

fn judge_token(token: &str) -> Report {
    verify(token, Some(&key_set(&[(&keys::rsa_2048(), Alg::Rs384)])), &expect(), NOW)
}

#[test]
fn a_token_in_a_wrapping_is_judged_all_the_same() {
    let token = good_token();
    for (pasted, code, says) in [
        (format!("Bearer {token}"), "jws.parts", "`Bearer`"),
        (format!("\"{token}\""), "jws.parts", "quotes"),
        (token.replace('.', ".\n"), "jws.parts", "line breaks"),
        (format!("{token}=="), "jws.base64url", "`=`"),
    ] {
        let report = judge_token(&pasted);
        assert_eq!(raised(&report), [code], "{pasted}");
        assert!(near(&report, code).contains(says), "{}", near(&report, code));
        assert!(report.key.is_some(), "the signature is checked all the same");
    }
}

#[test]
fn plain_base64_that_was_signed_so_is_told_apart() {
    let key = keys::rsa_2048();
    let draft = good(&key, Alg::Rs384);
    let base64 = |text: String| data_encoding::BASE64.encode(text.as_bytes());
    let input = format!("{}.{}", base64(draft.header_json()), base64(draft.claims_json() + " "));
    let signature = key.sign(Alg::Rs384, input.as_bytes(), &mut rng()).expect("the key can");
    let report = judge_token(&format!("{input}.{}", data_encoding::BASE64.encode(&signature)));
    assert_eq!(raised(&report), ["jws.base64url", "jws.signature.invalid"]);
    assert!(near(&report, "jws.signature.invalid").contains("over the text with its padding"));
}

#[test]
fn a_kid_made_another_way_is_named() {
    let thumbprint = kid::thumbprint(&keys::rsa_2048().public());
    let report = judge(|draft| draft.set_header("kid", thumbprint.as_str()));
    let said = near(&report, "jws.kid.unknown");
    let published = kid::modulus(&keys::rsa_2048().public()).expect("RSA");
    assert!(
        said.starts_with("It is the RFC 7638 thumbprint of the key that the set calls"),
        "{said}"
    );
    assert!(said.contains(published.as_str()) && said.contains("the right key"), "{said}");
    assert!(
        said.ends_with("The set's name is the first 16 hex digits of SHA-256 over the modulus."),
        "{said}"
    );

    let upper = published.as_str().to_uppercase();
    let report = judge(|draft| draft.set_header("kid", upper.as_str()));
    assert!(near(&report, "jws.kid.unknown").contains("differ in case"));
}

#[test]
fn a_key_of_another_environment_is_told_from_a_wrong_name() {
    let other = keys::rsa_2048_other();
    let token = sign(&good(&other, Alg::Rs384), &other, Alg::Rs384);
    let report = judge_token(&token);
    assert_eq!(raised(&report), ["jws.kid.unknown"]);
    assert!(near(&report, "jws.kid.unknown").contains("None of the 1 keys that fit verifies it"));
}

#[test]
fn a_thousand_keys_are_tried_and_it_says_so() {
    let key = keys::p256();
    let one = |index: usize| {
        Jwk::new(key.public(), format!("key-{index}").parse().expect("a kid"), Alg::Es256)
    };
    let set: JwkSet = (0..1_000).map(one).collect();
    let other = good(&keys::p256(), Alg::Es256);
    let input = other.signing_input(Alg::Es256);
    let token = format!("{}.{}", input.as_str(), base64url::encode(&[7; 64]));
    let expect = Expectations { algs: &[Alg::Es256], ..expect() };
    let mut verification = countersign::verify::Verification::new(&token, Some(&set), &expect, NOW);
    let mut checks = 0;
    while verification.wanted().is_some() {
        verification.answer(Err(countersign::key::SignatureError::Invalid));
        checks += 1;
    }
    assert_eq!(checks, 1_000);
    let report = verification.finish();
    assert!(
        near(&report, "jws.kid.unknown").contains("None of the 1000 keys that fit verifies it")
    );
}

#[test]
fn the_same_signature_under_another_algorithm() {
    let report = judge(|draft| draft.set_header("alg", "RS256"));
    assert!(near(&report, "jws.signature.invalid").contains("It verifies under RS384"));

    // The header names an algorithm that the key cannot do, or none.
    for alg in ["ES384", "XY999"] {
        let report = judge(|draft| draft.set_header("alg", alg));
        let said = near(&report, "jws.signature.unverified");
        assert!(said.contains("It verifies under RS384 with the key"), "{alg}: {said}");
    }
}

#[test]
fn an_ecdsa_signature_in_der_is_turned_round() {
    let key = keys::p384();
    let input = good(&key, Alg::Es384).signing_input(Alg::Es384);
    let raw = key.sign(Alg::Es384, input.as_str().as_bytes(), &mut rng()).expect("the key can");
    let der = p384::ecdsa::Signature::from_slice(&raw).expect("just made").to_der();
    let token = format!("{}.{}", input.as_str(), base64url::encode(der.as_bytes()));
    let set = key_set(&[(&key, Alg::Es384)]);
    let report = verify(&token, Some(&set), &expect(), NOW);
    assert_eq!(raised(&report), ["jws.signature.der"]);
    assert_eq!(
        near(&report, "jws.signature.der"),
        "Turned into R‖S it verifies: only the form is wrong."
    );

    // Signed with SHA-256 by mistake, as libraries do whose default it is, it does not.
    let damaged = token.replace(&token[5..9], &token[6..10]);
    let report = verify(&damaged, Some(&set), &expect(), NOW);
    assert!(!report.findings.iter().any(|finding| {
        finding.evidence.near_miss.as_deref().is_some_and(|near| near.contains("R‖S it verifies"))
    }));
}

#[test]
fn signatures_of_another_length_or_of_zero() {
    let key = keys::p384();
    let input = good(&key, Alg::Es384).signing_input(Alg::Es384);
    let set = key_set(&[(&key, Alg::Es384)]);
    for (signature, code) in
        [(vec![1; 64], "jws.signature.length"), (vec![0; 96], "jws.signature.zero")]
    {
        let token = format!("{}.{}", input.as_str(), base64url::encode(&signature));
        let report = verify(&token, Some(&set), &expect(), NOW);
        assert_eq!(raised(&report), [code]);
    }
}

#[test]
fn claims_that_were_written_again_after_signing() {
    let key = keys::rsa_2048();
    let draft = good(&key, Alg::Rs384);
    let spaced = draft.claims_json().replace("\":", "\": ").replace(",\"", ", \"");
    for (signed, sent, says) in [
        (draft.claims_json(), spaced.clone(), "without white space"),
        (spaced, draft.claims_json(), "a space behind each comma"),
    ] {
        let signed = SigningInput::new(Alg::Rs384, &draft.header_json(), &signed);
        let signature =
            key.sign(Alg::Rs384, signed.as_str().as_bytes(), &mut rng()).expect("the key can");
        let sent = SigningInput::new(Alg::Rs384, &draft.header_json(), &sent);
        let report = judge_token(sent.with_signature(&signature).expect("the right form").as_str());
        assert_eq!(raised(&report), ["jws.signature.invalid"]);
        assert!(near(&report, "jws.signature.invalid").contains(says));
    }
}

#[test]
fn a_mac_with_the_public_key_as_secret() {
    let key = keys::rsa_2048();
    let mut draft = good(&key, Alg::Rs384);
    draft.set_header("alg", "HS256");
    let input = draft.signing_input(Alg::Rs384);
    let mac =
        <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(key.public().to_spki_pem().as_bytes());
    let tag = mac.expect("any length").chain_update(input.as_str()).finalize().into_bytes();
    let report = judge_token(&format!("{}.{}", input.as_str(), base64url::encode(&tag)));
    assert_eq!(report.first_failure().map(|finding| finding.code.id), Some("jws.alg.symmetric"));
    assert!(
        near(&report, "jws.signature.unverified")
            .contains("the public key as its secret (the PEM text)")
    );
    assert_eq!(report.key, None);
}

#[test]
fn small_differences_of_aud_are_pointed_at() {
    for (aud, code, says) in [
        (format!("{TOKEN_URL}/"), "jwt.aud.trailing-slash", "too many"),
        ("https://ternvalley.example:8443/auth/token".into(), "jwt.aud.wrong", "the port is 8443"),
        (
            "https://TERNVALLEY.example/auth/token".into(),
            "jwt.aud.normalised",
            "differs in case, first at character 9",
        ),
        ("https://proxy.example/auth/token".into(), "jwt.aud.wrong", "the host is proxy.example"),
        (
            "https://ternvalley.example/auth/authorize".into(),
            "jwt.aud.wrong",
            "the authorization endpoint",
        ),
    ] {
        let report = judge(|draft| draft.set_claim("aud", aud.as_str()));
        assert_eq!(raised(&report), [code], "{aud}");
        assert!(near(&report, code).contains(says), "{}", near(&report, code));
    }
}

#[test]
fn a_clock_that_is_off_is_told_in_seconds() {
    let at = |draft: &mut Draft, offset: i64| {
        let made = NOW + Seconds::new(offset);
        draft.set_claim("iat", made.get());
        draft.set_claim("exp", (made + Seconds::new(300)).get());
    };
    let slow = judge(|draft| at(draft, -400));
    assert!(
        near(&slow, "jwt.exp.expired").contains("about 6 min 40 s slow"),
        "{}",
        near(&slow, "jwt.exp.expired")
    );
    let fast = judge(|draft| {
        at(draft, 600);
        draft.set_claim("nbf", (NOW + Seconds::new(600)).get());
    });
    assert!(near(&fast, "jwt.nbf.future").contains("about 10 min 0 s fast"));
}

#[test]
fn a_kid_that_lost_its_quotes() {
    let key = keys::rsa_2048();
    let jwk = Jwk::new(key.public(), "7".parse().expect("a kid"), Alg::Rs384);
    let mut draft = good(&key, Alg::Rs384);
    draft.set_header("kid", 7);
    let report =
        verify(&sign(&draft, &key, Alg::Rs384), Some(&[jwk].into_iter().collect()), &expect(), NOW);
    assert!(near(&report, "jws.kid.not-string").contains("only the quotes are missing"));
}

#[test]
fn what_the_set_says_against_its_key() {
    let key = keys::rsa_2048();
    let token = good_token();
    let set = countersign::jwk::publish::public_set(&[Jwk::new(
        key.public(),
        kid::modulus(&key.public()).expect("RSA"),
        Alg::Rs384,
    )]);
    for (from, to, code, status) in [
        ("\"alg\": \"RS384\"", "\"note\": 1", "jwks.alg.missing", Status::Warn),
        ("\"alg\": \"RS384\"", "\"alg\": \"RS256\"", "jwks.alg.mismatch", Status::Fail),
        ("\"use\": \"sig\"", "\"use\": \"enc\"", "jwks.use.wrong", Status::Fail),
        ("\"use\": \"sig\"", "\"key_ops\": [\"sign\"]", "jwks.key-ops.wrong", Status::Fail),
        ("\"use\": \"sig\"", "\"d\": \"AQAB\"", "jwks.private-member", Status::Fail),
    ] {
        let set = JwkSet::parse(&set.replace(from, to)).expect("a set");
        let report = verify(&token, Some(&set), &expect(), NOW);
        assert_eq!(raised(&report), [code]);
        assert_eq!(finding(&report, code).status, status);
        assert!(!format!("{report:?}").contains("AQAB"), "no value of a private member");
    }
}
