//! The CapabilityStatement: what the FHIR server does, and where tokens come from.

use countersign::time::UnixSeconds;
use serde_json::{Value, json};

use super::Data;
use crate::Config;

pub(crate) fn statement(config: &Config, data: &Data, now: UnixSeconds) -> Value {
    let resources: Vec<Value> = data
        .types()
        .map(|of| {
            let searched: Vec<Value> = data
                .parameters(of)
                .iter()
                .map(|(name, kind)| json!({ "name": name, "type": kind.as_str() }))
                .collect();
            json!({
                "type": of,
                "interaction": [{ "code": "read" }, { "code": "search-type" }],
                "versioning": "no-version",
                "searchParam": searched,
            })
        })
        .collect();
    json!({
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
    })
}
