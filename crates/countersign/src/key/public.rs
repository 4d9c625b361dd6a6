//! The public half: what verifies, and what may be published.

use core::fmt;

use p256::elliptic_curve::sec1::ToSec1Point;
use rsa::BoxedUint;

use super::rsa_verify::RsaPublic;
use super::{Curve, KeyError, KeyKind, SignatureError};
use crate::jws::{Alg, KeyType};
use crate::kid;
use crate::limits::{RSA_EXPONENT_BITS, RSA_MIN_BITS, RSA_VERIFY_MAX_BITS};

/// A public key that is good to verify with: RSA of 2048 to 8192 bits, or a point on P-256 or P-384.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(pub(super) Public);

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Public {
    Rsa(RsaPublic),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
}

/// What RSA signs under, the first choice first.
const RSA_ALGS: &[Alg] = &[Alg::Rs384, Alg::Rs256, Alg::Ps384, Alg::Ps256];

impl PublicKey {
    /// An RSA key from the octets of its modulus `n` and exponent `e`, big-endian and without leading zeros.
    ///
    /// # Errors
    /// [`KeyError`] when a number starts with a zero octet, the modulus is even, under 2048 or over 8192 bits, or the
    /// exponent is even, 1, or wider than 33 bits.
    pub fn from_rsa(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        check_rsa(n, e, RSA_VERIFY_MAX_BITS)?;
        Ok(Self(Public::Rsa(RsaPublic::new(n, e))))
    }

    /// A key on `curve` from the octets of its coordinates, big-endian and as wide as the curve.
    ///
    /// # Errors
    /// [`KeyError::Width`] when a coordinate is shorter or longer, [`KeyError::OffCurve`] when the point does not lie
    /// on the curve.
    pub fn from_ec(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        for (member, octets) in [("x", x), ("y", y)] {
            if octets.len() != curve.octets() {
                return Err(KeyError::Width {
                    member,
                    curve,
                    got: octets.len(),
                    want: curve.octets(),
                });
            }
        }
        Self::from_sec1(curve, &[&[4], x, y].concat())
    }

    /// A point as SEC 1 writes it, compressed or not.
    pub(super) fn from_sec1(curve: Curve, point: &[u8]) -> Result<Self, KeyError> {
        if ![1 + curve.octets(), 1 + 2 * curve.octets()].contains(&point.len()) {
            let reason = format!("{} octets are none on {curve}", point.len());
            return Err(KeyError::Der { structure: "SEC 1 point", reason });
        }
        match curve {
            Curve::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Public::P256),
            Curve::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Public::P384),
        }
        .map(Self)
        .map_err(|_| KeyError::OffCurve { curve })
    }

    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        match &self.0 {
            Public::Rsa(key) => KeyKind::Rsa { bits: bits(key.modulus()) },
            Public::P256(_) => KeyKind::P256,
            Public::P384(_) => KeyKind::P384,
        }
    }

    /// The algorithms that its private half signs under, the first choice first.
    pub fn algs(&self) -> &'static [Alg] {
        match &self.0 {
            Public::Rsa(_) => RSA_ALGS,
            Public::P256(_) => &[Alg::Es256],
            Public::P384(_) => &[Alg::Es384],
        }
    }

    /// Whether `alg` is for keys of this type, so that it can verify under it.
    ///
    /// ```
    /// use countersign::jws::Alg;
    ///
    /// let key = countersign_testkit::keys::rsa_2048().public();
    /// assert!(key.can(Alg::Rs512) && !key.algs().contains(&Alg::Rs512));
    /// assert!(!key.can(Alg::Es256));
    /// ```
    pub fn can(&self, alg: Alg) -> bool {
        let key_type = match &self.0 {
            Public::Rsa(_) => KeyType::Rsa,
            Public::P256(_) => KeyType::P256,
            Public::P384(_) => KeyType::P384,
        };
        alg.key_type() == key_type
    }

    /// Verifies a raw JWS signature over `input`: RSA in as many octets as the modulus has, ECDSA as R and S side by
    /// side in 64 or 96 octets (RFC 7518 §3.4). A PSS salt must be as long as the hash (RFC 7518 §3.5).
    ///
    /// # Errors
    /// [`SignatureError`]: which of the ways it does not verify.
    ///
    /// ```
    /// use countersign::{jws::Alg, key::SignatureError};
    ///
    /// let key = countersign_testkit::keys::p384().public();
    /// let short = SignatureError::Length { got: 64, want: 96 };
    /// assert_eq!(key.verify(Alg::Es384, b"input", &[1; 64]), Err(short));
    /// ```
    pub fn verify(&self, alg: Alg, input: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        match (&self.0, alg) {
            (Public::Rsa(key), _) => key.verify(alg, input, signature),
            (Public::P256(key), Alg::Es256) => {
                use p256::ecdsa::{Signature, signature::Verifier};

                check_ecdsa_form(signature, Curve::P256, |der| Signature::from_der(der).is_ok())?;
                let signature =
                    Signature::from_slice(signature).map_err(|_| SignatureError::Invalid)?;
                key.verify(input, &signature).map_err(|_| SignatureError::Invalid)
            }
            (Public::P384(key), Alg::Es384) => {
                use p384::ecdsa::{Signature, signature::Verifier};

                check_ecdsa_form(signature, Curve::P384, |der| Signature::from_der(der).is_ok())?;
                let signature =
                    Signature::from_slice(signature).map_err(|_| SignatureError::Invalid)?;
                key.verify(input, &signature).map_err(|_| SignatureError::Invalid)
            }
            _ => Err(SignatureError::KeyMismatch),
        }
    }

    /// Whether these octets can be a signature of this key under `alg` at all: their number, and for ECDSA that neither
    /// half is zero. [`PublicKey::verify`] looks at this first; whoever verifies by other means should too.
    ///
    /// # Errors
    /// [`SignatureError`], but never [`SignatureError::Invalid`].
    pub fn check_signature_form(&self, alg: Alg, signature: &[u8]) -> Result<(), SignatureError> {
        match (&self.0, alg.key_type()) {
            (Public::Rsa(key), KeyType::Rsa) => check_length(signature, key.modulus().len()),
            (Public::P256(_), KeyType::P256) => check_ecdsa_form(signature, Curve::P256, |der| {
                p256::ecdsa::Signature::from_der(der).is_ok()
            }),
            (Public::P384(_), KeyType::P384) => check_ecdsa_form(signature, Curve::P384, |der| {
                p384::ecdsa::Signature::from_der(der).is_ok()
            }),
            _ => Err(SignatureError::KeyMismatch),
        }
    }

    /// The R and S side by side that a DER signature of this curve stands for; nothing for an RSA key or other octets.
    ///
    /// [`PublicKey::verify`] refuses DER; whoever explains the refusal can show with this that the rest was right.
    pub fn raw_from_der(&self, signature: &[u8]) -> Option<Vec<u8>> {
        match &self.0 {
            Public::Rsa(_) => None,
            Public::P256(_) => {
                p256::ecdsa::Signature::from_der(signature).ok().map(|raw| raw.to_vec())
            }
            Public::P384(_) => {
                p384::ecdsa::Signature::from_der(signature).ok().map(|raw| raw.to_vec())
            }
        }
    }

    /// The octets of the RSA modulus, big-endian and without a leading zero.
    pub fn modulus(&self) -> Option<Vec<u8>> {
        match &self.0 {
            Public::Rsa(key) => Some(key.modulus().to_vec()),
            Public::P256(_) | Public::P384(_) => None,
        }
    }

    /// The octets of the RSA public exponent, big-endian and without a leading zero.
    pub fn exponent(&self) -> Option<Vec<u8>> {
        match &self.0 {
            Public::Rsa(key) => Some(key.exponent()),
            Public::P256(_) | Public::P384(_) => None,
        }
    }

    /// The octets of the coordinates x and y, big-endian and as wide as the curve.
    pub fn coordinates(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        let point = self.point()?;
        // An uncompressed point is the octet 4, then x, then y (SEC 1 §2.3.3).
        let (x, y) = point[1..].split_at(point.len() / 2);
        Some((x.to_vec(), y.to_vec()))
    }

    /// The point as SEC 1 writes it, uncompressed.
    pub(super) fn point(&self) -> Option<Vec<u8>> {
        match &self.0 {
            Public::Rsa(_) => None,
            Public::P256(key) => Some(key.as_affine().to_sec1_point(false).as_bytes().to_vec()),
            Public::P384(key) => Some(key.as_affine().to_sec1_point(false).as_bytes().to_vec()),
        }
    }
}

