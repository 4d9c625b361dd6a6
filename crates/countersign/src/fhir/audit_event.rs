//! An AuditEvent in four lines: who, what, when, how proven.
//!
//! R4 has no element for the proof. It is read from `entity.detail`, under the types that [`proof`] names.
//!
//! ```
//! use countersign::fhir::audit_event::AuditEvent;
//!
//! let event = AuditEvent::parse(r#"{"resourceType":"AuditEvent","id":"a1","action":"E","recorded":"2026-05-12T14:03:34.218Z",
//!     "subtype":[{"code":"search-type"}],"agent":[{"requestor":true,"who":{"identifier":{"value":"larkmoor-nightly"}}}],
//!     "entity":[{"query":"UGF0aWVudD9uYW1lPXNoYXc="},
//!               {"detail":[{"type":"jti","valueString":"5f0c"},{"type":"kid","valueString":"893b"}]}]}"#)?;
//! assert_eq!(event.who.map(|who| who.text).as_deref(), Some("larkmoor-nightly"));
//! assert_eq!(event.what.map(|what| what.text).as_deref(), Some("Searched Patient?name=shaw"));
//! assert_eq!(event.when.map(|when| when.text).as_deref(), Some("12 May 2026, 14:03:34 UTC"));
//! assert_eq!(event.how_proven.map(|how| how.text).as_deref(), Some("assertion jti 5f0c, key 893b"));
//! # Ok::<(), countersign::fhir::FhirError>(())
//! ```

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::node::{Node, reference, resource, type_of};
use super::summary::Fact;
use super::{FhirError, PartialDate, instant};

/// Types of `entity.detail` that say how the client proved who it is. A server writes them, [`AuditEvent`] reads them.
pub mod proof {
    /// The `jti` of the client assertion.
    pub const JTI: &str = "jti";
    /// The `kid` of the key that verified it.
    pub const KID: &str = "kid";
}

/// An AuditEvent in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// The resource: `AuditEvent/42`.
    pub source: String,
    /// Who asked: the agent that is the requestor.
    pub who: Option<Fact>,
    /// What was asked for, and whether it was not carried out.
    pub what: Option<Fact>,
    /// When it was recorded, in UTC.
    pub when: Option<Fact>,
    /// How the client proved who it is: the assertion and the key.
    pub how_proven: Option<Fact>,
}

impl AuditEvent {
    /// Reads an AuditEvent.
    ///
    /// # Errors
    /// [`FhirError`] when the text is not JSON, or another resource.
    pub fn parse(text: &str) -> Result<Self, FhirError> {
        Self::read(&resource(text)?)
    }

    /// Reads an AuditEvent that is JSON already, an entry of a Bundle for example.
    ///
    /// # Errors
    /// [`FhirError`] when it is another resource.
    pub fn read(value: &Value) -> Result<Self, FhirError> {
        let got = type_of(value).ok_or(FhirError::NotResource)?;
        if got != "AuditEvent" {
            return Err(FhirError::ResourceType {
                wanted: "AuditEvent",
                got: got.chars().take(80).collect(),
            });
        }
        let event = Node::root(value);
        Ok(Self {
            source: reference(value),
            who: who(&event),
            what: what(&event),
            when: when(&event),
            how_proven: how_proven(&event),
        })
    }

