//! Resources as people have them: a Bundle, an array, one resource, or NDJSON as Bulk Data writes it.

use std::collections::HashMap;

use serde_json::{Deserializer, Map, Value};

use crate::fhir::OWN_TYPE;

/// Why data cannot be loaded, and where: `line 3`, `entry[4]`, `[2].entry[0]`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// It is not JSON, and not JSON line by line.
    #[error("{place}: not JSON: {says}")]
    NotJson {
        /// Where it broke.
        place: String,
        /// What was wrong there.
        says: String,
    },
    /// It is JSON, and no resource.
    #[error("{place}: no FHIR resource: it is not an object with a `resourceType`")]
    NoResource {
        /// Where it is.
        place: String,
    },
    /// Its `resourceType` cannot be the name of a type.
    #[error("{place}: `resourceType` is {got:?}, wanted a name such as Patient")]
    BadType {
        /// Where it is.
        place: String,
        /// What was there.
        got: String,
    },
    /// It has no `id`, nor a `urn:uuid:` in its entry's `fullUrl` to make one of.
    #[error("{place}: the {resource} has no `id`")]
    NoId {
        /// Where it is.
        place: String,
        /// Its type.
        resource: String,
    },
    /// Its `id` is none (FHIR R4, Data Types, id).
    #[error("{place}: {got:?} is no `id`: wanted 1 to 64 of A-Z a-z 0-9 - .")]
    BadId {
        /// Where it is.
        place: String,
        /// What was there.
        got: String,
    },
    /// Two have the same type and `id`.
    #[error("{place}: {reference} is there already, at {first}")]
    Repeated {
        /// Where the second is.
        place: String,
        /// Type and id.
        reference: String,
        /// Where the first is.
        first: String,
    },
    /// The partner writes the resources of this type itself.
    #[error(
        "{place}: AuditEvents cannot be loaded: they are the partner's own record of what was read"
    )]
    OwnType {
        /// Where it is.
        place: String,
    },
    /// An entry of a transaction brings no resource but wants something done.
    #[error(
        "{place}: the entry asks for {method} and has no resource: only what is to be served can be loaded"
    )]
    NoData {
        /// Where it is.
        place: String,
        /// Its method, `DELETE` for example.
        method: String,
    },
}

impl LoadError {
    /// Short and stable, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "data.not-json",
            Self::NoResource { .. } => "data.no-resource",
            Self::BadType { .. } => "data.bad-type",
            Self::NoId { .. } => "data.no-id",
            Self::BadId { .. } => "data.bad-id",
            Self::Repeated { .. } => "data.repeated",
            Self::OwnType { .. } => "data.own-type",
            Self::NoData { .. } => "data.no-data",
        }
    }
}

/// Every resource of a text. Bundles and arrays are opened, and inside a Bundle a reference to the `fullUrl` of an entry
/// becomes one to the type and id under which the resource is served, as a transaction has it (FHIR R4, RESTful API).
pub(crate) fn read(text: &str) -> Result<Vec<Value>, LoadError> {
    // Some editors begin a file with it.
    let text = text.trim_start_matches('\u{feff}');
    let mut found = Found::default();
    let mut documents = Deserializer::from_str(text).into_iter::<Value>();
    let (mut from, mut line) = (0, 1);
    while let Some(document) = documents.next() {
        let document = document.map_err(|error| broken(&error))?;
        let behind = documents.byte_offset();
        let sent = text[from..behind].trim_ascii_start();
        line += lines(&text[from..behind - sent.len()]);
        let alone = from == 0 && text[behind..].trim_ascii().is_empty();
        let place = if alone { String::new() } else { format!("line {line}") };
        found.open(document, &place)?;
        line += lines(sent);
        from = behind;
    }
    if from == 0 {
        let says = "nothing is there".to_owned();
        return Err(LoadError::NotJson { place: "line 1".to_owned(), says });
    }
    Ok(found.resources)
}

fn lines(text: &str) -> usize {
    text.bytes().filter(|octet| *octet == b'\n').count()
}

fn broken(error: &serde_json::Error) -> LoadError {
    let text = error.to_string();
    let says = text.split(" at line ").next().unwrap_or_default().to_owned();
    LoadError::NotJson { place: format!("line {}, column {}", error.line(), error.column()), says }
}

