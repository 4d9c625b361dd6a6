//! Signature algorithms, each bound to the type of key it is used with (RFC 7518 §3.1).

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// A signature algorithm that Countersign verifies with, and signs with unless it says not.
///
/// ```
/// use countersign::jws::Alg;
///
/// assert_eq!("RS384".parse(), Ok(Alg::Rs384));
/// assert!("none".parse::<Alg>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Alg {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384: the first choice of SMART for RSA keys.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512: verified, never signed with.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512: verified, never signed with.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384: the first choice of SMART for elliptic-curve keys.
    Es384,
}

/// The type of key that an algorithm needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// RSA of any accepted size.
    Rsa,
    /// The curve P-256.
    P256,
    /// The curve P-384.
    P384,
}

/// The name is not one of [`Alg::VERIFIED`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384")]
pub struct UnknownAlg(pub String);

impl Alg {
    /// Those that Countersign signs with.
    pub const SIGNED: [Self; 6] =
        [Self::Rs256, Self::Rs384, Self::Ps256, Self::Ps384, Self::Es256, Self::Es384];

    /// Every algorithm: those that Countersign verifies with.
    pub const VERIFIED: [Self; 8] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
    ];

    /// The name as JWS spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
        }
    }

    /// The type of key that signs under it.
    pub const fn key_type(self) -> KeyType {
        match self {
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => {
                KeyType::Rsa
            }
            Self::Es256 => KeyType::P256,
            Self::Es384 => KeyType::P384,
        }
    }

    /// Whether Countersign signs with it, and not only verifies.
    ///
    /// ```
    /// use countersign::jws::Alg;
    ///
    /// assert!(Alg::VERIFIED.into_iter().filter(|alg| alg.signs()).eq(Alg::SIGNED));
    /// ```
    pub const fn signs(self) -> bool {
        !matches!(self, Self::Rs512 | Self::Ps512)
    }

    /// Whether SMART names it: RS384 or ES384.
    pub const fn is_baseline(self) -> bool {
        matches!(self, Self::Rs384 | Self::Es384)
    }

    /// Length of its signatures in octets, where the algorithm alone decides it.
    pub const fn signature_octets(self) -> Option<usize> {
        match self.key_type() {
            KeyType::Rsa => None,
            KeyType::P256 => Some(64),
            KeyType::P384 => Some(96),
        }
    }
}

impl fmt::Display for Alg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Alg {
    type Err = UnknownAlg;

    fn from_str(name: &str) -> Result<Self, UnknownAlg> {
        Self::VERIFIED
            .into_iter()
            .find(|alg| alg.as_str() == name)
            .ok_or_else(|| UnknownAlg(name.to_owned()))
    }
}
