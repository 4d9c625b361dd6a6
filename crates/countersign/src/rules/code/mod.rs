//! Finding codes: each names one fault, the rule it breaks, and how each profile takes it.
//!
//! The first segment of an id is the module here and names the module that raises it.

use serde_json::{Map, Value, json};

use super::profile::{Level, Levels, Profile, levels};
use super::rule::{Rule, prose};

pub mod clock;
pub mod discovery;
pub mod fhir;
pub mod jwks;
pub mod jws;
pub mod jwt;
pub mod request;
pub mod scope;
pub mod token;

/// One way to break a rule. Its sentences are empty without the feature `prose`; no report has them.
#[derive(PartialEq, Eq)]
pub struct Code {
    /// Dotted, stable, lower case.
    pub id: &'static str,
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// What is wrong, in a sentence.
    pub what: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// How each profile takes it.
    pub levels: Levels,
}

/// Every code, grouped by its first segment, in the order of the flow.
pub const ALL: &[&[&Code]] = &[
    jws::CODES,
    jwt::CODES,
    jwks::CODES,
    request::CODES,
    scope::CODES,
    discovery::CODES,
    token::CODES,
    clock::CODES,
    fhir::CODES,
];

/// Every code, one by one.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    ALL.iter().flat_map(|group| group.iter().copied())
}

/// The id alone: the rest of the row follows from it.
impl core::fmt::Debug for Code {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Code({})", self.id)
    }
}

impl Code {
    /// The code for a program: `{ "id", "rule", "what", "why", "fix", "levels": { PROFILE: { "status", "modelled" } } }`.
    ///
    /// ```
    /// use countersign::rules::code::jwt;
    ///
    /// assert_eq!(jwt::EXP_TOO_FAR.to_json()["levels"]["spec"]["status"], "fail");
    /// ```
    #[must_use]
    pub fn to_json(&self) -> Value {
        let levels = Profile::ALL.into_iter().map(|profile| {
            let Level { status, modelled } = profile.level(self);
            (profile.id.to_owned(), json!({ "status": status, "modelled": modelled }))
        });
        json!({
            "id": self.id,
            "rule": self.rule.id,
            "what": self.what,
            "why": self.why,
            "fix": self.fix,
            "levels": levels.collect::<Map<_, _>>(),
        })
    }

    /// The code of that id.
    ///
    /// ```
    /// use countersign::rules::Code;
    ///
    /// let code = Code::by_id("jws.kid.missing").expect("a known id");
    /// assert_eq!(code.rule.id, "smart.assertion.kid");
    /// ```
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        codes().find(|code| code.id == id)
    }

    const fn new(
        id: &'static str,
        rule: &'static Rule,
        notation: &str,
        what: &'static str,
        why: &'static str,
        fix: &'static str,
    ) -> Self {
        Self {
            id,
            rule,
            what: prose(what),
            why: prose(why),
            fix: prose(fix),
            levels: levels(notation),
        }
    }
}
