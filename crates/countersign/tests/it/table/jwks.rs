//! Key sets, fetched and registered.

use countersign::encoding::base64url;
use countersign::finding::Finding;
use countersign::jwk::{Fetched, lint, lint_fetch, lint_registration};
use countersign::rules::Profile;
use countersign::rules::code::jwks::*;
use countersign_testkit::keys;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::{Example, example};
use crate::jwk::lint::certificate;
use crate::jwk::{published, set, with};

const URL: &str = "https://larkmoor.example/jwks.json";

pub(super) fn good(profile: &Profile) -> Vec<Finding> {
    fetched(|_| {}, profile)
}

pub(super) fn examples() -> Vec<Example> {
    let of = |code, keys: Vec<Value>| example(code, move |profile| lint(&set(&keys), profile));
    let (rsa, ec) = (published(keys::RSA_2048), published(keys::P256));
    let number = |octets: &[u8]| json!(base64url::encode(octets));
    let mut examples = vec![
        example(&FORM, |profile| lint("[]", profile)),
        of(&EMPTY, vec![]),
        example(&UNREGISTERED, |profile| lint_registration(None, None, profile)),
        of(&PRIVATE_MEMBER, vec![with(rsa.clone(), "d", json!("AA"))]),
        of(&SYMMETRIC, vec![json!({"kty": "oct", "k": "AA", "kid": "a"}), ec.clone()]),
        of(&PUBLISHED_TEST_KEY, vec![sample()]),
        of(&KID_MISSING, vec![with(ec.clone(), "kid", Value::Null)]),
        of(&KID_DUPLICATE, vec![rsa.clone(), with(ec.clone(), "kid", rsa["kid"].clone())]),
        of(&KEY_DUPLICATE, vec![ec.clone(), with(ec.clone(), "kid", json!("b"))]),
        of(&ALG_MISSING, vec![with(ec.clone(), "alg", Value::Null)]),
        of(&ALG_MISMATCH, vec![with(ec.clone(), "alg", json!("ES384"))]),
        of(&USE_WRONG, vec![with(ec.clone(), "use", json!("enc"))]),
        of(&KEY_OPS_WRONG, vec![with(ec.clone(), "key_ops", json!(["sign"]))]),
        of(&RSA_SMALL, vec![with(rsa.clone(), "n", number(&[0xff; 128])), ec.clone()]),
        of(&RSA_EXPONENT, vec![with(rsa.clone(), "e", number(&[1])), ec.clone()]),
        of(&RSA_LARGE, vec![with(rsa.clone(), "n", number(&[0xff; 600]))]),
        of(&ENCODING, vec![with(rsa.clone(), "e", json!("AAEAAQ"))]),
        of(&EC_OFF_CURVE, vec![with(ec.clone(), "x", number(&[1; 32])), rsa.clone()]),
        of(&KTY_UNKNOWN, vec![with(ec.clone(), "kty", json!("OKP")), rsa.clone()]),
        of(&X5C_MISMATCH, vec![with(ec.clone(), "x5c", json!([certificate("p384")]))]),
        of(
            &X5C_ONLY,
            vec![json!({"kty": "RSA", "kid": "a", "x5c": [certificate("rsa-2048")]}), ec],
        ),
    ];
    examples.extend(fetches());
    examples
}

fn fetches() -> Vec<Example> {
    let of = |code, change: fn(&mut Fetch)| example(code, move |profile| fetched(change, profile));
    vec![
        of(&FETCH_FAILED, |fetch| fetch.status = StatusCode::NOT_FOUND),
        of(&FETCH_NOT_HTTPS, |fetch| fetch.url = "http://larkmoor.example/jwks.json"),
        of(&FETCH_AUTH, |fetch| fetch.status = StatusCode::UNAUTHORIZED),
        of(&FETCH_REDIRECT, |fetch| fetch.redirected_to = Some("https://larkmoor.example/keys")),
        of(&FETCH_CONTENT_TYPE, |fetch| {
            fetch.headers.insert("content-type", HeaderValue::from_static("text/plain"));
        }),
        of(&FETCH_NO_CACHE_CONTROL, |fetch| {
            fetch.headers.remove("cache-control");
        }),
    ]
}

struct Fetch {
    url: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    redirected_to: Option<&'static str>,
}

/// A good fetch of a good set, changed.
fn fetched(change: impl Fn(&mut Fetch), profile: &Profile) -> Vec<Finding> {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    headers.insert("cache-control", HeaderValue::from_static("max-age=3600"));
    let mut fetch = Fetch { url: URL, status: StatusCode::OK, headers, redirected_to: None };
    change(&mut fetch);
    let body = set(&[
        with(published(keys::RSA_2048), "x5c", json!([certificate("rsa-2048")])),
        published(keys::P384),
    ]);
    let fetched = Fetched {
        url: fetch.url,
        status: fetch.status,
        headers: &fetch.headers,
        redirected_to: fetch.redirected_to,
        body: body.as_bytes(),
    };
    lint_fetch(&fetched, profile)
}

/// The RS384 key of SMART App Launch.
fn sample() -> Value {
    let file = include_str!("../../../../../tests/vectors/kid/smart-keys.json");
    serde_json::from_str::<Value>(file).expect("JSON")["files"]["RS384.public"]["keys"][0].clone()
}
