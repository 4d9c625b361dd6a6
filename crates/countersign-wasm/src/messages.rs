//! The requests of the flow, ready to be sent, and its answers, read.

use countersign::discovery::{self, DiscoveryError, SmartConfiguration, capability};
use countersign::fhir::{self, FhirError, SearchError};
use countersign::jws::{Alg, KeyType};
use countersign::scope::{Interaction, ScopeSet};
use countersign::token::{AccessToken, TokenError, TokenRequest, TokenResponse};
use http::{Request, StatusCode};
use serde::Serialize;
use url::Url;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::{Failure, json};

/// A request as `fetch` takes it.
#[derive(Serialize)]
struct Sendable {
    method: String,
    url: String,
    headers: serde_json::Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

/// Asks for the discovery document of a FHIR base.
///
/// # Errors
/// The base is no URL.
#[wasm_bindgen(js_name = discoveryRequest)]
pub fn discovery_request(fhir_base: &str) -> Result<String, JsValue> {
    sendable(discovery::request(&url(fhir_base, "fhirBase")?))
}

/// What a discovery document says that a client needs, as JSON.
///
/// # Errors
/// It is no discovery document, or names no token endpoint.
#[wasm_bindgen(js_name = readDiscovery)]
pub fn read_discovery(fhir_base: &str, document: &str) -> Result<String, JsValue> {
    discovered(SmartConfiguration::parse(document, &url(fhir_base, "fhirBase")?))
}

/// Asks for the CapabilityStatement of a FHIR base: where there is no discovery document, it may name the token endpoint.
///
/// # Errors
/// The base is no URL.
#[wasm_bindgen(js_name = capabilityRequest)]
pub fn capability_request(fhir_base: &str) -> Result<String, JsValue> {
    sendable(capability::request(&url(fhir_base, "fhirBase")?))
}

/// What a CapabilityStatement says that a client needs, as JSON: no algorithms are among it.
///
/// # Errors
/// It is no CapabilityStatement, or names no token endpoint.
#[wasm_bindgen(js_name = readCapability)]
pub fn read_capability(fhir_base: &str, statement: &str) -> Result<String, JsValue> {
    let base = url(fhir_base, "fhirBase")?;
    discovered(SmartConfiguration::from_capability_statement(statement, &base))
}

fn discovered(read: Result<SmartConfiguration, DiscoveryError>) -> Result<String, JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Discovered<'a> {
        token_endpoint: &'a str,
        algs: Vec<&'static str>,
        /// The best for a key of RSA, of P-256 and of P-384.
        best_alg: [Option<&'static str>; 3],
    }
    let read = read.map_err(|error| Failure::new(error.code(), error))?;
    let algs = read.algs();
    let best = |kind| discovery::best_alg(&algs, Some(kind)).map(Alg::as_str);
    Ok(json(&Discovered {
        token_endpoint: read.token_endpoint().as_str(),
        best_alg: [KeyType::Rsa, KeyType::P256, KeyType::P384].map(best),
        algs: algs.iter().map(|alg| alg.as_str()).collect(),
    }))
}

/// Asks for a token.
///
/// # Errors
/// The endpoint is no URL.
#[wasm_bindgen(js_name = tokenRequest)]
pub fn token_request(
    token_endpoint: &str,
    assertion: &str,
    scope: &str,
) -> Result<String, JsValue> {
    let endpoint = url(token_endpoint, "tokenEndpoint")?;
    sendable(TokenRequest::new(scope, assertion).to_http(&endpoint))
}

/// Reads what the token endpoint answered.
///
/// # Errors
/// It is a refusal, or no token response.
#[wasm_bindgen(js_name = readTokenResponse)]
pub fn read_token_response(status: u16, body: &str) -> Result<String, JsValue> {
    let status = StatusCode::from_u16(status).map_err(|error| Failure::wrong("status", error))?;
    match TokenResponse::parse(status, body.as_bytes()) {
        Ok(response) => Ok(response.to_json()),
        Err(TokenError::Refused { status, error }) => Err(refusal(status, &error)),
        Err(error) => Err(Failure::new(error.code(), error).into()),
    }
}

