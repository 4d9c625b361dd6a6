//! Key forms of other worlds: not read, but named, with the command that turns them into one that is.

use core::fmt;

use super::KeyError;

/// A form that keys come in and that is not read here.
///
/// ```
/// use countersign::key::Foreign;
///
/// assert_eq!(Foreign::OpenSsh.to_string(), "an OpenSSH private key");
/// assert_eq!(Foreign::OpenSsh.command(), "ssh-keygen -p -m PKCS8 -f FILE");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Foreign {
    /// `-----BEGIN OPENSSH PRIVATE KEY-----`.
    OpenSsh,
    /// `ssh-rsa AAAA…` or `ecdsa-sha2-nistp256 AAAA…`.
    OpenSshPublic,
    /// `---- BEGIN SSH2 PUBLIC KEY ----` (RFC 4716).
    Ssh2Public,
    /// `PuTTY-User-Key-File-…`.
    Putty,
    /// PKCS#12, also called PFX: keys and certificates behind a password (RFC 7292).
    Pkcs12,
    /// PKCS#7: certificates in a bag (RFC 5652).
    Pkcs7,
    /// A key store of Java.
    JavaKeyStore,
    /// `-----BEGIN CERTIFICATE REQUEST-----` (RFC 2986).
    CertificateRequest,
    /// `-----BEGIN PGP … KEY BLOCK-----`.
    OpenPgp,
}

impl Foreign {
    /// The command whose output is read here; file names are for the reader to fill in.
    pub const fn command(self) -> &'static str {
        match self {
            Self::OpenSsh => "ssh-keygen -p -m PKCS8 -f FILE",
            Self::OpenSshPublic => "ssh-keygen -e -m PKCS8 -f FILE.pub",
            Self::Ssh2Public => "ssh-keygen -i -f FILE | ssh-keygen -e -m PKCS8 -f /dev/stdin",
            Self::Putty => "puttygen FILE.ppk -O private-openssh -o key.pem",
            Self::Pkcs12 => "openssl pkcs12 -in FILE.p12 -nocerts -nodes -out key.pem",
            Self::Pkcs7 => "openssl pkcs7 -in FILE.p7b -print_certs",
            Self::JavaKeyStore => {
                "keytool -importkeystore -srckeystore FILE.jks -destkeystore key.p12 -deststoretype PKCS12"
            }
            Self::CertificateRequest => "openssl req -in FILE.csr -noout -pubkey",
            Self::OpenPgp => {
                "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem"
            }
        }
    }

    /// What the command does.
    const fn advice(self) -> &'static str {
        match self {
            // The only one of them that changes the file it is given.
            Self::OpenSsh => "convert a copy of it in place",
            Self::CertificateRequest => "take its public key out",
            Self::OpenPgp => "make another key",
            _ => "convert it",
        }
    }

    /// What a binary file starts with.
    pub(super) fn by_magic(octets: &[u8]) -> Option<Self> {
        match octets {
            [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => Some(Self::JavaKeyStore),
            // PKCS#12 of indefinite length, as some key stores write it.
            [0x30, 0x80, 2, 1, 3, ..] => Some(Self::Pkcs12),
            _ => None,
        }
    }

    /// What the text is, when it has no PEM label to tell by.
    pub(super) fn check_text(text: &str) -> Result<(), KeyError> {
        let foreign = |form| Err(KeyError::Foreign { form });
        let unsupported = |got: &str| Err(KeyError::AlgorithmUnsupported { got: got.to_owned() });
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with("PuTTY-User-Key-File-") {
            return foreign(Self::Putty);
        }
        if text.starts_with("---- BEGIN SSH2 ") {
            return foreign(Self::Ssh2Public);
        }
        match text.split_ascii_whitespace().next() {
            Some("ssh-rsa" | "ecdsa-sha2-nistp256" | "ecdsa-sha2-nistp384") => {
                foreign(Self::OpenSshPublic)
            }
            Some("ecdsa-sha2-nistp521") => {
                Err(KeyError::CurveUnsupported { got: "P-521".to_owned() })
            }
            Some("ssh-ed25519") => unsupported("Ed25519"),
            Some("ssh-dss") => unsupported("DSA"),
            _ => Ok(()),
        }
    }

    /// What a PEM label stands for.
    pub(super) fn check_label(label: &str) -> Result<(), KeyError> {
        let foreign = |form| Err(KeyError::Foreign { form });
        match label {
            "OPENSSH PRIVATE KEY" => foreign(Self::OpenSsh),
            "SSH2 PUBLIC KEY" => foreign(Self::Ssh2Public),
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => foreign(Self::CertificateRequest),
            "PKCS7" | "CMS" => foreign(Self::Pkcs7),
            "DSA PRIVATE KEY" => Err(KeyError::AlgorithmUnsupported { got: "DSA".to_owned() }),
            label if label.starts_with("PGP ") => foreign(Self::OpenPgp),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OpenSsh => "an OpenSSH private key",
            Self::OpenSshPublic => "an OpenSSH public key",
            Self::Ssh2Public => "an SSH2 public key",
            Self::Putty => "a PuTTY key file",
            Self::Pkcs12 => "a PKCS#12 file (PFX)",
            Self::Pkcs7 => "a PKCS#7 bag of certificates",
            Self::JavaKeyStore => "a Java key store",
            Self::CertificateRequest => "a certificate request",
            Self::OpenPgp => "an OpenPGP key",
        })
    }
}

/// What to do about it, as the end of a sentence.
pub(super) struct Advice(pub(super) Foreign);

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.advice(), self.0.command())
    }
}
