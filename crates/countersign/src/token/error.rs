//! What comes back instead of a token.

use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::encoding::json::{JsonError, Object};
use crate::limits::DOCUMENT_OCTETS;

/// The body of a refusal (RFC 6749 §5.2).
///
/// ```
/// use countersign::token::OAuthError;
///
/// let epic = OAuthError::parse(br#"{"error":"invalid_client","error_description":null}"#)?;
/// assert_eq!(epic, OAuthError::new("invalid_client"));
/// # Ok::<(), countersign::token::TokenError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthError {
    /// The code: `invalid_client`, `invalid_scope` and so on.
    pub error: String,
    /// What the partner says about it. Some send `null`, which counts as nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
    /// Where the partner says more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_uri: Option<String>,
}

/// Why an answer of the token endpoint holds no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The partner refused, in OAuth's words.
    #[error("the partner answered {status} {}", .error.error)]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The body.
        error: OAuthError,
    },
    /// The status is no success, and the body is no OAuth error.
    #[error("the token endpoint answered {status}, with a body that is no OAuth error")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The body is longer than any token response.
    #[error("the answer has {octets} octets, at most {DOCUMENT_OCTETS} are read")]
    TooLarge {
        /// Its length.
        octets: usize,
    },
    /// The body is not UTF-8.
    #[error("the answer is not UTF-8, at octet {at}")]
    NotUtf8 {
        /// The first octet that is not.
        at: usize,
    },
    /// The body is not a JSON object.
    #[error("the answer is not a JSON object: {0}")]
    Json(#[from] JsonError),
    /// A member that there is no doing without.
    #[error("the answer has no {member}")]
    Missing {
        /// Its name.
        member: &'static str,
    },
    /// A member that holds something else.
    #[error("{member}, at octet {at}, is {got}, wanted {wanted}")]
    Member {
        /// Its name.
        member: &'static str,
        /// Where it stands in the body, in octets.
        at: usize,
        /// What would have been right.
        wanted: &'static str,
        /// What kind of value is there; never the value, which may be a token.
        got: &'static str,
    },
    /// `token_type` is something other than bearer; such a token must not be used (RFC 6749 §7.1).
    #[error("token_type is {got:?}, wanted Bearer")]
    TokenType {
        /// What is there.
        got: String,
    },
}

impl OAuthError {
    /// A refusal that says nothing but its code.
    pub fn new(error: impl Into<String>) -> Self {
        Self { error: error.into(), error_description: None, error_uri: None }
    }

    /// Adds a description.
    #[must_use]
    pub fn described(mut self, description: impl Into<String>) -> Self {
        self.error_description = Some(description.into());
        self
    }

    /// Reads the body of a refusal.
    ///
    /// # Errors
    /// [`TokenError`] when the body is not a JSON object with a string `error`. A description or URI that is no string
    /// is left out.
    pub fn parse(body: &[u8]) -> Result<Self, TokenError> {
        let object = object(body)?;
        Ok(Self {
            error: text(&object, "error")?.to_owned(),
            error_description: object.text("error_description").map(str::to_owned),
            error_uri: object.text("error_uri").map(str::to_owned),
        })
    }

    /// The body to send.
    pub fn to_json(&self) -> String {
        let mut members = serde_json::Map::new();
        members.insert("error".into(), self.error.as_str().into());
        for (name, value) in
            [("error_description", &self.error_description), ("error_uri", &self.error_uri)]
        {
            if let Some(value) = value {
                members.insert(name.into(), value.as_str().into());
            }
        }
        serde_json::Value::Object(members).to_string()
    }
}

impl TokenError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "token.refused",
            Self::Status { .. } => "token.status",
            Self::TooLarge { .. } => "token.too-large",
            Self::NotUtf8 { .. } | Self::Json(_) => "token.not-json",
            Self::Missing { .. } | Self::Member { .. } => "token.member",
            Self::TokenType { .. } => "token.type",
        }
    }

    /// The refusal in OAuth's words, if it is one.
    pub fn refusal(&self) -> Option<&OAuthError> {
        match self {
            Self::Refused { error, .. } => Some(error),
            _ => None,
        }
    }

    pub(super) fn of_status(status: StatusCode, body: &[u8]) -> Self {
        match OAuthError::parse(body) {
            Ok(error) => Self::Refused { status: status.as_u16(), error },
            Err(_) => Self::Status { status: status.as_u16() },
        }
    }
}

pub(super) fn object(body: &[u8]) -> Result<Object, TokenError> {
    if body.len() > DOCUMENT_OCTETS {
        return Err(TokenError::TooLarge { octets: body.len() });
    }
    let text = core::str::from_utf8(body)
        .map_err(|error| TokenError::NotUtf8 { at: error.valid_up_to() })?;
    Ok(Object::parse(text)?)
}

/// A string that must be there and not be empty.
pub(super) fn text<'a>(object: &'a Object, member: &'static str) -> Result<&'a str, TokenError> {
    let found = object.member(member).ok_or(TokenError::Missing { member })?;
    let wrong = |got| TokenError::Member {
        member,
        at: found.value_span.start,
        wanted: "a string that is not empty",
        got,
    };
    match found.value.as_str() {
        Some("") => Err(wrong("an empty string")),
        Some(text) => Ok(text),
        None => Err(wrong(crate::encoding::json::type_name(&found.value))),
    }
}
