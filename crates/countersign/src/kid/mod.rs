//! Key ids: how a key is named, and the two ways this project derives the name.

mod odd;

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use odd::{Derivation, derivations, recognise};

use crate::encoding::base64url;
use crate::key::{KeyKind, PublicKey};

/// A `kid`: not empty, at most 256 characters, no control characters.
///
/// ```
/// use countersign::kid::KeyId;
///
/// let kid: KeyId = "2026-11".parse()?;
/// assert_eq!(kid.as_str(), "2026-11");
/// assert!("".parse::<KeyId>().is_err());
/// # Ok::<(), countersign::kid::KeyIdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct KeyId(String);

/// Why a text is no [`KeyId`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyIdError {
    /// Nothing in it.
    #[error("a kid is empty, wanted 1 to {MAX_CHARS} characters")]
    Empty,
    /// More than any partner takes.
    #[error("a kid has {got} characters, wanted 1 to {MAX_CHARS}")]
    TooLong {
        /// Length found, in characters.
        got: usize,
    },
    /// A line break or the like.
    #[error("a kid has a control character at {position}, wanted none")]
    Control {
        /// Octet offset of the character.
        position: usize,
    },
}

/// Longest key id, in characters.
const MAX_CHARS: usize = 256;

impl KeyId {
    /// Checks `text` and takes it as a key id.
    ///
    /// # Errors
    /// [`KeyIdError`] when it is empty, longer than 256 characters, or has a control character.
    pub fn new(text: impl Into<String>) -> Result<Self, KeyIdError> {
        let text = text.into();
        if text.is_empty() {
            return Err(KeyIdError::Empty);
        }
        let got = text.chars().count();
        if got > MAX_CHARS {
            return Err(KeyIdError::TooLong { got });
        }
        match text.find(char::is_control) {
            Some(position) => Err(KeyIdError::Control { position }),
            None => Ok(Self(text)),
        }
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for KeyId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyId {
    type Err = KeyIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl TryFrom<String> for KeyId {
    type Error = KeyIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl From<KeyId> for String {
    fn from(kid: KeyId) -> Self {
        kid.0
    }
}

/// How a key id is derived from the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KidMethod {
    /// The first 16 hexadecimal digits, lower case, of SHA-256 over the RSA modulus. RSA only.
    Modulus,
    /// The thumbprint of RFC 7638, for any key.
    Thumbprint,
}

impl KidMethod {
    /// Modulus for RSA, thumbprint for a key that has no modulus.
    pub fn default_for(key: &PublicKey) -> Self {
        match key.kind() {
            KeyKind::Rsa { .. } => Self::Modulus,
            KeyKind::P256 | KeyKind::P384 => Self::Thumbprint,
        }
    }
}

/// The first 16 lower-case hexadecimal digits of SHA-256 over the octets of the modulus, big-endian and without a
/// leading zero; nothing for a key that has no modulus.
pub fn modulus(key: &PublicKey) -> Option<KeyId> {
    let digest = Sha256::digest(key.modulus()?);
    Some(KeyId(base16ct::lower::encode_string(&digest[..8])))
}

/// The SHA-256 thumbprint of RFC 7638 in base64url: 43 characters, the same for the same key whoever computes it.
pub fn thumbprint(key: &PublicKey) -> String {
    base64url::encode(&thumbprint_octets(key))
}

fn thumbprint_octets(key: &PublicKey) -> [u8; 32] {
    Sha256::digest(canonical(key)).into()
}

/// The key id by that method; the thumbprint when `method` asks for a modulus that is not there.
///
/// ```
/// use countersign::kid::{self, KidMethod};
///
/// let key = countersign_testkit::keys::p256().public();
/// assert_eq!(kid::derive(&key, KidMethod::Modulus).as_str(), kid::thumbprint(&key));
/// ```
pub fn derive(key: &PublicKey, method: KidMethod) -> KeyId {
    let by_modulus = match method {
        KidMethod::Modulus => modulus(key),
        KidMethod::Thumbprint => None,
    };
    by_modulus.unwrap_or_else(|| KeyId(thumbprint(key)))
}

/// The text that RFC 7638 §3 hashes: the required members in lexicographic order, no white space.
fn canonical(key: &PublicKey) -> String {
    match (key.modulus(), key.exponent(), key.kind().curve(), key.coordinates()) {
        (Some(n), Some(e), _, _) => {
            format!(
                r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#,
                base64url::encode(&e),
                base64url::encode(&n)
            )
        }
        (_, _, Some(curve), Some((x, y))) => format!(
            r#"{{"crv":"{curve}","kty":"EC","x":"{}","y":"{}"}}"#,
            base64url::encode(&x),
            base64url::encode(&y)
        ),
        _ => unreachable!("a key has a modulus and an exponent, or a curve and a point"),
    }
}
