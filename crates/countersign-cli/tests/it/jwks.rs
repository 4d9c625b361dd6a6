//! `countersign jwks`.

use countersign_testkit::keys;
use serde_json::{Value, json};

use crate::support::{Ran, key_file, ran, ran_with};

fn set(text: &str) -> Vec<Value> {
    let set: Value = serde_json::from_str(text).expect("JSON");
    set["keys"].as_array().expect("keys").clone()
}

/// The JWK that other software wrote, without its private members.
fn public_jwk(jwk: &str) -> Value {
    let mut jwk: Value = serde_json::from_str(jwk).expect("JSON");
    let members = jwk.as_object_mut().expect("an object");
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        members.remove(member);
    }
    jwk
}

#[test]
fn whatever_is_given_comes_out_public() {
    for key in keys::ALL {
        let wanted = [public_jwk(key.jwk)];
        let bundle = format!(r#"{{"keys":[{}]}}"#, key.jwk);
        let spki = key.private().public().to_spki_pem();
        for given in [key.pem, key.jwk, &bundle, &format!("[{}]", key.jwk), &spki] {
            assert_eq!(set(&ran_with(["jwks", "-"], given).done()), wanted, "{}", key.name);
        }
    }
    let certificate = ran(["jwks", &key_file("forms/p256.crt.pem")]).done();
    assert_eq!(set(&certificate).len(), 1);
}

#[test]
fn many_files_make_one_set() {
    let files = keys::ALL.map(|key| key_file(&format!("{}.jwk.json", key.name)));
    let made = ran(["jwks"].into_iter().chain(files.iter().map(String::as_str)));
    let wanted: Vec<Value> = keys::ALL.iter().map(|key| public_jwk(key.jwk)).collect();
    assert_eq!(set(&made.stdout), wanted);
    assert_eq!(made.stderr, "");
    // All keys of a set, beside another.
    let again = ran_with(["jwks", "-", &key_file("p384.pem"), "--format", "json"], {
        format!(r#"{{"keys":[{},{}]}}"#, keys::RSA_2048.jwk, keys::P256.jwk)
    });
    assert_eq!(set(&again.stdout).len(), 3);
}

#[test]
fn a_key_is_named_as_asked() {
    let pem = key_file("rsa-2048.pem");
    let named = set(&ran(["jwks", &pem, "--kid", "2026-11", "--alg", "RS256"]).done());
    assert_eq!(json!([named[0]["kid"], named[0]["alg"]]), json!(["2026-11", "RS256"]));
}

#[test]
fn a_set_that_no_partner_could_use_is_not_made() {
    let (rsa, p256) = (key_file("rsa-2048.pem"), key_file("p256.pem"));
    let encryption = format!("[{}]", public_jwk(keys::P256.jwk)).replace("\"sig\"", "\"enc\"");
    let mismatch = keys::P256.jwk.replace("ES256", "RS384");
    let said = [
        ran(["jwks", &rsa, &p256, &rsa]),
        ran(["jwks", &rsa, &p256, "--kid", "a"]),
        ran_with(["jwks", "-"], format!(r#"{{"keys":[{},{{"kty":"OKP"}}]}}"#, keys::P256.jwk)),
        ran_with(["jwks", "-"], r#"{"kty":"oct","k":"c2VjcmV0"}"#),
        ran_with(["jwks", "-"], encryption),
        ran_with(["jwks", "-"], mismatch),
        ran_with(["jwks", "-"], "{}"),
        ran_with(["jwks", "-"], "hello"),
        ran_with(["jwks", "-", "-"], keys::P256.pem),
    ];
    insta::assert_snapshot!(said.map(Ran::failed).join("\n"));
}

#[test]
fn the_same_key_under_two_names_is_made_and_warned_of() {
    let other = keys::P256.jwk.replace("\"kid\":", "\"kid\": \"other\", \"was\":");
    let made = ran_with(["jwks", "-", &key_file("p256.pem")], other);
    assert_eq!(made.exit, 0);
    assert_eq!(
        made.stderr,
        "warning: `keys[0]` and `keys[1]` are the same key: countersign rule jwks.key.duplicate\n"
    );
}
