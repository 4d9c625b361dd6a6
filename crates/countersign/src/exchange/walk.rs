//! What the walk has found so far, and what it may do next.

use http::{Request, Response};
use serde_json::json;
use url::Url;

use crate::assertion::{Assertion, AssertionError, Draft};
use crate::discovery::{self, DiscoveryError, SmartConfiguration};
use crate::fhir::{self, Bundle, FhirError};
use crate::jws::{Alg, KeyType};
use crate::kid::KeyId;
use crate::time::{Seconds, UnixSeconds};
use crate::token::{AccessToken, TokenError, TokenRequest, TokenResponse};

use super::Step;

/// How the client hands its public keys to the partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registration {
    /// A URL that serves the key set: preferred, since keys can then be rotated.
    ByUrl(String),
    /// The key set itself, as `jwk::publish` emits it.
    ByValue(String),
}

/// An access token, and until when it is good.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What came with it.
    pub response: TokenResponse,
    /// When it ends; a token without `expires_in` is taken to be good for five minutes.
    pub ends_at: UnixSeconds,
}

/// Why a step cannot be taken, or what was wrong with what came back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// An earlier step comes first.
    #[error("{step} needs {needs} first")]
    NotYet {
        /// The step that was asked for.
        step: Step,
        /// The step that it builds on.
        needs: Step,
    },
    /// The request cannot be put together.
    #[error("the request cannot be sent: {0}")]
    Request(#[from] http::Error),
    /// The discovery document is not one.
    #[error("discovery: {0}")]
    Discovery(#[from] DiscoveryError),
    /// The partner did not register the client.
    #[error("the partner answered {status} to the registration")]
    Registration {
        /// The HTTP status.
        status: u16,
    },
    /// The assertion cannot be built.
    #[error("assertion: {0}")]
    Assertion(#[from] AssertionError),
    /// No token came back.
    #[error("{0}")]
    Token(#[from] TokenError),
    /// The query or its answer.
    #[error("{0}")]
    Fhir(#[from] FhirError),
}

impl ExchangeError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotYet { .. } => "exchange.not-yet",
            Self::Request(_) => "exchange.request",
            Self::Discovery(error) => error.code(),
            Self::Registration { .. } => "exchange.registration",
            Self::Assertion(error) => error.code(),
            Self::Token(error) => error.code(),
            Self::Fhir(error) => error.code(),
        }
    }
}

/// The walk of one client against one partner.
///
/// ```
/// use countersign::exchange::{Exchange, Step};
/// use http::{Response, StatusCode};
/// use url::Url;
///
/// let mut walk = Exchange::new(Url::parse("https://ehr.example/fhir")?, "larkmoor-nightly");
/// let request = walk.discovery_request()?;
/// assert_eq!(request.uri(), "https://ehr.example/fhir/.well-known/smart-configuration");
///
/// let document = br#"{"token_endpoint":"https://ehr.example/token","token_endpoint_auth_signing_alg_values_supported":["ES384"]}"#;
/// walk.discovered(&Response::new(document.to_vec()))?;
/// assert_eq!(walk.best_alg(None).map(|alg| alg.as_str()), Some("ES384"));
/// assert!(walk.token_request("system/*.rs", "eyJ.eyJ.c2ln").is_ok());
/// assert!(walk.query_request("Patient").is_err(), "there is no token yet");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    fhir_base: Url,
    client_id: String,
    configuration: Option<SmartConfiguration>,
    token: Option<Token>,
    bundles: Vec<Bundle>,
}

impl Exchange {
    /// A walk that has not begun.
    pub fn new(fhir_base: Url, client_id: impl Into<String>) -> Self {
        Self {
            fhir_base,
            client_id: client_id.into(),
            configuration: None,
            token: None,
            bundles: Vec::new(),
        }
    }

    /// The FHIR base that it starts from.
    pub fn fhir_base(&self) -> &Url {
        &self.fhir_base
    }

    /// The client it is about.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The same partner, another client id; what was granted to the old one is dropped.
    pub fn set_client_id(&mut self, client_id: impl Into<String>) {
        self.client_id = client_id.into();
        self.drop_token();
    }

    /// Step 1: asks for the discovery document.
    ///
    /// # Errors
    /// [`ExchangeError::Request`] when the FHIR base is no address that HTTP can send to.
    pub fn discovery_request(&self) -> Result<Request<Vec<u8>>, ExchangeError> {
        Ok(discovery::request(&self.fhir_base)?)
    }

    /// Step 1: takes the discovery document.
    ///
    /// # Errors
    /// [`ExchangeError::Discovery`]; what an earlier discovery found is then gone too.
    pub fn discovered(
        &mut self,
        response: &Response<Vec<u8>>,
    ) -> Result<&SmartConfiguration, ExchangeError> {
        self.configuration = None;
        self.drop_token();
        let found = SmartConfiguration::from_response(response, &self.fhir_base)?;
        Ok(self.configuration.insert(found))
    }

    /// What discovery found.
    pub fn configuration(&self) -> Option<&SmartConfiguration> {
        self.configuration.as_ref()
    }

