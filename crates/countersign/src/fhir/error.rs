//! Why a request is not sent, or its answer is not the resource it should be.

use super::{OperationOutcome, SearchError};
use crate::encoding::json::JsonError;
use crate::limits::DOCUMENT_OCTETS;

/// Why a request is not sent, or its answer is not the resource it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FhirError {
    /// The query is not one that may be sent.
    #[error("{0}")]
    Search(#[from] SearchError),
    /// The status is no success.
    #[error("the FHIR server answered {status}{}", said(.outcome.as_ref()))]
    Status {
        /// The HTTP status.
        status: u16,
        /// What the server says about it, if that can be read.
        outcome: Option<OperationOutcome>,
    },
    /// It is longer than one page may be.
    #[error("the answer has {octets} octets, at most {DOCUMENT_OCTETS} are read")]
    TooLarge {
        /// Its length.
        octets: usize,
    },
    /// It is not UTF-8.
    #[error("the answer is not UTF-8, at octet {at}")]
    NotUtf8 {
        /// The first octet that is not.
        at: usize,
    },
    /// It is not JSON, or has a member twice.
    #[error("the answer is not JSON: {0}")]
    Json(#[from] JsonError),
    /// It is JSON, but no resource.
    #[error("the answer is JSON but no FHIR resource: it has no resourceType")]
    NotResource,
    /// It is another resource.
    #[error("wanted a {wanted}, got a {got:?}")]
    ResourceType {
        /// The type that was wanted.
        wanted: &'static str,
        /// The type that came, at most 80 characters.
        got: String,
    },
    /// A member holds something of another type.
    #[error("at {pointer} wanted {wanted}, got {got}")]
    Member {
        /// Where, as a JSON Pointer.
        pointer: String,
        /// What would have been right.
        wanted: &'static str,
        /// What kind of value is there.
        got: &'static str,
    },
}

impl FhirError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Search(error) => error.code(),
            Self::Status { .. } => "fhir.status",
            Self::TooLarge { .. } => "fhir.too-large",
            Self::NotUtf8 { .. } | Self::Json(_) => "fhir.not-json",
            Self::NotResource | Self::ResourceType { .. } => "fhir.resource-type",
            Self::Member { .. } => "fhir.member",
        }
    }
}

fn said(outcome: Option<&OperationOutcome>) -> String {
    outcome.and_then(|outcome| outcome.issues.first()).map(|i| format!(", {i}")).unwrap_or_default()
}
