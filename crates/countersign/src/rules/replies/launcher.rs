//! The SMART App Launcher (smart-launcher-v2). The link is the registration; without keys in the link nothing behind `aud` is checked.

use super::{Reply, Server};
use crate::rules::Confidence;

/// The server.
pub(super) static SERVER: Server = Server {
    id: "launcher",
    name: "SMART App Launcher",
    source: "smart-on-fhir/smart-launcher-v2 64374254, backend/routes/auth/token.ts; library texts run by us with the locked library version",
    seen: "2026-11-24",
    confidence: Confidence::Observed,
    not_enforced: &[
        "jwt.exp.too-far",
        "jwt.exp.milliseconds",
        "jwt.jti.replayed",
        "jwt.iat.future",
        "jwt.aud.scheme",
        "jwks.rsa.small",
        "jwks.private-member",
        "scope.order",
    ],
    replies: REPLIES,
};

const REPLIES: &[Reply] = &[
    Reply::observed(
        "request.content-type",
        400,
        "invalid_request",
        "Invalid request content-type header '{content_type}' (must be 'application/x-www-form-urlencoded')",
    ),
    Reply::observed(
        "request.grant-type.missing",
        400,
        "unsupported_grant_type",
        r#"Invalid or missing grant_type parameter "undefined""#,
    ),
    Reply::observed(
        "request.grant-type.wrong",
        400,
        "unsupported_grant_type",
        r#"Invalid or missing grant_type parameter "{grant_type}""#,
    ),
    Reply::observed("request.scope.missing", 400, "invalid_client", "Missing 'scope' parameter"),
    Reply::observed(
        "request.assertion-type.missing",
        400,
        "invalid_client",
        "Missing 'client_assertion_type' parameter",
    ),
    Reply::observed(
        "request.assertion.missing",
        400,
        "invalid_client",
        "Missing 'client_assertion' parameter",
    ),
    Reply::observed(
        "request.assertion-type.wrong",
        400,
        "invalid_client",
        "Invalid 'client_assertion_type' parameter. Must be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'.",
    ),
    Reply::observed(
        "request.auth.basic",
        400,
        "invalid_client",
        "Missing 'client_assertion_type' parameter",
    )
    .when("the Authorization header is ignored in this flow"),
    Reply::observed(
        "jws.parts",
        401,
        "invalid_request",
        r#"Could not decode the "client_assertion" parameter"#,
    ),
    Reply::observed("jwt.iss.missing", 401, "invalid_client", "Missing token 'iss' claim"),
    Reply::observed("jwt.sub.missing", 401, "invalid_client", "Missing token 'sub' claim"),
    Reply::observed("jwt.aud.missing", 401, "invalid_client", "Missing token 'aud' claim"),
    Reply::observed("jwt.exp.missing", 401, "invalid_client", "Missing token 'exp' claim"),
    Reply::observed("jwt.jti.missing", 401, "invalid_client", "Missing token 'jti' claim"),
    Reply::observed(
        "jws.typ.missing",
        401,
        "invalid_client",
        "Invalid token 'typ' header. Must be 'JWT'.",
    ),
    Reply::observed(
        "jws.typ.wrong",
        401,
        "invalid_client",
        "Invalid token 'typ' header. Must be 'JWT'.",
    ),
    Reply::observed("jws.kid.missing", 401, "invalid_client", "Missing token 'kid' header"),
    Reply::observed("jws.alg.missing", 401, "invalid_client", "Missing token 'alg' header"),
    Reply::observed(
        "jwt.iss-sub.mismatch",
        401,
        "invalid_client",
        "The token sub does not match the token iss claim",
    ),
    Reply::observed(
        "jwt.aud.wrong",
        401,
        "invalid_client",
        "Invalid token 'aud' value ({aud}). Must be '{token_url}'.",
    ),
    Reply::observed(
        "jwt.aud.trailing-slash",
        401,
        "invalid_client",
        "Invalid token 'aud' value ({aud}). Must be '{token_url}'.",
    ),
    Reply::observed(
        "jwks.fetch.failed",
        401,
        "invalid_client",
        "Failed to fetch JWKS from {jwks_url}. {status} {status_text}",
    ),
    Reply::observed("jwks.form", 401, "invalid_client", "JWKS is not an object"),
    Reply::observed("jwks.form", 401, "invalid_client", r#"JWKS does not have a "keys" property"#),
    Reply::observed("jwks.form", 401, "invalid_client", "jwks.keys must be an array"),
    Reply::observed("jwks.form", 401, "invalid_client", "Invalid JWKS json")
        .when("static set in the link does not parse"),
    Reply::observed("jwks.empty", 401, "invalid_client", "No usable keys found"),
    Reply::observed(
        "jwks.alg.missing",
        401,
        "invalid_client",
        "None of the keys found in the JWKS have alg equal to {alg}",
    ),
    Reply::observed(
        "jwks.alg.mismatch",
        401,
        "invalid_client",
        "None of the keys found in the JWKS have alg equal to {alg}",
    ),
    Reply::observed(
        "jws.alg.none",
        401,
        "invalid_client",
        "None of the keys found in the JWKS have alg equal to none",
    ),
    Reply::observed(
        "jws.alg.symmetric",
        401,
        "invalid_client",
        "None of the keys found in the JWKS have alg equal to {alg}",
    ),
    Reply::observed(
        "jws.kid.unknown",
        401,
        "invalid_client",
        "None of the keys found in the JWKS have kid equal to {kid}",
    ),
    Reply::observed(
        "jwks.key-ops.wrong",
        401,
        "invalid_client",
        "No usable public keys found in the JWKS",
    ),
    Reply::observed(
        "jws.kid.ambiguous",
        401,
        "invalid_client",
        "Multiple usable public keys found in the JWKS",
    ),
    Reply::observed(
        "jws.signature.invalid",
        401,
        "invalid_client",
        "Invalid token. invalid signature",
    ),
    Reply::observed("jwt.exp.expired", 401, "invalid_client", "Invalid token. jwt expired"),
    Reply::observed("jwt.nbf.future", 401, "invalid_client", "Invalid token. jwt not active"),
    Reply::observed(
        "jwt.exp.not-number",
        401,
        "invalid_client",
        "Invalid token. invalid exp value",
    ),
    Reply::observed(
        "jws.alg.unsupported",
        401,
        "invalid_client",
        "Invalid token. invalid algorithm",
    )
    .when("PS256, PS384, PS512 with a JWK alg that matches"),
    Reply::observed(
        "jws.signature.der",
        401,
        "invalid_client",
        r#"Invalid token. "ES384" signatures must be "96" bytes, saw "{n}""#,
    ),
    Reply::observed(
        "jws.jku.not-registered",
        401,
        "invalid_request",
        "Invalid jku header of the assertion token token. must be '{jwks_url}'",
    ),
    Reply::observed(
        "jwt.client.unknown",
        401,
        "invalid_client",
        "Invalid 'client_id' (as sub claim of the assertion JWT)",
    )
    .when("only when the link names a client id"),
    Reply::observed(
        "scope.level",
        401,
        "invalid_scope",
        r#"Invalid scope(s) "{scope}" requested. Only system scopes are allowed."#,
    ),
    Reply::observed("scope.none-granted", 401, "invalid_scope", "No scope(s) could be granted"),
    Reply { status: Some(500), ..Reply::new("jwt.aud.array", Confidence::Observed) }
        .note("read in the source, not run"),
];
