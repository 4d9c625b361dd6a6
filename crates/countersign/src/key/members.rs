//! The key material of a JWK (RFC 7518 §6), read from its members and written as them.

use base64ct::{Base64UrlUnpadded, Encoding};
use rsa::BoxedUint;
use rsa::traits::PrivateKeyParts;
use serde::Deserialize;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::private::{Private, RsaSecret};
use super::{Curve, KeyError, PrivateKey, PublicKey};
use crate::encoding::base64url;
use crate::jws::Alg;
use crate::kid::KeyId;
use crate::limits::KEY_OCTETS;

/// Every member that holds private or shared-secret material, whatever the key type.
pub(crate) const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// More than any private JWK that is written: a text that grows would leave copies behind.
const WRITTEN_OCTETS: usize = 8 * 1024;

/// The members of a JWK that hold the key. Nothing is copied out of the text that was read.
#[derive(Default, Deserialize)]
pub(crate) struct Members<'a> {
    kty: Option<&'a str>,
    crv: Option<&'a str>,
    n: Option<&'a str>,
    e: Option<&'a str>,
    x: Option<&'a str>,
    y: Option<&'a str>,
    d: Option<&'a str>,
    p: Option<&'a str>,
    q: Option<&'a str>,
    dp: Option<&'a str>,
    dq: Option<&'a str>,
    qi: Option<&'a str>,
    oth: Option<serde::de::IgnoredAny>,
}

impl<'a> Members<'a> {
    /// The members that make the public key; private ones are not taken.
    pub(crate) fn public(members: &'a Map<String, Value>) -> Result<Self, KeyError> {
        let text = |member: &'static str| match members.get(member) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(KeyError::MemberType { member }),
        };
        Ok(Self {
            kty: text("kty")?,
            crv: text("crv")?,
            n: text("n")?,
            e: text("e")?,
            x: text("x")?,
            y: text("y")?,
            ..Self::default()
        })
    }
}

/// The public key that the members describe; private members are not looked at.
pub(crate) fn public_key(members: &Members<'_>) -> Result<PublicKey, KeyError> {
    match key_type(members)? {
        None => {
            PublicKey::from_rsa(&public_octets("n", members.n)?, &public_octets("e", members.e)?)
        }
        Some(curve) => PublicKey::from_ec(
            curve,
            &public_octets("x", members.x)?,
            &public_octets("y", members.y)?,
        ),
    }
}

impl PrivateKey {
    /// A private key from a private JWK: `kty`, its public members, and `d`; for RSA also `p q dp dq qi`, all of them
    /// or none (RFC 7518 §6.2.2, §6.3.2). Other members are not looked at.
    ///
    /// # Errors
    /// [`KeyError`] that names the member or the relation that is wrong; it holds no value of the text.
    pub fn from_jwk(text: &str) -> Result<Self, KeyError> {
        if text.len() > KEY_OCTETS {
            return Err(KeyError::TooLong { got: text.len(), limit: KEY_OCTETS });
        }
        let members: Members<'_> =
            serde_json::from_str(text).map_err(|error| json_error(&error))?;
        let curve = key_type(&members)?;
        let Some(d) = members.d else { return Err(KeyError::PublicOnly) };
        if let Some(curve) = curve {
            let public = public_key(&members)?;
            return Self::from_ec(curve, &secret_octets("d", d)?, Some(&public));
        }
        if members.oth.is_some() {
            return Err(KeyError::RsaMultiPrime);
        }
        let (n, e) = (public_octets("n", members.n)?, public_octets("e", members.e)?);
        let d = secret_octets("d", d)?;
        let crt = [
            ("p", members.p),
            ("q", members.q),
            ("dp", members.dp),
            ("dq", members.dq),
            ("qi", members.qi),
        ];
        if crt.iter().all(|(_, text)| text.is_none()) {
            return Self::from_rsa(&n, &e, &RsaSecret { d: &d, crt: None });
        }
        let mut decoded = Vec::with_capacity(crt.len());
        for (member, text) in crt {
            decoded
                .push(secret_octets(member, text.ok_or(KeyError::RsaCrtIncomplete { member })?)?);
        }
        let crt = core::array::from_fn(|index| decoded[index].as_slice());
        Self::from_rsa(&n, &e, &RsaSecret { d: &d, crt: Some(crt) })
    }

    /// The whole key as a private JWK, secret: `kty kid use alg`, the public members and the private ones.
    pub fn to_jwk_secret(&self, kid: &KeyId, alg: Alg) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(WRITTEN_OCTETS));
        text.push('{');
        for (name, value) in head(&self.public(), kid.as_str(), alg.as_str())
            .iter()
            .chain(&public_members(&self.public()))
        {
            push_member(&mut text, name, &quoted(value));
        }
        match &self.0 {
            Private::Rsa(key) => {
                let primes = key.primes().iter().map(|prime| prime.as_ref().clone());
                let rest = [key.dp().cloned(), key.dq().cloned(), key.crt_coefficient()]
                    .into_iter()
                    .flatten();
                let values = core::iter::once(key.d().clone()).chain(primes).chain(rest);
                for (name, value) in ["d", "p", "q", "dp", "dq", "qi"].into_iter().zip(values) {
                    push_secret(&mut text, name, &number(value));
                }
            }
            Private::P256(key) => {
                push_secret(&mut text, "d", Zeroizing::new(key.to_bytes()).as_slice())
            }
            Private::P384(key) => {
                push_secret(&mut text, "d", Zeroizing::new(key.to_bytes()).as_slice())
            }
        }
        text.push('}');
        text
    }
}

