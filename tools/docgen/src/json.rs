//! `docs/rules.json`: the same tables for programs.

use countersign::rules::{Code, Profile, Rule, code, rules};
use serde_json::{Value, json};

/// `{ "profiles": […], "rules": […], "codes": […] }`, one row a line, so that a change shows as the row that changed.
pub(crate) fn document() -> String {
    let rules: Vec<Value> = rules().map(Rule::to_json).collect();
    let codes: Vec<Value> = code::codes().map(Code::to_json).collect();
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
