//! The token server that Inferno puts in front of a client under test.

use super::{Reply, Server};
use crate::rules::Confidence;

/// The server.
pub(super) static SERVER: Server = Server {
    id: "inferno-mock",
    name: "Inferno client test",
    source: "inferno-framework/smart-app-launch-test-kit 9a219bde, endpoints/mock_smart_server.rb",
    seen: "2026-11-24",
    confidence: Confidence::Observed,
    not_enforced: &["jwt.exp.too-far", "jwt.exp.expired", "jwt.aud.wrong", "jwt.jti.replayed"],
    replies: REPLIES,
};

const REPLIES: &[Reply] = &[
    Reply::observed(
        "request.assertion.missing",
        401,
        "invalid_client",
        "client_assertion missing from confidential asymmetric client request",
    ),
    Reply::observed("jws.parts", 401, "invalid_client", "invalid token structure: {error}"),
    Reply::observed("jws.alg.missing", 401, "invalid_client", "missing `alg` header"),
    Reply::observed("jws.kid.missing", 401, "invalid_client", "missing `kid` header"),
    Reply::observed("jws.kid.unknown", 401, "invalid_client", "no key found with `kid` '{kid}'"),
];
