//! The request for a search, a page or a single resource.

use http::HeaderValue;
use http::header::{ACCEPT, AUTHORIZATION};
use url::Url;

use super::{FHIR_TYPE, FhirError};
use crate::token::AccessToken;

/// Why a query is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// It is no URL.
    #[error("the query is no URL: {0}")]
    Url(url::ParseError),
    /// It leads to another server than the token is for.
    #[error("the token is for {wanted}, it is not sent to {got}")]
    Origin {
        /// The origin of the FHIR base.
        wanted: String,
        /// The origin that the query leads to.
        got: String,
    },
    /// It leads out of the FHIR base, by `..` or otherwise.
    #[error("the query leads to {got}, outside the FHIR base {wanted}")]
    Outside {
        /// The path of the FHIR base.
        wanted: String,
        /// The path that the query leads to.
        got: String,
    },
    /// It carries a user name or password.
    #[error("the URL carries a user name or password")]
    Credentials,
    /// The token has characters that no header can carry.
    #[error("the token has characters that a header cannot carry")]
    Token,
    /// HTTP cannot send to it.
    #[error("HTTP cannot send to that URL")]
    Unsendable,
}

impl SearchError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Url(_) | Self::Unsendable => "search.url",
            Self::Origin { .. } => "search.origin",
            Self::Outside { .. } => "search.outside",
            Self::Credentials => "search.credentials",
            Self::Token => "search.token",
        }
    }
}

/// The request for `query`, with the token: `Patient?name=shaw`, `Patient/odalys-shaw`, or the
/// `next` link of a page.
///
/// A slash in front of a query is passed over. An absolute URL is taken where it has the origin of the FHIR base; the
/// token is sent nowhere else.
///
/// # Errors
/// [`FhirError::Search`] when the query leads elsewhere, or cannot be sent.
///
/// ```
/// use countersign::fhir::{FhirError, SearchError, search_request};
/// use countersign::token::AccessToken;
/// use url::Url;
///
/// let token = AccessToken::new("t");
/// let base = Url::parse("https://ehr.example/fhir")?;
/// let request = search_request(&base, "Patient?name=shaw", &token)?;
/// assert_eq!(request.headers()["accept"], "application/fhir+json");
/// assert_eq!(request.headers()["authorization"], "Bearer t");
/// assert!(matches!(search_request(&base, "https://evil.example/", &token), Err(FhirError::Search(SearchError::Origin { .. }))));
/// assert!(matches!(search_request(&base, "../admin", &token), Err(FhirError::Search(SearchError::Outside { .. }))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn search_request(
    fhir_base: &Url,
    query: &str,
    token: &AccessToken,
) -> Result<http::Request<Vec<u8>>, FhirError> {
    let url = resolve(fhir_base, query.trim())?;
    let mut bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
        .map_err(|_| SearchError::Token)?;
    bearer.set_sensitive(true);
    http::Request::get(url.as_str())
        .header(AUTHORIZATION, bearer)
        .header(ACCEPT, FHIR_TYPE)
        .body(Vec::new())
        .map_err(|_| SearchError::Unsendable.into())
}

fn resolve(fhir_base: &Url, query: &str) -> Result<Url, SearchError> {
    let mut folder = fhir_base.clone();
    folder.set_query(None);
    folder.set_fragment(None);
    if !folder.path().ends_with('/') {
        folder.set_path(&format!("{}/", fhir_base.path()));
    }
    let absolute = Url::parse(query).ok().filter(Url::has_host);
    let is_absolute = absolute.is_some();
    let mut url = match absolute {
        Some(url) => url,
        // Joined as text, so that "a:b" in a query is no scheme, and "//host" no host.
        None => {
            let text = format!("{folder}{}", query.strip_prefix('/').unwrap_or(query));
            Url::parse(&text).map_err(SearchError::Url)?
        }
    };
    url.set_fragment(None);
    if url.origin() != fhir_base.origin() || !matches!(url.scheme(), "https" | "http") {
        return Err(SearchError::Origin {
            wanted: fhir_base.origin().ascii_serialization(),
            got: url.origin().ascii_serialization(),
        });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(SearchError::Credentials);
    }
    if !is_absolute && !url.path().starts_with(folder.path()) {
        return Err(SearchError::Outside {
            wanted: folder.path().to_owned(),
            got: url.path().to_owned(),
        });
    }
    Ok(url)
}