#[derive(Default)]
struct Found {
    resources: Vec<Value>,
    /// Where each was found, by type and id.
    places: HashMap<String, String>,
}

impl Found {
    fn open(&mut self, document: Value, place: &str) -> Result<(), LoadError> {
        match document {
            Value::Array(all) => all
                .into_iter()
                .enumerate()
                .try_for_each(|(at, one)| self.open(one, &inside(place, "", at))),
            Value::Object(bundle) if bundle.get("resourceType") == Some(&"Bundle".into()) => {
                self.unbundle(bundle, place)
            }
            resource => self.keep(resource, place),
        }
    }

    fn unbundle(&mut self, mut bundle: Map<String, Value>, place: &str) -> Result<(), LoadError> {
        let mut entries = match bundle.remove("entry") {
            None => return Ok(()),
            Some(Value::Array(entries)) => entries,
            Some(_) => return Err(LoadError::NoResource { place: format!("{place}entry") }),
        };
        let served = name(&mut entries);
        for (at, mut entry) in entries.into_iter().enumerate() {
            let place = inside(place, "entry", at);
            if entry["search"]["mode"] == "outcome" {
                continue;
            }
            let resource = entry.get_mut("resource").map(Value::take);
            match (resource, entry["request"]["method"].as_str()) {
                (None, Some(method)) => {
                    let method = method.chars().take(16).collect();
                    return Err(LoadError::NoData { place, method });
                }
                (resource, _) => {
                    let mut resource = resource.unwrap_or_default();
                    refer(&mut resource, &served);
                    self.open(resource, &place)?;
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, resource: Value, place: &str) -> Result<(), LoadError> {
        let place = if place.is_empty() { "the document" } else { place }.to_owned();
        let shown = |text: &str| text.chars().take(80).collect::<String>();
        let Some(of) = resource["resourceType"].as_str() else {
            return Err(LoadError::NoResource { place });
        };
        if !crate::route::is_type(of) {
            return Err(LoadError::BadType { place, got: shown(of) });
        }
        if of == OWN_TYPE {
            return Err(LoadError::OwnType { place });
        }
        let Some(id) = resource["id"].as_str() else {
            return Err(LoadError::NoId { place, resource: of.to_owned() });
        };
        if !is_id(id) {
            return Err(LoadError::BadId { place, got: shown(id) });
        }
        let reference = format!("{of}/{id}");
        if let Some(first) = self.places.get(&reference) {
            return Err(LoadError::Repeated { place, first: first.clone(), reference });
        }
        self.places.insert(reference, place);
        self.resources.push(resource);
        Ok(())
    }
}

/// The place of one of several, in a place that may be a line, another such place, or the whole.
fn inside(place: &str, list: &str, at: usize) -> String {
    let joint = match (place.is_empty(), place.ends_with(']'), list.is_empty()) {
        (true, ..) | (_, true, true) => "",
        (_, true, _) => ".",
        _ => ": ",
    };
    format!("{place}{joint}{list}[{at}]")
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
}

/// Gives an id to each resource that has none but a `urn:uuid:` around it, and says under which reference each entry's
/// `fullUrl` is served.
fn name(entries: &mut [Value]) -> HashMap<String, Value> {
    let mut served = HashMap::new();
    for entry in entries {
        let Some(url) = entry["fullUrl"].as_str().map(str::to_owned) else { continue };
        let Some(resource) = entry.get_mut("resource").and_then(Value::as_object_mut) else {
            continue;
        };
        if let (None, Some(uuid)) = (resource.get("id"), url.strip_prefix("urn:uuid:")) {
            resource.insert("id".to_owned(), uuid.into());
        }
        let named = |name| resource.get(name).and_then(Value::as_str);
        if let (Some(of), Some(id)) = (named("resourceType"), named("id")) {
            let reference = format!("{of}/{id}").into();
            served.insert(url, reference);
        }
    }
    served
}

/// Turns each reference to a `fullUrl` into one to what is served.
fn refer(value: &mut Value, served: &HashMap<String, Value>) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| refer(one, served)),
        Value::Object(members) => {
            for (name, inner) in members {
                match inner.as_str().and_then(|text| served.get(text)) {
                    Some(reference) if name == "reference" => *inner = reference.clone(),
                    _ => refer(inner, served),
                }
            }
        }
        _ => {}
    }
}
