//! Key sets: read, judged, published.

use countersign::finding::Status;
use countersign::jwk::{
    Given, Jwk, JwkError, JwkSet, JwkSetError, PUBLISHED_TEST_KEYS, lint, publish,
};
use countersign::jws::Alg;
use countersign::key::{KeyError, PrivateKey};
use countersign::kid::{self, KeyId, KidMethod};
use countersign::limits::{KEY_SET_KEYS, KEY_SET_OCTETS};
use countersign::rules::Profile;
use countersign_testkit::{keys, rng_from};
use proptest::prelude::*;
use serde_json::{Value, json};

const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

fn jwk(key: &PrivateKey) -> Jwk {
    let public = key.public();
    let kid = kid::derive(&public, KidMethod::default_for(&public));
    let alg = public.algs()[0];
    Jwk::new(public, kid, alg)
}

/// A published key as JSON, to be changed.
fn published(test_key: keys::TestKey) -> Value {
    serde_json::from_str(&publish::public_jwk(&jwk(&test_key.private()))).expect("JSON")
}

fn with(mut key: Value, member: &str, value: Value) -> Value {
    let members = key.as_object_mut().expect("an object");
    match value {
        Value::Null => members.remove(member),
        value => members.insert(member.to_owned(), value),
    };
    key
}

fn set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

/// The codes that fail or warn.
fn raised(text: &str) -> Vec<(&'static str, Status)> {
    lint(text, &Profile::SPEC)
        .into_iter()
        .filter(|finding| matches!(finding.status, Status::Fail | Status::Warn))
        .map(|finding| (finding.code.id, finding.status))
        .collect()
}

