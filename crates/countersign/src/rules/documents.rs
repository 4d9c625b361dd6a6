//! Rules of the documents that come back: discovery, token response, FHIR.

use super::rule::{ASYMMETRIC, BACKEND, CONFORMANCE, OWN, R4, RFC6749, Rule};

/// The rules of this group, in the order of the flow.
pub const RULES: &[&Rule] = &[
    &DISCOVERY_PATH,
    &DISCOVERY_ABSOLUTE,
    &DISCOVERY_REQUIRED,
    &DISCOVERY_BACKEND,
    &TOKEN_RESPONSE,
    &TOKEN_SHORT,
    &NO_STORE,
    &CLOCK,
    &FHIR_TYPE,
    &FHIR_SELF,
    &FHIR_STATUS,
];

/// The discovery document is at the FHIR base plus `/.well-known/smart-configuration`, as JSON.
pub static DISCOVERY_PATH: Rule = Rule::new(
    "smart.discovery.path",
    &CONFORMANCE,
    "Using .well-known",
    "The discovery document is at the FHIR base plus `/.well-known/smart-configuration`, as JSON.",
);

/// URLs in the discovery document are absolute.
pub static DISCOVERY_ABSOLUTE: Rule = Rule::new(
    "smart.discovery.absolute",
    &CONFORMANCE,
    "Response",
    "URLs in the discovery document are absolute.",
);

/// The document has `token_endpoint`, `grant_types_supported`, `capabilities` and `code_challenge_methods_supported`.
pub static DISCOVERY_REQUIRED: Rule = Rule::new(
    "smart.discovery.required",
    &CONFORMANCE,
    "Metadata",
    "The document has `token_endpoint`, `grant_types_supported`, `capabilities` and `code_challenge_methods_supported`.",
);

/// The document lists `client_credentials`, `private_key_jwt`, RS384 or ES384, and `client-confidential-asymmetric`.
pub static DISCOVERY_BACKEND: Rule = Rule::new(
    "smart.discovery.backend",
    &ASYMMETRIC,
    "Advertising server support",
    "The document lists `client_credentials`, `private_key_jwt`, RS384 or ES384, and `client-confidential-asymmetric`.",
);

/// The answer is JSON with `access_token`, `token_type` bearer, `expires_in` and `scope`.
pub static TOKEN_RESPONSE: Rule = Rule::new(
    "smart.token.response",
    &BACKEND,
    "Obtain access token, Response",
    "The answer is JSON with `access_token`, `token_type` bearer, `expires_in` and `scope`.",
);

/// A token lasts at most 300 seconds, and no refresh token comes with it.
pub static TOKEN_SHORT: Rule = Rule::new(
    "smart.token.short",
    &BACKEND,
    "Obtain access token, Response",
    "A token lasts at most 300 seconds, and no refresh token comes with it.",
);

/// A token response says `Cache-Control: no-store` and `Pragma: no-cache`.
pub static NO_STORE: Rule = Rule::new(
    "smart.oauth.no-store",
    &RFC6749,
    "§5.1",
    "A token response says `Cache-Control: no-store` and `Pragma: no-cache`.",
);

/// Both sides tell the same time to within a minute.
pub static CLOCK: Rule = Rule::new(
    "smart.clock.skew",
    &OWN,
    "own rule",
    "Both sides tell the same time to within a minute.",
);

/// FHIR JSON travels as `application/fhir+json`.
pub static FHIR_TYPE: Rule = Rule::new(
    "fhir.type",
    &R4,
    "http.html, Content Types",
    "FHIR JSON travels as `application/fhir+json`.",
);

/// A search result shows in its `self` link which parameters were used.
pub static FHIR_SELF: Rule = Rule::new(
    "fhir.self",
    &R4,
    "search.html, self link",
    "A search result shows in its `self` link which parameters were used.",
);

/// A FHIR server answers an error with the fitting status and an OperationOutcome.
pub static FHIR_STATUS: Rule = Rule::new(
    "fhir.status",
    &R4,
    "http.html, Status Codes",
    "A FHIR server answers an error with the fitting status and an OperationOutcome.",
);
