//! Epic: one body for every fault, with a description that is null.

use super::{Reply, Says, Server};
use crate::rules::Confidence;

/// The server.
pub(super) static SERVER: Server = Server {
    id: "epic",
    name: "Epic",
    source: "public threads",
    seen: "2026-11-24",
    confidence: Confidence::Observed,
    not_enforced: &[],
    replies: &[Reply {
        status: Some(400),
        error: Some("invalid_client"),
        says: Says::Null,
        ..Reply::new("*", Confidence::Observed)
    }
    .note("body observed in several public threads; the status is modelled")],
};
