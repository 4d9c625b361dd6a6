//! The public key of an X.509 certificate (RFC 5280 §4.1). Neither its signature nor its issuer is looked at: who
//! registers a key says whose it is.

use rsa::pkcs8::der::asn1::{AnyRef, GeneralizedTime, UtcTime};
use rsa::pkcs8::der::{self, Decode, Tag, Tagged};
use rsa::pkcs8::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::der::{check_length, der_error};
use super::pem::{first_block, public_pem, wrong_label};
use super::structure::children;
use super::{KeyError, PublicKey};
use crate::time::UnixSeconds;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// Longest common name that is repeated, in characters (RFC 5280 Appendix A.1 grants 64).
const NAME_LENGTH: usize = 128;

/// What a certificate says about the public key in it.
///
/// A key set holds the key alone, so a certificate that has run out does not make its key unusable; it is worth a
/// warning.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Certificate {
    /// The public key.
    pub key: PublicKey,
    /// The common name of its subject, if it has a readable one.
    pub subject: Option<String>,
    /// The moment it starts to be valid.
    pub not_before: UnixSeconds,
    /// The last moment at which it is valid.
    pub not_after: UnixSeconds,
}

impl Certificate {
    /// Reads a certificate from DER.
    ///
    /// # Errors
    /// [`KeyError`] when it is not exactly one certificate, or the key in it is refused.
    pub fn from_der(octets: &[u8]) -> Result<Self, KeyError> {
        check_length(octets.len())?;
        let fields = Fields::read(octets)
            .and_then(|fields| Ok((fields, info(fields.key)?, validity(fields.validity)?)));
        let (fields, info, (not_before, not_after)) =
            fields.map_err(|error| der_error("X.509 certificate", &error))?;
        Ok(Self {
            key: PublicKey::from_spki(&info)?,
            subject: common_name(fields.subject).ok().flatten(),
            not_before,
            not_after,
        })
    }

    /// Reads a certificate from PEM, `-----BEGIN CERTIFICATE-----`; of a chain, the first.
    ///
    /// # Errors
    /// [`KeyError::Pem`] or [`KeyError::PemLabel`] for the text; else as [`Certificate::from_der`].
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        check_length(text.len())?;
        match public_pem(first_block(text))? {
            ("CERTIFICATE", octets) => Self::from_der(&octets),
            (label, _) => Err(wrong_label(label, "CERTIFICATE")),
        }
    }

    /// Whether it is valid at that moment, both ends included.
    pub fn is_valid_at(&self, now: UnixSeconds) -> bool {
        (self.not_before..=self.not_after).contains(&now)
    }
}

impl PublicKey {
    /// The public key of a certificate in DER.
    ///
    /// # Errors
    /// As [`Certificate::from_der`].
    pub fn from_certificate_der(octets: &[u8]) -> Result<Self, KeyError> {
        Certificate::from_der(octets).map(|certificate| certificate.key)
    }

    /// The public key of a certificate in PEM; of a chain, the first one's.
    ///
    /// # Errors
    /// As [`Certificate::from_pem`].
    pub fn from_certificate_pem(text: &str) -> Result<Self, KeyError> {
        Certificate::from_pem(text).map(|certificate| certificate.key)
    }
}

/// Of a certificate's fields, those that are read.
#[derive(Clone, Copy)]
struct Fields<'a> {
    validity: AnyRef<'a>,
    subject: AnyRef<'a>,
    key: AnyRef<'a>,
}

impl<'a> Fields<'a> {
    fn read(octets: &'a [u8]) -> der::Result<Self> {
        let [signed, _algorithm, _signature] = children(AnyRef::from_der(octets)?)?[..] else {
            return Err(Tag::Sequence.value_error().into());
        };
        let fields = children(signed)?;
        // Version 1 leaves its number out.
        let numbered = usize::from(fields.first().is_some_and(|field| field.tag() != Tag::Integer));
        let [_serial, _algorithm, _issuer, validity, subject, key, ..] = fields[numbered..] else {
            return Err(Tag::Sequence.value_error().into());
        };
        Ok(Self { validity, subject, key })
    }
}

fn info(field: AnyRef<'_>) -> der::Result<SubjectPublicKeyInfoRef<'_>> {
    field.decode_as()
}

fn validity(field: AnyRef<'_>) -> der::Result<(UnixSeconds, UnixSeconds)> {
    match children(field)?[..] {
        [from, to] => Ok((moment(from)?, moment(to)?)),
        _ => Err(Tag::Sequence.value_error().into()),
    }
}

fn moment(field: AnyRef<'_>) -> der::Result<UnixSeconds> {
    let since_1970 = match field.tag() {
        Tag::UtcTime => field.decode_as::<UtcTime>()?.to_unix_duration(),
        _ => field.decode_as::<GeneralizedTime>()?.to_unix_duration(),
    };
    Ok(UnixSeconds::new(i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)))
}

/// The last common name, which is the most specific one (RFC 4514 §2.1 reads names from their end).
fn common_name(subject: AnyRef<'_>) -> der::Result<Option<String>> {
    let mut found = None;
    for relative in children(subject)? {
        for attribute in children(relative)? {
            if let [kind, value] = children(attribute)?[..]
                && kind.decode_as::<ObjectIdentifier>()? == COMMON_NAME
            {
                found = directory_string(value).or(found);
            }
        }
    }
    Ok(found)
}

fn directory_string(value: AnyRef<'_>) -> Option<String> {
    let octets = value.value();
    let text = match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::TeletexString => {
            core::str::from_utf8(octets).ok()?.to_owned()
        }
        Tag::BmpString => {
            let units: Vec<u16> =
                octets.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()?
        }
        _ => return None,
    };
    Some(text.chars().filter(|c| !c.is_control()).take(NAME_LENGTH).collect())
}
