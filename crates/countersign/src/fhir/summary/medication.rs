//! A MedicationRequest in two lines.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::PartialDate;
use super::super::node::{Node, reference, type_of};
use super::{Fact, concept, joined, sentences, word};

/// A MedicationRequest in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Medication {
    /// The resource: `MedicationRequest/mr-2207`.
    pub source: String,
    /// Where the resource stands in its answer, as a JSON Pointer.
    pub pointer: String,
    /// What it is: the concept's text, else a display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Fact>,
    /// That it is *not* to be given, where the resource says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_to_be_given: Option<Fact>,
    /// How to take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dosage: Option<Fact>,
    /// `Active since 14 Jan 2025`, `On hold`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Fact>,
}

impl Medication {
    /// Reads a MedicationRequest; nothing when it is another resource. `pointer` says where it stands.
    pub fn read(pointer: &str, resource: &Value) -> Option<Self> {
        if type_of(resource) != Some("MedicationRequest") {
            return None;
        }
        let request = Node::root(resource);
        Some(Self {
            source: reference(resource),
            pointer: pointer.to_owned(),
            name: name(&request),
            not_to_be_given: not_to_be_given(&request),
            dosage: dosage(&request),
            status: status(&request),
        })
    }

    /// All but the name, as sentences: `1 tablet twice a day, with meals. Active since 14 Jan 2025`.
    pub fn detail(&self) -> String {
        sentences([&self.not_to_be_given, &self.dosage, &self.status])
    }
}

fn name(request: &Node<'_>) -> Option<Fact> {
    request.get("medicationCodeableConcept").and_then(|node| concept(&node)).or_else(|| {
        let reference = request.get("medicationReference")?;
        let display = reference.text("display")?;
        Some(Fact::new(display, [format!("{}/display", reference.pointer)]))
    })
}

/// `doNotPerform` turns the meaning of the whole resource round; a summary without it would be dangerous.
fn not_to_be_given(request: &Node<'_>) -> Option<Fact> {
    let said = request.get("doNotPerform")?.value.as_bool()?;
    said.then(|| Fact::new("Not to be given", ["/doNotPerform".to_owned()]))
}

fn dosage(request: &Node<'_>) -> Option<Fact> {
    let texts = request.each("dosageInstruction").filter_map(|dosage| {
        let text = dosage.text("text")?;
        Some(Fact::new(text, [format!("{}/text", dosage.pointer)]))
    });
    joined(texts.collect(), "; ")
}

fn status(request: &Node<'_>) -> Option<Fact> {
    let status = request.text("status")?;
    let mut fact = Fact::new(word(status), ["/status".to_owned()]);
    let since = request.text("authoredOn").and_then(|at| PartialDate::of_date_time(at).ok());
    // Only an active order is known to have been so since it was written.
    if let ("active", Some(since)) = (status, since) {
        fact.text = format!("{} since {}", fact.text, since.in_short_words());
        fact.from.push("/authoredOn".to_owned());
    }
    Some(fact)
}