#[test]
fn documents_that_are_no_set_are_named() {
    let given = |given| Err(JwkSetError::NotASet { given });
    let key = published(keys::P256);
    assert_eq!(JwkSet::parse(&key.to_string()), given(Given::Jwk));
    assert_eq!(JwkSet::parse(&json!([key]).to_string()), given(Given::Array));
    assert_eq!(JwkSet::parse(&keys::p256().public().to_spki_pem()), given(Given::Pem));
    assert_eq!(JwkSet::parse("{}"), given(Given::NoKeys));
    assert_eq!(JwkSet::parse(r#"{"keys": {}}"#), given(Given::KeysType));
    assert_eq!(JwkSet::parse("5"), given(Given::Other));
    let codes = ["{", r#"{"keys": [], "keys": []}"#, r#"{"keys": [{"kid": "a", "kid": "b"}]}"#];
    for text in codes {
        assert_eq!(
            JwkSet::parse(text).expect_err("not strict JSON").code(),
            "jwk-set.json",
            "{text}"
        );
    }
}

#[test]
fn sets_are_bounded() {
    let many = set(&vec![json!({}); KEY_SET_KEYS + 1]);
    let too_many = JwkSetError::TooManyKeys { got: KEY_SET_KEYS + 1, limit: KEY_SET_KEYS };
    assert_eq!(JwkSet::parse(&many), Err(too_many));
    let large = " ".repeat(KEY_SET_OCTETS + 1);
    let too_large = JwkSetError::TooLarge { got: KEY_SET_OCTETS + 1, limit: KEY_SET_OCTETS };
    assert_eq!(JwkSet::parse(&large), Err(too_large));
}

#[test]
fn one_bad_key_does_not_spoil_the_set() {
    let text = set(&[
        json!(5),
        json!({"kty": "oct", "k": "AAAA", "kid": "shared"}),
        with(published(keys::P256), "crv", json!("P-521")),
        with(published(keys::RSA_2048), "kid", json!(7)),
        with(published(keys::P384), "kid", json!("good")),
    ]);
    let set = JwkSet::parse(&text).expect("a set");
    let errors: Vec<_> =
        set.entries().iter().map(|entry| entry.key.as_ref().err().map(JwkError::code)).collect();
    let wanted = [
        Some("jwk.not-an-object"),
        Some("key.kty.symmetric"),
        Some("key.ec.curve-unsupported"),
        Some("jwk.member-type"),
        None,
    ];
    assert_eq!(errors, wanted);
    assert_eq!(set.entries()[1].private_members, ["k"]);
    assert_eq!(set.entries()[1].kid.as_deref(), Some("shared"));
    assert_eq!(set.keys().filter_map(Jwk::kid).collect::<Vec<_>>(), ["good"]);
    assert_eq!(set.with_kid("good").count(), 1);
    assert_eq!(set.with_kid("shared").count(), 0);
}

#[test]
fn a_private_set_gives_its_public_half_and_is_named() {
    let text = format!(r#"{{"keys": [{}, {}]}}"#, keys::RSA_2048.jwk, keys::P384.jwk);
    let set = JwkSet::parse(&text).expect("a set");
    assert_eq!(set.entries()[0].private_members, ["d", "p", "q", "dp", "dq", "qi"]);
    assert_eq!(set.entries()[1].private_members, ["d"]);
    assert_eq!(set.keys().next().map(Jwk::public_key), Some(&keys::rsa_2048().public()));
    assert_eq!(raised(&text), [("jwks.private-member", Status::Fail); 2]);
    let shown = format!("{:?}", lint(&text, &Profile::SPEC));
    let d = serde_json::from_str::<Value>(keys::P384.jwk).expect("JSON")["d"]
        .as_str()
        .expect("d")
        .to_owned();
    assert!(!shown.contains(&d[..12]));
}

#[test]
fn misspelled_numbers_are_read_as_meant() {
    let n = |bend: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        countersign::encoding::base64url::encode(&bend(
            keys::rsa_2048().public().modulus().expect("RSA"),
        ))
    };
    let leading = n(&|mut n| {
        n.insert(0, 0);
        n
    });
    let padded = format!("{}==", n(&|n| n));
    for (written, fault) in [(leading, "key.jwk.leading-zero"), (padded, "key.jwk.encoding")] {
        let text = set(&[with(published(keys::RSA_2048), "n", json!(written))]);
        let parsed = JwkSet::parse(&text).expect("a set");
        assert_eq!(parsed.keys().next().map(Jwk::public_key), Some(&keys::rsa_2048().public()));
        assert_eq!(parsed.entries()[0].misspelled.as_ref().map(KeyError::code), Some(fault));
        assert_eq!(raised(&text), [("jwks.encoding", Status::Warn)]);
        let finding = lint(&text, &Profile::SPEC)
            .into_iter()
            .find(|finding| finding.code.id == "jwks.encoding");
        assert_eq!(finding.and_then(|finding| finding.evidence.expected), Some(n(&|n| n)));
        assert!(
            Jwk::parse(&with(published(keys::RSA_2048), "n", json!(written)).to_string()).is_err()
        );
    }
}

#[test]
fn each_fault_raises_its_code() {
    let (rsa, ec) = (published(keys::RSA_2048), published(keys::P256));
    let n = |octets: &[u8]| json!(countersign::encoding::base64url::encode(octets));
    let fail = |code| vec![(code, Status::Fail)];
    let warn = |code| vec![(code, Status::Warn)];
    let smart: Value =
        serde_json::from_str(include_str!("../../../../tests/vectors/kid/smart-keys.json"))
            .expect("JSON");
    let unusable = |code, status| vec![("jwks.empty", Status::Fail), (code, status)];
    let rows = [
        ("good", vec![rsa.clone(), ec.clone()], vec![]),
        ("none", vec![], fail("jwks.empty")),
        ("no object", vec![json!("key"), ec.clone()], fail("jwks.form")),
        (
            "oct",
            vec![json!({"kty": "oct", "k": "AA", "kid": "a"})],
            unusable("jwks.symmetric", Status::Fail),
        ),
        (
            "sample",
            vec![smart["files"]["RS384.public"]["keys"][0].clone()],
            fail("jwks.published-test-key"),
        ),
        ("no kid", vec![with(rsa.clone(), "kid", Value::Null)], fail("jwks.kid.missing")),
        ("empty kid", vec![with(rsa.clone(), "kid", json!(""))], fail("jwks.kid.missing")),
        (
            "kid a number",
            vec![with(rsa.clone(), "kid", json!(7))],
            unusable("jwks.kid.missing", Status::Fail),
        ),
        (
            "kid twice",
            vec![rsa.clone(), with(ec.clone(), "kid", rsa["kid"].clone())],
            fail("jwks.kid.duplicate"),
        ),
        (
            "key twice",
            vec![rsa.clone(), with(rsa.clone(), "kid", json!("b"))],
            warn("jwks.key.duplicate"),
        ),
        ("no alg", vec![with(rsa.clone(), "alg", Value::Null)], warn("jwks.alg.missing")),
        (
            "alg of a curve",
            vec![with(rsa.clone(), "alg", json!("ES384"))],
            fail("jwks.alg.mismatch"),
        ),
        (
            "alg of another curve",
            vec![with(ec.clone(), "alg", json!("ES384"))],
            fail("jwks.alg.mismatch"),
        ),
        (
            "alg for encryption",
            vec![with(rsa.clone(), "alg", json!("RSA-OAEP"))],
            fail("jwks.alg.mismatch"),
        ),
        ("RS512", vec![with(rsa.clone(), "alg", json!("RS512"))], vec![]),
        ("use enc", vec![with(rsa.clone(), "use", json!("enc"))], fail("jwks.use.wrong")),
        (
            "key_ops sign",
            vec![with(rsa.clone(), "key_ops", json!(["sign"]))],
            fail("jwks.key-ops.wrong"),
        ),
        ("key_ops verify", vec![with(rsa.clone(), "key_ops", json!(["verify"]))], vec![]),
        (
            "small",
            vec![with(rsa.clone(), "n", n(&[0xff; 128]))],
            unusable("jwks.rsa.small", Status::Fail),
        ),
        (
            "exponent",
            vec![with(rsa.clone(), "e", n(&[1]))],
            unusable("jwks.rsa.exponent", Status::Fail),
        ),
        ("large", vec![with(rsa.clone(), "n", n(&[0xff; 600]))], warn("jwks.rsa.large")),
        (
            "huge",
            vec![with(rsa.clone(), "n", n(&[0xff; 2000]))],
            unusable("jwks.rsa.large", Status::Warn),
        ),
        (
            "not base64url",
            vec![with(rsa.clone(), "n", json!("*"))],
            unusable("jwks.encoding", Status::Warn),
        ),
        (
            "off curve",
            vec![with(ec.clone(), "x", n(&[1; 32]))],
            unusable("jwks.ec.off-curve", Status::Fail),
        ),
        (
            "kty",
            vec![with(ec.clone(), "kty", json!("OKP"))],
            unusable("jwks.kty.unknown", Status::Warn),
        ),
        (
            "crv",
            vec![with(ec.clone(), "crv", json!("P-521")), rsa.clone()],
            warn("jwks.kty.unknown"),
        ),
    ];
    for (name, keys, wanted) in rows {
        assert_eq!(raised(&set(&keys)), wanted, "{name}");
    }
}

#[test]
fn a_good_set_passes_every_check_once() {
    let findings = lint(&publish::public_set(&[jwk(&keys::rsa_2048())]), &Profile::SPEC);
    assert_eq!(findings.len(), 18);
    assert!(findings.iter().all(|finding| finding.status == Status::Pass));
    let skipped = lint("{}", &Profile::SPEC);
    assert_eq!(skipped.len(), 18);
    assert_eq!(skipped.iter().filter(|finding| finding.status == Status::Skipped).count(), 17);
}

#[test]
fn every_published_sample_is_known() {
    let known: Vec<&str> = PUBLISHED_TEST_KEYS.iter().map(|(thumbprint, _)| *thumbprint).collect();
    let file: Value =
        serde_json::from_str(include_str!("../../../../tests/vectors/kid/thumbprint.json"))
            .expect("JSON");
    for vector in file["vectors"].as_array().expect("an array") {
        let thumbprint = vector["sha256_base64url"].as_str().expect("a thumbprint");
        assert!(known.contains(&thumbprint), "{}", vector["name"]);
    }
}

#[test]
fn what_is_published_is_complete() {
    let keys: Vec<Jwk> = keys::ALL.iter().map(|test_key| jwk(&test_key.private())).collect();
    let text = publish::public_set(&keys);
    assert!(JwkSet::parse(&text).expect("a set").keys().eq(&keys));
    let document: Value = serde_json::from_str(&text).expect("JSON");
    for key in document["keys"].as_array().expect("an array") {
        assert_eq!(key["use"], "sig");
        assert!(key["kid"].is_string() && key["alg"].is_string());
    }
}

#[test]
fn what_was_left_out_is_derived() {
    let bare = with(with(published(keys::P384), "kid", Value::Null), "alg", Value::Null);
    let read = Jwk::parse(&bare.to_string()).expect("a key");
    assert_eq!((read.kid(), read.alg()), (None, None));
    let again: Value = serde_json::from_str(&publish::public_jwk(&read)).expect("JSON");
    assert_eq!(again, published(keys::P384));
}

/// No name of a private member and no private value, wherever the key came from.
fn shows_nothing_private(text: &str, secret: &Value) -> Result<(), TestCaseError> {
    let document: Value = serde_json::from_str(text).expect("JSON");
    for key in document["keys"].as_array().expect("an array") {
        for member in PRIVATE_MEMBERS {
            prop_assert!(key.get(member).is_none(), "{} in {}", member, text);
            if let Some(value) = secret[member].as_str() {
                prop_assert!(!text.contains(value), "the value of {} in {}", member, text);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn nothing_private_is_published(
        key in 0..keys::ALL.len(),
        seed: u64,
        kid in "[a-z\"{}:,]{1,20}",
        alg in 0..Alg::VERIFIED.len(),
    ) {
        let test_key = keys::ALL[key];
        let kind = test_key.private().kind();
        // A new key where that is quick.
        let private = if kind.curve().is_some() {
            let on = &mut |_| core::ops::ControlFlow::Continue(());
            countersign::key::generate(kind, &mut rng_from(seed), on).expect("nobody cancels")
        } else {
            test_key.private()
        };
        let kid = KeyId::new(kid).expect("short");
        let secret = private.to_jwk_secret(&kid, Alg::VERIFIED[alg]);
        let secret_json: Value = serde_json::from_str(&secret).expect("JSON");
        let made = publish::public_set(&[Jwk::new(private.public(), kid.clone(), Alg::VERIFIED[alg])]);
        shows_nothing_private(&made, &secret_json)?;
        // A private JWK that somebody pasted as a public one.
        let pasted = publish::public_set(&[Jwk::parse(&secret).expect("its public half")]);
        shows_nothing_private(&pasted, &secret_json)?;
        let read = JwkSet::parse(&format!(r#"{{"keys": [{}]}}"#, *secret)).expect("a set");
        let set = publish::public_set(&read.keys().cloned().collect::<Vec<_>>());
        shows_nothing_private(&set, &secret_json)?;
    }
}
