//! The SMART reference server for Bulk Data. It says `invalid_grant` where OAuth says `invalid_client`.

use super::{Reply, Server};
use crate::rules::Confidence;

/// The server.
pub(super) static SERVER: Server = Server {
    id: "bulk-data-server",
    name: "SMART Bulk Data Server",
    source: "smart-on-fhir/bulk-data-server 5df455ab, token_handler.ts, config.ts, lib.ts; library texts run by us",
    seen: "2026-11-24",
    confidence: Confidence::Observed,
    not_enforced: &[
        "jwt.iss.missing",
        "jwt.exp.too-far",
        "jwt.jti.missing",
        "jwt.jti.replayed",
        "jwt.aud.scheme",
    ],
    replies: REPLIES,
};

const REPLIES: &[Reply] = &[
    Reply::observed(
        "request.content-type",
        400,
        "invalid_request",
        "Invalid request content-type header (must be 'application/x-www-form-urlencoded')",
    ),
    Reply::observed(
        "request.grant-type.missing",
        400,
        "invalid_grant",
        "Missing grant_type parameter",
    ),
    Reply::observed(
        "request.grant-type.wrong",
        400,
        "unsupported_grant_type",
        "The grant_type parameter should equal 'client_credentials'",
    ),
    Reply::observed(
        "request.assertion-type.missing",
        400,
        "invalid_request",
        "Missing client_assertion_type parameter",
    ),
    Reply::observed(
        "request.assertion-type.wrong",
        400,
        "invalid_request",
        "Invalid client_assertion_type parameter. Must be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'.",
    ),
    Reply::observed(
        "jws.parts",
        400,
        "invalid_request",
        "Invalid registration token: Invalid token structure. Must contain 3 parts.",
    ),
    Reply::observed(
        "jws.kid.missing",
        400,
        "invalid_request",
        "Invalid registration token: Invalid JWT token header. Missing 'kid' property.",
    ),
    Reply::observed(
        "jws.alg.missing",
        400,
        "invalid_request",
        "Invalid registration token: Invalid JWT token header. Missing 'alg' property.",
    ),
    Reply::observed(
        "jws.typ.missing",
        400,
        "invalid_request",
        "Invalid registration token: Invalid JWT token header. Missing 'typ' property.",
    ),
    Reply::observed(
        "jws.typ.wrong",
        400,
        "invalid_request",
        "Invalid registration token: Invalid JWT token header.The 'typ' property must equal 'JWT'.",
    ),
    Reply::observed(
        "request.assertion.missing",
        400,
        "invalid_request",
        "Invalid registration token: The token must be a string",
    ),
    Reply::observed(
        "jwt.client.unknown",
        400,
        "invalid_request",
        "Invalid client details token: {reason}",
    )
    .when("the client id is itself a token made at registration"),
    Reply::observed(
        "jwt.aud.wrong",
        400,
        "invalid_grant",
        "Invalid token 'aud' value. Must be '{token_url}'.",
    ),
    Reply::observed(
        "jwt.aud.trailing-slash",
        400,
        "invalid_grant",
        "Invalid token 'aud' value. Must be '{token_url}'.",
    ),
    Reply::observed(
        "jwt.iss-sub.mismatch",
        400,
        "invalid_grant",
        "The given iss '{iss}' does not match the registered client_id '{sub}'",
    ),
    Reply::observed("request.scope.missing", 400, "invalid_scope", "Empty scope"),
    Reply::observed(
        "scope.level",
        400,
        "invalid_scope",
        r#"Only system-level scopes are allowed for bulk data export (bad scope: "{scope}")"#,
    ),
    Reply::observed("scope.syntax", 400, "invalid_scope", r#"Invalid scope "{scope}""#),
    Reply::observed(
        "jws.jku.not-registered",
        400,
        "invalid_grant",
        "The provided jku '{jku}' is different than the one used at registration time ({jwks_url})",
    ),
    Reply::observed(
        "jwks.fetch.failed",
        400,
        "invalid_client",
        "Requesting the remote JWKS returned an error.\n{error}",
    ),
    Reply::observed("jwks.form", 400, "invalid_grant", "The remote jwks object has no keys array."),
    Reply::observed("jwks.empty", 400, "invalid_grant", "No JWKS found"),
    Reply::observed(
        "jws.kid.unknown",
        400,
        "invalid_grant",
        r#"No public keys found in the JWKS with "kid" equal to "{kid}""#,
    ),
    Reply::observed(
        "jws.signature.invalid",
        400,
        "invalid_grant",
        "Unable to verify the token with any of the public keys found in the JWKS: invalid signature",
    ),
    Reply::observed(
        "jwt.exp.expired",
        400,
        "invalid_grant",
        "Unable to verify the token with any of the public keys found in the JWKS: jwt expired",
    ),
    Reply::observed(
        "jwt.nbf.future",
        400,
        "invalid_grant",
        "Unable to verify the token with any of the public keys found in the JWKS: jwt not active",
    ),
    Reply::observed(
        "jws.alg.none",
        400,
        "invalid_grant",
        "Unable to verify the token with any of the public keys found in the JWKS: jwt signature is required",
    ),
    Reply::observed(
        "jws.alg.symmetric",
        400,
        "invalid_grant",
        "Unable to verify the token with any of the public keys found in the JWKS: secretOrPublicKey must be a symmetric key when using HS256",
    ),
    Reply::observed(
        "jws.signature.der",
        400,
        "invalid_grant",
        r#"Unable to verify the token with any of the public keys found in the JWKS: "ES384" signatures must be "96" bytes, saw "{n}""#,
    ),
];
