//! Keys as PEM (RFC 7468), both ways and strictly; [`rescue`](super::rescue()) is the door for text that went through
//! many hands.

use rsa::pkcs8::der::{self, pem};
use rsa::pkcs8::{LineEnding, SecretDocument};
use zeroize::Zeroizing;

use super::der::{check_length, written};
use super::encrypted::traditional;
use super::{KeyError, PrivateKey, PublicKey, Structure};

impl PrivateKey {
    /// A private key from PKCS#8 PEM, `-----BEGIN PRIVATE KEY-----`.
    ///
    /// # Errors
    /// [`KeyError::Pem`], [`KeyError::PemLabel`] or [`KeyError::Encrypted`] for the text; else as
    /// [`PrivateKey::from_pkcs8_der`].
    pub fn from_pkcs8_pem(text: &str) -> Result<Self, KeyError> {
        match secret_pem(text)? {
            ("PRIVATE KEY", document) => Self::from_pkcs8_der(document.as_bytes()),
            (label, _) => Err(wrong_label(label, "PRIVATE KEY")),
        }
    }

    /// A private key from whichever plain PEM it comes in: PKCS#8 (`PRIVATE KEY`), PKCS#1 (`RSA PRIVATE KEY`) or
    /// SEC 1 (`EC PRIVATE KEY`).
    ///
    /// # Errors
    /// As [`PrivateKey::from_pkcs8_pem`].
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        match secret_pem(text)? {
            ("PRIVATE KEY", document) => Self::from_pkcs8_der(document.as_bytes()),
            ("RSA PRIVATE KEY", document) => Self::from_pkcs1_der(document.as_bytes()),
            ("EC PRIVATE KEY", document) => Self::from_sec1_der(document.as_bytes()),
            (label, _) => Err(wrong_label(label, "PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY")),
        }
    }

    /// The key as PKCS#8 PEM, secret: lines of 64 characters, ending in a line feed.
    pub fn to_pkcs8_pem_secret(&self) -> Zeroizing<String> {
        written(self.pkcs8().to_pem("PRIVATE KEY", LineEnding::LF))
    }

    /// The key as PKCS#1 PEM, `-----BEGIN RSA PRIVATE KEY-----`, secret; nothing unless it is RSA.
    pub fn to_pkcs1_pem_secret(&self) -> Option<Zeroizing<String>> {
        Some(written(self.pkcs1()?.to_pem("RSA PRIVATE KEY", LineEnding::LF)))
    }

    /// The key as SEC 1 PEM, `-----BEGIN EC PRIVATE KEY-----`, secret; nothing if it is RSA.
    pub fn to_sec1_pem_secret(&self) -> Option<Zeroizing<String>> {
        Some(written(self.sec1()?.to_pem("EC PRIVATE KEY", LineEnding::LF)))
    }

    /// The key as a line of an environment file, secret: `NAME="-----BEGIN PRIVATE KEY-----\n…"`, a literal `\n` for
    /// each line break, ending in a line feed. Nothing when `name` is no name of a variable: letters, digits and `_`,
    /// no digit first.
    ///
    /// ```
    /// let key = countersign_testkit::keys::p256();
    /// let line = key.to_env_line_secret("CLIENT_KEY").expect("a name");
    /// assert!(line.starts_with(r#"CLIENT_KEY="-----BEGIN PRIVATE KEY-----\nM"#));
    /// assert!(line.ends_with("\\n-----END PRIVATE KEY-----\\n\"\n"));
    /// assert_eq!(line.lines().count(), 1);
    /// assert!(key.to_env_line_secret("client key").is_none());
    /// ```
    pub fn to_env_line_secret(&self, name: &str) -> Option<Zeroizing<String>> {
        let named = name.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'_')
            && name.bytes().next().is_some_and(|first| !first.is_ascii_digit());
        if !named {
            return None;
        }
        let pem = self.to_pkcs8_pem_secret();
        let breaks = pem.lines().count();
        // As long as it gets: a text that grows would leave copies behind.
        let length = name.len() + "=\"\"\n".len() + pem.len() + breaks;
        let mut line = Zeroizing::new(String::with_capacity(length));
        line.push_str(name);
        line.push_str("=\"");
        for part in pem.lines() {
            line.push_str(part);
            line.push_str("\\n");
        }
        line.push_str("\"\n");
        Some(line)
    }
}

