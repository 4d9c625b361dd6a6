//! Whole reports as they are written, word for word: natively and as wasm the same octets.
//!
//! `COUNTERSIGN_WRITE_REPORTS=1 cargo test --package countersign --test it reports` writes them anew, to be read before
//! they are committed.

use countersign::assertion::Draft;
use countersign::encoding::base64url;
use countersign::jwk::JwkSet;
use countersign::jws::Alg;
use countersign::kid;
use countersign::rules::Profile;
use countersign::time::Seconds;
use countersign::verify::judge;
use countersign_testkit::{NOW, keys, rng};
use serde_json::{Value, json};

use super::{TOKEN_URL, expect, good, key_set, sign};

const WRITTEN: &str = include_str!("../../../../../tests/vectors/reports/reports.json");

type Fault = (&'static str, fn(&mut Draft));

/// A fault in a good RS384 assertion, by name.
const FAULTS: [Fault; 7] = [
    ("good", |_| {}),
    ("no kid", |draft| draft.remove_header("kid")),
    ("kid by RFC 7638", |draft| {
        draft.set_header("kid", kid::thumbprint(&keys::rsa_2048().public()));
    }),
    ("slash behind aud", |draft| draft.set_claim("aud", format!("{TOKEN_URL}/"))),
    ("signed seven minutes ago", |draft| {
        draft.set_claim("iat", (NOW - Seconds::new(420)).get());
        draft.set_claim("exp", (NOW - Seconds::new(120)).get());
    }),
    ("exp in milliseconds", |draft| draft.set_claim("exp", NOW.get() * 1000)),
    ("iss is not sub", |draft| draft.set_claim("sub", "somebody")),
];

fn reports() -> Value {
    let key = keys::rsa_2048();
    let set = key_set(&[(&key, Alg::Rs384)]);
    let mut all = Vec::new();
    for (name, change) in FAULTS {
        let mut draft = good(&key, Alg::Rs384);
        change(&mut draft);
        let token = sign(&draft, &key, Alg::Rs384);
        all.push(one(name, &token, &set, &[&Profile::SPEC]));
        if name == "no kid" {
            all.push(one(
                "no kid, pasted with Bearer",
                &format!("Bearer {token}"),
                &set,
                &[&Profile::SPEC],
            ));
            all.push(one("no kid, under every profile", &token, &set, &Profile::ALL));
        }
    }
    let key = keys::p384();
    let input = good(&key, Alg::Es384).signing_input(Alg::Es384);
    let raw = key.sign(Alg::Es384, input.as_str().as_bytes(), &mut rng()).expect("the key can");
    let der = p384::ecdsa::Signature::from_slice(&raw).expect("just made").to_der();
    let token = format!("{}.{}", input.as_str(), base64url::encode(der.as_bytes()));
    all.push(one("ES384 in DER", &token, &key_set(&[(&key, Alg::Es384)]), &[&Profile::SPEC]));
    all.push(one("no token", "hello", &set, &[&Profile::SPEC]));
    Value::Array(all)
}

fn one(name: &str, token: &str, set: &JwkSet, profiles: &[&'static Profile]) -> Value {
    json!({ "name": name, "reports": judge(token, Some(set), &expect(), profiles, NOW) })
}

#[test]
fn reports_are_word_for_word_as_they_were() {
    let now = format!("{:#}\n", reports());
    if std::env::var_os("COUNTERSIGN_WRITE_REPORTS").is_some() {
        std::fs::write("../../tests/vectors/reports/reports.json", now)
            .expect("run in the crate's folder");
        return;
    }
    for (line, (now, written)) in now.lines().zip(WRITTEN.lines()).enumerate() {
        assert_eq!(now, written, "line {}", line + 1);
    }
    assert_eq!(now, WRITTEN);
}
