//! Header and claims as somebody writes them, right or wrong, in the order written.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::jws::{Alg, SigningInput};

/// Header and claims before they are signed. Anything may stand in them: what is wrong is for the verifier to say.
///
/// ```
/// use countersign::assertion::Draft;
/// use countersign::jws::Alg;
///
/// let mut draft = Draft::default();
/// draft.set_header("alg", "RS384");
/// draft.set_claim("exp", 1_778_594_900);
/// draft.set_claim("exp", "tomorrow");
/// assert_eq!(draft.claims_json(), r#"{"exp":"tomorrow"}"#);
/// assert_eq!(draft.signing_input(Alg::Rs384).as_str(), "eyJhbGciOiJSUzM4NCJ9.eyJleHAiOiJ0b21vcnJvdyJ9");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    header: Vec<(String, Value)>,
    claims: Vec<(String, Value)>,
}

impl Draft {
    /// The header's members, in the order written.
    pub fn header(&self) -> &[(String, Value)] {
        &self.header
    }

    /// The claims, in the order written.
    pub fn claims(&self) -> &[(String, Value)] {
        &self.claims
    }

    /// The header member of that name.
    pub fn header_member(&self, name: &str) -> Option<&Value> {
        find(&self.header, name)
    }

    /// The claim of that name.
    pub fn claim(&self, name: &str) -> Option<&Value> {
        find(&self.claims, name)
    }

    /// Sets a header member, in its old place or behind the others.
    pub fn set_header(&mut self, name: &str, value: impl Into<Value>) {
        set(&mut self.header, name, value.into());
    }

    /// Sets a claim, in its old place or behind the others.
    pub fn set_claim(&mut self, name: &str, value: impl Into<Value>) {
        set(&mut self.claims, name, value.into());
    }

    /// Leaves a header member out.
    pub fn remove_header(&mut self, name: &str) {
        self.header.retain(|(member, _)| member != name);
    }

    /// Leaves a claim out.
    pub fn remove_claim(&mut self, name: &str) {
        self.claims.retain(|(member, _)| member != name);
    }

    /// The header as it will be encoded.
    pub fn header_json(&self) -> String {
        json(&self.header)
    }

    /// The claims as they will be encoded.
    pub fn claims_json(&self) -> String {
        json(&self.claims)
    }

    /// The octets to sign under `alg`, which need not be what the header says.
    pub fn signing_input(&self, alg: Alg) -> SigningInput {
        SigningInput::new(alg, &self.header_json(), &self.claims_json())
    }
}

fn find<'a>(members: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    members.iter().find(|(member, _)| member == name).map(|(_, value)| value)
}

fn set(members: &mut Vec<(String, Value)>, name: &str, value: Value) {
    match members.iter_mut().find(|(member, _)| member == name) {
        Some((_, old)) => *old = value,
        None => members.push((name.to_owned(), value)),
    }
}

/// Written member by member, since a list of pairs keeps a place for what is left out and put back.
fn json(members: &[(String, Value)]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())))
        .collect();
    format!("{{{}}}", members.join(","))
}
