//! Patients, medications and allergies as a person takes them in.

use countersign::fhir::Summary;
use countersign::fhir::summary::{Allergy, Fact, Medication, Patient};

use super::style::{FAINT, NAME};
use super::text::{Cell, Text};

/// A section for each kind that there is.
pub(crate) fn text(summary: &Summary) -> String {
    let Summary { patients, medications, allergies } = summary;
    let mut text = Text::default();
    section(&mut text, "Patients", patients.iter().map(patient));
    section(&mut text, "Medications", medications.iter().map(medication));
    section(&mut text, "Allergies", allergies.iter().map(allergy));
    let text = text.finish();
    if text.is_empty() {
        "No patient, medication or allergy is in the answer".to_owned()
    } else {
        text
    }
}

fn section(text: &mut Text, name: &str, rows: impl Iterator<Item = [Cell; 3]>) {
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        text.gap();
        text.words(0, Cell::styled(NAME, name));
        text.rows(2, rows);
    }
}

fn patient(patient: &Patient) -> [Cell; 3] {
    let Patient { name, born, deceased, record_number, address, source, .. } = patient;
    let number = record_number.as_ref().map(|number| format!("record {}", number.text));
    let facts = [born, deceased].into_iter().flatten().map(|fact| fact.text.clone());
    let facts: Vec<_> =
        facts.chain(number).chain(address.as_ref().map(|fact| fact.text.clone())).collect();
    [named(name), Cell::styled(FAINT, source), facts.join("; ").into()]
}

fn medication(medication: &Medication) -> [Cell; 3] {
    [named(&medication.name), Cell::styled(FAINT, &medication.source), medication.detail().into()]
}

fn allergy(allergy: &Allergy) -> [Cell; 3] {
    [named(&allergy.name), Cell::styled(FAINT, &allergy.source), allergy.detail().into()]
}

fn named(name: &Option<Fact>) -> Cell {
    match name {
        Some(name) => Cell::from(&name.text),
        None => Cell::styled(FAINT, "without a name"),
    }
}
