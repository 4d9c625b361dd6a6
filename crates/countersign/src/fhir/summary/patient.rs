//! A Patient in four lines.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::PartialDate;
use super::super::node::{Node, reference, type_of};
use super::Fact;
use crate::time::UnixSeconds;

/// A Patient in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Patient {
    /// The resource: `Patient/odalys-shaw`.
    pub source: String,
    /// Where the resource stands in its answer, as a JSON Pointer.
    pub pointer: String,
    /// The official name, else the usual one, else the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Fact>,
    /// The day of birth, with the age where it is known and the patient is not said to have died: `9 August 1971, 54 years`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Fact>,
    /// That the patient has died, with the day where it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deceased: Option<Fact>,
    /// The identifier of type MR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_number: Option<Fact>,
    /// The home address, else the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Fact>,
}

impl Patient {
    /// Reads a Patient; nothing when it is another resource. `pointer` says where it stands, and `now` decides the age.
    pub fn read(pointer: &str, resource: &Value, now: UnixSeconds) -> Option<Self> {
        if type_of(resource) != Some("Patient") {
            return None;
        }
        let patient = Node::root(resource);
        let deceased = deceased(&patient);
        Some(Self {
            source: reference(resource),
            pointer: pointer.to_owned(),
            name: preferred(&patient, "name", &["official", "usual"]).and_then(|node| name(&node)),
            born: born(&patient, deceased.is_none().then_some(now)),
            deceased,
            record_number: patient.each("identifier").find_map(|node| record_number(&node)),
            address: preferred(&patient, "address", &["home"]).and_then(|node| address(&node)),
        })
    }
}

/// The first element whose `use` is the first of those given, else the first that is not `old`.
fn preferred<'a>(patient: &Node<'a>, member: &str, uses: &[&str]) -> Option<Node<'a>> {
    let of_use = |wanted| patient.each(member).find(|node| node.text("use") == Some(wanted));
    uses.iter()
        .find_map(|wanted| of_use(*wanted))
        .or_else(|| patient.each(member).find(|node| node.text("use") != Some("old")))
}

fn name(node: &Node<'_>) -> Option<Fact> {
    if let Some(text) = node.text("text") {
        return Some(Fact::new(text, [format!("{}/text", node.pointer)]));
    }
    let given = node.texts("given");
    let family = node.text("family");
    let words: Vec<&str> = given.iter().copied().chain(family).collect();
    let from = [("given", !given.is_empty()), ("family", family.is_some())];
    let from = from.into_iter().filter(|(_, there)| *there);
    (!words.is_empty()).then(|| {
        Fact::new(words.join(" "), from.map(|(member, _)| format!("{}/{member}", node.pointer)))
    })
}

fn born(patient: &Node<'_>, age_at: Option<UnixSeconds>) -> Option<Fact> {
    let date: PartialDate = patient.text("birthDate")?.parse().ok()?;
    let age = age_at.and_then(|now| date.age_in_words(now)).map(|age| format!(", {age}"));
    let text = date.in_words() + &age.unwrap_or_default();
    Some(Fact::new(text, ["/birthDate".to_owned()]))
}

fn deceased(patient: &Node<'_>) -> Option<Fact> {
    if let Some(at) = patient.text("deceasedDateTime") {
        let day =
            PartialDate::of_date_time(at).map_or_else(|_| at.to_owned(), PartialDate::in_words);
        return Some(Fact::new(format!("Died {day}"), ["/deceasedDateTime".to_owned()]));
    }
    let said = patient.get("deceasedBoolean")?.value.as_bool()?;
    said.then(|| Fact::new("Died", ["/deceasedBoolean".to_owned()]))
}

fn record_number(identifier: &Node<'_>) -> Option<Fact> {
    let is_record_number =
        identifier.get("type")?.each("coding").any(|coding| coding.text("code") == Some("MR"));
    let value = identifier.text("value").filter(|_| is_record_number)?;
    Some(Fact::new(value, ["value", "type"].map(|m| format!("{}/{m}", identifier.pointer))))
}

fn address(node: &Node<'_>) -> Option<Fact> {
    if let Some(text) = node.text("text") {
        return Some(Fact::new(text, [format!("{}/text", node.pointer)]));
    }
    let mut words = node.texts("line");
    let mut from = Vec::new();
    if !words.is_empty() {
        from.push(format!("{}/line", node.pointer));
    }
    for member in ["city", "district", "state", "postalCode", "country"] {
        if let Some(text) = node.text(member) {
            words.push(text);
            from.push(format!("{}/{member}", node.pointer));
        }
    }
    (!words.is_empty()).then(|| Fact::new(words.join(", "), from))
}
