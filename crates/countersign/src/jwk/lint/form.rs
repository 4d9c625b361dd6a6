//! Documents that are no key set, and the set that was meant.

use serde_json::{Map, Value};

use super::material::BURNED;
use super::short;
use crate::encoding::json::parse_strict;
use crate::finding::{Finding, Part, sentence};
use crate::jwk::{Entry, Given, Jwk, JwkSetError, publish};
use crate::key::{PRIVATE_MEMBERS, PublicKey, import};
use crate::kid::{self, KidMethod};
use crate::rules::code::jwks;

/// Most keys that a near miss writes out.
const SHOWN: usize = 8;

/// The fault of the form, and behind it that of a private key, wherever it was put.
pub(super) fn faults(text: &str, error: &JwkSetError) -> Vec<Finding> {
    let finding =
        Finding::fail(&jwks::FORM, "document", sentence(error)).expected(r#"{"keys": [ … ]}"#);
    match error {
        JwkSetError::NotASet { given: Given::Pem } => pem(text, finding),
        JwkSetError::NotASet { given } => json(text, *given, finding.got(given.to_string())),
        JwkSetError::Json(error) => {
            let finding = broken(text, finding);
            vec![match error.place(text) {
                Some(place) => finding.at(Part::Document, place),
                None => finding,
            }]
        }
        JwkSetError::Pem { .. } => pem(text, finding),
        JwkSetError::TooLarge { got, .. } | JwkSetError::TooManyKeys { got, .. } => {
            vec![finding.got(got.to_string())]
        }
    }
}

fn pem(text: &str, finding: Finding) -> Vec<Finding> {
    let text = text.trim();
    let label = text
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.split_once("-----"))
        .map_or("", |(label, _)| label);
    let finding = finding.got(match label {
        "CERTIFICATE" => "a certificate in PEM".to_owned(),
        label => format!("PEM, {}", short(label)),
    });
    let finding = match import(text, None) {
        Ok(imported) => meant(finding, &[bare(imported.key.public())]),
        Err(_) => finding,
    };
    let mut found = vec![finding];
    if label.contains("PRIVATE KEY") {
        found.push(private(label.to_owned()));
    }
    found
}

fn json(text: &str, given: Given, finding: Finding) -> Vec<Finding> {
    // It was read before, or nobody could tell what it is.
    let document = parse_strict(text).unwrap_or_default();
    let keys: Vec<&Value> = match (&document, given) {
        (Value::Object(_), Given::Jwk) => vec![&document],
        (Value::Object(members), Given::KeysType) => members.get("keys").into_iter().collect(),
        (Value::Array(elements), _) => elements.iter().collect(),
        _ => return vec![other(&document, finding)],
    };
    // A key whose numbers are misspelled is still the key that was meant.
    let usable: Vec<Jwk> =
        keys.iter().take(SHOWN + 1).filter_map(|key| Entry::new(0, key).key.ok()).collect();
    let mut found = vec![meant(finding, &usable)];
    let shown: Vec<&str> = PRIVATE_MEMBERS
        .into_iter()
        .filter(|member| keys.iter().any(|key| key.get(member).is_some()))
        .collect();
    if !shown.is_empty() {
        found.push(private(shown.join(" ")));
    }
    found
}

/// The set that those keys make, if they are few enough to be read.
fn meant(finding: Finding, keys: &[Jwk]) -> Finding {
    match keys.len() {
        0 => finding,
        1..=SHOWN => finding.near_miss(format!(
            "With public members only, the set that is meant is {}",
            publish::public_set(keys)
        )),
        _ => finding
            .near_miss("Its elements are keys: put them into an object, under the name `keys`."),
    }
}

/// A key without anything written beside it.
fn bare(key: PublicKey) -> Jwk {
    let (kid, alg) = (kid::derive(&key, KidMethod::default_for(&key)), key.algs()[0]);
    Jwk::new(key, kid, alg)
}

fn private(got: String) -> Finding {
    Finding::fail(
        &jwks::PRIVATE_MEMBER,
        "document",
        "A private key stands where a public set belongs",
    )
    .got(got)
    .expected("the public half")
    .near_miss(format!("If others could read it here, take it as published. {BURNED}"))
}

/// JSON of another kind.
fn other(document: &Value, finding: Finding) -> Finding {
    let named = |members: &Map<String, Value>| {
        let uri = members.get("jwks_uri")?.as_str()?;
        Some(format!("The document names a key set, at {}: lint that.", short(uri)))
    };
    match document {
        Value::Object(members) => match named(members) {
            Some(near) => finding.near_miss(near),
            None => finding,
        },
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => finding
            .near_miss("The document is JSON written as a JSON string: it was encoded twice."),
        _ => finding,
    }
}

/// No JSON at all.
fn broken(text: &str, finding: Finding) -> Finding {
    let start = text.trim_start();
    if start.is_empty() {
        finding.got("nothing").near_miss("The document is empty.")
    } else if let Some(rest) = start.strip_prefix('\u{feff}') {
        match super::read_keys(rest) {
            Ok(_) => finding.near_miss("Without the byte order mark in front it is a key set."),
            Err(_) => finding.near_miss("A byte order mark stands in front."),
        }
    } else if start.starts_with('<') {
        finding
            .got("a page")
            .near_miss("This is a page: of a login, or of an application that answers every path.")
    } else {
        finding
    }
}