impl PublicKey {
    /// A public key from SPKI PEM, `-----BEGIN PUBLIC KEY-----`; PKCS#1, `-----BEGIN RSA PUBLIC KEY-----`, is read too.
    ///
    /// # Errors
    /// [`KeyError::Pem`] or [`KeyError::PemLabel`] for the text; else as [`PublicKey::from_spki_der`].
    pub fn from_spki_pem(text: &str) -> Result<Self, KeyError> {
        let (label, octets) = public_pem(text)?;
        match label {
            "PUBLIC KEY" => Self::from_spki_der(&octets),
            "RSA PUBLIC KEY" => Self::from_pkcs1_der(&octets),
            label => Err(wrong_label(label, "PUBLIC KEY or RSA PUBLIC KEY")),
        }
    }

    /// A public key from whichever plain PEM it comes in: SPKI (`PUBLIC KEY`), PKCS#1 (`RSA PUBLIC KEY`) or a
    /// certificate (`CERTIFICATE`). Of several blocks the first is read, and no other text around it.
    ///
    /// # Errors
    /// [`KeyError::Private`] for a private key, which is told by its label and not decoded; else as
    /// [`PublicKey::from_spki_pem`] and [`PublicKey::from_certificate_der`].
    ///
    /// ```
    /// use countersign::key::PublicKey;
    ///
    /// let key = countersign_testkit::keys::p256();
    /// assert_eq!(PublicKey::from_pem(&key.public().to_spki_pem())?, key.public());
    ///
    /// let refused = PublicKey::from_pem(&key.to_pkcs8_pem_secret()).expect_err("a private key");
    /// assert_eq!(
    ///     refused.to_string(),
    ///     "this is a private key, PKCS#8, and public keys are read here; take its public half: openssl pkey -in FILE -pubout"
    /// );
    /// # Ok::<(), countersign::key::KeyError>(())
    /// ```
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        check_length(text.len())?;
        let block = first_block(text);
        let label =
            pem::decode_label(block.as_bytes()).map_err(|error| pem_error(&error.into()))?;
        let private = Structure::labelled(label).filter(|structure| structure.is_private());
        if let Some(structure) = private {
            return Err(KeyError::Private { structure });
        }
        match public_pem(block)? {
            ("PUBLIC KEY", octets) => Self::from_spki_der(&octets),
            ("RSA PUBLIC KEY", octets) => Self::from_pkcs1_der(&octets),
            ("CERTIFICATE", octets) => Self::from_certificate_der(&octets),
            (label, _) => Err(wrong_label(label, "PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE")),
        }
    }

    /// The key as SPKI PEM: lines of 64 characters, ending in a line feed.
    pub fn to_spki_pem(&self) -> String {
        written(self.spki().to_pem("PUBLIC KEY", LineEnding::LF))
    }

    /// The key as PKCS#1 PEM, `-----BEGIN RSA PUBLIC KEY-----`; nothing unless it is RSA.
    pub fn to_pkcs1_pem(&self) -> Option<String> {
        Some(written(self.pkcs1()?.to_pem("RSA PUBLIC KEY", LineEnding::LF)))
    }
}

pub(super) fn secret_pem(text: &str) -> Result<(&str, SecretDocument), KeyError> {
    check_length(text.len())?;
    // The old way to encrypt PKCS#1 and SEC 1 puts its parameters in front of the base64 (RFC 1421 §4.6.1.1).
    if text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(traditional());
    }
    SecretDocument::from_pem(text.trim()).map_err(|error| pem_error(&error))
}

pub(super) fn public_pem(text: &str) -> Result<(&str, Vec<u8>), KeyError> {
    check_length(text.len())?;
    pem::decode_vec(text.trim().as_bytes()).map_err(|error| pem_error(&error.into()))
}

/// The text up to the end of its first block: the strict reader takes nothing behind it.
pub(super) fn first_block(text: &str) -> &str {
    const END: &str = "-----END ";
    const DASHES: &str = "-----";

    let end = text.find(END).map(|at| at + END.len());
    let close = end.and_then(|from| text[from..].find(DASHES).map(|at| from + at + DASHES.len()));
    &text[..close.unwrap_or(text.len())]
}

pub(super) fn wrong_label(label: &str, want: &'static str) -> KeyError {
    match label {
        "ENCRYPTED PRIVATE KEY" => KeyError::Encrypted,
        "PUBLIC KEY" | "RSA PUBLIC KEY" if want.contains("PRIVATE") => KeyError::PublicOnly,
        label => KeyError::PemLabel { got: label.chars().take(64).collect(), want },
    }
}

fn pem_error(error: &der::Error) -> KeyError {
    KeyError::Pem { reason: error.kind().to_string() }
}
