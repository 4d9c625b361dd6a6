//! What a FHIR server answers with: a Bundle, an OperationOutcome, or one resource.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::node::{body, resource, type_of};
use super::{Bundle, FhirError, OperationOutcome};

/// The body of an answer, by what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// A page of search results.
    Bundle(Bundle),
    /// What the server says about the request.
    Outcome(OperationOutcome),
    /// One resource of any other type.
    Resource(Value),
}

impl Answer {
    /// Reads the body of an answer.
    ///
    /// # Errors
    /// [`FhirError`] when it is no resource, or a Bundle or OperationOutcome that is malformed.
    pub fn parse(text: &str) -> Result<Self, FhirError> {
        let value = resource(text)?;
        match type_of(&value) {
            Some("Bundle") => Bundle::read(&value).map(Self::Bundle),
            Some("OperationOutcome") => OperationOutcome::read(&value).map(Self::Outcome),
            _ => Ok(Self::Resource(value)),
        }
    }

    /// Reads the body of a response, whatever its status: a refusal has an OperationOutcome.
    ///
    /// # Errors
    /// [`FhirError`], as for [`parse`](Self::parse), and when the body is not UTF-8.
    pub fn from_response(response: &http::Response<Vec<u8>>) -> Result<Self, FhirError> {
        Self::parse(body(response.body())?)
    }

    /// The resources in it, with where each stands as a JSON Pointer; an OperationOutcome is none.
    pub fn resources(&self) -> Vec<(&str, &Value)> {
        match self {
            Self::Bundle(bundle) => bundle.resources().collect(),
            Self::Outcome(_) => Vec::new(),
            Self::Resource(resource) => vec![("", resource)],
        }
    }
}
