//! One entry for documents of any kind: finds out which it is, and lints it.

use serde_json::Value;

use crate::assertion::inspect;
use crate::discovery;
use crate::encoding::json::parse_strict;
use crate::finding::Finding;
use crate::jwk;
use crate::limits::DOCUMENT_OCTETS;
use crate::rules::Profile;
use crate::rules::code::jwks::FORM;

/// What a document was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LintedKind {
    /// A key set, or keys in another form than a set has.
    Jwks,
    /// A discovery document.
    SmartConfiguration,
    /// Neither of them.
    Other,
}

impl LintedKind {
    /// A stable name, for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jwks => "jwks",
            Self::SmartConfiguration => "smart-configuration",
            Self::Other => "other",
        }
    }
}

/// A document that was linted.
#[derive(Clone, Debug, PartialEq)]
pub struct Linted {
    /// What it was taken for.
    pub document: LintedKind,
    /// One finding or more per check. What is neither a key set nor a discovery document gives one, `jwks.form`, which
    /// says what it is instead.
    pub findings: Vec<Finding>,
}

/// Finds out whether the text is a key set (or a JWK, an array of them, PEM) or a discovery document, and judges it by
/// `profile`.
///
/// ```
/// use countersign::lint::{LintedKind, lint};
/// use countersign::rules::Profile;
///
/// assert_eq!(lint(r#"{"keys": []}"#, &Profile::SPEC).document, LintedKind::Jwks);
/// assert_eq!(lint(r#"{"token_endpoint": "/token"}"#, &Profile::SPEC).document, LintedKind::SmartConfiguration);
///
/// let other = lint("<!doctype html>", &Profile::SPEC);
/// assert_eq!(other.document, LintedKind::Other);
/// assert_eq!(other.findings[0].evidence.got.as_deref(), Some("a page in HTML or XML"));
/// ```
pub fn lint(text: &str, profile: &Profile) -> Linted {
    let document = kind(text);
    let findings = match document {
        LintedKind::Jwks => jwk::lint(text, profile),
        LintedKind::SmartConfiguration => discovery::lint(text, profile),
        LintedKind::Other => vec![other(text, profile)],
    };
    Linted { document, findings }
}

/// Members that discovery documents have and key sets do not.
const OF_DISCOVERY: [&str; 8] = [
    "token_endpoint",
    "grant_types_supported",
    "capabilities",
    "code_challenge_methods_supported",
    "token_endpoint_auth_methods_supported",
    "authorization_endpoint",
    "scopes_supported",
    "jwks_uri",
];

fn kind(text: &str) -> LintedKind {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with("-----BEGIN ") {
        return LintedKind::Jwks;
    }
    if text.len() > DOCUMENT_OCTETS || !start.starts_with(['{', '[']) {
        return LintedKind::Other;
    }
    match parse_strict(start) {
        Ok(Value::Object(members)) if ["keys", "kty"].iter().any(|n| members.contains_key(*n)) => {
            LintedKind::Jwks
        }
        Ok(Value::Object(members)) if OF_DISCOVERY.iter().any(|n| members.contains_key(*n)) => {
            LintedKind::SmartConfiguration
        }
        Ok(Value::Array(elements)) if elements.iter().any(|one| one.get("kty").is_some()) => {
            LintedKind::Jwks
        }
        Ok(_) => LintedKind::Other,
        // Broken JSON shows what it should have been by the names in it.
        Err(_) if ["\"kty\"", "\"keys\""].iter().any(|name| start.contains(name)) => {
            LintedKind::Jwks
        }
        Err(_) if OF_DISCOVERY.iter().any(|name| start.contains(&format!("\"{name}\""))) => {
            LintedKind::SmartConfiguration
        }
        Err(_) => LintedKind::Other,
    }
}

/// What it is instead, and who reads that.
fn other(text: &str, profile: &Profile) -> Finding {
    let (got, near) = told(text);
    let message = format!("The document is neither a key set nor a discovery document, but {got}");
    let finding = Finding::fault(&FORM, profile, "document", message)
        .got(got)
        .expected("an object with keys, or one with token_endpoint");
    match near {
        "" => finding,
        near => finding.near_miss(near),
    }
}

fn told(text: &str) -> (String, &'static str) {
    const VERIFY: &str =
        "It is a token in compact form: verify judges those, and inspect takes them apart.";

    let text = text.trim();
    if text.len() > DOCUMENT_OCTETS {
        return (format!("a text of {} octets", text.len()), "No such document is so long.");
    }
    if text.is_empty() {
        return ("empty".to_owned(), "");
    }
    if text.starts_with('<') {
        return (
            "a page in HTML or XML".to_owned(),
            "A login page, or an application that answers every path, looks so.",
        );
    }
    if inspect::decode(text).is_ok() {
        return ("a signed assertion".to_owned(), VERIFY);
    }
    match parse_strict(text) {
        Ok(Value::Object(members)) => match members.get("resourceType").and_then(Value::as_str) {
            Some("CapabilityStatement") => (
                "a capability statement".to_owned(),
                "An older server names its token endpoint there; a client reads it where discovery is missing.",
            ),
            Some(name) => (format!("a FHIR resource, {}", short(name)), ""),
            None if members.contains_key("access_token") => (
                "a token response".to_owned(),
                "Whoever holds the access token may use it: keep it out of files.",
            ),
            None => ("an object without any member of the two".to_owned(), ""),
        },
        Ok(Value::Array(_)) => ("an array without a key in it".to_owned(), ""),
        Ok(value) => (crate::encoding::json::type_name(&value).to_owned(), ""),
        Err(error) => (format!("no JSON: {}", short(&error.to_string())), ""),
    }
}

fn short(text: &str) -> String {
    text.chars().take(120).collect()
}
