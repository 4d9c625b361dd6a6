//! The token request and what comes back (SMART App Launch 2.2, Backend Services; RFC 6749, RFC 7523).
//!
//! ```
//! use countersign::rules::Profile;
//! use countersign::token::{TokenRequest, read_form};
//! use url::Url;
//!
//! let request = TokenRequest::new("system/*.read", "eyJ.eyJ.c2ln");
//! let sent = request.to_http(&Url::parse("https://ternvalley.example/auth/token")?)?;
//!
//! let (form, findings) = read_form(sent.method(), sent.headers(), sent.body(), &Profile::SPEC);
//! assert_eq!(form.and_then(|form| form.scope).as_deref(), Some("system/*.read"));
//! assert!(findings.iter().all(|finding| finding.status == countersign::finding::Status::Pass));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access_token;
mod error;
mod form;
mod lint;
mod request;
mod response;

pub use access_token::AccessToken;
pub use error::{OAuthError, TokenError};
pub use form::{FormRequest, read_form};
pub use lint::lint;
pub use request::TokenRequest;
pub use response::TokenResponse;

/// The one `grant_type` of Backend Services.
pub const GRANT_TYPE: &str = "client_credentials";
/// The one `client_assertion_type`: the assertion is a JWT (RFC 7523 §2.2).
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The media type of a form.
pub const FORM_TYPE: &str = "application/x-www-form-urlencoded";
