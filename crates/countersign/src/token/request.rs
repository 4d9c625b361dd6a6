//! The sending side: four parameters in a form.

use core::fmt;

use http::header::{ACCEPT, CONTENT_TYPE};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{ASSERTION_TYPE, FORM_TYPE, GRANT_TYPE};

/// A request for an access token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRequest {
    /// The scopes asked for, parted by spaces.
    pub scope: String,
    /// The signed assertion.
    pub assertion: String,
}

impl TokenRequest {
    /// Asks for `scope`, as the client that `assertion` speaks for.
    pub fn new(scope: impl Into<String>, assertion: impl Into<String>) -> Self {
        Self { scope: scope.into(), assertion: assertion.into() }
    }

    /// The parameters, in the order sent.
    pub fn parameters(&self) -> [(&'static str, &str); 4] {
        [
            ("grant_type", GRANT_TYPE),
            ("scope", &self.scope),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", &self.assertion),
        ]
    }

    /// The body: the parameters as a form.
    ///
    /// ```
    /// let request = countersign::token::TokenRequest::new("system/Patient.rs", "a.b.c");
    /// assert_eq!(
    ///     request.to_form(),
    ///     "grant_type=client_credentials&scope=system%2FPatient.rs\
    ///      &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=a.b.c"
    /// );
    /// ```
    pub fn to_form(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.parameters()).finish()
    }

    /// The whole request, to be posted to the token endpoint.
    ///
    /// # Errors
    /// [`http::Error`] when the endpoint is no URL that HTTP can send to: it has no host, or is longer than 64 kB.
    pub fn to_http(&self, token_endpoint: &Url) -> Result<http::Request<Vec<u8>>, http::Error> {
        http::Request::post(token_endpoint.as_str())
            .header(CONTENT_TYPE, FORM_TYPE)
            .header(ACCEPT, "application/json")
            .body(self.to_form().into_bytes())
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An assertion is good for five minutes to whoever reads it in a log.
        f.debug_struct("TokenRequest")
            .field("scope", &self.scope)
            .field("assertion", &format_args!("{} octets", self.assertion.len()))
            .finish()
    }
}
