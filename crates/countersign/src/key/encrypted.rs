//! PKCS#8 behind a passphrase (RFC 5958 §3), encrypted with PBES2 (RFC 8018 §6.2): PBKDF2 or scrypt, then AES-CBC.
//!
//! A file says itself how much work its passphrase costs, so that is measured before any of it is done.

use pkcs5::pbes2::{
    AES_128_CBC_OID, AES_192_CBC_OID, AES_256_CBC_OID, Kdf, PBES2_OID, PBKDF2_OID, Parameters,
    Pbkdf2Params, SCRYPT_OID, ScryptParams,
};
use rsa::pkcs8::der::asn1::{AnyRef, OctetStringRef};
use rsa::pkcs8::der::{self, Decode, Reader};
use rsa::pkcs8::{ObjectIdentifier, spki::AlgorithmIdentifierRef};
use zeroize::Zeroizing;

use super::der::{check_length, der_error};
use super::pem::{secret_pem, wrong_label};
use super::{KeyError, PrivateKey, Structure};
use crate::limits::{PBKDF2_ITERATIONS, SCRYPT_OCTETS, SCRYPT_ROUNDS};

/// Encrypts any private key that OpenSSL reads with PBES2, as modern releases do by themselves.
pub(super) const ENCRYPT_ANEW: &str = "openssl pkcs8 -topk8 -in key.pem -out key8.pem";

/// The same for ciphers that OpenSSL 3 reads only when told to.
const ENCRYPT_ANEW_LEGACY: &str =
    "openssl pkcs8 -topk8 -in key.pem -out key8.pem -provider legacy -provider default";

const STRUCTURE: &str = "encrypted PKCS#8 private key";

/// Width of a block of AES, in octets.
const BLOCK: usize = 16;

impl PrivateKey {
    /// A private key from encrypted PKCS#8 DER and the passphrase that it was encrypted with.
    ///
    /// # Errors
    /// [`KeyError::PassphraseWrong`]; [`KeyError::EncryptionUnsupported`] for another scheme than PBES2 with PBKDF2 or
    /// scrypt and AES-CBC; [`KeyError::EncryptionBounds`] when it asks for more work or memory than
    /// [`limits`](crate::limits) grant; [`KeyError::Der`] for other octets; else as [`PrivateKey::from_pkcs8_der`].
    pub fn from_encrypted_pkcs8_der(octets: &[u8], passphrase: &str) -> Result<Self, KeyError> {
        check_length(octets.len())?;
        let (algorithm, ciphertext) =
            envelope(octets).map_err(|error| der_error(STRUCTURE, &error))?;
        let parameters = parameters(&algorithm)?;
        if ciphertext.is_empty() || !ciphertext.len().is_multiple_of(BLOCK) {
            let reason = format!("{} octets are no whole blocks of AES", ciphertext.len());
            return Err(KeyError::Der { structure: STRUCTURE, reason });
        }
        let mut buffer = Zeroizing::new(ciphertext.to_vec());
        let opened =
            parameters.decrypt_in_place(passphrase, &mut buffer).map_err(|error| match error {
                pkcs5::Error::DecryptFailed => KeyError::PassphraseWrong,
                error => der_error(STRUCTURE, &error),
            })?;
        // The padding of one wrong passphrase in 256 looks right; what it uncovers is no PKCS#8.
        if Structure::of(opened) != Ok(Structure::Pkcs8) {
            return Err(KeyError::PassphraseWrong);
        }
        Self::from_pkcs8_der(opened)
    }

    /// The same from PEM, `-----BEGIN ENCRYPTED PRIVATE KEY-----`.
    ///
    /// # Errors
    /// [`KeyError::Pem`] or [`KeyError::PemLabel`] for the text; else as [`PrivateKey::from_encrypted_pkcs8_der`].
    pub fn from_encrypted_pkcs8_pem(text: &str, passphrase: &str) -> Result<Self, KeyError> {
        match secret_pem(text)? {
            ("ENCRYPTED PRIVATE KEY", document) => {
                Self::from_encrypted_pkcs8_der(document.as_bytes(), passphrase)
            }
            (label, _) => Err(wrong_label(label, "ENCRYPTED PRIVATE KEY")),
        }
    }
}

/// PKCS#1 or SEC 1 PEM encrypted the way it was before PKCS#8 (RFC 1421 §4.6.1.1).
pub(super) fn traditional() -> KeyError {
    let scheme = "the old PEM encryption (Proc-Type: 4,ENCRYPTED)".to_owned();
    KeyError::EncryptionUnsupported { scheme, command: ENCRYPT_ANEW }
}

/// The scheme, and what it hides.
fn envelope(octets: &[u8]) -> der::Result<(AlgorithmIdentifierRef<'_>, &[u8])> {
    AnyRef::from_der(octets)?
        .sequence(|reader| Ok((reader.decode()?, reader.decode::<&OctetStringRef>()?.as_bytes())))
}

