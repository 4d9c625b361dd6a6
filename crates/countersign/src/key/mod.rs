//! Key pairs: made, signed with, verified with, read and written.
//!
//! [`PrivateKey`] and [`PublicKey`] are distinct types, and a value that exists is valid: its size, exponent and point
//! were checked when it was made. All arithmetic on private values is done by the RustCrypto crates.
//!
//! [`import`](import()) reads a key in whichever form it comes, [`rescue`](rescue()) repairs PEM; the readers named
//! after a form, such as [`PrivateKey::from_pkcs8_pem`], take that form alone and strictly.
//!
//! ```
//! use countersign::jws::Alg;
//! use countersign::key::{KeyKind, generate};
//! use countersign_testkit::rng;
//!
//! let key = generate(KeyKind::P384, &mut rng(), &mut |_| core::ops::ControlFlow::Continue(()))?;
//! let signature = key.sign(Alg::Es384, b"input", &mut rng())?;
//! assert_eq!(signature.len(), 96);
//! key.public().verify(Alg::Es384, b"input", &signature)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod certificate;
mod der;
mod encrypted;
mod error;
mod foreign;
mod generate;
mod import;
mod members;
mod pem;
mod private;
mod public;
mod rescue;
mod rsa_verify;
mod structure;

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

pub use certificate::Certificate;
pub use error::{KeyError, SignError, SignatureError};
pub use foreign::Foreign;
pub use generate::{Generation, Progress, generate};
pub use import::{AnyKey, Imported, KeyForm, import};
pub use private::PrivateKey;
pub use public::PublicKey;
pub use rescue::{Repair, Rescued, rescue};
pub use structure::Structure;

pub(crate) use members::{Members, PRIVATE_MEMBERS, head, public_key, public_members};

/// What kind of key it is, and with it which algorithms it can do.
///
/// ```
/// use countersign::key::KeyKind;
///
/// assert_eq!(KeyKind::Rsa { bits: 2048 }.to_string(), "RSA 2048");
/// assert_eq!("P-384".parse(), Ok(KeyKind::P384));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum KeyKind {
    /// RSA.
    Rsa {
        /// Width of the modulus, in bits.
        bits: usize,
    },
    /// The elliptic curve P-256.
    P256,
    /// The elliptic curve P-384.
    P384,
}

impl KeyKind {
    /// The kinds that [`generate`](generate()) makes.
    pub const MADE: [Self; 5] = [
        Self::Rsa { bits: 2048 },
        Self::Rsa { bits: 3072 },
        Self::Rsa { bits: 4096 },
        Self::P256,
        Self::P384,
    ];

    /// The curve, if it is a key on one.
    pub const fn curve(self) -> Option<Curve> {
        match self {
            Self::Rsa { .. } => None,
            Self::P256 => Some(Curve::P256),
            Self::P384 => Some(Curve::P384),
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::P256 => f.write_str(Curve::P256.as_str()),
            Self::P384 => f.write_str(Curve::P384.as_str()),
        }
    }
}

/// A text that names no [`KeyKind`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no kind of key is called {0:?}; expected P-256, P-384 or RSA and a number of bits")]
pub struct KeyKindError(String);

impl FromStr for KeyKind {
    type Err = KeyKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "P-256" => Ok(Self::P256),
            "P-384" => Ok(Self::P384),
            _ => text
                .strip_prefix("RSA ")
                .and_then(|bits| bits.parse().ok())
                .map(|bits| Self::Rsa { bits })
                .ok_or_else(|| KeyKindError(text.to_owned())),
        }
    }
}

impl From<KeyKind> for String {
    fn from(kind: KeyKind) -> Self {
        kind.to_string()
    }
}

impl TryFrom<String> for KeyKind {
    type Error = KeyKindError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// An elliptic curve that keys may lie on (RFC 7518 §6.2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// P-256, for ES256.
    P256,
    /// P-384, for ES384.
    P384,
}

impl Curve {
    /// The name as `crv` spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }

    /// Width of a coordinate and of the private value, in octets.
    pub const fn octets(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    /// The kind of a key on this curve.
    pub const fn kind(self) -> KeyKind {
        match self {
            Self::P256 => KeyKind::P256,
            Self::P384 => KeyKind::P384,
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