    /// The algorithm to sign with: the partner's first of RS384 and ES384, else RS256; `key` narrows it.
    pub fn best_alg(&self, key: Option<KeyType>) -> Option<Alg> {
        let listed = self.configuration.as_ref().map(SmartConfiguration::algs).unwrap_or_default();
        discovery::best_alg(&listed, key)
    }

    /// Step 2: registers the client, in RFC 7591's names, at a partner that takes a developer's registration.
    ///
    /// # Errors
    /// [`ExchangeError::Request`] when `url` is no address that HTTP can send to.
    pub fn registration_request(
        &self,
        url: &str,
        keys: &Registration,
        scope: &str,
    ) -> Result<Request<Vec<u8>>, ExchangeError> {
        let mut body = json!({ "client_id": self.client_id, "scope": scope });
        match keys {
            Registration::ByUrl(url) => body["jwks_uri"] = url.as_str().into(),
            // What is no JSON goes out as the text it is: that it is refused is for the partner to say.
            Registration::ByValue(set) => {
                body["jwks"] = serde_json::from_str(set).unwrap_or_else(|_| set.as_str().into());
            }
        }
        Ok(Request::post(url)
            .header(http::header::CONTENT_TYPE, "application/json")
            .header(http::header::ACCEPT, "application/json")
            .body(body.to_string().into_bytes())?)
    }

    /// Step 2: takes the answer to the registration.
    ///
    /// # Errors
    /// [`ExchangeError::Registration`] when the partner did not register the client.
    pub fn registered(&mut self, response: &Response<Vec<u8>>) -> Result<(), ExchangeError> {
        self.drop_token();
        if response.status().is_success() {
            return Ok(());
        }
        Err(ExchangeError::Registration { status: response.status().as_u16() })
    }

    /// Step 3: the assertion to sign, good for `lifetime` from `now`.
    ///
    /// # Errors
    /// [`ExchangeError::NotYet`] without a discovery document, [`ExchangeError::Assertion`] when a value is impossible.
    pub fn assertion(
        &self,
        kid: KeyId,
        alg: Alg,
        jti: &str,
        lifetime: Seconds,
        now: UnixSeconds,
    ) -> Result<Draft, ExchangeError> {
        let audience = self.discovered_for(Step::Assertion)?.token_endpoint().as_str();
        let assertion = Assertion::new(self.client_id.as_str(), audience, kid, alg, jti, now);
        Ok(Assertion { lifetime, ..assertion }.draft()?)
    }

    /// Step 4: posts the assertion.
    ///
    /// # Errors
    /// [`ExchangeError::NotYet`] without a discovery document.
    pub fn token_request(
        &self,
        scope: &str,
        assertion: &str,
    ) -> Result<Request<Vec<u8>>, ExchangeError> {
        let endpoint = self.discovered_for(Step::Token)?.token_endpoint();
        Ok(TokenRequest::new(scope, assertion).to_http(endpoint.url())?)
    }

    /// Step 4: takes the token.
    ///
    /// # Errors
    /// [`ExchangeError::Token`] when the partner refused or the answer is none; an earlier token is then gone too.
    pub fn granted(
        &mut self,
        response: &Response<Vec<u8>>,
        now: UnixSeconds,
    ) -> Result<&Token, ExchangeError> {
        self.drop_token();
        let response = TokenResponse::parse(response.status(), response.body())?;
        let ends_at = now + response.expires_in.unwrap_or(Seconds::new(300));
        Ok(self.token.insert(Token { response, ends_at }))
    }

    /// The token, whether or not it has ended.
    pub fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    /// Step 5: asks for `query`, `Patient?name=shaw` for example, or for a `next` link.
    ///
    /// # Errors
    /// [`ExchangeError::NotYet`] without a token; [`ExchangeError::Fhir`] when the query leads to another server, which
    /// must not see the token.
    pub fn query_request(&self, query: &str) -> Result<Request<Vec<u8>>, ExchangeError> {
        let token = self
            .token
            .as_ref()
            .ok_or(ExchangeError::NotYet { step: Step::Query, needs: Step::Token })?;
        let bearer: &AccessToken = &token.response.access_token;
        Ok(fhir::search_request(&self.fhir_base, query, bearer)?)
    }

    /// Step 5: takes a Bundle.
    ///
    /// # Errors
    /// [`ExchangeError::Fhir`] when the answer is no success or no Bundle.
    pub fn received(&mut self, response: &Response<Vec<u8>>) -> Result<&Bundle, ExchangeError> {
        let bundle = Bundle::from_response(response)?;
        self.bundles.push(bundle);
        Ok(self.bundles.last().expect("one was pushed"))
    }

    /// Every Bundle since the token was granted.
    pub fn bundles(&self) -> &[Bundle] {
        &self.bundles
    }

    fn discovered_for(&self, step: Step) -> Result<&SmartConfiguration, ExchangeError> {
        self.configuration.as_ref().ok_or(ExchangeError::NotYet { step, needs: Step::Discovery })
    }

    fn drop_token(&mut self) {
        self.token = None;
        self.bundles.clear();
    }
}
