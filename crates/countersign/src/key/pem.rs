//! Keys as DER and PEM: PKCS#8 (RFC 5958) and SPKI (RFC 5280 §4.1.2.7) both ways; PKCS#1 and SEC 1 are read only.

use rsa::pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef, UintRef, Version};
use rsa::pkcs8::der::{self, Decode};
use rsa::pkcs8::spki::AlgorithmIdentifierRef;
use rsa::pkcs8::{
    Document, EncodePrivateKey, EncodePublicKey, LineEnding, ObjectIdentifier, PrivateKeyInfoRef,
    SecretDocument, SubjectPublicKeyInfoRef,
};
use sec1::{EcParameters, EcPrivateKey};
use zeroize::Zeroizing;

use super::private::{Private, RsaSecret};
use super::public::Public;
use super::{Curve, KeyError, PrivateKey, PublicKey};
use crate::limits::KEY_OCTETS;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const SECP256K1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.10");

/// A valid key is a few thousand octets, and DER holds them.
const ENCODES: &str = "a checked key fits DER";

impl PrivateKey {
    /// A private key from PKCS#8 DER.
    ///
    /// # Errors
    /// [`KeyError`] when it is not exactly one unencrypted PKCS#8 structure, of an algorithm or curve that is not
    /// supported, or when the numbers in it are out of bounds or contradict each other.
    pub fn from_pkcs8_der(octets: &[u8]) -> Result<Self, KeyError> {
        check_length(octets.len())?;
        let info = PrivateKeyInfoRef::from_der(octets)
            .map_err(|error| der_error("PKCS#8 private key", &error))?;
        match algorithm(&info.algorithm)? {
            None => Self::from_pkcs1_der(info.private_key.as_bytes()),
            Some(curve) => Self::from_sec1_der(info.private_key.as_bytes(), Some(curve)),
        }
    }

    /// A private key from PKCS#8 PEM, `-----BEGIN PRIVATE KEY-----`.
    ///
    /// # Errors
    /// [`KeyError::Pem`], [`KeyError::PemLabel`] or [`KeyError::Encrypted`] for the text; else as
    /// [`PrivateKey::from_pkcs8_der`].
    pub fn from_pkcs8_pem(text: &str) -> Result<Self, KeyError> {
        match secret_pem(text)? {
            ("PRIVATE KEY", document) => Self::from_pkcs8_der(document.as_bytes()),
            (label, _) => Err(wrong_label(label, "PRIVATE KEY")),
        }
    }

    /// A private key from whichever plain PEM it comes in: PKCS#8 (`PRIVATE KEY`), PKCS#1 (`RSA PRIVATE KEY`) or
    /// SEC 1 (`EC PRIVATE KEY`).
    ///
    /// # Errors
    /// As [`PrivateKey::from_pkcs8_pem`].
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        match secret_pem(text)? {
            ("PRIVATE KEY", document) => Self::from_pkcs8_der(document.as_bytes()),
            ("RSA PRIVATE KEY", document) => Self::from_pkcs1_der(document.as_bytes()),
            ("EC PRIVATE KEY", document) => Self::from_sec1_der(document.as_bytes(), None),
            (label, _) => Err(wrong_label(label, "PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY")),
        }
    }

    /// The key as PKCS#8 DER, secret.
    pub fn to_pkcs8_der_secret(&self) -> Zeroizing<Vec<u8>> {
        self.pkcs8().to_bytes()
    }

    /// The key as PKCS#8 PEM, secret: lines of 64 characters, ending in a line feed.
    pub fn to_pkcs8_pem_secret(&self) -> Zeroizing<String> {
        self.pkcs8().to_pem("PRIVATE KEY", LineEnding::LF).expect(ENCODES)
    }

    fn pkcs8(&self) -> SecretDocument {
        match &self.0 {
            Private::Rsa(key) => key.to_pkcs8_der(),
            Private::P256(key) => key.to_pkcs8_der(),
            Private::P384(key) => key.to_pkcs8_der(),
        }
        .expect(ENCODES)
    }

    fn from_pkcs1_der(octets: &[u8]) -> Result<Self, KeyError> {
        let key = RsaPrivateKeyRef::from_der(octets)
            .map_err(|error| der_error("PKCS#1 private key", &error))?;
        if key.version() != Version::TwoPrime {
            return Err(KeyError::RsaMultiPrime);
        }
        let octets = |number: &UintRef<'_>| Zeroizing::new(number.as_bytes().to_vec());
        let crt = [&key.prime1, &key.prime2, &key.exponent1, &key.exponent2, &key.coefficient]
            .map(octets);
        Self::from_rsa(
            key.modulus.as_bytes(),
            key.public_exponent.as_bytes(),
            &RsaSecret {
                d: key.private_exponent.as_bytes(),
                crt: Some(core::array::from_fn(|index| crt[index].as_slice())),
            },
        )
    }

    /// `curve` is the one that the structure around it names, if there is one.
    fn from_sec1_der(octets: &[u8], curve: Option<Curve>) -> Result<Self, KeyError> {
        let key = EcPrivateKey::from_der(octets)
            .map_err(|error| der_error("SEC 1 private key", &error))?;
        let named = match key.parameters {
            Some(EcParameters::NamedCurve(oid)) => Some(curve_by_oid(oid)?),
            None => None,
        };
        let curve = match (curve, named) {
            (Some(outer), Some(inner)) if outer != inner => {
                let what = "PKCS#8 and the SEC 1 key in it name different curves";
                return Err(KeyError::PrivateMismatch { kind: outer.kind(), what });
            }
            (Some(curve), _) | (None, Some(curve)) => curve,
            (None, None) => {
                return Err(KeyError::CurveUnsupported { got: "(none named)".to_owned() });
            }
        };
        let public = key.public_key.map(|point| PublicKey::from_sec1(curve, point)).transpose()?;
        Self::from_ec(curve, key.private_key, public.as_ref())
    }
}

