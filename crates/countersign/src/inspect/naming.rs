//! What a JSON document is, by the names at its top, and what to call it.

use super::Kind;
use super::glossary::{
    CLAIMS, Glossary, HEADER, JWK, KEY_SET, OAUTH_ERROR, OPENID_CONFIGURATION, RESOURCE,
    SMART_CONFIGURATION, TOKEN_REQUEST, TOKEN_RESPONSE,
};
use super::shape::Shape;
use crate::encoding::base64url;
use crate::key::PRIVATE_MEMBERS;
use crate::redact::shown;

/// A kind, and whether a document is one.
type Row = (Kind, fn(&Shape) -> bool);

/// The first row that fits decides.
const KINDS: [Row; 17] = [
    (Kind::Bundle, |shape| shape.is("resourceType", "Bundle")),
    (Kind::OperationOutcome, |shape| shape.is("resourceType", "OperationOutcome")),
    (Kind::CapabilityStatement, |shape| shape.is("resourceType", "CapabilityStatement")),
    (Kind::Resource, |shape| shape.has("resourceType")),
    (Kind::SecretJwk, |shape| shape.is("kty", "oct")),
    (Kind::PrivateJwk, |shape| shape.has("kty") && shape.count(&PRIVATE_MEMBERS) > 0),
    (Kind::PublicJwk, |shape| shape.has("kty")),
    (Kind::KeySet, |shape| shape.has("keys")),
    (Kind::TokenResponse, |shape| shape.has("access_token")),
    (Kind::TokenRequest, |shape| shape.count(&["grant_type", "client_assertion"]) > 0),
    (Kind::OauthError, |shape| shape.text("error").is_some()),
    (Kind::SmartConfiguration, |shape| shape.count(&["token_endpoint", "capabilities"]) == 2),
    (Kind::OpenidConfiguration, |shape| {
        let endpoints = ["token_endpoint", "authorization_endpoint", "jwks_uri"];
        shape.has("issuer") && shape.count(&endpoints) > 0
    }),
    (Kind::SmartConfiguration, |shape| shape.has("token_endpoint")),
    (Kind::Header, |shape| {
        shape.has("alg") && shape.count(&["typ", "kid", "enc", "jku", "x5c"]) > 0
    }),
    (Kind::Claims, |shape| shape.count(&["iss", "sub", "aud", "exp", "iat", "jti"]) >= 2),
    (Kind::Json, |_| true),
];

/// What a document is.
pub(super) fn kind(shape: &Shape) -> Kind {
    KINDS.iter().find(|(_, fits)| fits(shape)).map_or(Kind::Json, |(kind, _)| *kind)
}

/// What the members of such a document mean.
pub(super) const fn glossary(kind: Kind) -> Glossary {
    match kind {
        Kind::Bundle | Kind::OperationOutcome | Kind::CapabilityStatement | Kind::Resource => {
            RESOURCE
        }
        Kind::SecretJwk | Kind::PrivateJwk | Kind::PublicJwk => JWK,
        Kind::KeySet => KEY_SET,
        Kind::TokenResponse => TOKEN_RESPONSE,
        Kind::TokenRequest => TOKEN_REQUEST,
        Kind::OauthError => OAUTH_ERROR,
        Kind::SmartConfiguration => SMART_CONFIGURATION,
        Kind::OpenidConfiguration => OPENID_CONFIGURATION,
        Kind::Header => HEADER,
        Kind::Claims => CLAIMS,
        _ => &[],
    }
}

/// The kind in words.
pub(super) fn words(kind: Kind, shape: &Shape) -> String {
    let text = |name: &str| shown(shape.text(name).unwrap_or("unknown"));
    let fixed = match kind {
        Kind::Bundle if shape.is("type", "searchset") => "A FHIR Bundle: the answer to a search",
        Kind::Bundle => return format!("A FHIR Bundle of the type {}", text("type")),
        Kind::OperationOutcome => "A FHIR OperationOutcome: what a server says about a request",
        Kind::CapabilityStatement => "A FHIR CapabilityStatement: what a server can do",
        Kind::Resource => return format!("A FHIR resource of the type {}", text("resourceType")),
        Kind::PublicJwk => return format!("A public {} as JWK", key(shape)),
        Kind::PrivateJwk => return format!("A PRIVATE {} as JWK", key(shape)),
        Kind::SecretJwk => "A shared secret as JWK (`kty` is oct)",
        Kind::KeySet => "A key set (JWKS)",
        Kind::PrivateKeySet => "A key set (JWKS) with PRIVATE keys in it",
        Kind::TokenResponse => "A token response",
        Kind::TokenRequest => "A token request as JSON; the specification wants a form",
        Kind::OauthError => return format!("An OAuth error: {}", text("error")),
        Kind::SmartConfiguration => "A SMART discovery document",
        Kind::OpenidConfiguration => "An OpenID or OAuth discovery document",
        Kind::Header => "A JOSE header, decoded",
        Kind::Claims => "The claims of a JWT, decoded",
        _ => "A JSON object",
    };
    fixed.to_owned()
}

/// `RSA key of 2048 bits`, `EC key on P-384`.
fn key(shape: &Shape) -> String {
    let modulus = shape.text("n").and_then(|n| base64url::decode(n).ok());
    match (shape.text("kty"), modulus, shape.text("crv")) {
        (Some("RSA"), Some(n), _) => format!("RSA key of {} bits", n.len() * 8),
        (Some("RSA"), None, _) => "RSA key".to_owned(),
        (Some(kty), _, Some(crv)) => format!("{} key on {}", shown(kty), shown(crv)),
        (Some(kty), ..) => format!("{} key", shown(kty)),
        (None, ..) => "key of no type".to_owned(),
    }
}
