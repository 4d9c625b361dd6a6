//! One door for every form that a key comes in.

use core::fmt;

use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::der::check_length;
use super::rescue::{Recovered, recover};
use super::{Certificate, KeyError, Members, PrivateKey, PublicKey, Repair, Structure, public_key};

/// Reads a key in whichever form it comes: PEM or DER of any [`Structure`], base64 of DER, or a JWK.
///
/// PEM that was damaged on its way is put right by [`rescue`](super::rescue()), and [`Imported::repairs`] says how. Of
/// several PEM blocks the first private key is read, else the first public one; [`Imported::left`] names the others.
/// The passphrase is used only if the key is encrypted.
///
/// # Errors
/// [`KeyError`], whose text says what to do next: the form is named when it is known but not read, the passphrase when
/// it is missing or wrong; else what is wrong with the key.
///
/// ```
/// use countersign::key::{KeyForm, Repair, Structure, import};
///
/// let key = countersign_testkit::keys::rsa_2048();
/// let line = key.to_env_line_secret("CLIENT_KEY").expect("a name");
/// let imported = import(line.as_str(), None)?;
/// assert_eq!(imported.key.public(), key.public());
/// assert_eq!(imported.form, KeyForm::Pem(Structure::Pkcs8));
/// assert_eq!(imported.repairs, [Repair::Assignment, Repair::EscapedLineBreaks]);
///
/// let refused = import("-----BEGIN OPENSSH PRIVATE KEY-----", None).expect_err("another form");
/// assert_eq!(refused.code(), "key.form.unsupported");
/// # Ok::<(), countersign::key::KeyError>(())
/// ```
pub fn import(input: impl AsRef<[u8]>, passphrase: Option<&str>) -> Result<Imported, KeyError> {
    let octets = input.as_ref();
    check_length(octets.len())?;
    match text_of(octets) {
        Some((text, repair)) => {
            let mut imported = from_text(&text, passphrase)?;
            imported.repairs.splice(0..0, repair);
            Ok(imported)
        }
        None => {
            let structure = Structure::of(octets)?;
            from_structure(KeyForm::Der(structure), structure, octets, passphrase)
        }
    }
}

/// A key that was read, and what there is to say about how.
#[derive(Debug)]
#[non_exhaustive]
pub struct Imported {
    /// The key.
    pub key: AnyKey,
    /// The form it came in, once repaired.
    pub form: KeyForm,
    /// The `kid` of its JWK.
    pub kid: Option<String>,
    /// The `alg` of its JWK.
    pub alg: Option<String>,
    /// What its certificate says.
    pub certificate: Option<Certificate>,
    /// What was put right, in the order done; empty for text that was fine.
    pub repairs: Vec<Repair>,
    /// The labels of further PEM blocks, which were not read.
    pub left: Vec<String>,
}

impl Imported {
    const fn new(key: AnyKey, form: KeyForm) -> Self {
        Self {
            key,
            form,
            kid: None,
            alg: None,
            certificate: None,
            repairs: Vec::new(),
            left: Vec::new(),
        }
    }
}

/// A private or a public key.
#[derive(Debug)]
pub enum AnyKey {
    /// A key pair.
    Private(PrivateKey),
    /// A public key alone.
    Public(PublicKey),
}

impl AnyKey {
    /// The public key, or the public half of the private one.
    pub fn public(&self) -> PublicKey {
        match self {
            Self::Private(key) => key.public(),
            Self::Public(key) => key.clone(),
        }
    }

    /// The private key, where one is needed.
    ///
    /// # Errors
    /// [`KeyError::PublicOnly`] when it is a public key.
    pub fn into_private(self) -> Result<PrivateKey, KeyError> {
        match self {
            Self::Private(key) => Ok(key),
            Self::Public(_) => Err(KeyError::PublicOnly),
        }
    }
}

impl From<PrivateKey> for AnyKey {
    fn from(key: PrivateKey) -> Self {
        Self::Private(key)
    }
}

impl From<PublicKey> for AnyKey {
    fn from(key: PublicKey) -> Self {
        Self::Public(key)
    }
}

/// The form that a key came in.
///
/// ```
/// use countersign::key::{KeyForm, Structure};
///
/// assert_eq!(KeyForm::Pem(Structure::Pkcs8).to_string(), "PKCS#8 PEM");
/// assert_eq!(KeyForm::Der(Structure::Certificate).to_string(), "X.509 certificate DER");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyForm {
    /// A structure in PEM.
    Pem(Structure),
    /// A structure in DER.
    Der(Structure),
    /// A JWK (RFC 7517).
    Jwk,
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pem(structure) => write!(f, "{structure} PEM"),
            Self::Der(structure) => write!(f, "{structure} DER"),
            Self::Jwk => f.write_str("JWK"),
        }
    }
}

