//! Key ids against known answers.

use countersign::jwk::Jwk;
use countersign::key::PublicKey;
use countersign::kid::{self, KeyId, KeyIdError, KidMethod};
use countersign_testkit::keys;
use serde_json::Value;

const KID: &str = include_str!("../../../../tests/vectors/kid/kid.json");
const THUMBPRINT: &str = include_str!("../../../../tests/vectors/kid/thumbprint.json");
const SMART: &str = include_str!("../../../../tests/vectors/kid/smart-keys.json");

fn vectors(text: &str) -> Vec<Value> {
    let mut file: Value = serde_json::from_str(text).expect("JSON");
    serde_json::from_value(file["vectors"].take()).expect("an array")
}

fn key(jwk: &Value) -> PublicKey {
    Jwk::parse(&jwk.to_string()).expect("a published key").public_key().clone()
}

#[test]
fn modulus_kids_of_published_keys() {
    let vectors = vectors(KID);
    assert_eq!(vectors.len(), 4);
    for vector in vectors {
        let key = key(&vector["jwk"]);
        let by_modulus = kid::modulus(&key).expect("RSA");
        assert_eq!(vector["kid"]["modulus"], by_modulus.as_str(), "{}", vector["name"]);
        assert_eq!(vector["kid"]["rfc7638"], kid::thumbprint(&key), "{}", vector["name"]);
        assert_eq!(kid::derive(&key, KidMethod::default_for(&key)), by_modulus);
        assert_eq!(kid::derive(&key, KidMethod::Thumbprint).as_str(), kid::thumbprint(&key));
    }
}

#[test]
fn thumbprints_of_published_keys() {
    let (mut seen, mut unsupported) = (0, 0);
    for vector in vectors(THUMBPRINT) {
        if vector["jwk"]["crv"] == "P-521" {
            unsupported += 1;
            continue;
        }
        seen += 1;
        assert_eq!(
            vector["sha256_base64url"],
            kid::thumbprint(&key(&vector["jwk"])),
            "{}",
            vector["name"]
        );
    }
    assert_eq!((seen, unsupported), (6, 1));
}

#[test]
fn thumbprints_of_the_smart_samples() {
    let file: Value = serde_json::from_str(SMART).expect("JSON");
    for alg in ["RS384", "ES384"] {
        let sample = key(&file["files"][format!("{alg}.public")]["keys"][0]);
        assert_eq!(file["thumbprints"][alg], kid::thumbprint(&sample));
    }
}

#[test]
fn kids_of_the_test_keys() {
    let known: Value = serde_json::from_str(keys::KNOWN_JSON).expect("JSON");
    for test_key in keys::ALL {
        let public = test_key.private().public();
        let known = &known["keys"][test_key.name];
        assert_eq!(known["thumbprint"], kid::thumbprint(&public), "{}", test_key.name);
        assert_eq!(
            known["kid"],
            kid::derive(&public, KidMethod::Modulus).as_str(),
            "{}",
            test_key.name
        );
    }
}

#[test]
fn a_curve_has_no_modulus() {
    let key = keys::p256().public();
    assert_eq!(kid::modulus(&key), None);
    assert_eq!(KidMethod::default_for(&key), KidMethod::Thumbprint);
}

#[test]
fn key_ids_are_bounded() {
    assert_eq!(KeyId::new(""), Err(KeyIdError::Empty));
    assert_eq!(KeyId::new("é".repeat(257)), Err(KeyIdError::TooLong { got: 257 }));
    assert_eq!(KeyId::new("a\nb"), Err(KeyIdError::Control { position: 1 }));
    assert!(KeyId::new("é".repeat(256)).is_ok());
    assert!(serde_json::from_str::<KeyId>("\"\"").is_err());
    assert_eq!(serde_json::to_string(&KidMethod::Modulus).expect("a name"), "\"modulus\"");
}

/// Which of the derivations of the known answers are recognised; the rest are MD5, SHA-1 or of members we do not have.
const RECOGNISED: [&str; 14] = [
    "modulus-sha256-hex-full",
    "modulus-with-leading-zero-16",
    "modulus-hex-text-lower-16",
    "modulus-hex-text-upper-16",
    "modulus-openssl-line-16",
    "n-base64url-text-16",
    "rfc7638-hex-16",
    "rfc7638-hex-full",
    "spki-der-16",
    "spki-der-sha256-base64url",
    "spki-der-sha256-hex",
    "spki-pem-text-16",
    "pkcs1-der-16",
    "pkcs1-der-sha256-base64url",
];

#[test]
fn odd_derivations_are_recognised() {
    for vector in vectors(KID) {
        let key = key(&vector["jwk"]);
        for name in RECOGNISED {
            let odd = vector["near_miss"][name].as_str().expect("a known answer");
            for spelling in [odd.to_owned(), odd.to_uppercase(), format!(" {odd}==")] {
                let how = kid::recognise(&spelling, &key);
                assert!(how.is_some(), "{name} of {}: {spelling}", vector["name"]);
            }
        }
        assert_eq!(kid::recognise("2011-04-29", &key), None);
        assert_eq!(kid::recognise("", &key), None);
        let mut ways: Vec<_> = kid::derivations(&key).into_iter().map(|way| way.kid).collect();
        ways.sort();
        ways.dedup();
        assert_eq!(ways.len(), kid::derivations(&key).len(), "no two ways are the same");
    }
}
