//! An audit entry as FHIR tells it: an R4 AuditEvent.

use base64ct::{Base64, Encoding};
use countersign::fhir::audit_event::proof;
use serde_json::{Value, json};

use super::OWN_TYPE;
use crate::Config;
use crate::audit::{AuditEntry, Head, Outcome, START};

impl AuditEntry {
    /// The entry as an R4 AuditEvent of the partner that `config` describes.
    #[must_use]
    pub fn to_audit_event(&self, config: &Config) -> Value {
        resource(self, config)
    }
}

pub(crate) fn resource(entry: &AuditEntry, config: &Config) -> Value {
    let (kind, subtype, action) = match entry.action.as_str() {
        "read" => (rest(), interaction("read"), "R"),
        "search" => (rest(), interaction("search-type"), "E"),
        // What leaves the house in bulk is an export (DICOM PS3.15 §A.5.3.5), by an operation of FHIR.
        "export" if super::export::OFFERED => {
            (dicom("110106", "Export"), interaction("operation"), "R")
        }
        START => {
            (dicom("110100", "Application Activity"), dicom("110120", "Application Start"), "E")
        }
        _ => (dicom("110114", "User Authentication"), dicom("110122", "Login"), "E"),
    };
    let mut entities: Vec<Value> = Vec::new();
    if let Some(query) = &entry.query {
        entities.push(json!({
            "type": { "system": "http://terminology.hl7.org/CodeSystem/audit-entity-type", "code": "2", "display": "System Object" },
            "role": { "system": "http://terminology.hl7.org/CodeSystem/object-role", "code": "24", "display": "Query" },
            "query": Base64::encode_string(query.as_bytes()),
        }));
    }
    let resource = if entry.action == START { sealed } else { handed_out };
    entities.extend(entry.resources.iter().map(|named| resource(named)));
    let details: Vec<Value> = [(proof::JTI, &entry.jti), (proof::KID, &entry.kid)]
        .into_iter()
        .filter_map(|(name, value)| Some(json!({ "type": name, "valueString": value.as_ref()? })))
        .collect();
    if !details.is_empty() {
        entities.push(json!({ "name": "Client assertion", "detail": details }));
    }
    let mut event = json!({
        "resourceType": "AuditEvent",
        "id": id(&entry.writer, entry.number),
        "type": kind,
        "subtype": [subtype],
        "action": action,
        "recorded": entry.at.to_string(),
        "outcome": if entry.outcome == Outcome::Done { "0" } else { "4" },
        "agent": [{
            "who": { "identifier": { "value": entry.client_id } },
            "requestor": entry.action != START,
        }],
        "source": { "observer": { "display": config.name }, "site": config.base_url },
    });
    if let Some(reason) = &entry.reason {
        event["outcomeDesc"] = reason.as_str().into();
    }
    if !entities.is_empty() {
        event["entity"] = entities.into();
    }
    event
}

/// The id of an entry: a number is its writer's alone.
fn id(writer: &str, number: u64) -> String {
    format!("{writer}-{number}")
}

fn handed_out(reference: &str) -> Value {
    json!({ "what": { "reference": reference } })
}

/// The entry that a start seals, and its hash.
fn sealed(text: &str) -> Value {
    match text.parse::<Head>() {
        Ok(Head { writer, number, hash }) => json!({
            "what": { "reference": format!("{OWN_TYPE}/{}", id(&writer, number)) },
            "detail": [{ "type": "sha256", "valueString": hash }],
        }),
        Err(_) => json!({ "description": text }),
    }
}

fn rest() -> Value {
    json!({ "system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest", "display": "RESTful Operation" })
}

fn interaction(code: &str) -> Value {
    json!({ "system": "http://hl7.org/fhir/restful-interaction", "code": code })
}

fn dicom(code: &str, display: &str) -> Value {
    json!({ "system": "http://dicom.nema.org/resources/ontology/DCM", "code": code, "display": display })
}

#[cfg(test)]
mod tests {
    use countersign::time::UnixSeconds;
    use url::Url;

    use super::*;

    fn told(entry: &AuditEntry) -> Value {
        let base = Url::parse("https://ehr.example").expect("a literal address");
        resource(entry, &Config::new("Ours", &base))
    }

    #[test]
    fn an_id_is_one_of_fhir_and_of_one_entry() {
        let writer = "w".repeat(40);
        let entry = AuditEntry::start(UnixSeconds::new(0), &writer, &[]);
        let event =
            told(&AuditEntry { number: u64::MAX, ..entry.behind(&Head::before_first(&writer)) });
        let id = event["id"].as_str().expect("an id");
        assert_eq!(id, format!("{writer}-18446744073709551615"));
        assert!(id.len() <= 64);
    }

    #[test]
    fn a_start_is_told_as_one() {
        let head = Head { number: 7, ..Head::before_first("serve-1") };
        let start = AuditEntry::start(UnixSeconds::new(0), "serve-2", std::slice::from_ref(&head));
        let event = told(&start.behind(&Head::before_first("serve-2")));
        assert_eq!(
            (&event["type"]["code"], &event["subtype"][0]["code"]),
            (&json!("110100"), &json!("110120"))
        );
        assert_eq!(
            event["agent"][0],
            json!({ "who": { "identifier": { "value": "serve-2" } }, "requestor": false })
        );
        let sealed = json!({ "what": { "reference": "AuditEvent/serve-1-7" }, "detail": [{ "type": "sha256", "valueString": head.hash }] });
        assert_eq!(event["entity"], json!([sealed]));
    }
}
