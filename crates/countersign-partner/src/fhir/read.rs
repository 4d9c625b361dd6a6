//! One resource by its id.

use countersign::fhir::instant;
use http::header::{ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use http::{Request, StatusCode};
use serde_json::Value;

use super::Served;
use crate::reply::{Answer, http_date};

pub(super) fn read(request: &Request<Vec<u8>>, all: &[&Value], resource: &str, id: &str) -> Served {
    let query = format!("{resource}/{id}");
    let Some(found) = all.iter().find(|one| one["id"] == id) else {
        let answer =
            Answer::outcome(StatusCode::NOT_FOUND, "not-found", &format!("There is no {query}"));
        return Served { answer, query, resources: Vec::new() };
    };
    let etag = format!("W/\"{}\"", found["meta"]["versionId"].as_str().unwrap_or("1"));
    let changed = found["meta"]["lastUpdated"].as_str().and_then(instant).map(http_date);
    let answer = if is_unchanged(request, &etag, changed.as_deref()) {
        Answer::empty(StatusCode::NOT_MODIFIED)
    } else {
        Answer::fhir(StatusCode::OK, found.to_string())
    };
    let answer = answer.with(ETAG, etag);
    let answer = match changed {
        Some(at) => answer.with(LAST_MODIFIED, at),
        None => answer,
    };
    Served { answer, resources: vec![query.clone()], query }
}

/// Whether the client has this version already. `If-None-Match` decides alone where it is sent (RFC 9110 §13.2.2). A date
/// is compared as text: the only one that a client has is the one that was given out.
fn is_unchanged(request: &Request<Vec<u8>>, etag: &str, changed: Option<&str>) -> bool {
    let sent = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    match sent(IF_NONE_MATCH) {
        Some(tags) => tags.split(',').any(|tag| tag.trim() == "*" || tag.trim() == etag),
        None => changed.is_some() && sent(IF_MODIFIED_SINCE) == changed,
    }
}
