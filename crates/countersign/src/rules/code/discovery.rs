//! Faults of the discovery document.

use super::Code;
use crate::rules::documents;

/// The codes of this group, in the order of the checks.
pub const CODES: &[&Code] = &[
    &FETCH_FAILED,
    &FORM,
    &TOKEN_ENDPOINT_MISSING,
    &TOKEN_ENDPOINT_RELATIVE,
    &TOKEN_ENDPOINT_HTTP,
    &GRANT_MISSING,
    &METHOD_MISSING,
    &ALG_MISSING,
    &CAPABILITY_MISSING,
    &PKCE_MISSING,
    &PKCE_PLAIN,
    &ISSUER_UNEXPECTED,
];

/// There is no discovery document at the FHIR base.
pub static FETCH_FAILED: Code = Code::new(
    "discovery.fetch.failed",
    &documents::DISCOVERY_PATH,
    "FFFFF-",
    "There is no discovery document at the FHIR base.",
    "The client does not know where to send its assertion.",
    "Check the FHIR base; some sites have a tenant in it.",
);

/// The discovery document is not a JSON object.
pub static FORM: Code = Code::new(
    "discovery.form",
    &documents::DISCOVERY_PATH,
    "FFFFF-",
    "The discovery document is not a JSON object.",
    "It cannot be read.",
    "Check that the address gives JSON and not a page.",
);

/// The document has no usable `token_endpoint`.
pub static TOKEN_ENDPOINT_MISSING: Code = Code::new(
    "discovery.token-endpoint.missing",
    &documents::DISCOVERY_REQUIRED,
    "FFFFF-",
    "The document has no usable `token_endpoint`.",
    "There is nowhere to send the assertion.",
    "Ask the partner, or take it from the capability statement.",
);

/// `token_endpoint` is not an absolute URL.
pub static TOKEN_ENDPOINT_RELATIVE: Code = Code::new(
    "discovery.token-endpoint.relative",
    &documents::DISCOVERY_ABSOLUTE,
    "WWWWW-",
    "`token_endpoint` is not an absolute URL.",
    "Clients have to guess what it is relative to.",
    "Publish the whole URL.",
);

/// `token_endpoint` is not https.
pub static TOKEN_ENDPOINT_HTTP: Code = Code::new(
    "discovery.token-endpoint.http",
    &documents::DISCOVERY_ABSOLUTE,
    "FFFFF-",
    "`token_endpoint` is not https.",
    "The token would travel in the clear.",
    "Publish an https URL.",
);

/// `grant_types_supported` does not list `client_credentials`.
pub static GRANT_MISSING: Code = Code::new(
    "discovery.grant.missing",
    &documents::DISCOVERY_BACKEND,
    "WWWWW-",
    "`grant_types_supported` does not list `client_credentials`.",
    "The document does not promise this flow; many servers take it all the same.",
    "Try it, and ask the partner to list it.",
);

/// `token_endpoint_auth_methods_supported` does not list `private_key_jwt`.
pub static METHOD_MISSING: Code = Code::new(
    "discovery.method.missing",
    &documents::DISCOVERY_BACKEND,
    "WWWWW-",
    "`token_endpoint_auth_methods_supported` does not list `private_key_jwt`.",
    "The document does not promise signed assertions.",
    "Try it, and ask the partner to list it.",
);

/// The document does not list RS384 or ES384.
pub static ALG_MISSING: Code = Code::new(
    "discovery.alg.missing",
    &documents::DISCOVERY_BACKEND,
    "WWWWW-",
    "The document does not list RS384 or ES384.",
    "A client cannot choose an algorithm from it.",
    "Use RS384, or what the partner documents.",
);

/// `capabilities` does not list `client-confidential-asymmetric`.
pub static CAPABILITY_MISSING: Code = Code::new(
    "discovery.capability.missing",
    &documents::DISCOVERY_BACKEND,
    "WWWWW-",
    "`capabilities` does not list `client-confidential-asymmetric`.",
    "The document does not promise this flow.",
    "Try it, and ask the partner to list it.",
);

/// `code_challenge_methods_supported` is missing.
pub static PKCE_MISSING: Code = Code::new(
    "discovery.pkce.missing",
    &documents::DISCOVERY_REQUIRED,
    "WWWWW-",
    "`code_challenge_methods_supported` is missing.",
    "Backend Services does not use it; the specification asks for it all the same.",
    "Nothing to do for this flow.",
);

/// `code_challenge_methods_supported` lists `plain`.
pub static PKCE_PLAIN: Code = Code::new(
    "discovery.pkce.plain",
    &documents::DISCOVERY_REQUIRED,
    "FFFFF-",
    "`code_challenge_methods_supported` lists `plain`.",
    "The specification forbids it.",
    "Tell the partner.",
);

/// The document has `issuer` without `sso-openid-connect`.
pub static ISSUER_UNEXPECTED: Code = Code::new(
    "discovery.issuer.unexpected",
    &documents::DISCOVERY_REQUIRED,
    "WWWWW-",
    "The document has `issuer` without `sso-openid-connect`.",
    "It promises OpenID Connect that is not there.",
    "Nothing to do for this flow.",
);
