//! What is refused, each by its name; and that nothing panics.

use countersign::encoding::base64url::{decode, encode};
use countersign::encoding::json::Object;
use countersign::jwk::{Jwk, JwkSet, lint};
use countersign::key::{Curve, KeyError, PrivateKey, PublicKey};
use countersign::rules::Profile;
use countersign_testkit::keys;
use proptest::prelude::*;
use serde_json::{Value, json};

fn jwk(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// The private JWK with one member changed; `null` takes it out.
fn with(text: &str, member: &str, value: Value) -> String {
    let mut jwk = jwk(text);
    let members = jwk.as_object_mut().expect("an object");
    match value {
        Value::Null => members.remove(member),
        value => members.insert(member.to_owned(), value),
    };
    jwk.to_string()
}

fn octets(text: &str, member: &str) -> Vec<u8> {
    decode(jwk(text)[member].as_str().expect("a string")).expect("base64url")
}

/// A member with its octets changed.
fn bent(text: &str, member: &str, bend: impl Fn(&mut Vec<u8>)) -> String {
    let mut octets = octets(text, member);
    bend(&mut octets);
    with(text, member, json!(encode(&octets)))
}

#[test]
fn private_jwks_by_name() {
    let (rsa, ec) = (keys::RSA_2048.jwk, keys::P256.jwk);
    let other = keys::RSA_2048_OTHER.jwk;
    let flip_last = |octets: &mut Vec<u8>| *octets.last_mut().expect("not empty") ^= 2;
    let rows: Vec<(&str, String, &str)> = vec![
        ("not JSON", "{".to_owned(), "key.jwk.json"),
        ("an array", "[1]".to_owned(), "key.jwk.json"),
        ("d twice", rsa.replacen("\"d\"", "\"d\": \"AQ\", \"d\"", 1), "key.jwk.json"),
        ("d a number", with(rsa, "d", json!(5)), "key.jwk.json"),
        ("no kty", with(rsa, "kty", Value::Null), "key.jwk.member-missing"),
        ("no n", with(rsa, "n", Value::Null), "key.jwk.member-missing"),
        ("kty OKP", with(rsa, "kty", json!("OKP")), "key.kty.unsupported"),
        ("kty oct", json!({"kty": "oct", "k": "AAAA"}).to_string(), "key.kty.symmetric"),
        ("no d", with(rsa, "d", Value::Null), "key.public-only"),
        ("no d, EC", with(ec, "d", Value::Null), "key.public-only"),
        ("padding", with(rsa, "e", json!("AQAB=")), "key.jwk.encoding"),
        ("spare bits", with(rsa, "e", json!("AQC")), "key.jwk.encoding"),
        (
            "padding in d",
            with(ec, "d", json!(format!("{}=", jwk(ec)["d"].as_str().expect("d")))),
            "key.jwk.encoding",
        ),
        ("empty d", with(ec, "d", json!("")), "key.jwk.encoding"),
        ("leading zero in n", bent(rsa, "n", |n| n.insert(0, 0)), "key.jwk.leading-zero"),
        ("leading zero in e", bent(rsa, "e", |e| e.insert(0, 0)), "key.jwk.leading-zero"),
        ("half a modulus", bent(rsa, "n", |n| n.truncate(128)), "key.rsa.too-small"),
        ("2047 bits", bent(rsa, "n", |n| n[0] = 0x7f), "key.rsa.too-small"),
        ("4104 bits", with(rsa, "n", json!(encode(&[0xff; 513]))), "key.rsa.too-large"),
        ("even modulus", bent(rsa, "n", |n| n[255] &= 0xfe), "key.rsa.modulus-even"),
        ("e = 1", with(rsa, "e", json!("AQ")), "key.rsa.exponent"),
        ("e even", with(rsa, "e", json!("AQAA")), "key.rsa.exponent"),
        ("e of 34 bits", with(rsa, "e", json!(encode(&[2, 0, 0, 0, 1]))), "key.rsa.exponent"),
        ("e as wide as n", with(rsa, "e", jwk(rsa)["n"].clone()), "key.rsa.exponent"),
        ("another e", with(rsa, "e", json!("Aw")), "key.private-mismatch"),
        ("another n", with(rsa, "n", jwk(other)["n"].clone()), "key.private-mismatch"),
        ("another d", with(rsa, "d", jwk(other)["d"].clone()), "key.private-mismatch"),
        ("d = 0", with(rsa, "d", json!("AA")), "key.private-mismatch"),
        ("d wider than n", bent(rsa, "d", |d| d.extend([1, 1])), "key.private-mismatch"),
        ("another p", with(rsa, "p", jwk(other)["p"].clone()), "key.private-mismatch"),
        ("p even", bent(rsa, "p", |p| p[127] &= 0xfe), "key.private-mismatch"),
        ("p = 1", with(rsa, "p", json!("AQ")), "key.private-mismatch"),
        ("p wider than n", with(rsa, "p", json!(encode(&[1; 300]))), "key.private-mismatch"),
        ("another dp", bent(rsa, "dp", flip_last), "key.private-mismatch"),
        ("another dq", bent(rsa, "dq", flip_last), "key.private-mismatch"),
        ("another qi", bent(rsa, "qi", flip_last), "key.private-mismatch"),
        (
            "p and q changed round",
            {
                let swapped = with(rsa, "p", jwk(rsa)["q"].clone());
                with(&swapped, "q", jwk(rsa)["p"].clone())
            },
            "key.private-mismatch",
        ),
        ("p alone", with(rsa, "q", Value::Null), "key.rsa.crt-incomplete"),
        ("oth", with(rsa, "oth", json!([])), "key.rsa.multi-prime"),
        ("no crv", with(ec, "crv", Value::Null), "key.jwk.member-missing"),
        ("P-521", with(ec, "crv", json!("P-521")), "key.ec.curve-unsupported"),
        ("P-384 named over P-256", with(ec, "crv", json!("P-384")), "key.ec.width"),
        ("short x", bent(ec, "x", |x| x.truncate(31)), "key.ec.width"),
        ("long d", bent(ec, "d", |d| d.insert(0, 0)), "key.ec.width"),
        ("off the curve", bent(ec, "y", flip_last), "key.ec.off-curve"),
        (
            "the point 0, 0",
            with(&with(ec, "x", json!(encode(&[0; 32]))), "y", json!(encode(&[0; 32]))),
            "key.ec.off-curve",
        ),
        ("d = 0, EC", with(ec, "d", json!(encode(&[0; 32]))), "key.ec.private-range"),
        ("d over the order", with(ec, "d", json!(encode(&[0xff; 32]))), "key.ec.private-range"),
        ("another d, EC", bent(ec, "d", flip_last), "key.private-mismatch"),
        ("longer than any key", with(rsa, "x", json!("A".repeat(70_000))), "key.too-long"),
    ];
    let d = jwk(rsa)["d"].as_str().expect("d")[..12].to_owned();
    for (name, text, code) in rows {
        let error = PrivateKey::from_jwk(&text).err().unwrap_or_else(|| panic!("{name} was taken"));
        assert_eq!(error.code(), code, "{name}: {error}");
        assert!(!format!("{error} {error:?}").contains(&d), "{name} gives d away");
    }
}

/// Without primes they are recovered from `d`, whatever it is.
#[test]
fn a_wrong_d_without_primes_is_refused() {
    let mut alone = jwk(keys::RSA_2048.jwk);
    for member in ["p", "q", "dp", "dq", "qi"] {
        alone.as_object_mut().expect("an object").remove(member);
    }
    let alone = alone.to_string();
    let all_ones = json!(encode(&[0xff; 256]));
    for d in [
        json!("AQ"),
        json!("Ag"),
        json!("AQAB"),
        jwk(&alone)["n"].clone(),
        all_ones,
        jwk(keys::RSA_2048_OTHER.jwk)["d"].clone(),
    ] {
        let error =
            PrivateKey::from_jwk(&with(&alone, "d", d.clone())).expect_err("not the inverse of e");
        assert_eq!(error.code(), "key.private-mismatch", "{d}");
    }
}

#[test]
fn pem_by_name() {
    let pem = keys::P256.pem;
    let public = keys::p256().public().to_spki_pem();
    for (name, text, code) in [
        ("no PEM", "hello", "key.pem"),
        ("empty", "", "key.pem"),
        ("cut off", &pem[..pem.len() - 30], "key.pem"),
        ("a certificate", &pem.replace("PRIVATE KEY", "CERTIFICATE"), "key.pem.label"),
        ("a public key", &public, "key.public-only"),
        ("encrypted", &pem.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "key.encrypted"),
        (
            "encrypted, the old way",
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----",
            "key.encryption.unsupported",
        ),
        ("PKCS#8 under another label", &pem.replace("PRIVATE KEY", "EC PRIVATE KEY"), "key.der"),
        ("longer than any key", &"-".repeat(70_000), "key.too-long"),
    ] {
        assert_eq!(PrivateKey::from_pem(text).expect_err(name).code(), code, "{name}");
    }
    assert_eq!(PublicKey::from_spki_pem(pem).expect_err("private").code(), "key.pem.label");
}

/// Made by hand with OpenSSL, as base64 of DER.
#[test]
fn algorithms_that_are_not_supported_are_named() {
    let unb64 = |text: &str| data_encoding::BASE64.decode(text.as_bytes()).expect("base64");
    let ed25519 = unb64("MC4CAQAwBQYDK2VwBCIEILjYAeNSBbvE2g1Rd0RpXNDiGtrUhynMj5WeFdzM+HtU");
    assert_eq!(
        PrivateKey::from_pkcs8_der(&ed25519).expect_err("Ed25519"),
        KeyError::AlgorithmUnsupported { got: "Ed25519".to_owned() }
    );
    let secp256k1 = unb64(
        "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAE2KPa3Ydp6hQKzQuf0PRo9deY34o1XSGg7mJ5eqcsXMUJotH6PicNU5Ak47WmG/7uDpd87vusXYx3d3zpDTooKw==",
    );
    assert_eq!(
        PublicKey::from_spki_der(&secp256k1).expect_err("secp256k1"),
        KeyError::CurveUnsupported { got: "secp256k1".to_owned() }
    );
}

#[test]
fn der_is_one_whole_structure() {
    for test_key in keys::ALL {
        let der = test_key.private().to_pkcs8_der_secret();
        let longer = [&der[..], &[0]].concat();
        assert_eq!(PrivateKey::from_pkcs8_der(&longer).expect_err("a tail").code(), "key.der");
        assert_eq!(
            PrivateKey::from_pkcs8_der(&der[..der.len() - 1]).expect_err("cut").code(),
            "key.der"
        );
        let spki = test_key.private().public().to_spki_der();
        assert_eq!(
            PublicKey::from_spki_der(&[&spki[..], &[0]].concat()).expect_err("a tail").code(),
            "key.der"
        );
    }
}

#[test]
fn public_numbers_by_name() {
    let odd = |octets: usize| vec![0xff; octets];
    let e = [1, 0, 1];
    let code = |n: &[u8], e: &[u8]| PublicKey::from_rsa(n, e).err().map(|error| error.code());
    assert_eq!(code(&odd(256), &e), None);
    assert_eq!(code(&odd(1024), &e), None);
    assert_eq!(code(&odd(1025), &e), Some("key.rsa.too-large"));
    assert_eq!(code(&odd(255), &e), Some("key.rsa.too-small"));
    assert_eq!(code(&[], &e), Some("key.rsa.too-small"));
    assert_eq!(code(&odd(256), &[]), Some("key.rsa.exponent"));
    assert_eq!(code(&odd(256), &[3]), None);
    assert_eq!(code(&odd(256), &[1, 0xff, 0xff, 0xff, 0xff]), None);
    let width = |x: usize, y: usize| {
        PublicKey::from_ec(Curve::P384, &odd(x), &odd(y)).err().map(|error| error.code())
    };
    assert_eq!(width(48, 47), Some("key.ec.width"));
    assert_eq!(width(48, 48), Some("key.ec.off-curve"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_octets_make_a_reader_panic(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&octets);
        let _ = PrivateKey::from_pkcs8_der(&octets);
        let _ = PublicKey::from_spki_der(&octets);
        let _ = PrivateKey::from_pem(&text);
        let _ = PublicKey::from_spki_pem(&text);
        let _ = PrivateKey::from_jwk(&text);
        let _ = Jwk::parse(&text);
        let _ = JwkSet::parse(&text);
        let _ = lint(&text, &Profile::SPEC);
        let _ = Object::parse(&text);
        let _ = decode(&text);
    }

    #[test]
    fn no_bent_key_makes_a_reader_panic(
        key in 0..keys::ALL.len(),
        at in any::<proptest::sample::Index>(),
        octet: u8,
    ) {
        let test_key = keys::ALL[key];
        let bend = |mut octets: Vec<u8>| {
            let at = at.index(octets.len());
            octets[at] = octet;
            octets
        };
        let _ = PrivateKey::from_pkcs8_der(&bend(test_key.private().to_pkcs8_der_secret().to_vec()));
        let _ = PublicKey::from_spki_der(&bend(test_key.private().public().to_spki_der()));
        let _ = PrivateKey::from_pem(&String::from_utf8_lossy(&bend(test_key.pem.into())));
        let jwk = String::from_utf8_lossy(&bend(test_key.jwk.into())).into_owned();
        let _ = PrivateKey::from_jwk(&jwk);
        let _ = Jwk::parse(&jwk);
        let set = format!(r#"{{"keys": [{jwk}]}}"#);
        let _ = JwkSet::parse(&set);
        let _ = lint(&set, &Profile::SPEC);
    }

    #[test]
    fn what_base64url_reads_it_writes_the_same(text in "[A-Za-z0-9_-]{0,40}") {
        if let Ok(octets) = decode(&text) {
            prop_assert_eq!(encode(&octets), text);
        }
    }
}
