//! Resources read into a few lines a person can take in.
//!
//! Text is taken from `text`, then from the first coding's `display`. Nothing is inferred: what a resource does not say
//! is left out. Each [`Fact`] names the members it was read from, so that a page can point at them.

mod allergy;
mod medication;
mod patient;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::node::Node;
use crate::time::UnixSeconds;

pub use allergy::Allergy;
pub use medication::Medication;
pub use patient::Patient;

/// Something that a resource says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// In words.
    pub text: String,
    /// The members it was read from, as JSON Pointers into the resource.
    pub from: Vec<String>,
}

/// What is read from the resources of one or more answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// One for each Patient.
    pub patients: Vec<Patient>,
    /// One for each MedicationRequest.
    pub medications: Vec<Medication>,
    /// One for each AllergyIntolerance.
    pub allergies: Vec<Allergy>,
}

impl Summary {
    /// Reads resources, each with where it stands in its answer ([`Answer::resources`](super::Answer::resources));
    /// resources of other types are passed over. `now` decides ages.
    pub fn read<'a>(
        resources: impl IntoIterator<Item = (&'a str, &'a Value)>,
        now: UnixSeconds,
    ) -> Self {
        let mut summary = Self::default();
        for (pointer, resource) in resources {
            match super::node::type_of(resource) {
                Some("Patient") => summary.patients.extend(Patient::read(pointer, resource, now)),
                Some("MedicationRequest") => {
                    summary.medications.extend(Medication::read(pointer, resource));
                }
                Some("AllergyIntolerance") => {
                    summary.allergies.extend(Allergy::read(pointer, resource));
                }
                _ => {}
            }
        }
        summary
    }

    /// Adds what was read from another answer.
    pub fn extend(&mut self, other: Self) {
        self.patients.extend(other.patients);
        self.medications.extend(other.medications);
        self.allergies.extend(other.allergies);
    }
}

impl Fact {
    fn new(text: impl Into<String>, from: impl IntoIterator<Item = String>) -> Self {
        Self { text: text.into(), from: from.into_iter().collect() }
    }
}

/// What a CodeableConcept says: its text, else the display of the first coding that has one.
fn concept(node: &Node<'_>) -> Option<Fact> {
    if let Some(text) = node.text("text") {
        return Some(Fact::new(text, [format!("{}/text", node.pointer)]));
    }
    node.each("coding").find_map(|coding| {
        let display = coding.text("display")?;
        Some(Fact::new(display, [format!("{}/display", coding.pointer)]))
    })
}

/// The code of a CodeableConcept whose codes FHIR fixes; its text where it has no code.
fn coded<'a>(node: &Node<'a>) -> Option<(&'a str, String)> {
    node.each("coding")
        .find_map(|coding| Some((coding.text("code")?, format!("{}/code", coding.pointer))))
        .or_else(|| Some((node.text("text")?, format!("{}/text", node.pointer))))
}

/// A code as a word: `on-hold` becomes `On hold`.
fn word(code: &str) -> String {
    let mut letters = code.chars();
    let first =
        letters.next().map(|first| first.to_ascii_uppercase().to_string()).unwrap_or_default();
    first + &letters.as_str().replace('-', " ")
}

/// Sentences, each with its full stop but the last: `Hives, moderate. High criticality. Confirmed`.
fn sentences<'a>(facts: impl IntoIterator<Item = &'a Option<Fact>>) -> String {
    let texts: Vec<&str> =
        facts.into_iter().flatten().map(|fact| fact.text.trim_end_matches('.')).collect();
    texts.join(". ")
}

/// Several facts of one kind as one.
fn joined(facts: Vec<Fact>, separator: &str) -> Option<Fact> {
    if facts.is_empty() {
        return None;
    }
    let text = facts.iter().map(|fact| fact.text.as_str()).collect::<Vec<_>>().join(separator);
    Some(Fact::new(text, facts.into_iter().flat_map(|fact| fact.from)))
}
