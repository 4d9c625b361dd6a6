//! The bearer token, kept out of logs.

use core::fmt;

use serde::{Deserialize, Serialize};

/// An access token. Whoever holds it may use it, so `Debug` does not show it and there is no `Display`.
///
/// ```
/// use countersign::token::AccessToken;
///
/// let token = AccessToken::new("tv_6Jq");
/// assert_eq!(format!("{token:?}"), "AccessToken(6 characters)");
/// assert_eq!(token.expose(), "tv_6Jq");
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccessToken(String);

impl AccessToken {
    /// Wraps the text of a token.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The token itself, for the `Authorization` header.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccessToken({} characters)", self.0.chars().count())
    }
}
