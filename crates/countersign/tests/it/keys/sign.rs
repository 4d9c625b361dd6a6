//! Signatures against known answers, and the ways one does not verify.

use countersign::encoding::base64url::decode;
use countersign::jwk::{Jwk, JwkError};
use countersign::jws::Alg;
use countersign::key::{
    Curve, KeyError, KeyKind, PrivateKey, PublicKey, SignError, SignatureError,
};
use countersign_testkit::{keys, rng, rng_from};
use proptest::prelude::*;
use serde_json::Value;

const JWS: &str = include_str!("../../../../../tests/vectors/jws/jws.json");

#[test]
fn published_tokens_verify_and_broken_ones_do_not() {
    let file: Value = serde_json::from_str(JWS).expect("JSON");
    let mut outcomes = std::collections::BTreeMap::new();
    for vector in file["vectors"].as_array().expect("an array") {
        let name = &vector["name"];
        let jwk = match Jwk::parse(&vector["jwk"].to_string()) {
            Ok(jwk) => jwk,
            Err(error) => {
                assert_eq!(vector["jwk"]["crv"], "P-521", "{name}");
                assert_eq!(
                    error,
                    JwkError::Key(KeyError::CurveUnsupported { got: "P-521".to_owned() })
                );
                continue;
            }
        };
        let Ok(alg) = vector["alg"].as_str().expect("a name").parse::<Alg>() else { continue };
        let (input, signature) =
            vector["token"].as_str().and_then(|token| token.rsplit_once('.')).expect("compact");
        let signature = decode(signature).expect("base64url");
        let outcome = jwk.public_key().verify(alg, input.as_bytes(), &signature);
        let wanted = match vector["finding"].as_str() {
            None => Ok(()),
            Some("jws.signature.der") => Err(SignatureError::Der),
            Some("jws.signature.invalid") => Err(SignatureError::Invalid),
            Some(other) => panic!("{name} expects {other}"),
        };
        assert_eq!(outcome, wanted, "{name}");
        *outcomes.entry(format!("{wanted:?}")).or_insert(0) += 1;
        if outcome == Err(SignatureError::Der) {
            let raw = jwk.public_key().raw_from_der(&signature).expect("DER");
            assert_eq!(jwk.public_key().verify(alg, input.as_bytes(), &raw), Ok(()), "{name}");
        }
    }
    assert_eq!(outcomes.into_values().collect::<Vec<_>>(), [2, 3, 6]);
}

/// RFC 6979 A.2.5 and A.2.6, message "sample".
#[test]
fn ecdsa_is_deterministic() {
    let unhex = |text: &str| data_encoding::HEXUPPER.decode(text.as_bytes()).expect("hex");
    for (curve, alg, d, x, y, r, s) in [
        (
            "P-256",
            Alg::Es256,
            "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
            "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6",
            "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        (
            "P-384",
            Alg::Es384,
            "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5",
            "EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64DEF8F0EA9055866064A254515480BC13",
            "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1288B231C3AE0D4FE7344FD2533264720",
            "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
            "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8",
        ),
    ] {
        let b64 = |text: &str| countersign::encoding::base64url::encode(&unhex(text));
        let jwk =
            serde_json::json!({"kty": "EC", "crv": curve, "x": b64(x), "y": b64(y), "d": b64(d)});
        let key = PrivateKey::from_jwk(&jwk.to_string()).expect("a key of the RFC");
        let signature = key.sign(alg, b"sample", &mut rng()).expect("its own algorithm");
        assert_eq!(signature, [unhex(r), unhex(s)].concat(), "{curve}");
    }
}

/// Made with `openssl dgst` over `countersign` and the test keys; PSS salts are as long as the hash unless said.
#[test]
fn signatures_of_openssl() {
    let answers: Value =
        serde_json::from_str(include_str!("../../../../../tests/vectors/keys/signatures.json"))
            .expect("JSON");
    let key = keys::rsa_2048().public();
    for (alg, wanted) in [
        ("RS256", Ok(())),
        ("RS384", Ok(())),
        ("PS256", Ok(())),
        ("PS384", Ok(())),
        ("PS256-salt-20", Err(SignatureError::Invalid)),
        ("PS384-salt-max", Err(SignatureError::Invalid)),
    ] {
        let signature = decode(answers[alg].as_str().expect("a signature")).expect("base64url");
        let named = alg.split('-').next().and_then(|name| name.parse().ok()).expect("an algorithm");
        assert_eq!(key.verify(named, b"countersign", &signature), wanted, "{alg}");
    }
    // PKCS#1 v1.5 has one signature per message, so ours is theirs.
    for alg in [Alg::Rs256, Alg::Rs384] {
        let signature = keys::rsa_2048().sign(alg, b"countersign", &mut rng()).expect("RSA");
        assert_eq!(answers[alg.as_str()], countersign::encoding::base64url::encode(&signature));
    }
}

