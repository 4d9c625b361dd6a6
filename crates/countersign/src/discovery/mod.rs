//! Discovery: where a partner takes token requests, and what it accepts (SMART App Launch 2.2, Conformance).
//!
//! ```
//! use countersign::discovery::{SmartConfiguration, best_alg, request};
//! use countersign::jws::Alg;
//! use url::Url;
//!
//! let fhir_base = Url::parse("https://ternvalley.example/fhir/")?;
//! let asked = request(&fhir_base)?;
//! assert_eq!(asked.uri(), "https://ternvalley.example/fhir/.well-known/smart-configuration");
//!
//! let document = r#"{"token_endpoint":"https://ternvalley.example/auth/token",
//!     "token_endpoint_auth_signing_alg_values_supported":["HS256","ES384","RS384"]}"#;
//! let partner = SmartConfiguration::parse(document, &fhir_base)?;
//! assert_eq!(partner.token_endpoint().as_str(), "https://ternvalley.example/auth/token");
//! assert_eq!(partner.algs(), [Alg::Es384, Alg::Rs384]);
//! assert_eq!(best_alg(&partner.algs(), None), Some(Alg::Es384));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod alg;
pub mod capability;
mod document;
mod endpoint;
mod fetch;
mod lint;
mod metadata;

use http::header::ACCEPT;
use url::Url;

pub use alg::best_alg;
pub use document::{DiscoveryError, SmartConfiguration};
pub(crate) use endpoint::is_in_the_clear;
pub use endpoint::{TokenEndpoint, TokenEndpointError};
pub use lint::{lint, lint_fetch};
pub use metadata::Metadata;

/// Where the discovery document is: the FHIR base less one trailing slash, and `/.well-known/smart-configuration`.
///
/// A query or fragment of the base is left out.
///
/// ```
/// use countersign::discovery::well_known;
/// use url::Url;
///
/// for base in ["https://ehr.example/fhir/r4", "https://ehr.example/fhir/r4/"] {
///     assert_eq!(well_known(&Url::parse(base)?).as_str(), "https://ehr.example/fhir/r4/.well-known/smart-configuration");
/// }
/// # Ok::<(), url::ParseError>(())
/// ```
pub fn well_known(fhir_base: &Url) -> Url {
    below(fhir_base, "/.well-known/smart-configuration")
}

/// The request for the discovery document.
///
/// # Errors
/// [`http::Error`] when the base is no URL that HTTP can send to.
pub fn request(fhir_base: &Url) -> Result<http::Request<Vec<u8>>, http::Error> {
    http::Request::get(well_known(fhir_base).as_str())
        .header(ACCEPT, "application/json")
        .body(Vec::new())
}

/// The base less one trailing slash, with `path` behind it.
fn below(fhir_base: &Url, path: &str) -> Url {
    let mut url = fhir_base.clone();
    url.set_query(None);
    url.set_fragment(None);
    let base = fhir_base.path();
    url.set_path(&format!("{}{path}", base.strip_suffix('/').unwrap_or(base)));
    url
}
