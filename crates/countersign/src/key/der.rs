//! Keys as DER, both ways: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 Appendix A.1), SEC 1 (RFC 5915) and SPKI
//! (RFC 5280 §4.1.2.7).

use rsa::pkcs1::{EncodeRsaPrivateKey, RsaPrivateKeyRef, RsaPublicKeyRef, UintRef, Version};
use rsa::pkcs8::der::Decode;
use rsa::pkcs8::der::asn1::BitStringRef;
use rsa::pkcs8::spki::AlgorithmIdentifierRef;
use rsa::pkcs8::{
    Document, EncodePrivateKey, ObjectIdentifier, PrivateKeyInfoRef, SecretDocument,
    SubjectPublicKeyInfoRef,
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
const DSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10040.4.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const SECP256K1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.10");

/// What was written. A checked key is a few thousand octets, and DER and PEM hold them; `expect` would bring every error of
/// DER into a program, with its words.
pub(super) fn written<T, E>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|_| unreachable!("a checked key fits DER"))
}

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
            Some(curve) => Self::from_sec1_within(info.private_key.as_bytes(), Some(curve)),
        }
    }

    /// An RSA private key from PKCS#1 DER.
    ///
    /// # Errors
    /// [`KeyError`] when it is not exactly one PKCS#1 private key of two primes, or when the numbers in it are out of
    /// bounds or contradict each other.
    pub fn from_pkcs1_der(octets: &[u8]) -> Result<Self, KeyError> {
        check_length(octets.len())?;
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

    /// A private key on a curve from SEC 1 DER, which must name its curve.
    ///
    /// # Errors
    /// [`KeyError`] when it is not exactly one SEC 1 private key, names no curve or one that is not supported, or when
    /// its private value is out of range or belongs to another point.
    pub fn from_sec1_der(octets: &[u8]) -> Result<Self, KeyError> {
        check_length(octets.len())?;
        Self::from_sec1_within(octets, None)
    }

    /// The key as PKCS#8 DER, secret.
    pub fn to_pkcs8_der_secret(&self) -> Zeroizing<Vec<u8>> {
        self.pkcs8().to_bytes()
    }

    /// The key as PKCS#1 DER, secret; nothing unless it is RSA.
    pub fn to_pkcs1_der_secret(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.pkcs1().map(|document| document.to_bytes())
    }

    /// The key as SEC 1 DER, with its curve and its public half, secret; nothing if it is RSA.
    pub fn to_sec1_der_secret(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.sec1().map(|document| document.to_bytes())
    }

    pub(super) fn pkcs8(&self) -> SecretDocument {
        written(match &self.0 {
            Private::Rsa(key) => key.to_pkcs8_der(),
            Private::P256(key) => key.to_pkcs8_der(),
            Private::P384(key) => key.to_pkcs8_der(),
        })
    }

    pub(super) fn pkcs1(&self) -> Option<SecretDocument> {
        match &self.0 {
            Private::Rsa(key) => Some(written(key.to_pkcs1_der())),
            Private::P256(_) | Private::P384(_) => None,
        }
    }

    pub(super) fn sec1(&self) -> Option<SecretDocument> {
        let (curve, d) = match &self.0 {
            Private::Rsa(_) => return None,
            Private::P256(key) => (P256, Zeroizing::new(Zeroizing::new(key.to_bytes()).to_vec())),
            Private::P384(key) => (P384, Zeroizing::new(Zeroizing::new(key.to_bytes()).to_vec())),
        };
        let (x, y) = self.public().coordinates()?;
        // PKCS#8 leaves the curve to its algorithm identifier; alone, the structure must say it itself.
        let key = EcPrivateKey {
            private_key: &d,
            parameters: Some(EcParameters::NamedCurve(curve)),
            public_key: Some(&[&[4], x.as_slice(), y.as_slice()].concat()),
        };
        Some(written(SecretDocument::encode_msg(&key)))
    }

    /// `outer` is the curve that the structure around it names, if there is one.
    fn from_sec1_within(octets: &[u8], outer: Option<Curve>) -> Result<Self, KeyError> {
        let key = EcPrivateKey::from_der(octets)
            .map_err(|error| der_error("SEC 1 private key", &error))?;
        let named = match key.parameters {
            Some(EcParameters::NamedCurve(oid)) => Some(curve_by_oid(oid)?),
            None => None,
        };
        let curve = match (outer, named) {
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
        let info = SubjectPublicKeyInfoRef::from_der(octets)
            .map_err(|error| der_error("SubjectPublicKeyInfo", &error))?;
        Self::from_spki(&info)
    }

    /// An RSA public key from PKCS#1 DER.
    ///
    /// # Errors
    /// [`KeyError`] when it is not exactly one PKCS#1 public key, or its numbers are out of bounds.
    pub fn from_pkcs1_der(octets: &[u8]) -> Result<Self, KeyError> {
        check_length(octets.len())?;
        let key = RsaPublicKeyRef::from_der(octets)
            .map_err(|error| der_error("PKCS#1 public key", &error))?;
        Self::from_rsa(key.modulus.as_bytes(), key.public_exponent.as_bytes())
    }

    /// The key as SPKI DER.
    pub fn to_spki_der(&self) -> Vec<u8> {
        self.spki().into_vec()
    }

    /// The key as PKCS#1 DER; nothing unless it is RSA.
    pub fn to_pkcs1_der(&self) -> Option<Vec<u8>> {
        self.pkcs1().map(Document::into_vec)
    }

    pub(super) fn from_spki(info: &SubjectPublicKeyInfoRef<'_>) -> Result<Self, KeyError> {
        let key = info.subject_public_key.as_bytes().ok_or_else(|| KeyError::Der {
            structure: "SubjectPublicKeyInfo",
            reason: "the key is no whole number of octets".to_owned(),
        })?;
        match algorithm(&info.algorithm)? {
            None => Self::from_pkcs1_der(key),
            Some(curve) => Self::from_sec1(curve, key),
        }
    }

    pub(super) fn spki(&self) -> Document {
        let on = |curve| AlgorithmIdentifierRef { oid: EC_PUBLIC_KEY, parameters: Some(curve) };
        let algorithm = match &self.0 {
            Public::Rsa(_) => rsa::pkcs1::ALGORITHM_ID,
            Public::P256(_) => on((&P256).into()),
            Public::P384(_) => on((&P384).into()),
        };
        let key = self.to_pkcs1_der().or_else(|| self.point()).unwrap_or_default();
        written(BitStringRef::from_bytes(&key).and_then(|subject_public_key| {
            Document::encode_msg(&SubjectPublicKeyInfoRef { algorithm, subject_public_key })
        }))
    }

    pub(super) fn pkcs1(&self) -> Option<Document> {
        let Public::Rsa(key) = &self.0 else { return None };
        let exponent = key.exponent();
        let numbers = UintRef::new(key.modulus())
            .and_then(|modulus| Ok((modulus, UintRef::new(&exponent)?)))
            .and_then(|(modulus, public_exponent)| {
                Document::encode_msg(&RsaPublicKeyRef { modulus, public_exponent })
            });
        Some(written(numbers))
    }
}

pub(super) fn check_length(got: usize) -> Result<(), KeyError> {
    if got > KEY_OCTETS { Err(KeyError::TooLong { got, limit: KEY_OCTETS }) } else { Ok(()) }
}

/// The kind of the fault and its place; DER errors carry no content.
pub(super) fn der_error(structure: &'static str, error: &impl ToString) -> KeyError {
    KeyError::Der { structure, reason: error.to_string() }
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
        ED448 => unsupported("Ed448"),
        DSA => unsupported("DSA"),
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
