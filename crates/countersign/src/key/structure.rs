//! What a DER structure is, told from its shape alone.

use core::fmt;

use rsa::pkcs8::der::asn1::AnyRef;
use rsa::pkcs8::der::{self, Decode, Header, Reader, SliceReader, Tag, Tagged};

use super::der::der_error;
use super::{Foreign, KeyError};

/// A structure that holds a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Structure {
    /// A private key in PKCS#8 (RFC 5958).
    Pkcs8,
    /// The same, encrypted (RFC 5958 §3).
    EncryptedPkcs8,
    /// An RSA private key in PKCS#1 (RFC 8017 Appendix A.1.2).
    Pkcs1,
    /// A private key on a curve in SEC 1 (RFC 5915).
    Sec1,
    /// A public key as SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    Spki,
    /// An RSA public key in PKCS#1 (RFC 8017 Appendix A.1.1).
    Pkcs1Public,
    /// A certificate with a public key in it (RFC 5280 §4.1).
    Certificate,
}

impl Structure {
    const ALL: [Self; 7] = [
        Self::Pkcs8,
        Self::EncryptedPkcs8,
        Self::Pkcs1,
        Self::Sec1,
        Self::Spki,
        Self::Pkcs1Public,
        Self::Certificate,
    ];

    /// The structure that the octets have: exactly one, from the first octet to the last. Only its outline is looked
    /// at, so it may still hold no good key.
    ///
    /// # Errors
    /// [`KeyError::CutOff`] when the end is missing, [`KeyError::Foreign`] for PKCS#12 and its like,
    /// [`KeyError::Der`] for anything else.
    ///
    /// ```
    /// use countersign::key::Structure;
    ///
    /// let spki = countersign_testkit::keys::p256().public().to_spki_der();
    /// assert_eq!(Structure::of(&spki), Ok(Structure::Spki));
    /// assert_eq!(
    ///     Structure::of(&spki[..50]).map_err(|error| error.to_string()),
    ///     Err("the key is cut off: 50 octets, wanted 91; copy the whole of it".to_owned())
    /// );
    /// ```
    pub fn of(octets: &[u8]) -> Result<Self, KeyError> {
        use Tag::{BitString, Integer, OctetString, Sequence};

        if let Some(foreign) = Foreign::by_magic(octets) {
            return Err(KeyError::Foreign { form: foreign });
        }
        let parts = children(whole(octets)?).map_err(|error| der_error(WANTED, &error))?;
        let tags: Vec<Tag> = parts.iter().map(Tagged::tag).collect();
        match tags.as_slice() {
            [Integer, Sequence, OctetString, ..] => Ok(Self::Pkcs8),
            [Sequence, OctetString] => Ok(Self::EncryptedPkcs8),
            // Two numbers are the public key, nine the private one; a tenth part holds further primes.
            [Integer, Integer] => Ok(Self::Pkcs1Public),
            [Integer, Integer, _, _, _, _, _, _, Integer, ..] => Ok(Self::Pkcs1),
            [Integer, OctetString, ..] => Ok(Self::Sec1),
            [Sequence, BitString] => Ok(Self::Spki),
            [Sequence, Sequence, BitString] if is_request(parts[0]) => {
                Err(KeyError::Foreign { form: Foreign::CertificateRequest })
            }
            [Sequence, Sequence, BitString] => Ok(Self::Certificate),
            [Integer, Integer, Integer, Integer, Integer, Integer] => {
                Err(KeyError::AlgorithmUnsupported { got: "DSA".to_owned() })
            }
            [Integer, Sequence] | [Integer, Sequence, Sequence] => {
                Err(KeyError::Foreign { form: Foreign::Pkcs12 })
            }
            [Tag::ObjectIdentifier, Tag::ContextSpecific { .. }] => {
                Err(KeyError::Foreign { form: Foreign::Pkcs7 })
            }
            _ => Err(no_key("its parts are those of no key")),
        }
    }

