//! Oracle Health: the fault stands in a URN behind `error_uri`, beside the id of this one refusal.

use super::{Reply, Says, Server, Template};
use crate::rules::Confidence;

/// The server.
pub(super) static SERVER: Server = Server {
    id: "oracle",
    name: "Oracle Health",
    source: "vendor forum threads and the vendor's public documentation repository",
    seen: "2026-11-24",
    confidence: Confidence::Observed,
    not_enforced: &[],
    replies: REPLIES,
};

const URI: Template = Template(
    "https://authorization.cerner.com/errors/{urn}/instances/{uuid}?client=unknown&tenant={tenant}",
);

const REPLIES: &[Reply] = &[
    Reply {
        status: Some(401),
        error: Some("invalid_client"),
        ..refused(
            "request.auth.bearer",
            "urn:cerner:error:authorization-server:oauth2:token:invalid-authorization-header",
        )
    }
    .note("forum 2023-06-21, 2025-07-03"),
    Reply {
        status: Some(401),
        error: Some("invalid_client"),
        ..refused(
            "other.bad-secret",
            "urn:cerner:error:authorization-server:oauth2:token:invalid-client-credentials",
        )
    }
    .note("forum 2025-05-08; status not shown"),
    Reply {
        error: Some("invalid_grant"),
        ..refused(
            "other.wrong-tenant",
            "urn:cerner:error:authorization-server:oauth2:token:invalid-tenant",
        )
    }
    .note("forum 2025-10-17; status not shown"),
    refused(
        "scope.none-granted",
        "urn:cerner:error:authorization-server:oauth2:token:empty-scopes",
    )
    .note("group 2021-09-14; only the URN seen"),
    Reply {
        error: Some("invalid_client"),
        ..refused(
            "jws.signature.invalid",
            "urn:cerner:error:authorization-server:client-assertion:jwt-bearer:invalid-signature",
        )
    }
    .note("forum 2025-05-19; status not shown"),
    Reply {
        evidence: Confidence::Documented,
        ..refused(
            "request.grant-type.wrong",
            "urn:cerner:error:authorization-server:oauth2:token:unsupported-grant-type",
        )
    },
];

const fn refused(code: &'static str, urn: &'static str) -> Reply {
    Reply { says: Says::Uri { uri: URI, urn }, ..Reply::new(code, Confidence::Observed) }
}
