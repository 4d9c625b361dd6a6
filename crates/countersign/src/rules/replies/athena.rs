//! athenahealth: its token server is Okta's, behind a gateway of its own.

use super::{Reply, Says, Server, Template};
use crate::rules::Confidence;

/// The server.
pub(super) static SERVER: Server = Server {
    id: "athena",
    name: "athenahealth",
    source: "Okta support articles; vendor discovery names Okta as issuer",
    seen: "2026-11-24",
    confidence: Confidence::Modelled,
    not_enforced: &[],
    replies: REPLIES,
};

const REPLIES: &[Reply] = &[
    okta("jws.kid.missing", "The client_assertion JWT kid is invalid."),
    okta("jws.kid.unknown", "The client_assertion JWT kid is invalid."),
    okta(
        "jwt.aud.wrong",
        "The audience claim for client_assertion must be the endpoint invoked for the request.",
    ),
    okta("jws.signature.invalid", "The client_assertion signature is invalid."),
    Reply {
        status: Some(404),
        says: Says::Text(Template("Service not registered with API gateway.")),
        ..Reply::new("other.no-such-api", Confidence::Documented)
    }
    .note("the vendor's token page; the form of the body is not shown"),
    Reply { status: Some(429), ..Reply::new("other.too-many-requests", Confidence::Documented) }
        .when("more than 50 token requests a minute, 5 in preview"),
];

const fn okta(code: &'static str, words: &'static str) -> Reply {
    Reply::observed(code, 401, "invalid_client", words)
        .modelled()
        .note("the text is documented for Okta, on which this vendor's token server runs")
}
