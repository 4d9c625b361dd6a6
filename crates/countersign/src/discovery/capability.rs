//! The fallback: a token endpoint named in the CapabilityStatement.
//!
//! The extension is deprecated, and all that older servers have.
//!
//! ```
//! use countersign::discovery::capability;
//! use url::Url;
//!
//! let base = Url::parse("https://ehr.example/fhir/")?;
//! assert_eq!(capability::request(&base)?.uri(), "https://ehr.example/fhir/metadata");
//!
//! let statement = r#"{"resourceType":"CapabilityStatement","rest":[{"mode":"server","security":{"extension":[{
//!     "url":"http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
//!     "extension":[{"url":"token","valueUri":"https://ehr.example/token"}]}]}}]}"#;
//! assert_eq!(capability::token_endpoint(statement, &base)?.as_str(), "https://ehr.example/token");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use http::header::ACCEPT;
use serde_json::Value;
use url::Url;

use super::document::{DiscoveryError, endpoint, object};
use super::{TokenEndpoint, below};

/// The extension that names the OAuth endpoints.
pub const OAUTH_URIS: &str =
    "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

/// The request for the CapabilityStatement.
///
/// # Errors
/// [`http::Error`] when the base is no URL that HTTP can send to.
pub fn request(fhir_base: &Url) -> Result<http::Request<Vec<u8>>, http::Error> {
    http::Request::get(below(fhir_base, "/metadata").as_str())
        .header(ACCEPT, "application/fhir+json")
        .body(Vec::new())
}

/// The token endpoint that a CapabilityStatement names.
///
/// # Errors
/// [`DiscoveryError`] when the text is not JSON, or names no usable token endpoint.
pub fn token_endpoint(text: &str, fhir_base: &Url) -> Result<TokenEndpoint, DiscoveryError> {
    let statement = object(text)?;
    for (r, rest) in elements(statement.get("rest")) {
        let Some(security) = rest.get("security") else { continue };
        for (o, oauth) in extensions(security, OAUTH_URIS) {
            if let Some((t, token)) = extensions(oauth, "token").next() {
                let pointer = format!("/rest/{r}/security/extension/{o}/extension/{t}/valueUri");
                // Before R4 a URL was a uri everywhere; some write valueUrl since.
                let found = token.get("valueUri").or_else(|| token.get("valueUrl"));
                return endpoint(found.unwrap_or(&Value::Null), pointer, fhir_base);
            }
        }
    }
    Err(DiscoveryError::Missing { pointer: "/rest/0/security/extension" })
}

fn elements(array: Option<&Value>) -> impl Iterator<Item = (usize, &Value)> {
    array.and_then(Value::as_array).into_iter().flatten().enumerate()
}

fn extensions<'a>(of: &'a Value, url: &'static str) -> impl Iterator<Item = (usize, &'a Value)> {
    elements(of.get("extension"))
        .filter(move |(_, extension)| extension.get("url").and_then(Value::as_str) == Some(url))
}
