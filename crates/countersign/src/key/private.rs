//! The private half: what signs. It leaves this type only by a method that says so.

use core::fmt;

use p256::elliptic_curve::Generate;
use rand_core::CryptoRng;
use rsa::BoxedUint;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use sha2::{Sha256, Sha384};
use zeroize::Zeroizing;

use super::public::{Public, check_rsa, uint};
use super::rsa_verify::RsaPublic;
use super::{Curve, KeyError, KeyKind, PublicKey, SignError};
use crate::jws::Alg;
use crate::limits::RSA_MAX_BITS;

/// A private key with its public half. Wiped from memory when dropped.
///
/// It has no `Display` and no `Serialize`, and `Debug` shows only the public half:
///
/// ```
/// let key = countersign_testkit::keys::p256();
/// assert_eq!(format!("{key:?}"), format!("PrivateKey(…, {:?})", key.public()));
/// ```
pub struct PrivateKey(pub(super) Private);

pub(super) enum Private {
    Rsa(Box<rsa::PrivateKey>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

/// The private numbers of an RSA key as a document carries them, big-endian.
pub(super) struct RsaSecret<'a> {
    pub(super) d: &'a [u8],
    /// `p q dp dq qi`; without them the primes are recovered from `d`.
    pub(super) crt: Option<[&'a [u8]; 5]>,
}

impl PrivateKey {
    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        match &self.0 {
            Private::Rsa(_) => self.public().kind(),
            Private::P256(_) => KeyKind::P256,
            Private::P384(_) => KeyKind::P384,
        }
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(match &self.0 {
            Private::Rsa(key) => Public::Rsa(RsaPublic::new(&key.n_bytes(), &key.e_bytes())),
            Private::P256(key) => Public::P256(*key.verifying_key()),
            Private::P384(key) => Public::P384(*key.verifying_key()),
        })
    }

    /// Signs `input` and gives back the raw octets of a JWS signature: R and S side by side for ECDSA.
    ///
    /// RSA is blinded with `rng`, and PSS takes its salt, as long as the hash, from it (RFC 7518 §3.5). ECDSA is
    /// deterministic (RFC 6979), so the same input gives the same signature.
    ///
    /// # Errors
    /// [`SignError::VerifyOnly`] when nothing is signed under `alg`; [`SignError::KeyMismatch`] when `alg` is for
    /// another type of key; [`SignError::Failed`] when the result does not pass
    /// the check against the public half.
    pub fn sign(
        &self,
        alg: Alg,
        input: &[u8],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, SignError> {
        if !alg.signs() {
            return Err(SignError::VerifyOnly { alg });
        }
        match (&self.0, alg) {
            (Private::Rsa(key), Alg::Rs256) => key.pkcs1v15_sign_with_rng::<Sha256, _>(rng, input),
            (Private::Rsa(key), Alg::Rs384) => key.pkcs1v15_sign_with_rng::<Sha384, _>(rng, input),
            (Private::Rsa(key), Alg::Ps256) => key.pss_sign_with_rng::<Sha256, _>(rng, input),
            (Private::Rsa(key), Alg::Ps384) => key.pss_sign_with_rng::<Sha384, _>(rng, input),
            (Private::P256(key), Alg::Es256) => return sign_p256(key, input),
            (Private::P384(key), Alg::Es384) => return sign_p384(key, input),
            _ => return Err(SignError::KeyMismatch { alg, kind: self.kind() }),
        }
        .map_err(|_| SignError::Failed)
    }

    /// An RSA key from what a document says about it, every number checked against the others.
    pub(super) fn from_rsa(n: &[u8], e: &[u8], secret: &RsaSecret<'_>) -> Result<Self, KeyError> {
        check_rsa(n, e, RSA_MAX_BITS)?;
        let kind = KeyKind::Rsa { bits: super::public::bits(n) };
        let mismatch = |what| KeyError::PrivateMismatch { kind, what };
        // The crate recovers primes by arithmetic that takes an exponent in 1..n for granted.
        if secret.d.len() > n.len() || secret.d.iter().all(|octet| *octet == 0) {
            return Err(mismatch("d is not between 1 and n"));
        }
        // At most RSA_MAX_BITS, as was checked.
        let width = u32::try_from(8 * n.len()).unwrap_or(u32::MAX);
        let primes = match secret.crt {
            Some([p, q, ..]) if p.len() > n.len() || q.len() > n.len() => {
                return Err(mismatch("p times q is not n"));
            }
            Some([p, q, ..]) => vec![secret_uint(p, width), secret_uint(q, width)],
            None => Vec::new(),
        };
        let key = rsa::PrivateKey::from_components(
            uint(n),
            uint(e),
            secret_uint(secret.d, width),
            primes,
        )
        .map_err(|error| match error {
            rsa::Error::InvalidModulus => mismatch("p times q is not n"),
            rsa::Error::InvalidPrime => {
                mismatch("p and q are not two odd primes of half the width of n")
            }
            rsa::Error::InvalidArguments => {
                mismatch("no primes follow from d; give p and q as well")
            }
            _ => mismatch("d is not the inverse of e"),
        })?;
        if let Some([_, _, dp, dq, qi]) = secret.crt {
            let derived = [key.dp().cloned(), key.dq().cloned(), key.crt_coefficient()]
                .map(|value| value.map(Zeroizing::new));
            let agree = derived.iter().zip([dp, dq, qi]).all(|(derived, given)| {
                given.len() <= n.len()
                    && derived
                        .as_ref()
                        .is_some_and(|value| **value == *Zeroizing::new(secret_uint(given, width)))
            });
            if !agree {
                return Err(mismatch("dp, dq or qi does not follow from d, p and q"));
            }
        }
        Ok(Self(Private::Rsa(Box::new(key))))
    }

    /// A key on `curve` from the octets of its private value; `public` is the public half that came with it.
    pub(super) fn from_ec(
        curve: Curve,
        d: &[u8],
        public: Option<&PublicKey>,
    ) -> Result<Self, KeyError> {
        if d.len() != curve.octets() {
            return Err(KeyError::Width { member: "d", curve, got: d.len(), want: curve.octets() });
        }
        let key = match curve {
            Curve::P256 => p256::ecdsa::SigningKey::from_slice(d).map(Private::P256),
            Curve::P384 => p384::ecdsa::SigningKey::from_slice(d).map(Private::P384),
        }
        .map(Self)
        .map_err(|_| KeyError::PrivateRange { curve })?;
        if public.is_some_and(|public| *public != key.public()) {
            return Err(KeyError::PrivateMismatch {
                kind: curve.kind(),
                what: "x, y is not d times the base point",
            });
        }
        Ok(key)
    }

    /// A new key on `curve`.
    pub(super) fn random_ec(curve: Curve, rng: &mut dyn CryptoRng) -> Self {
        Self(match curve {
            Curve::P256 => Private::P256(p256::ecdsa::SigningKey::generate_from_rng(rng)),
            Curve::P384 => Private::P384(p384::ecdsa::SigningKey::generate_from_rng(rng)),
        })
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey(…, {:?})", self.public())
    }
}

fn sign_p256(key: &p256::ecdsa::SigningKey, input: &[u8]) -> Result<Vec<u8>, SignError> {
    use p256::ecdsa::{Signature, signature::Signer};

    let signature: Signature = key.try_sign(input).map_err(|_| SignError::Failed)?;
    Ok(signature.to_vec())
}

fn sign_p384(key: &p384::ecdsa::SigningKey, input: &[u8]) -> Result<Vec<u8>, SignError> {
    use p384::ecdsa::{Signature, signature::Signer};

    let signature: Signature = key.try_sign(input).map_err(|_| SignError::Failed)?;
    Ok(signature.to_vec())
}

/// A secret number, as wide as the modulus whatever its own width: the time taken must not tell.
fn secret_uint(octets: &[u8], width: u32) -> BoxedUint {
    BoxedUint::from_be_slice_truncated(octets, width)
}
