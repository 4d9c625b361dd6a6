//! Keys behind a passphrase: opened, refused by name, and refused before they cost anything.

use countersign::key::{KeyError, KeyForm, PrivateKey, Structure, import};
use countersign_testkit::keys;

use super::forms::{der, form};

const PASSPHRASE: &str = "countersign";

#[test]
fn what_openssl_and_cryptography_encrypted_is_opened() {
    for (pem, key) in [
        (form!("p256.aes256-sha256.pem"), keys::P256),
        (form!("p256.aes128-sha512.pem"), keys::P256),
        // The default of OpenSSL before 1.1 and of many tools since.
        (form!("p256.aes256-sha1.pem"), keys::P256),
        (form!("p384.aes192-sha384.pem"), keys::P384),
        (form!("p256.scrypt.pem"), keys::P256),
        (form!("rsa-2048.encrypted.pem"), keys::RSA_2048),
    ] {
        let imported = import(pem, Some(PASSPHRASE)).expect("the passphrase");
        assert_eq!(imported.form, KeyForm::Pem(Structure::EncryptedPkcs8));
        assert_eq!(imported.form.to_string(), "encrypted PKCS#8 PEM");
        let opened = imported.key.into_private().expect("a private key");
        assert_eq!(*opened.to_pkcs8_pem_secret(), key.pem);

        let octets = der(pem);
        let from_der = import(&octets, Some(PASSPHRASE)).expect("the passphrase");
        assert_eq!(from_der.form, KeyForm::Der(Structure::EncryptedPkcs8));
        let strict = PrivateKey::from_encrypted_pkcs8_pem(pem, PASSPHRASE).expect("strict PEM");
        assert_eq!(strict.public(), opened.public());

        assert_eq!(import(pem, None).expect_err("no passphrase"), KeyError::Encrypted);
        assert_eq!(PrivateKey::from_pem(pem).expect_err("no passphrase"), KeyError::Encrypted);
    }
}

/// Padding of a wrong passphrase looks right once in 256 times; many are tried.
#[test]
fn a_wrong_passphrase_is_told_from_a_broken_key() {
    let octets = der(form!("p256.aes128-sha512.pem"));
    for number in 0..600 {
        let wrong = PrivateKey::from_encrypted_pkcs8_der(&octets, &format!("wrong {number}"));
        assert_eq!(wrong.expect_err("wrong"), KeyError::PassphraseWrong);
    }
    let mut broken = octets;
    broken.truncate(broken.len() - 1);
    let error = PrivateKey::from_encrypted_pkcs8_der(&broken, PASSPHRASE).expect_err("cut off");
    assert_eq!(error.code(), "key.der");
    assert_eq!(import(&broken, Some(PASSPHRASE)).expect_err("cut off").code(), "key.cut-off");
}

#[test]
fn schemes_that_are_not_read_are_named_with_the_command() {
    for (pem, scheme, legacy) in [
        (form!("p256.refused-des3.pem"), "triple DES", false),
        (form!("p256.refused-pkcs12-des3.pem"), "PKCS#12, SHA-1 and triple DES", false),
        (form!("p256.refused-pbes1.pem"), "PBES1, MD5 and DES", true),
        (
            form!("p256.refused-traditional.pem"),
            "the old PEM encryption (Proc-Type: 4,ENCRYPTED)",
            false,
        ),
    ] {
        let error = import(pem, Some(PASSPHRASE)).expect_err("not read");
        assert_eq!(error.code(), "key.encryption.unsupported");
        let said = error.to_string();
        assert!(said.starts_with(&format!("keys encrypted with {scheme} are not read;")), "{said}");
        assert!(said.contains(": openssl pkcs8 -topk8 -in key.pem -out key8.pem"), "{said}");
        assert_eq!(said.contains("-provider legacy"), legacy, "{said}");
    }
    let gcm = pbes2(&pbkdf2(1, HMAC_SHA256), &cipher("60864801650304012e"));
    let error = PrivateKey::from_encrypted_pkcs8_der(&gcm, "").expect_err("not read");
    assert!(error.to_string().starts_with("keys encrypted with AES-256-GCM are"), "{error}");
    let odd = pbes2(&pbkdf2(1, HMAC_SHA256), &cipher("2a03"));
    let error = PrivateKey::from_encrypted_pkcs8_der(&odd, "").expect_err("not read");
    assert!(error.to_string().starts_with("keys encrypted with 1.2.3 are"), "{error}");
}

