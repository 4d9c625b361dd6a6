//! Key sets: read, judged, published.

mod fetch;
pub(crate) mod lint;

use countersign::jwk::{Given, Jwk, JwkError, JwkSet, JwkSetError, publish};
use countersign::jws::Alg;
use countersign::key::PrivateKey;
use countersign::kid::{self, KeyId, KidMethod};
use countersign::limits::{KEY_SET_KEYS, KEY_SET_OCTETS};
use countersign_testkit::{keys, rng_from};
use proptest::prelude::*;
use serde_json::{Value, json};

const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

pub(crate) fn jwk(key: &PrivateKey) -> Jwk {
    let public = key.public();
    let kid = kid::derive(&public, KidMethod::default_for(&public));
    let alg = public.algs()[0];
    Jwk::new(public, kid, alg)
}

/// A published key as JSON, to be changed.
pub(crate) fn published(test_key: keys::TestKey) -> Value {
    serde_json::from_str(&publish::public_jwk(&jwk(&test_key.private()))).expect("JSON")
}

pub(crate) fn with(mut key: Value, member: &str, value: Value) -> Value {
    let members = key.as_object_mut().expect("an object");
    match value {
        Value::Null => members.remove(member),
        value => members.insert(member.to_owned(), value),
    };
    key
}

pub(crate) fn set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
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
