//! The patients that Tern Valley Health serves: Patient, MedicationRequest and AllergyIntolerance of FHIR R4.
//!
//! All are invented, and each resource says so: it is tagged `HTEST`, test health data. A code is given only where it
//! is certain; the rest is text, as in real records. The table is `people`; a chart there is written out by `resource`.

mod allergens;
mod chart;
mod drugs;
mod people;
mod resource;

use std::collections::BTreeMap;

use serde_json::Value;

use people::PEOPLE;
use resource::{allergy_intolerance, medication_request, patient};

/// Every resource of every sample patient, sorted by type, then by id.
///
/// Ids, versions and times are always the same, so links to them keep their meaning from one run to the next.
///
/// ```
/// let shaw = countersign_partner::samples::resources()
///     .into_iter()
///     .find(|resource| resource["id"] == "odalys-shaw")
///     .expect("the walk's patient is among the samples");
/// assert_eq!(shaw["resourceType"], "Patient");
/// assert_eq!(shaw["birthDate"], "1971-08-09");
/// ```
#[must_use]
pub fn resources() -> Vec<Value> {
    let mut all = BTreeMap::new();
    for chart in PEOPLE {
        all.insert(format!("Patient/{}", chart.id), patient(chart));
        for rx in chart.medications {
            all.insert(format!("MedicationRequest/{}", rx.id), medication_request(chart.id, rx));
        }
        for allergy in chart.allergies {
            let written = allergy_intolerance(chart.id, allergy);
            all.insert(format!("AllergyIntolerance/{}", allergy.id), written);
        }
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn of_type(kind: &str) -> Vec<Value> {
        resources().into_iter().filter(|resource| resource["resourceType"] == kind).collect()
    }

    fn of_patient(kind: &str, member: &str, id: &str) -> Vec<Value> {
        let whose = format!("Patient/{id}");
        let mut all = of_type(kind);
        all.retain(|resource| resource[member]["reference"] == whose.as_str());
        all
    }

    fn text(value: &Value) -> &str {
        value.as_str().expect("a JSON string")
    }

    /// Every string in `value`, with the name of the member that holds it.
    fn strings<'a>(value: &'a Value, member: &'a str, found: &mut Vec<(&'a str, &'a str)>) {
        match value {
            Value::String(string) => found.push((member, string)),
            Value::Array(items) => items.iter().for_each(|item| strings(item, member, found)),
            Value::Object(members) => {
                members.iter().for_each(|(name, inner)| strings(inner, name, found));
            }
            _ => {}
        }
    }

    /// Year, year and month, or full date. Whether the day exists is for the calendar to say.
    fn is_date(date: &str) -> bool {
        match date.split('-').map(str::len).collect::<Vec<_>>()[..] {
            [4] => date.parse::<u16>().is_ok(),
            [4, 2] => format!("{date}-01").parse::<jiff::civil::Date>().is_ok(),
            _ => date.parse::<jiff::civil::Date>().is_ok(),
        }
    }

    #[test]
    fn the_walks_patient_is_as_told() {
        let shaw = of_type("Patient")
            .into_iter()
            .find(|patient| patient["id"] == "odalys-shaw")
            .expect("Odalys Shaw is a sample");
        assert_eq!(shaw["name"][0]["text"], "Odalys Shaw");
        assert_eq!(shaw["identifier"][0]["value"], "TV-40-11872");
        assert_eq!(shaw["identifier"][0]["system"], resource::RECORD_NUMBERS);
        assert_eq!(shaw["address"][0]["line"][0], "18 Cooper’s Rise");
        assert_eq!(shaw["address"][0]["city"], "Marl Bridge");

        let medications = of_patient("MedicationRequest", "subject", "odalys-shaw");
        let lines: Vec<_> = medications
            .iter()
            .map(|request| {
                let drug = text(&request["medicationCodeableConcept"]["text"]);
                let dose = text(&request["dosageInstruction"][0]["text"]);
                (text(&request["id"]), drug, dose, text(&request["status"]))
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("mr-1880", "Lisinopril 10 mg tablet", "1 tablet each morning", "active"),
                (
                    "mr-2207",
                    "Metformin 500 mg tablet",
                    "1 tablet twice a day, with meals",
                    "active"
                ),
                ("mr-2391", "Salbutamol 100 µg inhaler", "2 puffs when needed", "on-hold"),
            ]
        );
        let metformin = &medications[1]["medicationCodeableConcept"]["coding"][0];
        assert_eq!(metformin["code"], "861007");
        assert_eq!(metformin["display"], "metformin hydrochloride 500 MG Oral Tablet");

        let allergies = of_patient("AllergyIntolerance", "patient", "odalys-shaw");
        let lines: Vec<_> = allergies
            .iter()
            .map(|allergy| {
                let reaction = &allergy["reaction"][0];
                let sign = text(&reaction["manifestation"][0]["text"]);
                let allergen = text(&allergy["code"]["text"]);
                (text(&allergy["id"]), allergen, sign, text(&reaction["severity"]))
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("ai-0412", "Penicillin", "Hives", "moderate"),
                ("ai-0413", "Peanut", "Throat swelling", "severe"),
            ]
        );
        assert!(allergies.iter().all(|allergy| allergy["criticality"] == "high"));
    }

    #[test]
    fn one_patient_alone_answers_to_shaw() {
        let mut found = BTreeSet::new();
        for patient in of_type("Patient") {
            let mut names = Vec::new();
            strings(&patient["name"], "name", &mut names);
            let words = names.iter().flat_map(|(_, name)| name.split([' ', '-', '’']));
            if words.map(str::to_lowercase).any(|word| word.starts_with("shaw")) {
                found.insert(text(&patient["id"]).to_owned());
            }
        }
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["odalys-shaw"]);
    }

    #[test]
    fn ids_and_record_numbers_are_unique() {
        // Counted in the table: of two resources with one id only the later would be left.
        let mut ids: Vec<&str> = Vec::new();
        for chart in PEOPLE {
            ids.push(chart.id);
            ids.extend(chart.medications.iter().map(|rx| rx.id));
            ids.extend(chart.allergies.iter().map(|allergy| allergy.id));
        }
        let distinct: BTreeSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
        assert_eq!(resources().len(), ids.len());

        let patients = of_type("Patient");
        let records: BTreeSet<_> =
            patients.iter().map(|patient| text(&patient["identifier"][0]["value"])).collect();
        assert_eq!(records.len(), patients.len());
    }

    #[test]
    fn ids_are_fhir_ids() {
        for resource in resources() {
            let id = text(&resource["id"]);
            let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
            assert!((1..=64).contains(&id.len()) && id.chars().all(allowed), "{id}");
        }
    }

    #[test]
    fn every_reference_leads_to_a_sample() {
        let all = resources();
        let known: BTreeSet<_> = all
            .iter()
            .map(|one| format!("{}/{}", text(&one["resourceType"]), text(&one["id"])))
            .collect();
        for resource in &all {
            let mut found = Vec::new();
            strings(resource, "", &mut found);
            for (_, target) in found.iter().filter(|(member, _)| *member == "reference") {
                assert!(known.contains(*target), "{target} in {resource}");
            }
        }
    }

    #[test]
    fn an_order_is_replaced_by_a_later_one_for_the_same_patient() {
        let all = of_type("MedicationRequest");
        for request in &all {
            let Some(prior) = request["priorPrescription"]["reference"].as_str() else { continue };
            let prior = all
                .iter()
                .find(|one| prior.strip_prefix("MedicationRequest/") == one["id"].as_str())
                .expect("references resolve");
            assert_eq!(prior["subject"], request["subject"]);
            assert!(text(&prior["authoredOn"]) < text(&request["authoredOn"]), "{request}");
            assert!(prior["status"] == "completed" || prior["status"] == "stopped", "{prior}");
        }
    }

    #[test]
    fn links_between_patients_go_both_ways() {
        let all = of_type("Patient");
        for patient in all.iter().filter(|patient| patient.get("link").is_some()) {
            let other = text(&patient["link"][0]["other"]["reference"]);
            let other = all
                .iter()
                .find(|one| other.strip_prefix("Patient/") == one["id"].as_str())
                .expect("references resolve");
            let back = format!("Patient/{}", text(&patient["id"]));
            assert_eq!(other["link"][0]["other"]["reference"], back.as_str());
        }
    }

    #[test]
    fn dates_are_dates_and_in_order() {
        for resource in resources() {
            let mut found = Vec::new();
            strings(&resource, "", &mut found);
            for (member, value) in found {
                let good = match member {
                    "birthDate" | "authoredOn" | "recordedDate" => is_date(value),
                    "lastUpdated" | "deceasedDateTime" => value.parse::<jiff::Timestamp>().is_ok(),
                    _ => true,
                };
                assert!(good, "{member} {value}");
            }
            let changed = text(&resource["meta"]["lastUpdated"]);
            for member in ["birthDate", "authoredOn", "recordedDate"] {
                let day = resource[member].as_str().unwrap_or_default();
                assert!(day <= changed, "{member} {day} is later than the change of {changed}");
            }
        }
    }

    #[test]
    fn every_resource_is_tagged_as_invented() {
        for resource in resources() {
            assert_eq!(resource["meta"]["tag"][0]["code"], "HTEST", "{resource}");
        }
    }

    #[test]
    fn there_is_enough_to_look_at() {
        assert!(of_type("Patient").len() >= 36);
        assert!(of_patient("MedicationRequest", "subject", "cornelius-hathermoor").len() > 30);

        let statuses: BTreeSet<_> = of_type("MedicationRequest")
            .iter()
            .map(|request| text(&request["status"]).to_owned())
            .collect();
        for status in
            ["active", "on-hold", "stopped", "completed", "cancelled", "entered-in-error", "draft"]
        {
            assert!(statuses.contains(status), "no order is {status}");
        }
        let verdicts: BTreeSet<_> = of_type("AllergyIntolerance")
            .iter()
            .map(|allergy| text(&allergy["verificationStatus"]["coding"][0]["code"]).to_owned())
            .collect();
        for verdict in ["confirmed", "unconfirmed", "refuted", "entered-in-error"] {
            assert!(verdicts.contains(verdict), "no allergy is {verdict}");
        }
    }

    #[test]
    fn order_is_by_type_then_id() {
        let place =
            |one: &Value| (text(&one["resourceType"]).to_owned(), text(&one["id"]).to_owned());
        let places: Vec<_> = resources().iter().map(place).collect();
        assert!(places.is_sorted());
    }
}
