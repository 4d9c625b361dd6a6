//! A chart, written out as FHIR R4 resources.
//!
//! Members are named in the order of the specification, for a `serde_json` that keeps it.

use serde_json::{Value, json};

use super::allergens::{Allergen, Sign, System};
use super::chart::{Allergy, Chart, Name, Rx};
use super::drugs::Drug;

/// Where the record numbers are unique.
pub(super) const RECORD_NUMBERS: &str = "https://ternvalley.example/mrn";

const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
const SNOMED: &str = "http://snomed.info/sct";

/// The Patient.
pub(super) fn patient(chart: &Chart) -> Value {
    let (changed, version) = chart.changed;
    let mut patient = json!({
        "resourceType": "Patient",
        "id": chart.id,
        "meta": meta(version, changed),
        "identifier": [{
            "use": "usual",
            "type": { "coding": [coding(
                "http://terminology.hl7.org/CodeSystem/v2-0203",
                "MR",
                "Medical record number",
            )] },
            "system": RECORD_NUMBERS,
            "value": chart.record,
        }],
        "active": chart.active,
        "name": chart.names.iter().map(human_name).collect::<Vec<_>>(),
        "gender": chart.gender,
        "birthDate": chart.born,
    });
    if let Some(died) = chart.died {
        patient["deceasedDateTime"] = died.into();
    }
    if let Some((line, city)) = chart.home {
        patient["address"] = json!([{ "use": "home", "line": [line], "city": city }]);
    }
    if let Some(order) = chart.birth_order {
        patient["multipleBirthInteger"] = order.into();
    }
    if let Some((relation, name)) = &chart.contact {
        let relation = concept(relation, None);
        patient["contact"] = json!([{ "relationship": [relation], "name": human_name(name) }]);
    }
    if let Some((tag, language)) = chart.speaks {
        let language = concept(language, Some(coding("urn:ietf:bcp:47", tag, language)));
        patient["communication"] = json!([{ "language": language, "preferred": true }]);
    }
    if let Some((kind, other)) = chart.link {
        patient["link"] = json!([{ "other": reference("Patient", other), "type": kind }]);
    }
    patient
}

/// The MedicationRequest for one of a patient's orders.
pub(super) fn medication_request(patient: &str, rx: &Rx) -> Value {
    let (status, since) = rx.status;
    let mut request = json!({
        "resourceType": "MedicationRequest",
        "id": rx.id,
        "meta": meta(if since == rx.authored { 1 } else { 2 }, since),
        "status": status,
    });
    if let Some(reason) = rx.status_reason {
        request["statusReason"] = concept(reason, None);
    }
    request["intent"] = "order".into();
    request["medicationCodeableConcept"] = medication(rx.drug);
    request["subject"] = reference("Patient", patient);
    request["authoredOn"] = rx.authored.into();
    if let Some(reason) = rx.reason {
        request["reasonCode"] = json!([concept(reason, None)]);
    }
    let mut dosage = json!({ "text": rx.dose });
    if rx.as_needed {
        dosage["asNeededBoolean"] = true.into();
    }
    request["dosageInstruction"] = json!([dosage]);
    if let Some(prior) = rx.replaces {
        request["priorPrescription"] = reference("MedicationRequest", prior);
    }
    request
}

/// The AllergyIntolerance for one of a patient's allergies.
pub(super) fn allergy_intolerance(patient: &str, allergy: &Allergy) -> Value {
    let version = if allergy.changed == allergy.recorded { 1 } else { 2 };
    let mut resource = json!({
        "resourceType": "AllergyIntolerance",
        "id": allergy.id,
        "meta": meta(version, allergy.changed),
    });
    // R4 wants no clinical status on what was entered in error (ait-2), and one on all else (ait-1).
    if allergy.verification != "entered-in-error" {
        let system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
        resource["clinicalStatus"] = status(system, allergy.clinical);
    }
    let system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
    resource["verificationStatus"] = status(system, allergy.verification);
    if let Some(category) = allergy.allergen.category {
        resource["type"] = allergy.kind.into();
        resource["category"] = json!([category]);
        if let Some(criticality) = allergy.criticality {
            resource["criticality"] = criticality.into();
        }
    }
    resource["code"] = substance(allergy.allergen);
    resource["patient"] = reference("Patient", patient);
    resource["recordedDate"] = allergy.recorded.into();
    if let Some(reaction) = &allergy.reaction {
        let signs: Vec<Value> = reaction.signs.iter().map(|sign| manifestation(sign)).collect();
        resource["reaction"] = json!([{ "manifestation": signs, "severity": reaction.severity }]);
    }
    resource
}

/// The tag says to every reader that nobody real is meant.
fn meta(version: u8, day: &str) -> Value {
    let system = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    json!({
        "versionId": version.to_string(),
        "lastUpdated": format!("{day}T09:30:00Z"),
        "tag": [coding(system, "HTEST", "test health data")],
    })
}

fn human_name(name: &Name) -> Value {
    let mut parts = name.given.to_vec();
    if !name.family.is_empty() {
        parts.insert(if name.family_first { 0 } else { parts.len() }, name.family);
    }
    let mut human = json!({ "use": name.usage, "text": parts.join(" ") });
    if !name.family.is_empty() {
        human["family"] = name.family.into();
    }
    human["given"] = name.given.into();
    human
}

fn medication(drug: &Drug) -> Value {
    concept(drug.text, drug.rxnorm.map(|(code, name)| coding(RXNORM, code, name)))
}

fn substance(allergen: &Allergen) -> Value {
    let coding = allergen.coding.map(|(system, code, name)| match system {
        System::Snomed => coding(SNOMED, code, name),
        System::RxNorm => coding(RXNORM, code, name),
    });
    concept(allergen.text, coding)
}

fn manifestation(sign: &Sign) -> Value {
    concept(sign.text, sign.snomed.map(|(code, name)| coding(SNOMED, code, name)))
}

fn status(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }] })
}

fn concept(text: &str, coding: Option<Value>) -> Value {
    match coding {
        Some(coding) => json!({ "coding": [coding], "text": text }),
        None => json!({ "text": text }),
    }
}

fn coding(system: &str, code: &str, display: &str) -> Value {
    json!({ "system": system, "code": code, "display": display })
}

fn reference(kind: &str, id: &str) -> Value {
    json!({ "reference": format!("{kind}/{id}") })
}