/// Asks for resources, with the token.
///
/// # Errors
/// The query leads elsewhere, or cannot be sent.
#[wasm_bindgen(js_name = searchRequest)]
pub fn search_request(fhir_base: &str, query: &str, token: &str) -> Result<String, JsValue> {
    let base = url(fhir_base, "fhirBase")?;
    let request =
        fhir::search_request(&base, query, &AccessToken::new(token)).map_err(|error| {
            let argument = match &error {
                FhirError::Search(SearchError::Token) => "accessToken",
                _ => "query",
            };
            Failure::new(error.code(), error).about(argument)
        })?;
    written(&request)
}

/// The scopes of a text, each taken apart.
///
/// # Errors
/// One of them is no scope.
#[wasm_bindgen(js_name = parseScope)]
pub fn parse_scope(text: &str) -> Result<String, JsValue> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Parsed<'a> {
        text: String,
        level: &'static str,
        resource_type: &'a str,
        interactions: String,
        version: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        restriction: Option<&'a str>,
        says: String,
    }
    let set = scopes(text)?;
    let parsed: Vec<_> = set
        .iter()
        .map(|scope| Parsed {
            text: scope.to_string(),
            level: scope.level().as_str(),
            resource_type: scope.resource_type().as_str(),
            interactions: scope.permissions().iter().map(Interaction::letter).collect(),
            version: match scope.version() {
                countersign::scope::Version::V1 => 1,
                countersign::scope::Version::V2 => 2,
            },
            restriction: scope.restriction(),
            says: scope.in_words(),
        })
        .collect();
    Ok(json(&parsed))
}

/// Whether scopes permit an interaction, named by its letter in `cruds`.
///
/// # Errors
/// The text holds something that is no scope, or there is no such letter.
#[wasm_bindgen(js_name = scopeAllows)]
pub fn scope_allows(
    granted: &str,
    resource_type: &str,
    interaction: char,
) -> Result<bool, JsValue> {
    let all = [
        Interaction::Create,
        Interaction::Read,
        Interaction::Update,
        Interaction::Delete,
        Interaction::Search,
    ];
    let interaction = all
        .into_iter()
        .find(|known| known.letter() == interaction)
        .ok_or_else(|| Failure::wrong("interaction", "wanted one of c, r, u, d, s"))?;
    Ok(scopes(granted)?.allows(resource_type, interaction))
}

fn scopes(text: &str) -> Result<ScopeSet, Failure> {
    ScopeSet::parse(text).map_err(|error| Failure::new(error.code(), error).about("scope"))
}

fn url(text: &str, argument: &'static str) -> Result<Url, Failure> {
    Url::parse(text).map_err(|error| {
        let says = format!("{argument} is no absolute URL ({error}), wanted https://…");
        Failure::wrong(argument, says)
    })
}

fn sendable(request: Result<Request<Vec<u8>>, http::Error>) -> Result<String, JsValue> {
    written(&request.map_err(|error| Failure::new("invalid-argument", error))?)
}

fn written(request: &Request<Vec<u8>>) -> Result<String, JsValue> {
    let headers = request.headers().iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into())
    });
    let body = request.body();
    Ok(json(&Sendable {
        method: request.method().to_string(),
        url: request.uri().to_string(),
        headers: headers.collect(),
        body: (!body.is_empty()).then(|| String::from_utf8_lossy(body).into_owned()),
    }))
}

/// A refusal carries what the partner said, for the face to give on as it is.
fn refusal(status: u16, error: &countersign::token::OAuthError) -> JsValue {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Refusal<'a> {
        code: &'static str,
        message: String,
        status: u16,
        error: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        error_description: Option<&'a str>,
    }
    let description = error.error_description.as_deref();
    let says = description.map(|text| format!(": {text}")).unwrap_or_default();
    json(&Refusal {
        code: "token.refused",
        message: format!("the partner answered {status} {}{says}", error.error),
        status,
        error: &error.error,
        error_description: description,
    })
    .into()
}