impl PublicKey {
    /// A public key from SPKI DER.
    ///
    /// # Errors
    /// [`KeyError`] when it is not exactly one SubjectPublicKeyInfo, of an algorithm or curve that is not supported,
    /// or when its numbers are out of bounds or its point off the curve.
    pub fn from_spki_der(octets: &[u8]) -> Result<Self, KeyError> {
        check_length(octets.len())?;
        let wanted = "SubjectPublicKeyInfo";
        let info =
            SubjectPublicKeyInfoRef::from_der(octets).map_err(|error| der_error(wanted, &error))?;
        let key = info.subject_public_key.as_bytes().ok_or_else(|| KeyError::Der {
            structure: wanted,
            reason: "the key is no whole number of octets".to_owned(),
        })?;
        match algorithm(&info.algorithm)? {
            None => Self::from_pkcs1_der(key),
            Some(curve) => Self::from_sec1(curve, key),
        }
    }

    /// A public key from SPKI PEM, `-----BEGIN PUBLIC KEY-----`; PKCS#1, `-----BEGIN RSA PUBLIC KEY-----`, is read too.
    ///
    /// # Errors
    /// [`KeyError::Pem`] or [`KeyError::PemLabel`] for the text; else as [`PublicKey::from_spki_der`].
    pub fn from_spki_pem(text: &str) -> Result<Self, KeyError> {
        check_length(text.len())?;
        let (label, document) =
            Document::from_pem(text.trim()).map_err(|error| pem_error(&error))?;
        match label {
            "PUBLIC KEY" => Self::from_spki_der(document.as_bytes()),
            "RSA PUBLIC KEY" => Self::from_pkcs1_der(document.as_bytes()),
            label => Err(wrong_label(label, "PUBLIC KEY or RSA PUBLIC KEY")),
        }
    }

    /// The key as SPKI DER.
    pub fn to_spki_der(&self) -> Vec<u8> {
        self.spki().into_vec()
    }

    /// The key as SPKI PEM: lines of 64 characters, ending in a line feed.
    pub fn to_spki_pem(&self) -> String {
        self.spki().to_pem("PUBLIC KEY", LineEnding::LF).expect(ENCODES)
    }

    fn spki(&self) -> Document {
        match &self.0 {
            Public::Rsa(key) => key.to_public_key_der(),
            Public::P256(key) => key.to_public_key_der(),
            Public::P384(key) => key.to_public_key_der(),
        }
        .expect(ENCODES)
    }

    fn from_pkcs1_der(octets: &[u8]) -> Result<Self, KeyError> {
        let key = RsaPublicKeyRef::from_der(octets)
            .map_err(|error| der_error("PKCS#1 public key", &error))?;
        Self::from_rsa(key.modulus.as_bytes(), key.public_exponent.as_bytes())
    }
}

/// The curve that the algorithm identifier names; nothing for RSA.
fn algorithm(identifier: &AlgorithmIdentifierRef<'_>) -> Result<Option<Curve>, KeyError> {
    let unsupported = |got: &str| Err(KeyError::AlgorithmUnsupported { got: got.to_owned() });
    match identifier.oid {
        RSA_ENCRYPTION => Ok(None),
        EC_PUBLIC_KEY => match identifier.parameters_oid() {
            Ok(oid) => curve_by_oid(oid).map(Some),
            Err(_) => Err(KeyError::CurveUnsupported { got: "(none named)".to_owned() }),
        },
        // Such a key may only ever sign with PSS, which a JWK cannot say of it.
        RSASSA_PSS => unsupported("RSASSA-PSS"),
        ED25519 => unsupported("Ed25519"),
        oid => unsupported(&oid.to_string()),
    }
}

fn curve_by_oid(oid: ObjectIdentifier) -> Result<Curve, KeyError> {
    let got = match oid {
        P256 => return Ok(Curve::P256),
        P384 => return Ok(Curve::P384),
        P521 => "P-521".to_owned(),
        SECP256K1 => "secp256k1".to_owned(),
        oid => oid.to_string(),
    };
    Err(KeyError::CurveUnsupported { got })
}

fn secret_pem(text: &str) -> Result<(&str, SecretDocument), KeyError> {
    check_length(text.len())?;
    // The old way to encrypt PKCS#1 and SEC 1 puts its parameters in front of the base64 (RFC 1421 §4.6.1.1).
    if text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(KeyError::Encrypted);
    }
    SecretDocument::from_pem(text.trim()).map_err(|error| pem_error(&error))
}

fn wrong_label(label: &str, want: &'static str) -> KeyError {
    match label {
        "ENCRYPTED PRIVATE KEY" => KeyError::Encrypted,
        "PUBLIC KEY" | "RSA PUBLIC KEY" if want.contains("PRIVATE") => KeyError::PublicOnly,
        label => KeyError::PemLabel { got: label.chars().take(64).collect(), want },
    }
}

fn check_length(got: usize) -> Result<(), KeyError> {
    if got > KEY_OCTETS { Err(KeyError::TooLong { got, limit: KEY_OCTETS }) } else { Ok(()) }
}

fn pem_error(error: &der::Error) -> KeyError {
    KeyError::Pem { reason: error.kind().to_string() }
}

/// The kind of the fault and its place; DER errors carry no content.
fn der_error(structure: &'static str, error: &impl ToString) -> KeyError {
    KeyError::Der { structure, reason: error.to_string() }
}
