//! An AllergyIntolerance in two lines.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::node::{Node, reference, type_of};
use super::{Fact, coded, concept, joined, sentences, word};

/// An AllergyIntolerance in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Allergy {
    /// The resource: `AllergyIntolerance/ai-0412`.
    pub source: String,
    /// Where the resource stands in its answer, as a JSON Pointer.
    pub pointer: String,
    /// What the allergy is to: the concept's text, else a display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Fact>,
    /// What happened, and how badly: `Hives, moderate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaction: Option<Fact>,
    /// How bad a next time could be: `High criticality`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criticality: Option<Fact>,
    /// How sure it is: `Confirmed`, `Refuted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<Fact>,
    /// Whether it is still so: `Active`, `Resolved`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinical: Option<Fact>,
}

impl Allergy {
    /// Reads an AllergyIntolerance; nothing when it is another resource. `pointer` says where it stands.
    pub fn read(pointer: &str, resource: &Value) -> Option<Self> {
        if type_of(resource) != Some("AllergyIntolerance") {
            return None;
        }
        let allergy = Node::root(resource);
        let status = |member| {
            let node = allergy.get(member)?;
            let (code, from) = coded(&node)?;
            Some(Fact::new(word(code), [from]))
        };
        Some(Self {
            source: reference(resource),
            pointer: pointer.to_owned(),
            name: allergy.get("code").and_then(|node| concept(&node)),
            reaction: joined(allergy.each("reaction").filter_map(|r| reaction(&r)).collect(), "; "),
            criticality: criticality(&allergy),
            verification: status("verificationStatus"),
            clinical: status("clinicalStatus"),
        })
    }

    /// All but the name, as sentences: `Hives, moderate. High criticality. Confirmed`. An allergy that is active is not
    /// said to be: the other cases are.
    pub fn detail(&self) -> String {
        let clinical = self.clinical.clone().filter(|fact| fact.text != "Active");
        sentences([&self.reaction, &self.criticality, &self.verification, &clinical])
    }
}

fn reaction(reaction: &Node<'_>) -> Option<Fact> {
    let manifestations = reaction.each("manifestation").filter_map(|node| concept(&node)).collect();
    let mut fact = joined(manifestations, ", ")?;
    if let Some(severity) = reaction.text("severity") {
        fact.text = format!("{}, {severity}", fact.text);
        fact.from.push(format!("{}/severity", reaction.pointer));
    }
    Some(fact)
}

fn criticality(allergy: &Node<'_>) -> Option<Fact> {
    let code = allergy.text("criticality")?;
    let text = match code {
        "unable-to-assess" => "Criticality cannot be assessed".to_owned(),
        code => format!("{} criticality", word(code)),
    };
    Some(Fact::new(text, ["/criticality".to_owned()]))
}
