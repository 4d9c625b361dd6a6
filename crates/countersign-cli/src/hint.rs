//! Why a command could not be run, and what to do next.

use std::borrow::Cow;
use std::fmt;

use countersign::assertion::AssertionError;
use countersign::fhir::{FhirError, SearchError};
use countersign::jwk::JwkSetError;
use countersign::key::{KeyError, SignError};
use countersign_partner::store::StoreError;

use crate::Exit;
use crate::serve::store::OpenError;

/// An error of the command: what is wrong, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// How the process ends: `Failed`, or `Rejected` where a partner refused.
    pub exit: Exit,
    /// Short and stable, for programs.
    pub code: &'static str,
    /// What was wrong: lower case, no full stop.
    pub says: String,
    /// What to do next, with a command to paste where there is one.
    pub hint: Option<String>,
}

impl Failure {
    /// An error that ends the process with 2.
    pub fn new(code: &'static str, says: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, code, says: says.into(), hint: None }
    }

    /// Arguments that cannot be read: what is wrong with them, and how the command is called.
    pub(crate) fn usage(error: &clap::Error) -> Self {
        const MORE: &str = "For more information, try '--help'.";

        let text = error.to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        let (says, calls) = text.split_once("\n\n").unwrap_or((text, ""));
        let says = says.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let calls = calls.trim().trim_end_matches(MORE).trim_end();
        let hint = if calls.is_empty() { MORE } else { calls };
        Self::new("usage", says).hint(hint)
    }

    /// With what to do next.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// With what it is about in front: a file, mostly.
    #[must_use]
    pub fn about(self, subject: &impl fmt::Display) -> Self {
        Self { says: format!("{subject}: {}", self.says), ..self }
    }
}

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> Cow<'_, str> {
    shlex::try_quote(word).unwrap_or(Cow::Borrowed(word))
}

/// What makes a key that can be used.
const MAKE_ONE: &str = "make a key that is: countersign keygen --out key.json";

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let code = error.code();
        let (says, hint) = match &error {
            KeyError::Foreign { form } => {
                (format!("{form} is not read"), Some(format!("convert it: {}", form.command())))
            }
            KeyError::EncryptionUnsupported { scheme, command } => {
                (format!("keys encrypted with {scheme} are not read"), Some(encrypt_anew(command)))
            }
            KeyError::EncryptionBounds { what, got, limit, command } => (
                format!("its encryption asks for {got} {what}, at most {limit} are granted"),
                Some(encrypt_anew(command)),
            ),
            error => (error.to_string(), key_hint(error).map(str::to_owned)),
        };
        Self { hint, ..Self::new(code, says) }
    }
}

fn encrypt_anew(command: &str) -> String {
    format!("encrypt the key anew: {}", command.replace("-in key.pem", "-in FILE"))
}

const fn key_hint(error: &KeyError) -> Option<&'static str> {
    Some(match error {
        KeyError::Encrypted => {
            "put it into a file and name that with --passphrase-file, or sit at a terminal, where it is asked"
        }
        KeyError::PublicOnly => {
            "give the private key; of a public one there are `countersign kid` and `countersign jwks`"
        }
        KeyError::KeySet { .. } => "take one key out: jq '.keys[0]' FILE > key.json",
        KeyError::AlgorithmUnsupported { .. }
        | KeyError::CurveUnsupported { .. }
        | KeyError::KtyUnsupported { .. }
        | KeyError::Symmetric
        | KeyError::RsaTooSmall { .. }
        | KeyError::RsaTooLarge { .. }
        | KeyError::RsaMultiPrime => MAKE_ONE,
        _ => return None,
    })
}

impl From<AssertionError> for Failure {
    fn from(error: AssertionError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<SignError> for Failure {
    fn from(error: SignError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<JwkSetError> for Failure {
    fn from(error: JwkSetError) -> Self {
        let failure = Self::new(error.code(), error.to_string());
        match error {
            JwkSetError::Json(_) | JwkSetError::NotASet { .. } => {
                failure.hint("give a JWK, a JWKS, an array of JWK, or PEM; countersign inspect FILE names what this is")
            }
            JwkSetError::Pem { source: KeyError::Encrypted, .. } => {
                failure.hint("give the public half: countersign jwks FILE > jwks.json")
            }
            _ => failure,
        }
    }
}

impl From<FhirError> for Failure {
    fn from(error: FhirError) -> Self {
        let failure = Self::new(error.code(), error.to_string());
        match error {
            FhirError::Search(SearchError::Origin { .. }) => failure.hint(
                "a query stands below the FHIR base, such as 'Patient?name=shaw'; of a link to elsewhere, ask the partner",
            ),
            FhirError::Search(SearchError::Outside { .. }) => {
                failure.hint("a query stands below the FHIR base, such as 'Patient?name=shaw'")
            }
            _ => failure,
        }
    }
}

/// How a store in a file is named.
const IN_A_FILE: &str = "a store in a file is named as sqlite:FILE, in a folder that is there";

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let failure = Self::new(error.code(), error.to_string());
        match error {
            OpenError::File { .. } => failure.hint(IN_A_FILE),
            OpenError::Unreachable { url, .. } if url.starts_with("sqlite:") => {
                failure.hint(IN_A_FILE)
            }
            OpenError::Unreachable { .. } | OpenError::Silent { .. } => failure.hint(
                "see whether the database runs and lets this user in; its password is read from PGPASSWORD or ~/.pgpass",
            ),
            OpenError::Newer { .. } => failure.hint("run the version of countersign that made them"),
            OpenError::Empty { .. } => failure.hint("name the store as it was given to countersign serve"),
            _ => failure,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new("store.failed", error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_blanks_stays_one_word() {
        assert_eq!(quoted("keys/key-1.pem"), "keys/key-1.pem");
        assert_eq!(quoted("my key.pem"), "'my key.pem'");
        assert_eq!(quoted("it's"), r#""it's""#);
        assert_eq!(quoted(""), "''");
    }
}
