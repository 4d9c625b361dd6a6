//! What people paste: shown, linted, explained, redacted, summarised.

use countersign::explain::{self, Pasted, Seen};
use countersign::fhir::{Answer, Summary};
use countersign::finding::Finding;
use countersign::inspect;
use countersign::lint;
use countersign::redact;
use countersign::time::UnixSeconds;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::{Failure, json, profile, read};

/// What a text is, part by part. `now` is in seconds.
#[wasm_bindgen]
pub fn inspect(text: &str, now: f64) -> String {
    json(&inspect::inspect(text, seconds(now)))
}

#[derive(Serialize)]
struct Linted {
    document: &'static str,
    findings: Vec<Finding>,
}

/// The findings about a key set or a discovery document.
///
/// # Errors
/// There is no such profile.
#[wasm_bindgen]
pub fn lint(text: &str, profile_id: &str) -> Result<String, JsValue> {
    let profile = profile(profile_id)?;
    let lint::Linted { document, findings } = lint::lint(text, profile);
    Ok(json(&Linted { document: document.as_str(), findings }))
}

/// What came back, and what is known about the request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Reply {
    status: Option<u16>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
    assertion: Option<String>,
    url: Option<String>,
    /// Seconds since 1970.
    at: i64,
}

/// Ranked causes of a reply.
///
/// # Errors
/// A header cannot be one.
#[wasm_bindgen]
pub fn explain(reply: &str) -> Result<String, JsValue> {
    let reply: Reply = read(reply, "options")?;
    let pasted = match reply.status {
        // A body alone may be a whole reply as curl shows it.
        None if reply.headers.is_empty() => Pasted::read(&reply.body),
        status => Pasted { status, headers: headers(&reply.headers)?, body: reply.body },
    };
    let seen = Seen {
        assertion: reply.assertion.as_deref(),
        request_url: reply.url.as_deref(),
        now: Some(UnixSeconds::new(reply.at)),
        ..pasted.seen()
    };
    Ok(json(&explain::explain(&seen)))
}

/// A text with its secrets hidden.
#[wasm_bindgen]
pub fn redact(text: &str) -> String {
    json(&redact::redact(text))
}

/// What a person reads first in a Bundle, a resource, or an array of either. `now` is in seconds.
///
/// # Errors
/// It is none of these.
#[wasm_bindgen]
pub fn summarize(text: &str, now: f64) -> Result<String, JsValue> {
    let mut summary = Summary::default();
    let mut add = |text: &str| -> Result<(), Failure> {
        let answer = Answer::parse(text)
            .map_err(|error| Failure::new(error.code(), error).about("resources"))?;
        summary.extend(Summary::read(answer.resources(), seconds(now)));
        Ok(())
    };
    if text.trim_start().starts_with('[') {
        let answers: Vec<Box<RawValue>> = serde_json::from_str(text)
            .map_err(|error| Failure::new("fhir.not-json", error).about("resources"))?;
        answers.iter().try_for_each(|answer| add(answer.get()))?;
    } else {
        add(text)?;
    }
    Ok(json(&summary))
}

fn headers(given: &[(String, String)]) -> Result<HeaderMap, Failure> {
    let refused = |name: &str| {
        Failure::wrong("headers", format!("{name:?} is no header that HTTP can carry"))
    };
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused(name))?;
        headers.append(header, HeaderValue::from_str(value).map_err(|_| refused(name))?);
    }
    Ok(headers)
}

#[expect(clippy::cast_possible_truncation, reason = "a time in seconds; the cast saturates")]
pub(crate) fn seconds(now: f64) -> UnixSeconds {
    UnixSeconds::new(now.floor() as i64)
}
