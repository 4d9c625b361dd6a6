//! `docs/rules.json`: the same tables for programs.

use countersign::rules::{Code, Rule, code, rules};
use serde_json::{Map, Value, json};

use crate::{COLUMNS, confidence, status};

/// `{ "rules": […], "codes": […] }`, indented, with a line feed at the end.
pub(crate) fn document() -> String {
    let rules: Vec<Value> = rules().map(rule).collect();
    let codes: Vec<Value> = code::codes().map(code).collect();
    format!("{:#}\n", json!({ "rules": rules, "codes": codes }))
}

fn rule(rule: &'static Rule) -> Value {
    json!({
        "id": rule.id,
        "text": rule.text,
        "source": { "title": rule.source.title, "url": rule.source.url, "clause": rule.clause },
        "seen": rule.seen,
        "confidence": confidence(rule.confidence),
    })
}

fn code(code: &'static Code) -> Value {
    let levels: Map<String, Value> = COLUMNS
        .iter()
        .zip(code.levels)
        .map(|(column, level)| {
            (
                (*column).to_lowercase(),
                json!({ "status": status(level.status), "modelled": level.modelled }),
            )
        })
        .collect();
    json!({ "id": code.id, "rule": code.rule.id, "what": code.what, "why": code.why, "fix": code.fix, "levels": levels })
}
