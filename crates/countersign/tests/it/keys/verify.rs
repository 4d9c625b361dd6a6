//! RSA signatures judged as by others: OpenSSL, which made some, and the `rsa` crate.

use countersign::encoding::base64url::decode;
use countersign::jws::{Alg, KeyType};
use countersign::key::{PublicKey, SignatureError};
use countersign_testkit::{keys, rng, rng_from};
use proptest::prelude::*;
use rsa::BoxedUint;
use rsa::hazmat::{rsa_decrypt, rsa_encrypt};
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use serde_json::Value;
use sha2::{Sha256, Sha384, Sha512};

/// A public key and its signatures over [`INPUT`], by OpenSSL.
struct Known {
    n: Vec<u8>,
    e: Vec<u8>,
    signatures: Vec<(Alg, Vec<u8>)>,
    /// Signed as PS256, but for a bit in front of the encoding.
    too_wide: Option<Vec<u8>>,
}

const INPUT: &[u8] = b"countersign";

/// 2048, 3072 and 4096 bits by the exponents 3, 17, 65537 and 2^32 + 1; then 2049, 2055 and 8192 bits.
fn known() -> Vec<Known> {
    let text = include_str!("../../../../../tests/vectors/keys/rsa-verify.json");
    let file: Value = serde_json::from_str(text).expect("JSON");
    let octets = |value: &Value| decode(value.as_str().expect("a string")).expect("base64url");
    let one = |key: &Value| Known {
        n: octets(&key["n"]),
        e: octets(&key["e"]),
        signatures: rsa_algs().map(|alg| (alg, octets(&key["signatures"][alg.as_str()]))).collect(),
        too_wide: key.get("PS256-too-wide").map(octets),
    };
    file["keys"].as_array().expect("an array").iter().map(one).collect()
}

fn rsa_algs() -> impl Iterator<Item = Alg> {
    Alg::VERIFIED.into_iter().filter(|alg| alg.key_type() == KeyType::Rsa)
}

fn number(octets: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(octets)
}

/// Whether the `rsa` crate takes the signature.
fn peer(n: &[u8], e: &[u8], alg: Alg, input: &[u8], signature: &[u8]) -> bool {
    let key = rsa::PublicKey::new(number(n), number(e)).expect("a key that is accepted here");
    match alg {
        Alg::Rs256 => key.pkcs1v15_verify::<Sha256>(input, signature),
        Alg::Rs384 => key.pkcs1v15_verify::<Sha384>(input, signature),
        Alg::Rs512 => key.pkcs1v15_verify::<Sha512>(input, signature),
        Alg::Ps256 => key.pss_verify::<Sha256>(input, signature),
        Alg::Ps384 => key.pss_verify::<Sha384>(input, signature),
        Alg::Ps512 => key.pss_verify::<Sha512>(input, signature),
        Alg::Es256 | Alg::Es384 => panic!("not RSA"),
    }
    .is_ok()
}

#[test]
fn every_size_and_exponent_verifies() {
    let mut verified = 0;
    for Known { n, e, signatures, .. } in known() {
        let key = PublicKey::from_rsa(&n, &e).expect("a key of OpenSSL");
        for (alg, signature) in signatures {
            assert_eq!(key.verify(alg, INPUT, &signature), Ok(()), "{} {alg}", key.kind());
            assert_eq!(key.verify(alg, b"", &signature), Err(SignatureError::Invalid));
            verified += 1;
        }
    }
    assert_eq!(verified, 15 * 6);
}

/// The same number modulo n verifies as well, were it let in (RFC 8017 §5.2.2 refuses it).
#[test]
fn a_signature_not_below_the_modulus_is_refused() {
    let mut refused = 0;
    for Known { n, e, signatures, .. } in known() {
        let key = PublicKey::from_rsa(&n, &e).expect("a key of OpenSSL");
        for alg in rsa_algs() {
            assert_eq!(key.verify(alg, INPUT, &n), Err(SignatureError::Invalid));
        }
        for (alg, signature) in signatures {
            let Some(sum) = sum(&signature, &n) else { continue };
            assert_eq!(key.verify(alg, INPUT, &sum), Err(SignatureError::Invalid));
            refused += 1;
        }
    }
    // Always possible with 2049 and 2055 bits, whose first octet is not full.
    assert!(refused >= 12, "{refused}");
}

