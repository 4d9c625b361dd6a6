//! The answer of the token endpoint.

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::{object, text};
use super::{AccessToken, TokenError};
use crate::time::Seconds;

/// A token, and what came with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenResponse {
    /// The token.
    pub access_token: AccessToken,
    /// `Bearer`, in the case it was written in.
    pub token_type: String,
    /// How long the token is good for, if that is a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<Seconds>,
    /// What was granted, as written; read it with [`ScopeSet::parse`](crate::scope::ScopeSet::parse).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

impl TokenResponse {
    /// A bearer token that is good for `expires_in` and permits `scope`.
    pub fn bearer(
        access_token: AccessToken,
        expires_in: Seconds,
        scope: impl Into<String>,
    ) -> Self {
        Self {
            access_token,
            token_type: "Bearer".to_owned(),
            expires_in: Some(expires_in),
            scope: Some(scope.into()),
        }
    }

    /// Reads what the token endpoint answered.
    ///
    /// Faults that a client can live with (no `expires_in`, no `scope`, no `no-store`) are no errors; [`lint`](super::lint())
    /// finds them.
    ///
    /// # Errors
    /// [`TokenError`]: the partner refused, or the body is not an object with `access_token` and a bearer `token_type`.
    ///
    /// ```
    /// use countersign::time::Seconds;
    /// use countersign::token::TokenResponse;
    /// use http::StatusCode;
    ///
    /// let body = br#"{"access_token":"tv_6Jq","token_type":"bearer","expires_in":300,"scope":"system/*.read"}"#;
    /// let response = TokenResponse::parse(StatusCode::OK, body)?;
    /// assert_eq!(response.expires_in, Some(Seconds::new(300)));
    ///
    /// let refused = TokenResponse::parse(StatusCode::UNAUTHORIZED, br#"{"error":"invalid_client"}"#);
    /// assert_eq!(refused.expect_err("401").refusal().map(|refusal| refusal.error.as_str()), Some("invalid_client"));
    /// # Ok::<(), countersign::token::TokenError>(())
    /// ```
    pub fn parse(status: StatusCode, body: &[u8]) -> Result<Self, TokenError> {
        if !status.is_success() {
            return Err(TokenError::of_status(status, body));
        }
        let object = object(body)?;
        let access_token = AccessToken::new(text(&object, "access_token")?);
        let token_type = text(&object, "token_type")?.to_owned();
        if !token_type.eq_ignore_ascii_case("bearer") {
            return Err(TokenError::TokenType { got: token_type.chars().take(80).collect() });
        }
        let expires_in = object.get("expires_in").and_then(seconds);
        let scope = object.text("scope").map(str::to_owned);
        Ok(Self { access_token, token_type, expires_in, scope })
    }

    /// The body to send.
    pub fn to_json(&self) -> String {
        let mut members = serde_json::Map::new();
        members.insert("access_token".into(), self.access_token.expose().into());
        members.insert("token_type".into(), self.token_type.as_str().into());
        if let Some(expires_in) = self.expires_in {
            members.insert("expires_in".into(), expires_in.get().into());
        }
        if let Some(scope) = &self.scope {
            members.insert("scope".into(), scope.as_str().into());
        }
        Value::Object(members).to_string()
    }
}

/// A span as `expires_in` gives it; a fraction is cut off.
pub(super) fn seconds(value: &Value) -> Option<Seconds> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and so long a span never ends anyway"
    )]
    let cut = |number: f64| number as i64;
    value.as_i64().or_else(|| value.as_f64().map(cut)).map(Seconds::new)
}
