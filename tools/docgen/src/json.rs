//! `docs/rules.json`: the same tables for programs.

use countersign::rules::{Code, Profile, Rule, code, rules};
use serde_json::{Map, Value, json};

/// `{ "profiles": […], "rules": […], "codes": […] }`, one row a line, so that a change shows as the row that changed.
pub(crate) fn document() -> String {
    let rules: Vec<Value> = rules().map(rule).collect();
    let codes: Vec<Value> = code::codes().map(code).collect();
    let profiles: Vec<Value> = Profile::ALL.into_iter().map(profile).collect();
    let tables = [("profiles", profiles), ("rules", rules), ("codes", codes)]
        .map(|(name, rows)| format!("\"{name}\": [\n{}\n]", lines(&rows)));
    format!("{{\n{}\n}}\n", tables.join(",\n"))
}

fn lines(rows: &[Value]) -> String {
    rows.iter().map(Value::to_string).collect::<Vec<_>>().join(",\n")
}

fn profile(profile: &'static Profile) -> Value {
    json!({
        "id": profile.id,
        "name": profile.name,
        "source": { "title": profile.source.title, "url": profile.source.url },
        "seen": profile.seen,
        "confidence": profile.confidence,
        "leeway": profile.leeway,
        "algs": profile.algs,
    })
}

fn rule(rule: &'static Rule) -> Value {
    json!({
        "id": rule.id,
        "text": rule.text,
        "source": { "title": rule.source.title, "url": rule.source.url, "clause": rule.clause },
        "seen": rule.seen,
        "confidence": rule.confidence,
    })
}

fn code(code: &'static Code) -> Value {
    let levels: Map<String, Value> = Profile::ALL
        .into_iter()
        .map(|profile| {
            let level = profile.level(code);
            (profile.id.into(), json!({ "status": level.status, "modelled": level.modelled }))
        })
        .collect();
    json!({ "id": code.id, "rule": code.rule.id, "what": code.what, "why": code.why, "fix": code.fix, "levels": levels })
}
