//! One resource by its id.

use http::header::{ETAG, IF_NONE_MATCH, LAST_MODIFIED};
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
    let unchanged =
        request.headers().get(IF_NONE_MATCH).is_some_and(|sent| sent.as_bytes() == etag.as_bytes());
    let answer = if unchanged {
        Answer::empty(StatusCode::NOT_MODIFIED)
    } else {
        Answer::fhir(StatusCode::OK, found.to_string())
    };
    let answer = answer.with(ETAG, etag);
    let changed: Option<jiff::Timestamp> =
        found["meta"]["lastUpdated"].as_str().and_then(|at| at.parse().ok());
    let answer = match changed {
        Some(at) => answer
            .with(LAST_MODIFIED, http_date(countersign::time::UnixSeconds::new(at.as_second()))),
        None => answer,
    };
    Served { answer, resources: vec![query.clone()], query }
}