/// The parameters of PBES2, once every part of the scheme is known and its cost is in bounds.
fn parameters(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Parameters, KeyError> {
    let malformed = |error: der::Error| der_error(STRUCTURE, &error);
    if algorithm.oid != PBES2_OID {
        return Err(unsupported(algorithm.oid));
    }
    let any = algorithm.parameters_any().map_err(|error| der_error(STRUCTURE, &error))?;
    let (kdf, cipher): (AlgorithmIdentifierRef<'_>, AlgorithmIdentifierRef<'_>) =
        any.sequence(|reader| Ok((reader.decode()?, reader.decode()?))).map_err(malformed)?;
    if ![PBKDF2_OID, SCRYPT_OID].contains(&kdf.oid) {
        return Err(unsupported(kdf.oid));
    }
    if ![AES_128_CBC_OID, AES_192_CBC_OID, AES_256_CBC_OID].contains(&cipher.oid) {
        return Err(unsupported(cipher.oid));
    }
    let parameters = Parameters::try_from(any).map_err(malformed)?;
    match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => check_pbkdf2(pbkdf2)?,
        Kdf::Scrypt(scrypt) => check_scrypt(scrypt)?,
        other => return Err(unsupported(other.oid())),
    }
    Ok(parameters)
}

fn check_pbkdf2(parameters: &Pbkdf2Params) -> Result<(), KeyError> {
    if parameters.iteration_count == 0 {
        return Err(der_error(STRUCTURE, &"PBKDF2 of no iterations"));
    }
    bounded("iterations of PBKDF2", parameters.iteration_count.into(), PBKDF2_ITERATIONS.into())
}

fn check_scrypt(parameters: &ScryptParams) -> Result<(), KeyError> {
    let ScryptParams { cost_parameter: n, block_size: r, parallelization: p, .. } = *parameters;
    if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 {
        return Err(der_error(STRUCTURE, &"scrypt of parameters that it does not have"));
    }
    let memory = 128_u64.saturating_mul(n).saturating_mul(r.into());
    bounded("octets of memory for scrypt", memory, SCRYPT_OCTETS)?;
    bounded("rounds of scrypt", p.into(), SCRYPT_ROUNDS.into())
}

fn bounded(what: &'static str, got: u64, limit: u64) -> Result<(), KeyError> {
    if got > limit {
        Err(KeyError::EncryptionBounds { what, got, limit, command: ENCRYPT_ANEW })
    } else {
        Ok(())
    }
}

fn unsupported(oid: ObjectIdentifier) -> KeyError {
    let text = oid.to_string();
    let known = SCHEMES.iter().find(|(known, _, _)| *known == text);
    KeyError::EncryptionUnsupported {
        scheme: known.map_or_else(|| text.clone(), |(_, name, _)| (*name).to_owned()),
        command: known.map_or(ENCRYPT_ANEW, |(_, _, command)| *command),
    }
}

/// Schemes that are met and not read: PBES1 (RFC 8018 §6.1), that of PKCS#12 (RFC 7292 Appendix C), and other ciphers
/// of PBES2.
const SCHEMES: [(&str, &str, &str); 14] = [
    ("1.2.840.113549.1.5.1", "PBES1, MD2 and DES", ENCRYPT_ANEW_LEGACY),
    ("1.2.840.113549.1.5.3", "PBES1, MD5 and DES", ENCRYPT_ANEW_LEGACY),
    ("1.2.840.113549.1.5.6", "PBES1, MD5 and RC2", ENCRYPT_ANEW_LEGACY),
    ("1.2.840.113549.1.5.10", "PBES1, SHA-1 and DES", ENCRYPT_ANEW_LEGACY),
    ("1.2.840.113549.1.5.11", "PBES1, SHA-1 and RC2", ENCRYPT_ANEW_LEGACY),
    ("1.2.840.113549.1.12.1.1", "PKCS#12, SHA-1 and RC4", ENCRYPT_ANEW_LEGACY),
    ("1.2.840.113549.1.12.1.3", "PKCS#12, SHA-1 and triple DES", ENCRYPT_ANEW),
    ("1.2.840.113549.1.12.1.4", "PKCS#12, SHA-1 and double DES", ENCRYPT_ANEW),
    ("1.2.840.113549.1.12.1.5", "PKCS#12, SHA-1 and RC2", ENCRYPT_ANEW_LEGACY),
    ("1.2.840.113549.1.12.1.6", "PKCS#12, SHA-1 and RC2 of 40 bits", ENCRYPT_ANEW_LEGACY),
    ("1.2.840.113549.3.7", "triple DES", ENCRYPT_ANEW),
    ("1.3.14.3.2.7", "DES", ENCRYPT_ANEW_LEGACY),
    ("2.16.840.1.101.3.4.1.6", "AES-128-GCM", ENCRYPT_ANEW),
    ("2.16.840.1.101.3.4.1.46", "AES-256-GCM", ENCRYPT_ANEW),
];
