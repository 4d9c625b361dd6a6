//! The parameters of an export.

use countersign::limits::TOKEN_OCTETS;
use http::header::CONTENT_TYPE;
use http::{Method, Request, StatusCode};
use serde_json::Value;

use super::ExportLevel;
use super::compartment::{self, Compartment};
use super::window::{Moment, Window};
use crate::fhir::OWN_TYPE;
use crate::fhir::negotiate::prefers;

/// The names of what the files are written in, all one format.
const FORMATS: [&str; 3] = ["application/fhir+ndjson", "application/ndjson", "ndjson"];

/// The media types of a Parameters resource.
const JSON_TYPES: [&str; 2] = ["application/fhir+json", "application/json"];

/// Most sentences about what is passed over.
const MOST_IGNORED: usize = 100;

/// What was asked for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The address below the FHIR base.
    pub(super) address: String,
    /// The same with what was posted, for the audit trail.
    pub(super) written: String,
    pub(super) window: Window,
    /// In the order asked, each once; nothing means all.
    pub(super) types: Option<Vec<String>>,
    pub(super) patients: Option<Vec<String>>,
    /// What is passed over, as the client prefers to an error.
    pub(super) ignored: Vec<String>,
}

/// Why an export is not begun: the status, and a sentence for the client.
pub(super) type Refused = (StatusCode, String);

/// Names and values, in the order sent.
type Pairs = Vec<(String, String)>;

/// The parameters of a posted Parameters resource.
fn posted(request: &Request<Vec<u8>>) -> Result<Pairs, Refused> {
    if request.body().len() > TOKEN_OCTETS {
        let says = format!("The body has more than {TOKEN_OCTETS} octets");
        return Err((StatusCode::PAYLOAD_TOO_LARGE, says));
    }
    let sent = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = sent.and_then(|sent| sent.split(';').next()).map(str::trim).unwrap_or_default();
    if !JSON_TYPES.contains(&essence) {
        let says = "The body is not application/fhir+json: post a Parameters resource, or GET";
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, says.to_owned()));
    }
    let refuse = |says: &str| (StatusCode::BAD_REQUEST, says.to_owned());
    let body: Value =
        serde_json::from_slice(request.body()).map_err(|_| refuse("The body is not JSON"))?;
    if body["resourceType"] != "Parameters" {
        return Err(refuse("The body is not a Parameters resource"));
    }
    let sent = body["parameter"].as_array().into_iter().flatten();
    sent.map(parameter)
        .collect::<Option<_>>()
        .ok_or_else(|| refuse("A parameter of the body has no name, or no value that can be read"))
}

/// A name, and the value of whatever type.
fn parameter(sent: &Value) -> Option<(String, String)> {
    let value = sent.as_object()?.iter().find(|(name, _)| name.starts_with("value"))?.1;
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        _ => value["reference"].as_str()?.to_owned(),
    };
    Some((sent["name"].as_str()?.to_owned(), text))
}

impl Asked {
    /// Reads what a request asks of that level, in the address and in what it posts.
    pub(super) fn of(
        request: &Request<Vec<u8>>,
        level: &ExportLevel,
        within: &Compartment<'_>,
    ) -> Result<Self, Refused> {
        let query = request.uri().query().unwrap_or_default();
        let mut sent: Pairs = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let joint = if query.is_empty() { "" } else { "?" };
        let address = format!("{level}{joint}{query}");
        let is_post = request.method() == Method::POST;
        let written = if is_post && !request.body().is_empty() {
            sent.extend(posted(request)?);
            let all = form_urlencoded::Serializer::new(String::new()).extend_pairs(&sent).finish();
            format!("{level}?{all}")
        } else {
            address.clone()
        };
        let asked = Self::read(&sent, level, within, is_post)
            .and_then(|asked| asked.checked(level, prefers(request, "handling=lenient")));
        match asked {
            Ok(asked) => Ok(Self { address, written, ..asked }),
            Err(says) => Err((StatusCode::BAD_REQUEST, says)),
        }
    }

