//! The reading side: what was asked, with every fault a finding.

use super::{ScopeSet, parse};
use crate::finding::Finding;
use crate::rules::code::scope::{COMMA, ORDER, SYNTAX};

/// Reads the scopes that a client asks for, and judges how they are written: `scope.syntax`, `scope.comma`,
/// `scope.order`, as the specification takes them. Never stops at the first fault; the set holds what could be read.
///
/// What of it is granted is another question: [`ScopeSet::grant`], whose [`Grant::findings`](super::Grant::findings)
/// follow these.
///
/// ```
/// let (scopes, findings) = countersign::scope::read("system/Patient.sr system/Observation.rs");
/// assert_eq!(scopes.to_string(), "system/Observation.rs");
/// let order = findings.iter().find(|finding| finding.code.id == "scope.order").expect("it is judged");
/// assert_eq!(order.evidence.near_miss.as_deref(), Some("system/Patient.rs"));
/// ```
pub fn read(text: &str) -> (ScopeSet, Vec<Finding>) {
    let mut scopes = ScopeSet::default();
    let mut faults = Vec::new();
    for scope in parse::each(text) {
        match scope {
            Ok(scope) => scopes.push(scope),
            Err(error) => faults.push(error),
        }
    }
    let mut findings = Vec::with_capacity(3);
    for (code, fine) in [
        (&SYNTAX, "Every scope is well formed"),
        (&COMMA, "The scopes are parted by spaces"),
        (&ORDER, "The letters of every scope are in the order cruds"),
    ] {
        let before = findings.len();
        for error in faults.iter().filter(|error| error.code() == code.id) {
            let mut finding =
                Finding::fail(code, "scope", error.fault.to_string()).got(error.scope.clone());
            if let Some(meant) = &error.suggestion {
                finding = finding.near_miss(meant.clone());
            }
            findings.push(finding);
        }
        if findings.len() == before {
            findings.push(Finding::pass(code, "scope", fine));
        }
    }
    (scopes, findings)
}
