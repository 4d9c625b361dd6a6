//! The token endpoint: a URL to post to, and the text that goes into `aud`.

use core::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// A token endpoint, as the partner wrote it. `aud` is compared octet by octet, so the text is kept beside the URL:
/// a URL would gain a slash here and lose a port there.
///
/// ```
/// use countersign::discovery::TokenEndpoint;
///
/// let endpoint: TokenEndpoint = "https://ehr.example:443".parse()?;
/// assert_eq!(endpoint.as_str(), "https://ehr.example:443");
/// assert_eq!(endpoint.url().as_str(), "https://ehr.example/");
/// # Ok::<(), countersign::discovery::TokenEndpointError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TokenEndpoint {
    text: String,
    url: Url,
}

/// Why a text is no token endpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenEndpointError {
    /// It is not a URL, absolute or relative.
    #[error("{text:?} is no URL: {reason}")]
    Url {
        /// What is there, at most 200 characters.
        text: String,
        /// What is wrong with it.
        reason: url::ParseError,
    },
    /// It is a URL of another scheme than https or http, or one without a host.
    #[error("{text:?} is no address to post to, wanted https://…")]
    Scheme {
        /// What is there, at most 200 characters.
        text: String,
    },
    /// It carries a user name or password.
    #[error("the URL carries a user name or password")]
    Credentials,
    /// It is longer than [`TokenEndpoint::OCTETS`].
    #[error("the URL has {octets} octets, at most {} are taken", TokenEndpoint::OCTETS)]
    TooLong {
        /// Its length.
        octets: usize,
    },
}

impl TokenEndpoint {
    /// Longest URL that is taken, in octets.
    pub const OCTETS: usize = 4096;

    /// Reads a token endpoint; a relative one is resolved on the FHIR base, and its text is then the resolved URL.
    ///
    /// # Errors
    /// [`TokenEndpointError`] when it is not an https or http URL.
    ///
    /// ```
    /// use countersign::discovery::TokenEndpoint;
    /// use url::Url;
    ///
    /// let base = Url::parse("https://ehr.example/fhir")?;
    /// assert_eq!(TokenEndpoint::resolve("auth/token", &base)?.as_str(), "https://ehr.example/fhir/auth/token");
    /// assert_eq!(TokenEndpoint::resolve("/auth/token", &base)?.as_str(), "https://ehr.example/auth/token");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn resolve(text: &str, fhir_base: &Url) -> Result<Self, TokenEndpointError> {
        match text.parse() {
            Err(TokenEndpointError::Url {
                reason: url::ParseError::RelativeUrlWithoutBase,
                ..
            }) => {
                let url =
                    super::below(fhir_base, "/").join(text).map_err(|r| unreadable(text, r))?;
                Self::new(url.to_string(), url)
            }
            read => read,
        }
    }

    /// The URL to post to.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The text for `aud`, as the partner wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether what is posted there can be read on the way: it is not https, and not this machine.
    pub fn is_in_the_clear(&self) -> bool {
        is_in_the_clear(&self.url)
    }

    fn new(text: String, url: Url) -> Result<Self, TokenEndpointError> {
        if text.len() > Self::OCTETS {
            return Err(TokenEndpointError::TooLong { octets: text.len() });
        }
        // WHATWG lets a few hosts pass that RFC 3986, and so HTTP, does not know: `https://"`.
        let sendable = url.as_str().parse::<http::Uri>().is_ok();
        if !matches!(url.scheme(), "https" | "http") || !url.has_host() || !sendable {
            return Err(TokenEndpointError::Scheme { text: shortened(&text) });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TokenEndpointError::Credentials);
        }
        Ok(Self { text, url })
    }
}

impl core::str::FromStr for TokenEndpoint {
    type Err = TokenEndpointError;

    fn from_str(text: &str) -> Result<Self, TokenEndpointError> {
        let url = Url::parse(text).map_err(|reason| unreadable(text, reason))?;
        Self::new(text.to_owned(), url)
    }
}

impl fmt::Display for TokenEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<TokenEndpoint> for String {
    fn from(endpoint: TokenEndpoint) -> Self {
        endpoint.text
    }
}

impl TryFrom<String> for TokenEndpoint {
    type Error = TokenEndpointError;

    fn try_from(text: String) -> Result<Self, TokenEndpointError> {
        text.parse()
    }
}

/// Whether it is not https, and not this machine.
pub(crate) fn is_in_the_clear(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() != "https" && !loopback
}

fn unreadable(text: &str, reason: url::ParseError) -> TokenEndpointError {
    TokenEndpointError::Url { text: shortened(text), reason }
}

fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}