    /// The PEM label that it has in `-----BEGIN …-----` (RFC 7468).
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pkcs8 => "PRIVATE KEY",
            Self::EncryptedPkcs8 => "ENCRYPTED PRIVATE KEY",
            Self::Pkcs1 => "RSA PRIVATE KEY",
            Self::Sec1 => "EC PRIVATE KEY",
            Self::Spki => "PUBLIC KEY",
            Self::Pkcs1Public => "RSA PUBLIC KEY",
            Self::Certificate => "CERTIFICATE",
        }
    }

    /// Whether a private key is in it.
    pub const fn is_private(self) -> bool {
        matches!(self, Self::Pkcs8 | Self::EncryptedPkcs8 | Self::Pkcs1 | Self::Sec1)
    }

    /// The structure of that label.
    pub(super) fn labelled(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|structure| structure.label() == label)
    }
}

impl fmt::Display for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pkcs8 => "PKCS#8",
            Self::EncryptedPkcs8 => "encrypted PKCS#8",
            Self::Pkcs1 => "PKCS#1",
            Self::Sec1 => "SEC 1",
            Self::Spki => "SPKI",
            Self::Pkcs1Public => "PKCS#1 public key",
            Self::Certificate => "X.509 certificate",
        })
    }
}

const WANTED: &str = "key";

/// The parts of a constructed value, one after the other.
pub(super) fn children(value: AnyRef<'_>) -> der::Result<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(value.value())?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(AnyRef::decode(&mut reader)?);
    }
    Ok(parts)
}

/// The one SEQUENCE that the octets are.
fn whole(octets: &[u8]) -> Result<AnyRef<'_>, KeyError> {
    let outline = SliceReader::new(octets).and_then(|mut reader| {
        let header = Header::decode(&mut reader)?;
        Ok((header.tag(), (reader.position() + header.length())?))
    });
    match outline {
        Ok((Tag::Sequence, end)) => {
            let want = usize::try_from(end).unwrap_or(usize::MAX);
            if want > octets.len() {
                return Err(KeyError::CutOff { got: octets.len(), want });
            }
            AnyRef::from_der(octets).map_err(|error| der_error(WANTED, &error))
        }
        Ok(_) => Err(no_key("it is no DER SEQUENCE")),
        Err(error) => Err(der_error(WANTED, &error)),
    }
}

/// A certificate request ends its first part with attributes, `[0]`, right behind the key (RFC 2986 §4.1); a
/// certificate starts it with `[0]` or has its times and two names there.
fn is_request(first: AnyRef<'_>) -> bool {
    let tags: Vec<Tag> = children(first).unwrap_or_default().iter().map(Tagged::tag).collect();
    matches!(
        tags.as_slice(),
        [Tag::Integer, Tag::Sequence, Tag::Sequence]
            | [Tag::Integer, Tag::Sequence, Tag::Sequence, Tag::ContextSpecific { .. }]
    )
}

fn no_key(reason: &str) -> KeyError {
    KeyError::Der { structure: WANTED, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_one_structure() {
        for structure in Structure::ALL {
            assert_eq!(Structure::labelled(structure.label()), Some(structure));
        }
    }

    #[test]
    fn octets_that_are_no_key_are_refused() {
        for octets in [&b""[..], b"0", &[0x30, 0x80], &[0x30, 0], &[2, 1, 5], &[0x30, 3, 2, 1, 5]] {
            assert!(Structure::of(octets).is_err(), "{octets:?}");
        }
        let longer = Structure::of(&[0x30, 0, 0]).expect_err("an octet too many");
        assert_eq!(longer.code(), "key.der");
        let shorter = Structure::of(&[0x30, 0x82, 4, 0xa4, 2]).expect_err("cut off");
        assert_eq!(shorter, KeyError::CutOff { got: 5, want: 1192 });
    }
}