/// `kty kid use alg`, as every JWK of ours starts.
pub(crate) fn head(key: &PublicKey, kid: &str, alg: &str) -> Vec<(&'static str, String)> {
    let kty = if key.kind().curve().is_some() { "EC" } else { "RSA" };
    vec![
        ("kty", kty.to_owned()),
        ("kid", kid.to_owned()),
        ("use", "sig".to_owned()),
        ("alg", alg.to_owned()),
    ]
}

/// The members that are the public key itself.
pub(crate) fn public_members(key: &PublicKey) -> Vec<(&'static str, String)> {
    let mut members = Vec::new();
    if let (Some(n), Some(e)) = (key.modulus(), key.exponent()) {
        members.extend([("n", base64url::encode(&n)), ("e", base64url::encode(&e))]);
    }
    if let (Some(curve), Some((x, y))) = (key.kind().curve(), key.coordinates()) {
        members.extend([
            ("crv", curve.as_str().to_owned()),
            ("x", base64url::encode(&x)),
            ("y", base64url::encode(&y)),
        ]);
    }
    members
}

/// The curve that the members name; nothing for RSA.
fn key_type(members: &Members<'_>) -> Result<Option<Curve>, KeyError> {
    match members.kty.ok_or(KeyError::MemberMissing { member: "kty" })? {
        "RSA" => Ok(None),
        "EC" => match members.crv.ok_or(KeyError::MemberMissing { member: "crv" })? {
            "P-256" => Ok(Some(Curve::P256)),
            "P-384" => Ok(Some(Curve::P384)),
            other => Err(KeyError::CurveUnsupported { got: shortened(other) }),
        },
        "oct" => Err(KeyError::Symmetric),
        other => Err(KeyError::KtyUnsupported { got: shortened(other) }),
    }
}

fn public_octets(member: &'static str, text: Option<&str>) -> Result<Vec<u8>, KeyError> {
    let text = text.ok_or(KeyError::MemberMissing { member })?;
    let octets = base64url::decode(text)
        .map_err(|error| KeyError::MemberEncoding { member, reason: error.to_string() })?;
    if octets.is_empty() {
        return Err(KeyError::MemberEncoding { member, reason: "it is empty".to_owned() });
    }
    Ok(octets)
}

/// Decodes in constant time, and says no more of a fault than that there is one.
fn secret_octets(member: &'static str, text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    match Base64UrlUnpadded::decode_vec(text) {
        Ok(octets) if octets.is_empty() => {
            Err(KeyError::MemberEncoding { member, reason: "it is empty".to_owned() })
        }
        Ok(octets) => Ok(Zeroizing::new(octets)),
        Err(_) => {
            Err(KeyError::MemberEncoding { member, reason: "not its canonical form".to_owned() })
        }
    }
}

/// A fault of the JSON, without any value that stands in it.
fn json_error(error: &serde_json::Error) -> KeyError {
    let text = error.to_string();
    let reason = match error.classify() {
        serde_json::error::Category::Data if text.starts_with("duplicate field") => {
            "a member stands twice"
        }
        serde_json::error::Category::Data => {
            "wanted an object whose key members are strings without escapes"
        }
        _ => "not JSON",
    };
    KeyError::Json { reason: reason.to_owned(), line: error.line(), column: error.column() }
}

/// The fewest octets of a secret number, as Base64urlUInt wants them.
fn number(value: BoxedUint) -> Zeroizing<Box<[u8]>> {
    Zeroizing::new(Zeroizing::new(value).to_be_bytes_trimmed_vartime())
}

fn push_secret(text: &mut Zeroizing<String>, name: &str, octets: &[u8]) {
    let encoded = Zeroizing::new(Base64UrlUnpadded::encode_string(octets));
    // Base64url needs no escaping, so the value goes in as it is and no copy is left behind.
    push_name(text, name);
    text.push('"');
    text.push_str(&encoded);
    text.push('"');
}

fn push_member(text: &mut String, name: &str, value: &str) {
    push_name(text, name);
    text.push_str(value);
}

fn push_name(text: &mut String, name: &str) {
    if !text.ends_with('{') {
        text.push(',');
    }
    text.push('"');
    text.push_str(name);
    text.push_str("\":");
}

/// A JSON string.
fn quoted(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// A stranger's word, short enough to repeat.
fn shortened(word: &str) -> String {
    word.chars().take(32).collect()
}
