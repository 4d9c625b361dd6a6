//! `jws.*`: the assertion's form, header, key and signature.

use countersign::assertion::Draft;
use countersign::encoding::base64url;
use countersign::finding::Finding;
use countersign::jwk::{Jwk, JwkSet};
use countersign::jws::Alg;
use countersign::kid;
use countersign::rules::Profile;
use countersign::rules::code::jws;
use countersign::verify::{Client, Expectations, verify};
use countersign_testkit::{NOW, keys, rng};
use serde_json::json;

use super::{Example, example};
use crate::verify::{CLIENT, TOKEN_URL, expect, good as draft, key_set, sign};

pub(super) fn good(profile: &Profile) -> Vec<Finding> {
    judge(profile, |_| {})
}

/// A good assertion with one change, judged against its key set.
pub(super) fn judge(profile: &Profile, change: impl FnOnce(&mut Draft)) -> Vec<Finding> {
    let key = keys::rsa_2048();
    let mut changed = draft(&key, Alg::Rs384);
    change(&mut changed);
    let token = sign(&changed, &key, Alg::Rs384);
    judge_token(profile, &token, &key_set(&[(&key, Alg::Rs384)]))
}

pub(super) fn judge_token(profile: &Profile, token: &str, set: &JwkSet) -> Vec<Finding> {
    let profile = Profile::by_id(profile.id).expect("one of ours");
    // The algorithms are the profile's own, not a partner's list.
    verify(token, Some(set), &Expectations { profile, algs: &[], ..expect() }, NOW).findings
}

fn good_token() -> (String, JwkSet) {
    let key = keys::rsa_2048();
    (sign(&draft(&key, Alg::Rs384), &key, Alg::Rs384), key_set(&[(&key, Alg::Rs384)]))
}

/// A good token whose text is changed.
fn pasted(profile: &Profile, change: impl FnOnce(&str) -> String) -> Vec<Finding> {
    let (token, set) = good_token();
    judge_token(profile, &change(&token), &set)
}

fn raw(profile: &Profile, header: &str, claims: &str) -> Vec<Finding> {
    let key = keys::rsa_2048();
    let input = countersign::jws::SigningInput::new(Alg::Rs384, header, claims);
    let signature = key.sign(Alg::Rs384, input.as_str().as_bytes(), &mut rng()).expect("can");
    let token = input.with_signature(&signature).expect("the right form");
    judge_token(profile, token.as_str(), &key_set(&[(&key, Alg::Rs384)]))
}

