//! An audit entry as FHIR tells it: an R4 AuditEvent.

use base64ct::{Base64, Encoding};
use countersign::fhir::audit_event::proof;
use serde_json::{Value, json};

use crate::Config;
use crate::audit::{AuditEntry, Outcome};

pub(crate) fn resource(entry: &AuditEntry, config: &Config) -> Value {
    let (kind, subtype, action) = match entry.action.as_str() {
        "read" => (rest(), interaction("read"), "R"),
        "search" => (rest(), interaction("search-type"), "E"),
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
    entities.extend(
        entry.resources.iter().map(|reference| json!({ "what": { "reference": reference } })),
    );
    let details: Vec<Value> = [(proof::JTI, &entry.jti), (proof::KID, &entry.kid)]
        .into_iter()
        .filter_map(|(name, value)| Some(json!({ "type": name, "valueString": value.as_ref()? })))
        .collect();
    if !details.is_empty() {
        entities.push(json!({ "name": "Client assertion", "detail": details }));
    }
    let mut event = json!({
        "resourceType": "AuditEvent",
        "id": entry.number.to_string(),
        "type": kind,
        "subtype": [subtype],
        "action": action,
        "recorded": entry.at.to_string(),
        "outcome": if entry.outcome == Outcome::Done { "0" } else { "4" },
        "agent": [{
            "who": { "identifier": { "value": entry.client_id } },
            "requestor": true,
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

fn rest() -> Value {
    json!({ "system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest", "display": "RESTful Operation" })
}

fn interaction(code: &str) -> Value {
    json!({ "system": "http://hl7.org/fhir/restful-interaction", "code": code })
}

fn dicom(code: &str, display: &str) -> Value {
    json!({ "system": "http://dicom.nema.org/resources/ontology/DCM", "code": code, "display": display })
}
