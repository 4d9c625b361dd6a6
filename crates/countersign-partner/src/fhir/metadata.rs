//! The CapabilityStatement: what the FHIR server does, and where tokens come from.

use countersign::time::UnixSeconds;
use serde_json::{Value, json};

use super::{Data, export};
use crate::Config;

/// Where the Bulk Data Access guide keeps its definitions.
const BULK_DATA: &str = "http://hl7.org/fhir/uv/bulkdata";

pub(crate) fn statement(config: &Config, data: &Data, now: UnixSeconds) -> Value {
    let resources: Vec<Value> = data
        .types()
        .map(|of| {
            let searched: Vec<Value> = data
                .parameters(of)
                .iter()
                .map(|(name, kind)| json!({ "name": name, "type": kind.as_str() }))
                .collect();
            let mut resource = json!({
                "type": of,
                "interaction": [{ "code": "read" }, { "code": "search-type" }],
                "versioning": "no-version",
                "searchParam": searched,
            });
            match of {
                "Patient" if export::OFFERED => resource["operation"] = operation("patient-export"),
                "Group" if export::OFFERED => resource["operation"] = operation("group-export"),
                _ => {}
            }
            resource
        })
        .collect();
    let mut statement = json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": now.to_string(),
        "kind": "instance",
        "software": { "name": "Countersign", "version": env!("CARGO_PKG_VERSION") },
        "implementation": { "description": config.name, "url": config.fhir_base() },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [{
            "mode": "server",
            "security": {
                "cors": true,
                "service": [{ "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
                    "code": "SMART-on-FHIR",
                }] }],
                // Deprecated by SMART 2, and still what many clients fall back on.
                "extension": [{
                    "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                    "extension": [{ "url": "token", "valueUri": config.token_endpoint() }],
                }],
            },
            "resource": resources,
        }],
    });
    if export::OFFERED {
        statement["instantiates"] = json!([format!("{BULK_DATA}/CapabilityStatement/bulk-data")]);
        statement["rest"][0]["operation"] = operation("export");
    }
    statement
}

/// The export, as the guide defines it at that level.
fn operation(level: &str) -> Value {
    let definition = format!("{BULK_DATA}/OperationDefinition/{level}");
    json!([{ "name": "export", "definition": definition }])
}