/// An ES384 assertion with another signature.
fn ecdsa(profile: &Profile, signature: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<Finding> {
    let key = keys::p384();
    let input = draft(&key, Alg::Es384).signing_input(Alg::Es384);
    let right = key.sign(Alg::Es384, input.as_str().as_bytes(), &mut rng()).expect("can");
    let token = format!("{}.{}", input.as_str(), base64url::encode(&signature(&right)));
    judge_token(profile, &token, &key_set(&[(&key, Alg::Es384)]))
}

fn two_of_a_name(profile: &Profile) -> Vec<Finding> {
    let (key, other) = (keys::rsa_2048(), keys::rsa_2048_other());
    let kid = kid::modulus(&key.public()).expect("RSA");
    let named = [&key, &other].map(|key| Jwk::new(key.public(), kid.clone(), Alg::Rs384));
    judge_token(profile, &good_token().0, &named.into_iter().collect())
}

fn jku(profile: &Profile, sent: &str) -> Vec<Finding> {
    let key = keys::rsa_2048();
    let mut changed = draft(&key, Alg::Rs384);
    changed.set_header("jku", sent);
    let expect = Expectations {
        profile: Profile::by_id(profile.id).expect("one of ours"),
        client: Client::Known(CLIENT),
        audience: Some(TOKEN_URL),
        jwks_url: Some("http://larkmoor.example/jwks.json"),
        ..Expectations::default()
    };
    let token = sign(&changed, &key, Alg::Rs384);
    verify(&token, Some(&key_set(&[(&key, Alg::Rs384)])), &expect, NOW).findings
}

pub(super) fn examples() -> Vec<Example> {
    vec![
        example(&jws::PARTS, |p| pasted(p, |token| format!("Bearer {token}"))),
        example(&jws::BASE64URL, |p| pasted(p, |token| format!("{token}=="))),
        example(&jws::HEADER_JSON, |p| {
            let claims = draft(&keys::rsa_2048(), Alg::Rs384).claims_json();
            raw(p, r#"{"alg":"RS384","alg":"RS384"}"#, &claims)
        }),
        example(&jws::PAYLOAD_JSON, |p| {
            let kid = kid::modulus(&keys::rsa_2048().public()).expect("RSA");
            raw(p, &json!({"alg": "RS384", "typ": "JWT", "kid": kid}).to_string(), "[]")
        }),
        example(&jws::ALG_MISSING, |p| judge(p, |d| d.remove_header("alg"))),
        example(&jws::ALG_NONE, |p| judge(p, |d| d.set_header("alg", "none"))),
        example(&jws::ALG_SYMMETRIC, |p| judge(p, |d| d.set_header("alg", "HS256"))),
        example(&jws::ALG_NOT_BASELINE, |p| {
            let key = keys::rsa_2048();
            let token = sign(&draft(&key, Alg::Rs256), &key, Alg::Rs256);
            judge_token(p, &token, &key_set(&[(&key, Alg::Rs256)]))
        })
        // Its own list says it more precisely.
        .but_not_under(&["oracle"]),
        example(&jws::ALG_UNSUPPORTED, |p| judge(p, |d| d.set_header("alg", "XY999"))),
        example(&jws::ALG_KEY_MISMATCH, |p| judge(p, |d| d.set_header("alg", "ES384"))),
        example(&jws::TYP_MISSING, |p| judge(p, |d| d.remove_header("typ"))),
        example(&jws::TYP_WRONG, |p| judge(p, |d| d.set_header("typ", "at+jwt"))),
        example(&jws::KID_MISSING, |p| judge(p, |d| d.remove_header("kid"))),
        example(&jws::KID_UNKNOWN, |p| judge(p, |d| d.set_header("kid", "another"))),
        example(&jws::KID_AMBIGUOUS, two_of_a_name),
        example(&jws::KID_NOT_STRING, |p| judge(p, |d| d.set_header("kid", 7))),
        example(&jws::JKU_NOT_REGISTERED, |p| jku(p, "https://larkmoor.example/jwks.json")),
        example(&jws::JKU_NOT_HTTPS, |p| jku(p, "http://larkmoor.example/jwks.json")),
        example(&jws::CRIT_UNKNOWN, |p| judge(p, |d| d.set_header("crit", json!(["exp"])))),
        example(&jws::B64_FALSE, |p| judge(p, |d| d.set_header("b64", false))),
        example(&jws::EMBEDDED_KEY, |p| judge(p, |d| d.set_header("jwk", json!({"kty": "RSA"})))),
        example(&jws::SIGNATURE_INVALID, |p| {
            let (key, other) = (keys::rsa_2048(), keys::rsa_2048_other());
            let token = sign(&draft(&key, Alg::Rs384), &other, Alg::Rs384);
            judge_token(p, &token, &key_set(&[(&key, Alg::Rs384)]))
        }),
        example(&jws::SIGNATURE_DER, |p| {
            ecdsa(p, |right| {
                let right = p384::ecdsa::Signature::from_slice(right).expect("just made");
                right.to_der().as_bytes().to_vec()
            })
        }),
        example(&jws::SIGNATURE_LENGTH, |p| ecdsa(p, |right| right[..64].to_vec())),
        example(&jws::SIGNATURE_ZERO, |p| ecdsa(p, |_| vec![0; 96])),
    ]
}
