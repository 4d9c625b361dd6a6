//! The discovery document, read.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::{Metadata, TokenEndpoint, TokenEndpointError, capability};
use crate::encoding::json::{JsonError, parse_strict};
use crate::jws::Alg;
use crate::limits::DOCUMENT_OCTETS;

/// A discovery document with a usable token endpoint. All else in it may be missing: many servers leave it out, and
/// [`lint`](super::lint()) says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Kept", try_from = "Kept")]
pub struct SmartConfiguration {
    token_endpoint: TokenEndpoint,
    metadata: Metadata,
    raw: String,
}

/// Why a document does not say where to ask for a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// The status is no success.
    #[error("the partner answered {status} where its discovery document should be")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// It is longer than any such document.
    #[error("the document has {octets} octets, at most {DOCUMENT_OCTETS} are read")]
    TooLarge {
        /// Its length.
        octets: usize,
    },
    /// It is not UTF-8.
    #[error("the document is not UTF-8, at octet {at}")]
    NotUtf8 {
        /// The first octet that is not.
        at: usize,
    },
    /// It is a page, not a document.
    #[error("a page came back instead of JSON: the address is wrong, or asks for a login")]
    Page,
    /// It is not JSON, or has a member twice.
    #[error("the document is not JSON: {0}")]
    Json(#[from] JsonError),
    /// It is JSON, but no object.
    #[error("the document is not a JSON object")]
    NotObject,
    /// It names no token endpoint.
    #[error("the document names no token endpoint: nothing at {pointer}")]
    Missing {
        /// Where it was looked for, as a JSON Pointer.
        pointer: &'static str,
    },
    /// What it names is no string, or empty.
    #[error("at {pointer} wanted a URL, got {got}")]
    Member {
        /// Where it stands, as a JSON Pointer.
        pointer: String,
        /// What is there, at most 80 characters.
        got: String,
    },
    /// What it names is no URL to post to.
    #[error("at {pointer}: {error}")]
    TokenEndpoint {
        /// Where it stands, as a JSON Pointer.
        pointer: String,
        /// What is wrong with it.
        #[source]
        error: TokenEndpointError,
    },
}

impl DiscoveryError {
    /// Stable code: that of the finding which says the same.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Status { .. } | Self::Page => "discovery.fetch.failed",
            Self::TooLarge { .. } | Self::NotUtf8 { .. } | Self::Json(_) | Self::NotObject => {
                "discovery.form"
            }
            Self::Missing { .. } | Self::Member { .. } | Self::TokenEndpoint { .. } => {
                "discovery.token-endpoint.missing"
            }
        }
    }
}

impl SmartConfiguration {
    /// Reads a discovery document that came from that FHIR base.
    ///
    /// # Errors
    /// [`DiscoveryError`] when it is not a JSON object, or has no `token_endpoint` that can be posted to.
    ///
    /// ```
    /// use countersign::discovery::{DiscoveryError, SmartConfiguration};
    /// use url::Url;
    ///
    /// let base = Url::parse("https://ehr.example/fhir")?;
    /// assert_eq!(
    ///     SmartConfiguration::parse(r#"{"issuer":"x"}"#, &base),
    ///     Err(DiscoveryError::Missing { pointer: "/token_endpoint" })
    /// );
    /// # Ok::<(), url::ParseError>(())
    /// ```
    pub fn parse(text: &str, fhir_base: &Url) -> Result<Self, DiscoveryError> {
        let document = object(text)?;
        let found = document
            .get("token_endpoint")
            .ok_or(DiscoveryError::Missing { pointer: "/token_endpoint" })?;
        let token_endpoint = endpoint(found, "/token_endpoint".into(), fhir_base)?;
        let metadata = Metadata::read(&document);
        Ok(Self { token_endpoint, metadata, raw: text.to_owned() })
    }

