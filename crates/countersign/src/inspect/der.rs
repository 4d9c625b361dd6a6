//! DER told apart by the tags it begins with; nothing inside is read. A cut-off structure is named all the same.

use rsa::pkcs8::der::{Decode, Header, Reader, SliceReader, Tag};

/// How the object identifiers of password-based encryption begin (RFC 8018, PKCS#5).
const PASSWORD_BASED: [u8; 10] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5];

/// What a DER structure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Structure {
    /// PrivateKeyInfo (RFC 5958).
    Pkcs8,
    /// EncryptedPrivateKeyInfo (RFC 5958).
    Pkcs8Encrypted,
    /// RSAPrivateKey (RFC 8017).
    Pkcs1Private,
    /// RSAPublicKey (RFC 8017).
    Pkcs1Public,
    /// ECPrivateKey (RFC 5915).
    Sec1,
    /// SubjectPublicKeyInfo (RFC 5280).
    Spki,
    /// A certificate (RFC 5280).
    Certificate,
    /// A certification request (RFC 2986).
    Request,
    /// PFX (RFC 7292): keys and certificates under a passphrase.
    Pkcs12,
}

impl Structure {
    /// Whether it holds a private key.
    pub(crate) fn is_private(self) -> bool {
        use Structure::{Pkcs1Private, Pkcs8, Pkcs8Encrypted, Pkcs12, Sec1};
        matches!(self, Pkcs8 | Pkcs8Encrypted | Pkcs1Private | Sec1 | Pkcs12)
    }
}

/// Names a structure.
pub(crate) fn name(octets: &[u8]) -> Option<Structure> {
    let (Tag::Sequence, inside, _) = element(octets)? else { return None };
    let (first, value, rest) = element(inside)?;
    if first == Tag::Sequence && value.starts_with(&PASSWORD_BASED) {
        return Some(Structure::Pkcs8Encrypted);
    }
    match (first, element(rest)?.0) {
        (Tag::Integer, Tag::Sequence) if value == [3] => Some(Structure::Pkcs12),
        (Tag::Integer, Tag::Sequence) if value.len() == 1 => Some(Structure::Pkcs8),
        (Tag::Integer, Tag::OctetString) if value == [1] => Some(Structure::Sec1),
        (Tag::Integer, Tag::Integer) if value.len() == 1 => Some(Structure::Pkcs1Private),
        (Tag::Integer, Tag::Integer) => Some(Structure::Pkcs1Public),
        (Tag::Sequence, Tag::OctetString) => Some(Structure::Pkcs8Encrypted),
        (Tag::Sequence, Tag::BitString) => Some(Structure::Spki),
        (Tag::Sequence, Tag::Sequence) => signed(value),
        _ => None,
    }
}

/// What a signature was put on: `to_be_signed` begins with a version in `[0]` or a serial number in a certificate,
/// which names an algorithm next; a request names its subject and then its key.
fn signed(to_be_signed: &[u8]) -> Option<Structure> {
    let (first, value, rest) = element(to_be_signed)?;
    match first {
        Tag::ContextSpecific { .. } => Some(Structure::Certificate),
        Tag::Integer => {
            let (_, _, rest) = element(rest)?;
            let (_, third, _) = element(rest)?;
            // The key of a request begins with its algorithm; the issuer of an old certificate is a list of sets.
            let of_key = element(third).is_some_and(|(tag, ..)| tag == Tag::Sequence);
            let request = value == [0] && of_key;
            Some(if request { Structure::Request } else { Structure::Certificate })
        }
        _ => None,
    }
}

/// The first element: its tag, its value as far as it is there, and what comes behind.
fn element(octets: &[u8]) -> Option<(Tag, &[u8], &[u8])> {
    let mut reader = SliceReader::new(octets).ok()?;
    let header = Header::decode(&mut reader).ok()?;
    let start = usize::try_from(reader.position()).ok()?;
    let length = usize::try_from(header.length()).ok()?;
    let (value, rest) = octets[start..].split_at(length.min(octets.len() - start));
    Some((header.tag(), value, rest))
}