    fn read(
        sent: &Pairs,
        level: &ExportLevel,
        within: &Compartment<'_>,
        is_post: bool,
    ) -> Result<Self, String> {
        let mut asked = Self::default();
        // An empty parameter counts as absent.
        for (name, value) in sent.iter().filter(|(_, value)| !value.is_empty()) {
            match name.as_str() {
                "_format" | "_pretty" => {}
                // A bare `+` in an address is a space once decoded.
                "_outputFormat" if FORMATS.contains(&value.replace(' ', "+").as_str()) => {}
                "_outputFormat" => {
                    return Err(format!("_outputFormat is none of {}", FORMATS.join(", ")));
                }
                "_since" => asked.window.since = Some(moment(name, value)?),
                "_until" => asked.window.until = Some(moment(name, value)?),
                "_type" => asked.add_types(value, within),
                "patient" if is_post && *level != ExportLevel::System => {
                    let id = among(value, within)?;
                    asked.patients.get_or_insert_default().push(id);
                }
                other => asked.ignore(format!("{} is not supported here", shown(other))),
            }
        }
        Ok(asked)
    }

    /// What was read, unless nothing is left to export or something is passed over that the client did not prefer so (Bulk
    /// Data 2.0.0, Query Parameters).
    fn checked(self, level: &ExportLevel, lenient: bool) -> Result<Self, String> {
        if let (false, Some(first)) = (lenient, self.ignored.first()) {
            let hint = "leave it out, or send Prefer: handling=lenient to have it passed over";
            return Err(format!("{first}: {hint}"));
        }
        match &self.types {
            Some(types) if types.is_empty() => {
                Err("Of the types in _type none is exported here".to_owned())
            }
            Some(types) if !types.iter().any(|of| level.reaches(of)) => {
                let system = ExportLevel::System;
                Err(format!("None of the types in _type can be about a patient: ask {system}"))
            }
            _ => Ok(self),
        }
    }

    fn ignore(&mut self, says: String) {
        if self.ignored.len() < MOST_IGNORED {
            self.ignored.push(says);
        }
    }

    /// Adds the types of a list with commas, each once.
    fn add_types(&mut self, list: &str, within: &Compartment<'_>) {
        let mut types = self.types.take().unwrap_or_default();
        for of in list.split(',').map(str::trim).filter(|of| !of.is_empty()) {
            if of == OWN_TYPE {
                self.ignore(format!("{of} is the partner's own record, and not exported"));
            } else if !within.data.serves(of) {
                self.ignore(format!("{} is not held here", shown(of)));
            } else if !types.iter().any(|known| known == of) {
                types.push(of.to_owned());
            }
        }
        self.types = Some(types);
    }
}

impl ExportLevel {
    /// Whether resources of that type can be exported at this level.
    pub(super) fn reaches(&self, of: &str) -> bool {
        of != OWN_TYPE && (*self == Self::System || compartment::reaches(of))
    }
}

fn moment(name: &str, value: &str) -> Result<Moment, String> {
    Moment::read(&value.replace(' ', "+")).ok_or_else(|| {
        format!("{name} is not an instant: wanted a moment with its zone, 2026-05-12T14:03:20Z")
    })
}

/// The id of a patient that is among those of the level.
fn among(reference: &str, within: &Compartment<'_>) -> Result<String, String> {
    let id = compartment::patient(reference, within.base)
        .ok_or_else(|| format!("patient is {}, wanted Patient/ and an id", shown(reference)))?;
    let known = within.data.find("Patient", id).filter(|patient| within.holds(patient));
    known
        .map(|_| id.to_owned())
        .ok_or_else(|| format!("{} is not among the patients here", shown(reference)))
}

/// So much of what was sent as an answer repeats.
fn shown(sent: &str) -> String {
    sent.chars().take(80).collect()
}
