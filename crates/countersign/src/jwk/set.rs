//! Key sets as others publish them: faults of the document are errors, faults of single keys stay with the key.

use core::fmt;

use serde_json::{Map, Value};

use super::{Jwk, JwkError, respelled};
use crate::encoding::json::type_name;
use crate::encoding::json::{JsonError, parse_strict};
use crate::key::{KeyError, Members, PRIVATE_MEMBERS, PublicKey, import, public_key};
use crate::limits::{KEY_SET_KEYS, KEY_SET_OCTETS};

/// A key set. Keys that cannot be used are kept as [`Entry`] and skipped by [`JwkSet::keys`] (RFC 7517 §5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JwkSet {
    entries: Vec<Entry>,
    /// Somebody gave the keys as they are; they are no set that a client published.
    given: bool,
}

/// One element of `keys`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Its place in `keys`, from 0.
    pub index: usize,
    /// Its `kid`, if that is a string.
    pub kid: Option<String>,
    /// Its `alg`, if that is a string.
    pub alg: Option<String>,
    /// The key, or why it cannot be used.
    pub key: Result<Jwk, JwkError>,
    /// How its numbers are misspelled, where they could be made out all the same: zero octets in front, padding,
    /// short coordinates (RFC 7518 §6).
    pub misspelled: Option<KeyError>,
    /// Names of the members that give a secret away; their values are not kept.
    pub private_members: Vec<&'static str>,
}

/// What a document is that is not a key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Given {
    /// A single JWK.
    Jwk,
    /// An array, perhaps of JWKs.
    Array,
    /// A PEM block.
    Pem,
    /// An object without `keys`.
    NoKeys,
    /// An object whose `keys` is no array.
    KeysType,
    /// Another JSON value.
    Other,
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jwk => "a single JWK",
            Self::Array => "an array",
            Self::Pem => "PEM",
            Self::NoKeys => "an object without the member keys",
            Self::KeysType => "an object whose member keys is no array",
            Self::Other => "neither an object nor an array",
        })
    }
}

/// Why a document is no key set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwkSetError {
    /// More octets than are looked at.
    #[error("the key set has {got} octets, wanted at most {limit}")]
    TooLarge {
        /// Length found, in octets.
        got: usize,
        /// The bound, in octets.
        limit: usize,
    },
    /// Not strict JSON.
    #[error("the key set is not JSON: {0}")]
    Json(#[from] JsonError),
    /// Something else than `{"keys": [ … ]}`.
    #[error("the document is {given}, wanted an object with an array of keys")]
    NotASet {
        /// What it is instead.
        given: Given,
    },
    /// A PEM block that holds no key to verify with.
    #[error("in PEM block {block}: {source}")]
    Pem {
        /// Which block, from 1.
        block: usize,
        /// What is wrong with it.
        source: KeyError,
    },
    /// More keys than are looked at.
    #[error("the key set has {got} keys, wanted at most {limit}")]
    TooManyKeys {
        /// Number found.
        got: usize,
        /// The bound.
        limit: usize,
    },
}

impl JwkSetError {
    /// A stable name, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "jwk-set.too-large",
            Self::Json(_) => "jwk-set.json",
            Self::NotASet { .. } => "jwk-set.not-a-set",
            Self::Pem { .. } => "jwk-set.pem",
            Self::TooManyKeys { .. } => "jwk-set.too-many-keys",
        }
    }
}

