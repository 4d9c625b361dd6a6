//! Certificates: the key in them, whose it is said to be, and from when to when.

use countersign::key::{Certificate, KeyError, PublicKey};
use countersign::time::{Seconds, UnixSeconds};
use countersign_testkit::keys;

use super::forms::{der, form};

#[test]
fn the_first_of_a_chain_is_read() {
    let certificate = Certificate::from_pem(form!("rsa-2048.chain.pem")).expect("a chain");
    assert_eq!(certificate.key, keys::rsa_2048().public());
    assert_eq!(certificate.subject.as_deref(), Some("client.example"));
    assert_eq!(certificate.not_before.to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(certificate.not_after.to_string(), "2027-01-01T00:00:00Z");
    let (first, last, second) = (certificate.not_before, certificate.not_after, Seconds::new(1));
    let rows = [(first - second, false), (first, true), (last, true), (last + second, false)];
    for (now, valid) in rows {
        assert_eq!(certificate.is_valid_at(now), valid, "{now}");
    }
}

#[test]
fn the_last_common_name_counts_and_far_years_are_read() {
    let certificate = Certificate::from_der(&der(form!("p256.crt.pem"))).expect("a certificate");
    assert_eq!(certificate.subject.as_deref(), Some("Kürzel"));
    assert_eq!(certificate.not_after, UnixSeconds::new(253_402_300_799));
    assert_eq!(PublicKey::from_certificate_pem(form!("p256.crt.pem")), Ok(keys::p256().public()));
}

#[test]
fn version_1_is_read() {
    let octets = der(form!("p256-v1.crt.pem"));
    assert_eq!(PublicKey::from_certificate_der(&octets), Ok(keys::p256().public()));
    assert_eq!(Certificate::from_der(&octets).expect("read").subject.as_deref(), Some("v1"));
}

#[test]
fn what_is_no_certificate_is_refused() {
    let octets = der(form!("p256.crt.pem"));
    let longer = [&octets[..], &[0]].concat();
    for (octets, code) in [
        (&octets[..octets.len() - 1], "key.der"),
        (&longer[..], "key.der"),
        (&der(form!("p256.csr.pem"))[..], "key.der"),
        (&keys::p256().public().to_spki_der()[..], "key.der"),
        (&[][..], "key.der"),
    ] {
        assert_eq!(Certificate::from_der(octets).expect_err("refused").code(), code);
    }
    let label = Certificate::from_pem(&keys::p256().public().to_spki_pem()).expect_err("a key");
    let want = "CERTIFICATE";
    assert_eq!(label, KeyError::PemLabel { got: "PUBLIC KEY".to_owned(), want });
    let cut = &form!("p256.crt.pem")[..200];
    assert_eq!(Certificate::from_pem(cut).expect_err("cut off").code(), "key.pem");
}

#[test]
fn a_key_that_is_not_supported_is_named() {
    // The identifier of P-256 in the key, made that of secp256k1's width: another curve.
    let mut octets = der(form!("p256.crt.pem"));
    let p256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    let at = octets.windows(8).position(|window| window == p256).expect("P-256");
    octets[at + 7] = 1;
    assert_eq!(
        PublicKey::from_certificate_der(&octets),
        Err(KeyError::CurveUnsupported { got: "1.2.840.10045.3.1.1".to_owned() })
    );
}
