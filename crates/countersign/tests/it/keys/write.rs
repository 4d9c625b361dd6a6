//! Keys read as other software writes them, and round trips.

use countersign::jws::Alg;
use countersign::key::{PrivateKey, PublicKey};
use countersign::kid::KeyId;
use countersign_testkit::keys;
use serde_json::Value;

#[test]
fn forms_of_other_software_are_the_same_key() {
    let known: Value = serde_json::from_str(keys::KNOWN_JSON).expect("JSON");
    for test_key in keys::ALL {
        let public = test_key.private().public();
        let known = &known["keys"][test_key.name];
        let from_jwk = PrivateKey::from_jwk(test_key.jwk).expect("private JWK");
        assert_eq!(from_jwk.public(), public, "{}", test_key.name);
        let spki = known["spki_pem"].as_str().expect("PEM");
        assert_eq!(PublicKey::from_spki_pem(spki), Ok(public.clone()));
        assert_eq!(public.to_spki_pem(), spki);
        let traditional = known["traditional_pem"].as_str().expect("PEM");
        assert_eq!(PrivateKey::from_pem(traditional).expect("PKCS#1 or SEC 1").public(), public);
        assert_eq!(PrivateKey::from_pem(test_key.pem).expect("PKCS#8").public(), public);
    }
}

#[test]
fn what_is_written_is_what_openssl_wrote() {
    for test_key in keys::ALL {
        let key = test_key.private();
        assert_eq!(*key.to_pkcs8_pem_secret(), test_key.pem, "{}", test_key.name);
    }
}

#[test]
fn a_private_jwk_is_what_cryptography_wrote() {
    for test_key in keys::ALL {
        let wanted: Value = serde_json::from_str(test_key.jwk).expect("JSON");
        let kid = KeyId::new(wanted["kid"].as_str().expect("a kid")).expect("short");
        let alg: Alg =
            wanted["alg"].as_str().and_then(|alg| alg.parse().ok()).expect("an algorithm");
        let written = test_key.private().to_jwk_secret(&kid, alg);
        assert_eq!(
            serde_json::from_str::<Value>(&written).expect("JSON"),
            wanted,
            "{}",
            test_key.name
        );
    }
}

#[test]
fn every_form_reads_back() {
    for test_key in keys::ALL {
        let key = test_key.private();
        let public = key.public();
        let der = PrivateKey::from_pkcs8_der(&key.to_pkcs8_der_secret()).expect("just written");
        let kid = KeyId::new("a \"quoted\" kid").expect("short");
        let jwk =
            PrivateKey::from_jwk(&key.to_jwk_secret(&kid, public.algs()[0])).expect("just written");
        for read in [der, jwk] {
            assert_eq!(
                *read.to_pkcs8_der_secret(),
                *key.to_pkcs8_der_secret(),
                "{}",
                test_key.name
            );
        }
        assert_eq!(PublicKey::from_spki_der(&public.to_spki_der()), Ok(public.clone()));
        let rebuilt = match (public.modulus(), public.exponent(), public.coordinates()) {
            (Some(n), Some(e), None) => PublicKey::from_rsa(&n, &e),
            (None, None, Some((x, y))) => {
                PublicKey::from_ec(key.kind().curve().expect("EC"), &x, &y)
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(rebuilt, Ok(public));
    }
}

#[test]
fn line_ends_and_blank_space_around_pem_do_no_harm() {
    let pem = keys::P256.pem;
    for text in [pem.trim_end().to_owned(), format!("\n\n{pem}\n \n"), pem.replace('\n', "\r\n")] {
        assert_eq!(
            PrivateKey::from_pkcs8_pem(&text).expect("the same key").public(),
            keys::p256().public()
        );
    }
}

#[test]
fn primes_follow_from_d() {
    let mut jwk: Value = serde_json::from_str(keys::RSA_2048.jwk).expect("JSON");
    for member in ["p", "q", "dp", "dq", "qi"] {
        jwk.as_object_mut().expect("an object").remove(member);
    }
    let key = PrivateKey::from_jwk(&jwk.to_string()).expect("n, e and d are enough");
    assert_eq!(key.public(), keys::rsa_2048().public());
}

#[test]
fn debug_shows_no_secret() {
    for test_key in keys::ALL {
        let jwk: Value = serde_json::from_str(test_key.jwk).expect("JSON");
        let shown = format!("{:?}", test_key.private());
        for member in ["d", "p", "q", "dp", "dq", "qi"] {
            if let Some(value) = jwk[member].as_str() {
                assert!(!shown.contains(&value[..12]), "{member} of {}", test_key.name);
            }
        }
        assert!(shown.starts_with("PrivateKey(…, PublicKey("), "{shown}");
    }
}