/// The kind and the RFC 7638 thumbprint: enough to tell keys apart in a log.
impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {})", self.kind(), kid::thumbprint(self))
    }
}

/// Checks the public numbers of an RSA key before anything is computed with them.
pub(super) fn check_rsa(n: &[u8], e: &[u8], max_bits: usize) -> Result<(), KeyError> {
    for (member, octets) in [("n", n), ("e", e)] {
        if octets.first() == Some(&0) {
            return Err(KeyError::LeadingZero { member });
        }
    }
    match bits(n) {
        got if got < RSA_MIN_BITS => return Err(KeyError::too_small(got)),
        got if got > max_bits => return Err(KeyError::RsaTooLarge { got, limit: max_bits }),
        _ => {}
    }
    if !is_odd(n) {
        return Err(KeyError::RsaModulusEven);
    }
    if bits(e) > RSA_EXPONENT_BITS {
        return Err(KeyError::RsaExponent { got: format!("{} bits wide", bits(e)) });
    }
    // At most 33 bits, so it fits.
    let value = e.iter().fold(0_u64, |value, octet| value << 8 | u64::from(*octet));
    if value < 3 || !is_odd(e) {
        return Err(KeyError::RsaExponent { got: value.to_string() });
    }
    Ok(())
}

/// Width of a big-endian number without leading zero octets, in bits.
pub(super) fn bits(octets: &[u8]) -> usize {
    octets.first().map_or(0, |first| octets.len() * 8 - first.leading_zeros() as usize)
}

/// A number from big-endian octets.
pub(super) fn uint(octets: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(octets)
}

fn is_odd(octets: &[u8]) -> bool {
    octets.last().is_some_and(|last| last & 1 == 1)
}

pub(super) fn check_length(signature: &[u8], want: usize) -> Result<(), SignatureError> {
    if signature.len() == want {
        Ok(())
    } else {
        Err(SignatureError::Length { got: signature.len(), want })
    }
}

fn check_ecdsa_form(
    signature: &[u8],
    curve: Curve,
    is_der: impl Fn(&[u8]) -> bool,
) -> Result<(), SignatureError> {
    if let Err(length) = check_length(signature, 2 * curve.octets()) {
        return Err(if is_der(signature) { SignatureError::Der } else { length });
    }
    let (r, s) = signature.split_at(curve.octets());
    if [r, s].iter().any(|half| half.iter().all(|octet| *octet == 0)) {
        return Err(SignatureError::Zero);
    }
    Ok(())
}
