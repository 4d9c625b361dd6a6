//! A requirement, with its source.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The day on which the sources were read.
pub(super) const READ_ON: &str = "2026-11-24";

/// What is written for people to read and stands in no report. Without the feature `prose` it is left out, for a program that
/// gives out reports alone.
pub(super) const fn prose(text: &'static str) -> &'static str {
    if cfg!(feature = "prose") { text } else { "" }
}

/// How a rule is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Source read, code run, or a real transcript.
    Observed,
    /// The author's own documentation says so.
    Documented,
    /// Inferred; never shown as a quotation.
    Modelled,
}

/// The document a rule is from.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// What to call it.
    pub title: &'static str,
    /// Where to read it.
    pub url: &'static str,
}

/// One requirement on a client, a server, a key set or a FHIR server.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Dotted, stable, lower case.
    pub id: &'static str,
    /// The requirement in our own words.
    pub text: &'static str,
    /// The document.
    pub source: &'static Source,
    /// The place in the document.
    pub clause: &'static str,
    /// The day the source was read, `YYYY-MM-DD`.
    pub seen: &'static str,
    /// How it is known.
    pub confidence: Confidence,
}

impl Rule {
    pub(super) const fn new(
        id: &'static str,
        source: &'static Source,
        clause: &'static str,
        text: &'static str,
    ) -> Self {
        Self {
            id,
            text: prose(text),
            source,
            clause: prose(clause),
            seen: READ_ON,
            confidence: Confidence::Documented,
        }
    }

    /// The rule for a program: `{ "id", "text", "source": { "title", "url", "clause" }, "seen", "confidence" }`.
    ///
    /// ```
    /// let rule = countersign::rules::rules().next().expect("there are rules");
    /// assert_eq!(rule.to_json()["id"], rule.id);
    /// ```
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "text": self.text,
            "source": { "title": self.source.title, "url": self.source.url, "clause": self.clause },
            "seen": self.seen,
            "confidence": self.confidence,
        })
    }
}

macro_rules! sources {
    ($($(#[$doc:meta])* $name:ident = $title:literal, $url:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: Source =
            Source { title: prose($title), url: prose($url) };)*
    };
}

sources! {
    /// Client authentication, asymmetric.
    ASYMMETRIC = "SMART App Launch 2.2, Client Authentication: Asymmetric", "https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html";
    /// Backend Services.
    BACKEND = "SMART App Launch 2.2, Backend Services", "https://hl7.org/fhir/smart-app-launch/STU2.2/backend-services.html";
    /// Conformance, the discovery document.
    CONFORMANCE = "SMART App Launch 2.2, Conformance", "https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html";
    /// Scopes.
    SCOPES = "SMART App Launch 2.2, Scopes and Launch Context", "https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html";
    /// OAuth 2.0.
    RFC6749 = "RFC 6749, OAuth 2.0", "https://www.rfc-editor.org/rfc/rfc6749";
    /// JWS.
    RFC7515 = "RFC 7515, JSON Web Signature", "https://www.rfc-editor.org/rfc/rfc7515";
    /// JWK.
    RFC7517 = "RFC 7517, JSON Web Key", "https://www.rfc-editor.org/rfc/rfc7517";
    /// JWA.
    RFC7518 = "RFC 7518, JSON Web Algorithms", "https://www.rfc-editor.org/rfc/rfc7518";
    /// The assertion framework.
    RFC7521 = "RFC 7521, Assertion Framework for OAuth 2.0", "https://www.rfc-editor.org/rfc/rfc7521";
    /// JWT.
    RFC7519 = "RFC 7519, JSON Web Token", "https://www.rfc-editor.org/rfc/rfc7519";
    /// JWT assertions.
    RFC7523 = "RFC 7523, JWT Profile for Client Authentication", "https://www.rfc-editor.org/rfc/rfc7523";
    /// JWT best current practices.
    RFC8725 = "RFC 8725, JWT Best Current Practices", "https://www.rfc-editor.org/rfc/rfc8725";
    /// Updates to RFC 7521 and 7523.
    BIS = "draft-ietf-oauth-rfc7523bis (a draft, source of 2026-04-21)", "https://datatracker.ietf.org/doc/draft-ietf-oauth-rfc7523bis/";
    /// FHIR.
    R4 = "FHIR R4 (4.0.1)", "https://hl7.org/fhir/R4/";
    /// The specification as a whole.
    SMART = "SMART App Launch 2.2", "https://hl7.org/fhir/smart-app-launch/STU2.2/";
    /// The launcher's source, as read.
    LAUNCHER_CODE = "smart-launcher-v2, commit 64374254 of 2025-05-19", "https://github.com/smart-on-fhir/smart-launcher-v2";
    /// Epic's OAuth page, in a stored copy.
    EPIC_DOCS = "Epic on FHIR, OAuth 2.0 (a copy later than November 2024; list of changes of 2026-08-14)", "https://fhir.epic.com/Documentation?docId=oauth2";
    /// Oracle Health's discovery document and forum.
    ORACLE_DOCS = "Oracle Health, sandbox discovery document of 2026-08-14 and developer forum of 2021 to 2025", "https://fhir.cerner.com/authorization/";
    /// athenahealth's token page and discovery document.
    ATHENA_DOCS = "athenahealth, token page (undated) and discovery document of 2026-08-14", "https://docs.athenahealth.com/";
    /// Our own rule.
    OWN = "Countersign", "docs/rules.md";
}