    /// The four lines, each with its heading: *who*, *what*, *when*, *how proven*.
    pub fn lines(&self) -> [(&'static str, Option<&Fact>); 4] {
        [
            ("Who", self.who.as_ref()),
            ("What", self.what.as_ref()),
            ("When", self.when.as_ref()),
            ("How proven", self.how_proven.as_ref()),
        ]
    }
}

fn who(event: &Node<'_>) -> Option<Fact> {
    let requestor = |agent: &Node<'_>| agent.value.get("requestor") == Some(&Value::Bool(true));
    let agent = event.each("agent").find(requestor).or_else(|| event.each("agent").next())?;
    let said = agent.get("who");
    let candidates = [
        said.as_ref().and_then(|who| who.get("identifier")).and_then(|id| fact(&id, "value")),
        said.as_ref().and_then(|who| fact(who, "display")),
        said.as_ref().and_then(|who| fact(who, "reference")),
        fact(&agent, "name"),
        fact(&agent, "altId"),
    ];
    candidates.into_iter().flatten().next()
}

fn what(event: &Node<'_>) -> Option<Fact> {
    let subtype = event.each("subtype").find_map(|coding| fact(&coding, "code"));
    let action = fact(event, "action");
    let verb = subtype
        .as_ref()
        .and_then(|code| Some((interaction(&code.text)?, &code.from)))
        .or_else(|| action.as_ref().and_then(|code| Some((interaction(&code.text)?, &code.from))));
    let object = event.each("entity").find_map(|entity| query(&entity)).or_else(|| {
        event.each("entity").find_map(|entity| fact(&entity.get("what")?, "reference"))
    });
    let (text, mut from) = match (verb, object) {
        (None, None) => return None,
        (Some((verb, from)), None) => (verb.to_owned(), from.clone()),
        (None, Some(object)) => (object.text, object.from),
        (Some((verb, from)), Some(object)) => {
            (format!("{verb} {}", object.text), [from.as_slice(), &object.from].concat())
        }
    };
    // "0" is success; 4, 8 and 12 are failures of rising gravity.
    let Some(_) = event.text("outcome").filter(|&outcome| outcome != "0") else {
        return Some(Fact { text, from });
    };
    from.push("/outcome".to_owned());
    let why = event.text("outcomeDesc").map(|why| format!(": {why}")).unwrap_or_default();
    Some(Fact { text: format!("{text}, not carried out{why}"), from })
}

/// A verb for a code of restful-interaction or audit-event-action.
fn interaction(code: &str) -> Option<&'static str> {
    Some(match code {
        "search" | "search-type" | "search-system" => "Searched",
        "read" | "vread" | "R" => "Read",
        "create" | "C" => "Created",
        "update" | "patch" | "U" => "Changed",
        "delete" | "D" => "Deleted",
        "E" => "Ran",
        _ => return None,
    })
}

/// `entity.query` is base64; FHIR keeps the search there as it was sent.
fn query(entity: &Node<'_>) -> Option<Fact> {
    let octets = Base64::decode_vec(entity.text("query")?).ok()?;
    let text = String::from_utf8(octets).ok()?;
    Some(Fact { text, from: vec![format!("{}/query", entity.pointer)] })
}

fn when(event: &Node<'_>) -> Option<Fact> {
    let at = instant(event.text("recorded")?)?;
    let (day, clock) = (PartialDate::of_date_time(&at.to_string()).ok()?.in_words(), at.clock()?);
    Some(Fact { text: format!("{day}, {clock} UTC"), from: vec!["/recorded".to_owned()] })
}

fn how_proven(event: &Node<'_>) -> Option<Fact> {
    let detail = |wanted: &str| {
        event.each("entity").flat_map(|entity| entity.each("detail")).find_map(|detail| {
            (detail.text("type") == Some(wanted)).then(|| fact(&detail, "valueString"))?
        })
    };
    let (jti, kid) = (detail(proof::JTI), detail(proof::KID));
    let words = [
        jti.as_ref().map(|jti| format!("assertion jti {}", jti.text)),
        kid.as_ref().map(|kid| format!("key {}", kid.text)),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    if words.is_empty() {
        return None;
    }
    let from = [jti, kid].into_iter().flatten().flat_map(|fact| fact.from).collect();
    Some(Fact { text: words.join(", "), from })
}

/// The string of that member, as it stands.
fn fact(node: &Node<'_>, member: &str) -> Option<Fact> {
    let text = node.text(member)?.to_owned();
    Some(Fact { text, from: vec![format!("{}/{member}", node.pointer)] })
}