#[test]
fn an_algorithm_is_bound_to_its_kind_of_key() {
    for test_key in keys::ALL {
        let (key, public) = (test_key.private(), test_key.private().public());
        for alg in Alg::SIGNED {
            let signed = key.sign(alg, b"input", &mut rng());
            if public.can(alg) {
                assert_eq!(public.verify(alg, b"input", &signed.expect("it can")), Ok(()));
            } else {
                assert_eq!(signed, Err(SignError::KeyMismatch { alg, kind: key.kind() }));
                assert_eq!(
                    public.verify(alg, b"input", &[0; 64]),
                    Err(SignatureError::KeyMismatch)
                );
            }
        }
    }
}

#[test]
fn sha_512_is_verified_and_never_signed_with() {
    for alg in [Alg::Rs512, Alg::Ps512] {
        for test_key in keys::ALL {
            let signed = test_key.private().sign(alg, b"input", &mut rng());
            let error = signed.expect_err("only verified");
            assert_eq!(error, SignError::VerifyOnly { alg });
            assert_eq!(error.code(), "sign.verify-only");
            let public = test_key.private().public();
            assert!(!public.algs().contains(&alg));
            assert_eq!(public.can(alg), matches!(public.kind(), KeyKind::Rsa { .. }));
        }
    }
}

#[test]
fn malformed_signatures_are_told_apart() {
    let (key, public) = (keys::p256(), keys::p256().public());
    let good = key.sign(Alg::Es256, b"input", &mut rng()).expect("P-256");
    let check = |signature: &[u8]| public.verify(Alg::Es256, b"input", signature);
    let with = |at: core::ops::Range<usize>, octet: u8| {
        let mut signature = good.clone();
        signature[at].fill(octet);
        signature
    };
    assert_eq!(check(&with(0..32, 0)), Err(SignatureError::Zero));
    assert_eq!(check(&with(32..64, 0)), Err(SignatureError::Zero));
    assert_eq!(check(&[0; 64]), Err(SignatureError::Zero));
    // Not below the order of the curve.
    assert_eq!(check(&with(0..32, 0xff)), Err(SignatureError::Invalid));
    assert_eq!(check(&[]), Err(SignatureError::Length { got: 0, want: 64 }));
    assert_eq!(check(&good[1..]), Err(SignatureError::Length { got: 63, want: 64 }));
    assert_eq!(
        check(&[&good[..], &[0]].concat()),
        Err(SignatureError::Length { got: 65, want: 64 })
    );

    let rsa = keys::rsa_2048().public();
    let check = |signature: &[u8]| rsa.verify(Alg::Rs384, b"input", signature);
    assert_eq!(check(&[0; 256]), Err(SignatureError::Invalid));
    assert_eq!(check(&[0xff; 256]), Err(SignatureError::Invalid));
    assert_eq!(check(&[1; 255]), Err(SignatureError::Length { got: 255, want: 256 }));
}

#[test]
fn rsa_hashes_and_paddings_are_not_taken_for_each_other() {
    let key = keys::rsa_2048();
    let algs = [Alg::Rs256, Alg::Rs384, Alg::Ps256, Alg::Ps384];
    for signed in algs {
        let signature = key.sign(signed, b"input", &mut rng()).expect("RSA");
        for tried in algs {
            let wanted = if signed == tried { Ok(()) } else { Err(SignatureError::Invalid) };
            assert_eq!(
                key.public().verify(tried, b"input", &signature),
                wanted,
                "{signed} as {tried}"
            );
        }
    }
}

#[test]
fn kinds_have_names() {
    for kind in KeyKind::MADE {
        assert_eq!(kind.to_string().parse(), Ok(kind));
        let json = serde_json::to_string(&kind).expect("a name");
        assert_eq!(serde_json::from_str::<KeyKind>(&json).expect("just written"), kind);
    }
    assert!("RSA".parse::<KeyKind>().is_err());
    assert_eq!(Curve::P384.octets(), 48);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_signature_holds_for_its_own_octets_only(
        input in proptest::collection::vec(any::<u8>(), 0..200),
        seed: u64,
        flip in any::<proptest::sample::Index>(),
    ) {
        for test_key in [keys::RSA_2048, keys::P256, keys::P384] {
            let key = test_key.private();
            let public = key.public();
            for &alg in public.algs() {
                let signature = key.sign(alg, &input, &mut rng_from(seed)).expect("its own algorithm");
                prop_assert_eq!(public.verify(alg, &input, &signature), Ok(()));
                let longer = [&input[..], &[0]].concat();
                prop_assert_eq!(public.verify(alg, &longer, &signature), Err(SignatureError::Invalid));
                let mut bent = signature.clone();
                bent[flip.index(signature.len())] ^= 1;
                prop_assert!(public.verify(alg, &input, &bent).is_err());
            }
        }
    }

    #[test]
    fn any_octets_are_judged_without_panic(
        signature in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        for test_key in [keys::RSA_2048, keys::P256, keys::P384] {
            let public: PublicKey = test_key.private().public();
            for alg in Alg::VERIFIED {
                prop_assert!(public.verify(alg, b"input", &signature).is_err());
            }
        }
    }
}