    /// Reads the answer to [`request`](super::request).
    ///
    /// # Errors
    /// [`DiscoveryError`], as for [`parse`](Self::parse), and when the status is no success or the body is a page.
    pub fn from_response(
        response: &http::Response<Vec<u8>>,
        fhir_base: &Url,
    ) -> Result<Self, DiscoveryError> {
        Self::parse(body(response)?, fhir_base)
    }

    /// Reads a CapabilityStatement instead: the fallback where there is no discovery document. It says nothing but the
    /// token endpoint.
    ///
    /// # Errors
    /// [`DiscoveryError`] when it is not JSON or carries no usable token endpoint.
    pub fn from_capability_statement(text: &str, fhir_base: &Url) -> Result<Self, DiscoveryError> {
        let token_endpoint = capability::token_endpoint(text, fhir_base)?;
        let metadata =
            Metadata { token_endpoint: Some(token_endpoint.to_string()), ..Metadata::default() };
        Ok(Self { token_endpoint, metadata, raw: text.to_owned() })
    }

    /// Where to post token requests; its text is the `aud` of an assertion.
    pub fn token_endpoint(&self) -> &TokenEndpoint {
        &self.token_endpoint
    }

    /// The algorithms listed that Countersign knows, in the order listed. Empty when none is, or none are listed:
    /// [`Metadata::signing_algs`] tells which.
    pub fn algs(&self) -> Vec<Alg> {
        self.metadata.signing_algs.iter().flatten().filter_map(|name| name.parse().ok()).collect()
    }

    /// All members.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The document as it came.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

/// A [`SmartConfiguration`] as it is kept: its parts are read again from the document.
#[derive(Serialize, Deserialize)]
struct Kept {
    token_endpoint: TokenEndpoint,
    raw: String,
}

impl From<SmartConfiguration> for Kept {
    fn from(configuration: SmartConfiguration) -> Self {
        Self { token_endpoint: configuration.token_endpoint, raw: configuration.raw }
    }
}

impl TryFrom<Kept> for SmartConfiguration {
    type Error = DiscoveryError;

    fn try_from(kept: Kept) -> Result<Self, DiscoveryError> {
        let document = object(&kept.raw)?;
        let metadata = if document.contains_key("resourceType") {
            Metadata {
                token_endpoint: Some(kept.token_endpoint.to_string()),
                ..Metadata::default()
            }
        } else {
            Metadata::read(&document)
        };
        Ok(Self { token_endpoint: kept.token_endpoint, metadata, raw: kept.raw })
    }
}

/// The text of an answer that should be a document.
pub(super) fn body(response: &http::Response<Vec<u8>>) -> Result<&str, DiscoveryError> {
    if !response.status().is_success() {
        return Err(DiscoveryError::Status { status: response.status().as_u16() });
    }
    let body = response.body();
    // Measured before it is looked at.
    if body.len() > DOCUMENT_OCTETS {
        return Err(DiscoveryError::TooLarge { octets: body.len() });
    }
    let text = core::str::from_utf8(body)
        .map_err(|error| DiscoveryError::NotUtf8 { at: error.valid_up_to() })?;
    if text.trim_start().starts_with('<') { Err(DiscoveryError::Page) } else { Ok(text) }
}

pub(super) fn object(text: &str) -> Result<Map<String, Value>, DiscoveryError> {
    if text.len() > DOCUMENT_OCTETS {
        return Err(DiscoveryError::TooLarge { octets: text.len() });
    }
    match parse_strict(text)? {
        Value::Object(document) => Ok(document),
        _ => Err(DiscoveryError::NotObject),
    }
}

pub(super) fn endpoint(
    found: &Value,
    pointer: String,
    fhir_base: &Url,
) -> Result<TokenEndpoint, DiscoveryError> {
    match found.as_str() {
        Some(text) if !text.is_empty() => TokenEndpoint::resolve(text, fhir_base)
            .map_err(|error| DiscoveryError::TokenEndpoint { pointer, error }),
        _ => {
            let got = found.to_string().chars().take(80).collect();
            Err(DiscoveryError::Member { pointer, got })
        }
    }
}