/// None of these would end soon, so they are refused unseen; those in bounds are tried, and their passphrase is wrong.
#[test]
fn costs_are_bounded_before_they_arise() {
    let rows = [
        (pbkdf2(2, HMAC_SHA256), "key.passphrase.wrong"),
        (pbkdf2(0, HMAC_SHA256), "key.der"),
        (pbkdf2(2_000_001, HMAC_SHA256), "key.encryption.bounds"),
        (pbkdf2(u32::MAX.into(), HMAC_SHA256), "key.encryption.bounds"),
        (pbkdf2(u64::MAX, HMAC_SHA256), "key.der"),
        (scrypt(16, 1, 1), "key.passphrase.wrong"),
        (scrypt(16, 1, 16), "key.passphrase.wrong"),
        (scrypt(16, 1, 17), "key.encryption.bounds"),
        (scrypt(1 << 17, 8, 1), "key.encryption.bounds"),
        (scrypt(1 << 63, 65_535, 65_535), "key.encryption.bounds"),
        (scrypt(0, 1, 1), "key.der"),
        (scrypt(1, 1, 1), "key.der"),
        (scrypt(1_000, 8, 1), "key.der"),
        (scrypt(16, 0, 1), "key.der"),
        (scrypt(16, 1, 0), "key.der"),
    ];
    for (kdf, code) in rows {
        let octets = pbes2(&kdf, &cipher(AES_256_CBC));
        let error = PrivateKey::from_encrypted_pkcs8_der(&octets, PASSPHRASE).expect_err(code);
        assert_eq!(error.code(), code, "{error}");
    }
    let octets = pbes2(&scrypt(1 << 17, 8, 1), &cipher(AES_256_CBC));
    assert_eq!(
        PrivateKey::from_encrypted_pkcs8_der(&octets, "").expect_err("128 MiB").to_string(),
        "the encryption asks for 134217728 octets of memory for scrypt, at most 67108864 are granted; \
         encrypt the key anew: openssl pkcs8 -topk8 -in key.pem -out key8.pem"
    );
}

#[test]
fn ciphertext_of_no_whole_blocks_is_no_matter_of_the_passphrase() {
    for length in [0, 15, 17] {
        let scheme = scheme(&pbkdf2(1, HMAC_SHA256), &cipher(AES_256_CBC));
        let octets = tlv(0x30, &[scheme, tlv(4, &[vec![7; length]])]);
        let error = PrivateKey::from_encrypted_pkcs8_der(&octets, PASSPHRASE).expect_err("odd");
        assert_eq!(error.code(), "key.der", "{length}");
    }
}

const HMAC_SHA256: &str = "2a864886f70d0209";
const AES_256_CBC: &str = "60864801650304012a";

/// An encrypted key of two blocks that no passphrase opens.
fn pbes2(kdf: &[u8], cipher: &[u8]) -> Vec<u8> {
    tlv(0x30, &[scheme(kdf, cipher), tlv(4, &[vec![7; 32]])])
}

fn scheme(kdf: &[u8], cipher: &[u8]) -> Vec<u8> {
    let parameters = tlv(0x30, &[kdf.to_vec(), cipher.to_vec()]);
    tlv(0x30, &[oid("2a864886f70d01050d"), parameters])
}

fn pbkdf2(iterations: u64, prf: &str) -> Vec<u8> {
    let prf = tlv(0x30, &[oid(prf), vec![5, 0]]);
    let parameters = tlv(0x30, &[tlv(4, &[vec![1; 8]]), integer(iterations), prf]);
    tlv(0x30, &[oid("2a864886f70d01050c"), parameters])
}

fn scrypt(n: u64, r: u64, p: u64) -> Vec<u8> {
    let parameters = tlv(0x30, &[tlv(4, &[vec![1; 8]]), integer(n), integer(r), integer(p)]);
    tlv(0x30, &[oid("2b06010401da47040b"), parameters])
}

fn cipher(identifier: &str) -> Vec<u8> {
    tlv(0x30, &[oid(identifier), tlv(4, &[vec![2; 16]])])
}

fn oid(hex: &str) -> Vec<u8> {
    tlv(6, &[data_encoding::HEXLOWER.decode(hex.as_bytes()).expect("hex")])
}

fn integer(value: u64) -> Vec<u8> {
    let octets = value.to_be_bytes();
    let start = octets.iter().position(|octet| *octet != 0).unwrap_or(7);
    let sign = if octets[start] > 0x7f { vec![0] } else { vec![] };
    tlv(2, &[sign, octets[start..].to_vec()])
}

/// Tag, length, value, for values under 256 octets.
fn tlv(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let value = parts.concat();
    let length = u8::try_from(value.len()).expect("short");
    let long = if length < 0x80 { vec![] } else { vec![0x81] };
    [vec![tag], long, vec![length], value].concat()
}
