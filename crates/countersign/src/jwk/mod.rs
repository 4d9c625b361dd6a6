//! Public keys as JWK and key sets (RFC 7517): read leniently, judged by [`lint`](lint()), published by [`publish`] alone.

mod fetch;
mod lint;
pub mod publish;
mod set;

use std::sync::OnceLock;

use serde_json::{Map, Value};

pub use fetch::{Fetched, keep_for, lint_fetch};
pub use lint::{PUBLISHED_TEST_KEYS, lint, lint_registration, lint_under, published_test_key};
pub use set::{Entry, Given, JwkSet, JwkSetError};

use crate::encoding::base64url;
use crate::encoding::json::{JsonError, parse_strict};
use crate::jws::Alg;
use crate::key::{Curve, KeyError, Members, PublicKey, public_key};
use crate::kid::{self, KeyId};
use crate::limits::KEY_OCTETS;

/// A public key with what its JWK says about it. It cannot hold a private half.
///
/// ```
/// use countersign::{jwk::Jwk, jws::Alg, kid::{self, KidMethod}};
///
/// let key = countersign_testkit::keys::rsa_2048().public();
/// let kid = kid::derive(&key, KidMethod::default_for(&key));
/// let jwk = Jwk::new(key, kid.clone(), Alg::Rs384);
/// assert_eq!((jwk.kid(), jwk.alg()), (Some(kid.as_str()), Some("RS384")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    key: PublicKey,
    kid: Option<String>,
    alg: Option<String>,
    key_use: Option<String>,
    key_ops: Option<Vec<String>>,
    thumbprint: Thumbprint,
}

/// Worked out when it is first asked for: a report names the key that verified, and many reports name the same one.
#[derive(Clone, Debug, Default)]
struct Thumbprint(OnceLock<String>);

/// It says nothing that the key does not.
impl PartialEq for Thumbprint {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Thumbprint {}

/// Why a JWK cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwkError {
    /// The text is not strict JSON.
    #[error("not JSON: {0}")]
    Json(#[from] JsonError),
    /// Not a JSON object.
    #[error("a key is no JSON object but {got}")]
    NotAnObject {
        /// What it is instead.
        got: &'static str,
    },
    /// `kid`, `alg`, `use` or `key_ops` of the wrong JSON type (RFC 7517 §4).
    #[error("the member {member:?} is no {want}")]
    MemberType {
        /// Name of the member.
        member: &'static str,
        /// Type wanted.
        want: &'static str,
    },
    /// The key itself is refused.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl JwkError {
    /// A stable name, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(_) => "jwk.json",
            Self::NotAnObject { .. } => "jwk.not-an-object",
            Self::MemberType { .. } => "jwk.member-type",
            Self::Key(error) => error.code(),
        }
    }
}

impl Jwk {
    /// A key to be published for signatures under `kid` and `alg`.
    pub fn new(key: PublicKey, kid: KeyId, alg: Alg) -> Self {
        Self {
            kid: Some(kid.into()),
            alg: Some(alg.as_str().to_owned()),
            key_use: Some("sig".to_owned()),
            ..Self::bare(key)
        }
    }

    /// A key of which nothing else is said.
    fn bare(key: PublicKey) -> Self {
        let thumbprint = Thumbprint::default();
        Self { key, kid: None, alg: None, key_use: None, key_ops: None, thumbprint }
    }

    /// Reads one JWK strictly; private members are left in the text.
    ///
    /// # Errors
    /// [`JwkError`] when the text is too long, no strict JSON or no object, or the key in it is refused.
    pub fn parse(text: &str) -> Result<Self, JwkError> {
        if text.len() > KEY_OCTETS {
            return Err(KeyError::TooLong { got: text.len(), limit: KEY_OCTETS }.into());
        }
        match parse_strict(text)? {
            Value::Object(members) => {
                Self::from_members(&members, public_key(&Members::public(&members)?)?)
            }
            other => Err(JwkError::NotAnObject { got: crate::encoding::json::type_name(&other) }),
        }
    }

    fn from_members(members: &Map<String, Value>, key: PublicKey) -> Result<Self, JwkError> {
        let text = |member: &'static str| match members.get(member) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(JwkError::MemberType { member, want: "string" }),
        };
        let strings = |ops: &Value| {
            let ops = ops.as_array()?.iter();
            ops.map(|op| op.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        };
        let wrong = JwkError::MemberType { member: "key_ops", want: "array of strings" };
        let key_ops = members.get("key_ops").map(|ops| strings(ops).ok_or(wrong)).transpose()?;
        let (kid, alg, key_use) = (text("kid")?, text("alg")?, text("use")?);
        Ok(Self { kid, alg, key_use, key_ops, ..Self::bare(key) })
    }

    /// The `kid` as written.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The `alg` as written; it may name an algorithm that is not supported.
    pub fn alg(&self) -> Option<&str> {
        self.alg.as_deref()
    }

    /// The `use` as written.
    pub fn key_use(&self) -> Option<&str> {
        self.key_use.as_deref()
    }

    /// The `key_ops` as written.
    pub fn key_ops(&self) -> Option<&[String]> {
        self.key_ops.as_deref()
    }

    /// The key's thumbprint (RFC 7638), worked out once.
    pub fn thumbprint(&self) -> &str {
        self.thumbprint.0.get_or_init(|| kid::thumbprint(&self.key))
    }

    /// The key itself.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }
}

/// The same key with its numbers in their canonical spelling: padding and zero octets in front taken off, `+/` turned
/// into `-_`, coordinates filled up to their width. Nothing where no number can be made out.
fn respelled(members: &Map<String, Value>) -> Map<String, Value> {
    let width = match members.get("crv").and_then(Value::as_str) {
        Some("P-256") => Curve::P256.octets(),
        Some("P-384") => Curve::P384.octets(),
        _ => 0,
    };
    let mut respelled = members.clone();
    for (member, width) in [("n", 0), ("e", 0), ("x", width), ("y", width)] {
        if let Some(Value::String(text)) = respelled.get_mut(member)
            && let Some(canonical) = canonical_number(text, width)
        {
            *text = canonical;
        }
    }
    respelled
}

/// A number in base64url, at least `width` octets wide and without further zero octets in front.
fn canonical_number(text: &str, width: usize) -> Option<String> {
    let plain = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let octets = base64url::decode(&plain).ok()?;
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let digits = &octets[zeros..];
    let mut number = vec![0; width.saturating_sub(digits.len())];
    number.extend_from_slice(digits);
    Some(base64url::encode(&number))
}
