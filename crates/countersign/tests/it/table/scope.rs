//! Scopes, asked, granted and used.

use countersign::finding::Finding;
use countersign::rules::Profile;
use countersign::rules::code::scope::*;
use countersign::scope::{Interaction, ScopeSet, judge_access, read};

use super::{Example, example};

pub(super) fn good(profile: &Profile) -> Vec<Finding> {
    let mut findings = asked("system/Patient.rs system/Observation.r", profile);
    findings.push(used("system/Patient.rs", profile));
    findings
}

pub(super) fn examples() -> Vec<Example> {
    let of = |code, text: &'static str| example(code, move |profile| asked(text, profile));
    vec![
        of(&SYNTAX, "system/Patient.rs nonsense"),
        of(&COMMA, "system/Patient.rs system/Patient.r,system/Patient.s"),
        of(&ORDER, "system/Patient.rs system/Patient.sr"),
        of(&LEVEL, "system/Patient.rs user/Patient.rs").with(&["scope.partial"]),
        of(&V1, "system/Patient.read"),
        of(&QUERY, "system/Patient.rs system/Patient.rs?name=a").with(&["scope.partial"]),
        of(&NONE_GRANTED, "system/Goal.rs"),
        of(&PARTIAL, "system/*.rs"),
        example(&INSUFFICIENT, |profile| vec![used("system/Patient.s", profile)]),
    ]
}

/// What is asked is read, and granted as far as it goes.
fn asked(text: &str, profile: &Profile) -> Vec<Finding> {
    let registered =
        ScopeSet::parse("system/Patient.rs system/Observation.rs").expect("well formed");
    let (scopes, mut findings) = read(text, profile);
    findings.extend(scopes.grant(&registered, &registered).findings(profile));
    findings
}

fn used(granted: &str, profile: &Profile) -> Finding {
    let granted = ScopeSet::parse(granted).expect("well formed");
    judge_access(&granted, "Patient", Interaction::Read, profile)
}
