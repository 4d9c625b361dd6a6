//! Medplum: every refusal is 400 `invalid_request`.

use super::{Reply, Says, Server, Template};
use crate::rules::Confidence;

/// The server.
pub(super) static SERVER: Server = Server {
    id: "medplum",
    name: "Medplum",
    source: "medplum/medplum 0489d58a, packages/server/src/oauth/token.ts",
    seen: "2026-11-24",
    confidence: Confidence::Observed,
    not_enforced: &["jwt.exp.too-far", "jwt.jti.missing", "jwt.jti.replayed", "jws.typ.missing"],
    replies: REPLIES,
};

const REPLIES: &[Reply] = &[
    Reply {
        status: Some(400),
        says: Says::Text(Template("Unsupported content type")),
        ..Reply::new("request.content-type", Confidence::Observed)
    },
    Reply::observed("request.grant-type.missing", 400, "invalid_request", "Missing grant_type"),
    Reply::observed("request.grant-type.wrong", 400, "invalid_request", "Unsupported grant_type"),
    Reply::observed(
        "request.assertion-type.wrong",
        400,
        "invalid_request",
        "Unsupported client assertion type",
    ),
    Reply::observed(
        "request.assertion.missing",
        400,
        "invalid_request",
        "Invalid client assertion",
    ),
    Reply::observed("jws.parts", 400, "invalid_request", "Invalid client assertion"),
    Reply::observed("jwt.aud.wrong", 400, "invalid_request", "Invalid client assertion audience"),
    Reply::observed(
        "jwt.aud.trailing-slash",
        400,
        "invalid_request",
        "Invalid client assertion audience",
    ),
    Reply::observed("jwt.aud.array", 400, "invalid_request", "Invalid client assertion audience"),
    Reply::observed(
        "jwt.iss-sub.mismatch",
        400,
        "invalid_request",
        "Invalid client assertion issuer",
    ),
    Reply::observed("jwt.client.unknown", 400, "invalid_request", "Client not found"),
    Reply::observed("jwks.unregistered", 400, "invalid_request", "Client must have a JWK Set URL"),
    Reply::observed(
        "jws.signature.invalid",
        400,
        "invalid_request",
        "Invalid client assertion signature",
    ),
    Reply::observed(
        "jws.signature.der",
        400,
        "invalid_request",
        "Invalid client assertion signature",
    ),
    Reply::observed(
        "jws.kid.unknown",
        400,
        "invalid_request",
        "Invalid client assertion signature",
    ),
    Reply::observed(
        "jwt.exp.expired",
        400,
        "invalid_request",
        "Invalid client assertion signature",
    ),
    Reply::observed("jwt.nbf.future", 400, "invalid_request", "Invalid client assertion signature"),
    Reply::observed("jws.alg.none", 400, "invalid_request", "Invalid client assertion signature"),
    Reply::observed(
        "jws.alg.symmetric",
        400,
        "invalid_request",
        "Invalid client assertion signature",
    ),
    Reply::observed(
        "jwks.fetch.failed",
        400,
        "invalid_request",
        "Invalid client assertion signature",
    ),
];