impl JwkSet {
    /// Reads a key set.
    ///
    /// # Errors
    /// [`JwkSetError`] when the document is over 1 MiB or 1,000 keys, is no strict JSON, or no key set.
    ///
    /// ```
    /// use countersign::jwk::{Given, JwkSet, JwkSetError};
    ///
    /// let set = JwkSet::parse(r#"{"keys": [{"kty": "OKP", "kid": "a"}]}"#)?;
    /// assert_eq!(set.keys().count(), 0);
    /// let error = set.entries()[0].key.as_ref().expect_err("not supported");
    /// assert_eq!(error.to_string(), r#"the key type "OKP" is not supported; RSA and EC are"#);
    ///
    /// let bare = JwkSet::parse(r#"{"kty": "RSA"}"#);
    /// assert_eq!(bare, Err(JwkSetError::NotASet { given: Given::Jwk }));
    /// # Ok::<(), JwkSetError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, JwkSetError> {
        let keys = read_keys(text)?;
        Ok(Self {
            entries: keys.iter().enumerate().map(|(index, key)| Entry::new(index, key)).collect(),
            given: false,
        })
    }

    /// Reads public keys in whichever form they come: a key set, a single JWK, an array of JWKs, one or more PEM
    /// blocks, certificates among them, or another text that [`import`] reads. Of a private key only the public half is
    /// taken.
    ///
    /// # Errors
    /// [`JwkSetError`] as [`JwkSet::parse`] when the text is none of these or too large; [`JwkSetError::Pem`] when a
    /// PEM block holds no key that can be used.
    ///
    /// ```
    /// use countersign::jwk::JwkSet;
    ///
    /// let key = countersign_testkit::keys::p256().public();
    /// let set = JwkSet::read(&key.to_spki_pem())?;
    /// assert_eq!(set.keys().next().map(|jwk| jwk.public_key()), Some(&key));
    /// assert!(set.is_unnamed());
    /// # Ok::<(), countersign::jwk::JwkSetError>(())
    /// ```
    pub fn read(text: &str) -> Result<Self, JwkSetError> {
        Self::read_by(text, |text| import(text, None).map(|imported| imported.key.public()))
    }

    /// The same for public keys alone, with PEM read strictly, by [`PublicKey::from_pem`]: a private key is refused and a
    /// damaged one not repaired. A program that reads keys by this door holds no code for private values. The public
    /// half of a JWK lies open and is taken as ever.
    ///
    /// # Errors
    /// As [`JwkSet::read`]; [`JwkSetError::Pem`] with [`KeyError::Private`] for a private key in PEM.
    ///
    /// ```
    /// use countersign::jwk::{JwkSet, JwkSetError};
    /// use countersign::key::KeyError;
    ///
    /// let key = countersign_testkit::keys::P256;
    /// assert!(JwkSet::read(key.pem).is_ok());
    /// let refused = JwkSet::read_public(key.pem).expect_err("private keys are not read");
    /// assert!(matches!(refused, JwkSetError::Pem { source: KeyError::Private { .. }, .. }));
    /// ```
    pub fn read_public(text: &str) -> Result<Self, JwkSetError> {
        Self::read_by(text, PublicKey::from_pem)
    }

    /// `read_key` takes what is no JSON.
    fn read_by(
        text: &str,
        read_key: impl Fn(&str) -> Result<PublicKey, KeyError>,
    ) -> Result<Self, JwkSetError> {
        match Self::parse(text) {
            Err(JwkSetError::NotASet { given: Given::Jwk }) => {
                let key = parse_strict(text)?;
                Ok(Self::bare(vec![Entry::new(0, &key)]))
            }
            Err(JwkSetError::NotASet { given: Given::Array }) => {
                let Value::Array(keys) = parse_strict(text)? else {
                    return Err(JwkSetError::NotASet { given: Given::Other });
                };
                if keys.len() > KEY_SET_KEYS {
                    return Err(JwkSetError::TooManyKeys { got: keys.len(), limit: KEY_SET_KEYS });
                }
                let entries = keys.iter().enumerate().map(|(index, key)| Entry::new(index, key));
                Ok(Self::bare(entries.collect()))
            }
            Err(error @ (JwkSetError::NotASet { given: Given::Pem } | JwkSetError::Json(_))) => {
                from_key_text(text, error, read_key).map(Self::bare)
            }
            read => read,
        }
    }

    fn bare(entries: Vec<Entry>) -> Self {
        Self { entries, given: true }
    }

    /// Whether these are single keys that somebody gave, not a set that a client published.
    pub fn is_given(&self) -> bool {
        self.given
    }

    /// Whether the keys were given without names, as PEM for example: then each of them may be meant, whatever `kid` a
    /// header has.
    pub fn is_unnamed(&self) -> bool {
        self.given && self.entries.iter().any(|entry| entry.kid.is_none())
    }

    /// Every element of `keys`, usable or not, in the order written.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The keys that can be used, in the order written.
    pub fn keys(&self) -> impl Iterator<Item = &Jwk> {
        self.entries.iter().filter_map(|entry| entry.key.as_ref().ok())
    }

    /// The usable keys of that `kid`; more than one is a fault of the set.
    pub fn with_kid<'a>(&'a self, kid: &str) -> impl Iterator<Item = &'a Jwk> {
        self.keys().filter(move |jwk| jwk.kid() == Some(kid))
    }
}

/// The set of those keys.
impl FromIterator<Jwk> for JwkSet {
    fn from_iter<I: IntoIterator<Item = Jwk>>(keys: I) -> Self {
        let entries = keys.into_iter().enumerate().map(|(index, jwk)| Entry {
            index,
            kid: jwk.kid.clone(),
            alg: jwk.alg.clone(),
            key: Ok(jwk),
            misspelled: None,
            private_members: Vec::new(),
        });
        Self { entries: entries.collect(), given: false }
    }
}