/// A PSS encoding is a bit shorter than the modulus: of 2049 bits it has an octet less (RFC 8017 §8.1.2, step 2c).
#[test]
fn an_encoding_longer_than_its_octets_is_refused() {
    let mut refused = 0;
    for Known { n, e, too_wide, .. } in known() {
        let Some(signature) = too_wide else { continue };
        let key = PublicKey::from_rsa(&n, &e).expect("a key of OpenSSL");
        assert_eq!(key.verify(Alg::Ps256, INPUT, &signature), Err(SignatureError::Invalid));
        assert!(!peer(&n, &e, Alg::Ps256, INPUT, &signature));
        refused += 1;
    }
    assert_eq!(refused, 1);
}

/// a + b in as many octets, if it fits.
fn sum(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    let mut carry = 0;
    let mut sum = a.to_vec();
    for (octet, other) in sum.iter_mut().zip(b).rev() {
        let [high, low] = (u16::from(*octet) + u16::from(*other) + carry).to_be_bytes();
        (*octet, carry) = (low, u16::from(high));
    }
    (carry == 0).then_some(sum)
}

/// What is changed before it is verified.
#[derive(Clone, Copy, Debug)]
enum Bend {
    Signature,
    Input,
    Modulus,
    Whole,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_changed_bit_is_refused_as_the_peer_does(
        at in 0..15_usize,
        alg in 0..6_usize,
        bend in prop_oneof![
            Just(Bend::Signature), Just(Bend::Input), Just(Bend::Modulus), Just(Bend::Whole)
        ],
        bit in any::<proptest::sample::Index>(),
        seed: u64,
    ) {
        let Known { mut n, e, signatures, .. } = known().swap_remove(at);
        let (alg, mut signature) = signatures[alg].clone();
        let mut input = INPUT.to_vec();
        prop_assert!(peer(&n, &e, alg, &input, &signature));
        match bend {
            Bend::Signature => flip(&mut signature, bit),
            Bend::Input => flip(&mut input, bit),
            Bend::Modulus => flip(&mut n, bit),
            Bend::Whole => rng_from(seed).fill_bytes(&mut signature),
        }
        // An even modulus, or one without its first bit.
        let Ok(key) = PublicKey::from_rsa(&n, &e) else { return Ok(()) };
        prop_assert!(!peer(&n, &e, alg, &input, &signature));
        prop_assert_eq!(key.verify(alg, &input, &signature), Err(SignatureError::Invalid));
    }

    /// Signed with the private key all the same, so that only the encoding under the signature is wrong.
    #[test]
    fn a_changed_encoding_is_refused_as_the_peer_does(
        alg in 0..4_usize,
        octet in any::<proptest::sample::Index>(),
        change in any::<u8>(),
    ) {
        let alg = [Alg::Rs256, Alg::Rs384, Alg::Ps256, Alg::Ps384][alg];
        let key = keys::rsa_2048();
        let raw = rsa::PrivateKey::from_pkcs8_pem(keys::RSA_2048.pem).expect("a test key");
        let width = raw.n().bits_precision();
        let signature = key.sign(alg, INPUT, &mut rng()).expect("RSA");
        let signed = BoxedUint::from_be_slice(&signature, width).expect("as wide as the modulus");
        let mut encoding = rsa_encrypt(&raw, &signed).expect("a signature").to_be_bytes();
        encoding[octet.index(256)] ^= change;
        let bent = BoxedUint::from_be_slice(&encoding, width).expect("as wide as the modulus");
        prop_assume!(bent < **raw.n());
        let signature = rsa_decrypt(Some(&mut rng()), &raw, &bent).expect("below the modulus");
        let signature = signature.to_be_bytes();

        let public = key.public();
        let (n, e) = (public.modulus().expect("RSA"), public.exponent().expect("RSA"));
        let verified = public.verify(alg, INPUT, &signature).is_ok();
        prop_assert_eq!(verified, peer(&n, &e, alg, INPUT, &signature));
        prop_assert_eq!(verified, change == 0);
    }
}

fn flip(octets: &mut [u8], bit: proptest::sample::Index) {
    let bit = bit.index(8 * octets.len());
    octets[bit / 8] ^= 1 << (bit % 8);
}
