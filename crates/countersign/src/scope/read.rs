//! The reading side: what was asked, with every fault a finding.

use super::{Interaction, Level, Permissions, Scope, ScopeError, ScopeSet, Version, parse};
use crate::finding::{Finding, sentence};
use crate::rules::code::scope::{COMMA, INSUFFICIENT, LEVEL, ORDER, SYNTAX, V1};
use crate::rules::{Code, Profile};

/// Reads the scopes that a client asks for, and judges by `profile` how they are written: `scope.syntax`,
/// `scope.comma`, `scope.order`, `scope.level` and `scope.v1`. Never stops at the first fault; the set holds what could
/// be read.
///
/// What of it is granted is another question: [`ScopeSet::grant`], whose [`Grant::findings`](super::Grant::findings)
/// follow these.
///
/// ```
/// use countersign::rules::Profile;
///
/// let (scopes, findings) = countersign::scope::read("system/Patient.sr system/Observation.rs", &Profile::SPEC);
/// assert_eq!(scopes.to_string(), "system/Observation.rs");
/// let order = findings.iter().find(|finding| finding.code.id == "scope.order").expect("it is judged");
/// assert_eq!(order.evidence.near_miss.as_deref(), Some("system/Patient.rs"));
/// ```
pub fn read(text: &str, profile: &Profile) -> (ScopeSet, Vec<Finding>) {
    let mut scopes = ScopeSet::default();
    let mut faults = Vec::new();
    for scope in parse::each(text) {
        match scope {
            Ok(scope) => scopes.push(scope),
            Err(error) => faults.push(error),
        }
    }
    let mut findings = Vec::with_capacity(5);
    for (code, fine) in [
        (&SYNTAX, "Every scope is well formed"),
        (&COMMA, "The scopes are parted by spaces"),
        (&ORDER, "The letters of every scope are in the order cruds"),
    ] {
        let before = findings.len();
        let of_code = faults.iter().filter(|error| error.code() == code.id);
        findings.extend(of_code.map(|error| misspelled(code, error, profile)));
        if findings.len() == before {
            findings.push(Finding::pass(code, "scope", fine));
        }
    }
    findings.push(judge_level(&scopes, profile));
    findings.push(judge_version(&scopes, profile));
    (scopes, findings)
}

/// Judges by `profile` whether a token with these scopes covers one interaction with a type: `scope.insufficient`.
///
/// ```
/// use countersign::finding::Status;
/// use countersign::rules::Profile;
/// use countersign::scope::{Interaction, ScopeSet, judge_access};
///
/// let granted = ScopeSet::parse("system/Patient.s")?;
/// let finding = judge_access(&granted, "Patient", Interaction::Read, &Profile::SPEC);
/// assert_eq!((finding.code.id, finding.status), ("scope.insufficient", Status::Fail));
/// assert_eq!(finding.evidence.near_miss.as_deref(), Some("Of Patient the token permits search."));
/// # Ok::<(), countersign::scope::ScopeError>(())
/// ```
pub fn judge_access(
    granted: &ScopeSet,
    resource_type: &str,
    interaction: Interaction,
    profile: &Profile,
) -> Finding {
    const SUBJECT: &str = "token.scope";

    let wanted = format!("system/{resource_type}.{}", interaction.letter());
    if granted.allows(resource_type, interaction) {
        let message = format!("The token's scope covers `{wanted}`");
        return Finding::pass(&INSUFFICIENT, SUBJECT, message);
    }
    let message = format!("The token's scope does not cover `{wanted}`");
    let finding = Finding::fault(&INSUFFICIENT, profile, SUBJECT, message)
        .got(granted.to_string())
        .expected(wanted);
    let permitted: Permissions =
        Interaction::ALL.into_iter().filter(|one| granted.allows(resource_type, *one)).collect();
    match permitted.is_empty() {
        true => finding,
        false => finding
            .near_miss(format!("Of {resource_type} the token permits {}.", permitted.listed())),
    }
}

fn misspelled(code: &'static Code, error: &ScopeError, profile: &Profile) -> Finding {
    let finding =
        Finding::fault(code, profile, "scope", sentence(&error.fault)).got(error.scope.clone());
    match error.suggestion.clone().or_else(|| meant(&error.scope)) {
        Some(meant) => finding.near_miss(meant),
        None => finding,
    }
}

fn judge_level(scopes: &ScopeSet, profile: &Profile) -> Finding {
    let others: Vec<&Scope> = scopes.iter().filter(|scope| scope.level != Level::System).collect();
    let Some(first) = others.first() else {
        return Finding::pass(&LEVEL, "scope", "Every scope is at the system/ level");
    };
    let message = format!("`{first}` needs somebody logged in, and here nobody is");
    Finding::fault(&LEVEL, profile, "scope", message).got(listed(others.iter().copied())).near_miss(
        listed(others.into_iter().map(|scope| Scope { level: Level::System, ..scope.clone() })),
    )
}

fn judge_version(scopes: &ScopeSet, profile: &Profile) -> Finding {
    let first_way: Vec<&Scope> =
        scopes.iter().filter(|scope| scope.version == Version::V1).collect();
    if first_way.is_empty() {
        return Finding::pass(&V1, "scope", "Every scope is written in letters of cruds");
    }
    let written = listed(first_way.iter().copied());
    Finding::fault(&V1, profile, "scope", format!("Written as in version 1: `{written}`"))
        .got(written)
        .near_miss(listed(
            first_way.into_iter().map(|scope| Scope { version: Version::V2, ..scope.clone() }),
        ))
}

/// Scopes as a request lists them; a set has no more than [`SCOPES`](super::SCOPES).
fn listed(scopes: impl Iterator<Item = impl ToString>) -> String {
    scopes.map(|scope| scope.to_string()).collect::<Vec<_>>().join(" ")
}

/// What was probably meant by a text that is no scope, nor nearly one.
fn meant(text: &str) -> Option<String> {
    const OF_OTHER_FLOWS: [&str; 8] = [
        "openid",
        "profile",
        "fhirUser",
        "offline_access",
        "online_access",
        "launch",
        "launch/patient",
        "launch/encounter",
    ];

    if OF_OTHER_FLOWS.contains(&text) {
        return Some("It belongs to flows in which somebody logs in.".to_owned());
    }
    let plain = text.trim_matches(|c: char| matches!(c, '"' | '\'' | '[' | ']' | ';'));
    let once = percent_decoded(plain);
    let parted = once.replace(['+', ';', '|', '\t', '\r', '\n'], " ");
    let lower = once.to_ascii_lowercase();
    [plain.to_owned(), once.clone(), parted, lower, format!("system/{once}")]
        .into_iter()
        .filter(|meant| meant != text)
        .find(|meant| ScopeSet::parse(meant).is_ok_and(|scopes| !scopes.is_empty()))
}

fn percent_decoded(text: &str) -> String {
    text.replace("%2F", "/").replace("%2f", "/").replace("%2A", "*").replace("%2a", "*")
}