impl Entry {
    /// A key of which nothing but itself is known.
    fn public(index: usize, key: PublicKey) -> Self {
        let key = Jwk::bare(key);
        Self {
            index,
            kid: None,
            alg: None,
            key: Ok(key),
            misspelled: None,
            private_members: Vec::new(),
        }
    }

    pub(super) fn new(index: usize, value: &Value) -> Self {
        let Value::Object(members) = value else {
            let key = Err(JwkError::NotAnObject { got: type_name(value) });
            return Self {
                index,
                kid: None,
                alg: None,
                key,
                misspelled: None,
                private_members: Vec::new(),
            };
        };
        let text = |member| members.get(member).and_then(Value::as_str).map(str::to_owned);
        let (key, misspelled) = read_key(members);
        Self {
            index,
            kid: text("kid"),
            alg: text("alg"),
            key,
            misspelled,
            private_members: PRIVATE_MEMBERS
                .into_iter()
                .filter(|name| members.contains_key(*name))
                .collect(),
        }
    }
}

/// The public keys of a text that is no JSON: of each PEM block, or of the one key that it is. `error` says why it is
/// none, where it is not even meant as one.
fn from_key_text(
    text: &str,
    error: JwkSetError,
    read_key: impl Fn(&str) -> Result<PublicKey, KeyError>,
) -> Result<Vec<Entry>, JwkSetError> {
    let starts: Vec<usize> = text.match_indices("-----BEGIN ").map(|(at, _)| at).collect();
    if starts.len() > KEY_SET_KEYS {
        return Err(JwkSetError::TooManyKeys { got: starts.len(), limit: KEY_SET_KEYS });
    }
    if starts.len() < 2 {
        return match read_key(text) {
            Ok(key) => Ok(vec![Entry::public(0, key)]),
            Err(source @ KeyError::Private { .. }) => Err(JwkSetError::Pem { block: 1, source }),
            Err(source) if error == (JwkSetError::NotASet { given: Given::Pem }) => {
                Err(JwkSetError::Pem { block: 1, source })
            }
            Err(_) => Err(error),
        };
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let blocks = starts.iter().zip(ends).enumerate();
    blocks
        .map(|(index, (start, end))| {
            let key = read_key(&text[*start..end])
                .map_err(|source| JwkSetError::Pem { block: index + 1, source })?;
            Ok(Entry::public(index, key))
        })
        .collect()
}

/// The elements of `keys`.
pub(super) fn read_keys(text: &str) -> Result<Vec<Value>, JwkSetError> {
    if text.len() > KEY_SET_OCTETS {
        return Err(JwkSetError::TooLarge { got: text.len(), limit: KEY_SET_OCTETS });
    }
    if text.trim_start().starts_with("-----BEGIN ") {
        return Err(JwkSetError::NotASet { given: Given::Pem });
    }
    let given = match parse_strict(text)? {
        Value::Object(mut members) => match members.remove("keys") {
            Some(Value::Array(keys)) if keys.len() > KEY_SET_KEYS => {
                return Err(JwkSetError::TooManyKeys { got: keys.len(), limit: KEY_SET_KEYS });
            }
            Some(Value::Array(keys)) => return Ok(keys),
            Some(_) => Given::KeysType,
            None if members.contains_key("kty") => Given::Jwk,
            None => Given::NoKeys,
        },
        Value::Array(_) => Given::Array,
        _ => Given::Other,
    };
    Err(JwkSetError::NotASet { given })
}

/// The key, strictly if it can be, else with its numbers spelled as they were meant.
fn read_key(members: &Map<String, Value>) -> (Result<Jwk, JwkError>, Option<KeyError>) {
    let strict = Members::public(members).and_then(|read| public_key(&read));
    let (key, misspelled) = match strict {
        Err(
            fault @ (KeyError::MemberEncoding { .. }
            | KeyError::LeadingZero { .. }
            | KeyError::Width { .. }),
        ) => {
            let respelled = respelled(members);
            match Members::public(&respelled).and_then(|read| public_key(&read)) {
                Ok(key) => (key, Some(fault)),
                Err(_) => return (Err(fault.into()), None),
            }
        }
        Err(error) => return (Err(error.into()), None),
        Ok(key) => (key, None),
    };
    (Jwk::from_members(members, key), misspelled)
}