const BEGIN: &[u8] = b"-BEGIN ";

/// The octets as text, unless they are DER or another binary form.
fn text_of(octets: &[u8]) -> Option<(Zeroizing<String>, Option<Repair>)> {
    // DER may happen to be UTF-8; no text has the shape of DER.
    if !matches!(Structure::of(octets), Err(KeyError::Der { .. } | KeyError::CutOff { .. })) {
        return None;
    }
    let unit: fn([u8; 2]) -> u16 = match octets {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        // A name in another encoding in front of the key does no harm; among the base64 it is an error.
        _ if octets.windows(BEGIN.len()).any(|window| window == BEGIN) => {
            return Some((Zeroizing::new(String::from_utf8_lossy(octets).into_owned()), None));
        }
        _ => {
            let text = core::str::from_utf8(octets).ok()?;
            return Some((Zeroizing::new(text.to_owned()), None));
        }
    };
    let units = octets[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    // Three octets are the most that a unit becomes; a text that grows would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(octets.len() / 2 * 3));
    for c in char::decode_utf16(units) {
        text.push(c.ok()?);
    }
    Some((text, Some(Repair::Utf16)))
}

fn from_text(text: &str, passphrase: Option<&str>) -> Result<Imported, KeyError> {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    // JSON may also carry PEM as the value of a member; that is for the rescue.
    if bare.trim_start().starts_with('{') && !bare.contains("-BEGIN ") {
        let mut imported = from_json(bare)?;
        imported.repairs.extend((bare.len() < text.len()).then_some(Repair::ByteOrderMark));
        return Ok(imported);
    }
    let Recovered { structure, octets, repairs, left } = recover(text)?;
    let imported = from_structure(KeyForm::Pem(structure), structure, &octets, passphrase)?;
    Ok(Imported { repairs, left, ..imported })
}

fn from_structure(
    form: KeyForm,
    structure: Structure,
    octets: &[u8],
    passphrase: Option<&str>,
) -> Result<Imported, KeyError> {
    let key = match structure {
        Structure::Pkcs8 => PrivateKey::from_pkcs8_der(octets)?.into(),
        Structure::EncryptedPkcs8 => {
            let passphrase = passphrase.ok_or(KeyError::Encrypted)?;
            PrivateKey::from_encrypted_pkcs8_der(octets, passphrase)?.into()
        }
        Structure::Pkcs1 => PrivateKey::from_pkcs1_der(octets)?.into(),
        Structure::Sec1 => PrivateKey::from_sec1_der(octets)?.into(),
        Structure::Spki => PublicKey::from_spki_der(octets)?.into(),
        Structure::Pkcs1Public => PublicKey::from_pkcs1_der(octets)?.into(),
        Structure::Certificate => {
            let certificate = Certificate::from_der(octets)?;
            let imported = Imported::new(certificate.key.clone().into(), form);
            return Ok(Imported { certificate: Some(certificate), ..imported });
        }
    };
    Ok(Imported::new(key, form))
}

/// A JWK, or the only one of a JWK Set.
fn from_json(text: &str) -> Result<Imported, KeyError> {
    match from_jwk(text) {
        // A set has "keys" in the place of a key's members.
        Err(missing @ KeyError::MemberMissing { member: "kty" }) => {
            match serde_json::from_str::<Set<'_>>(text).map(|set| set.keys).as_deref() {
                Ok([only]) => from_jwk(only.get()),
                Ok(keys) => Err(KeyError::KeySet { keys: keys.len() }),
                Err(_) => Err(missing),
            }
        }
        read => read,
    }
}

fn from_jwk(text: &str) -> Result<Imported, KeyError> {
    let key = match PrivateKey::from_jwk(text) {
        Err(KeyError::PublicOnly) => {
            let members: Members<'_> =
                serde_json::from_str(text).map_err(|_| KeyError::PublicOnly)?;
            public_key(&members)?.into()
        }
        read => read?.into(),
    };
    let named = serde_json::from_str::<Named>(text).unwrap_or_default();
    Ok(Imported { kid: named.kid, alg: named.alg, ..Imported::new(key, KeyForm::Jwk) })
}

#[derive(Deserialize)]
struct Set<'a> {
    #[serde(borrow)]
    keys: Vec<&'a RawValue>,
}

#[derive(Default, Deserialize)]
struct Named {
    kid: Option<String>,
    alg: Option<String>,
}
