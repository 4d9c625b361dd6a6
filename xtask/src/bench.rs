//! `cargo xtask bench`: the package beside its peers, the page in Chromium, what a report costs, and the server under load.

mod core;
mod npm;
mod page;
mod report;
mod serve;
mod spread;

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::files::root;
use crate::process::{run, step};

/// How long one of the groups may take to measure.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// What is measured together. What is not measured this time keeps its tables.
struct Group {
    name: &'static str,
    heading: &'static str,
    measure: fn() -> Result<Value>,
    /// What it tells beside the table of its goals.
    tables: fn(&Value) -> String,
}

const GROUPS: [Group; 4] = [
    Group {
        name: "npm",
        heading: "The package beside its peers",
        measure: npm::measure,
        tables: npm::tables,
    },
    Group { name: "core", heading: "What a report costs", measure: core::measure, tables: nothing },
    Group { name: "page", heading: "The page", measure: page::measure, tables: visits },
    Group {
        name: "serve",
        heading: "The server under load",
        measure: serve::measure,
        tables: serve::tables,
    },
];

/// Measures the groups named, or all, and writes `docs/benchmarks.md` and `.json`. Gives whether no goal was missed twice running.
///
/// # Errors
///
/// There is no such group, something does not build, or a tool cannot be had.
pub(crate) fn bench(names: &[String]) -> Result<bool> {
    let known = GROUPS.map(|group| group.name);
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no group `{name}`; there are {}", known.join(", "));
    }
    let kept = root().join("docs/benchmarks.json");
    let before: Value = serde_json::from_str(&fs::read_to_string(&kept)?)
        .with_context(|| format!("{} is no JSON", kept.display()))?;
    let mut now = before.clone();
    let mut missed = Vec::new();
    for group in &GROUPS {
        if names.is_empty() || names.iter().any(|name| name == group.name) {
            let measured = step(group.name, group.measure)?;
            missed.extend(report::missed_twice(
                &before[group.name]["measured"],
                &measured["measured"],
            ));
            now[group.name] = measured;
        }
    }
    let text = markdown(&now);
    fs::write(&kept, serde_json::to_string_pretty(&now)? + "\n")?;
    fs::write(root().join("docs/benchmarks.md"), &text)?;
    println!("\n{text}");
    missed.iter().for_each(|what| println!("missed twice running: {what}"));
    Ok(missed.is_empty())
}

/// `docs/benchmarks.md`.
fn markdown(all: &Value) -> String {
    let mut text = "# Benchmarks\n\nWritten by `cargo xtask bench`; do not edit. Times are medians where a spread is given. Compare within one run only.\n".to_owned();
    for Group { name, heading, tables, .. } in &GROUPS {
        let group = &all[name];
        if group.is_null() {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## {heading}\n\n{}\n\n", report::told(&group["machine"]));
        let told = tables(group);
        if !told.is_empty() {
            let _ = writeln!(text, "{told}");
        }
        text.push_str(&report::table(&group["measured"]));
    }
    text
}

fn nothing(_: &Value) -> String {
    String::new()
}

fn visits(_: &Value) -> String {
    "The optimised page from loopback, each visit in a fresh context.\n".to_owned()
}

/// Runs a program that measures, and gives the JSON object among its lines.
fn samples_of(what: &str, command: &mut Command) -> Result<Value> {
    let text = run(what, command, LIMIT)?.expect_success(what)?;
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .find(Value::is_object)
        .with_context(|| format!("{what} wrote no samples"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_group_that_was_not_measured_keeps_its_tables() {
        let rows =
            json!([{ "what": "a visit", "unit": "ms", "value": 48.0, "goal": 50.0, "met": true }]);
        let text = markdown(&json!({ "page": { "machine": { "cores": 2 }, "measured": rows } }));
        assert!(text.contains("## The page") && text.contains("| a visit | 48 ms |"), "{text}");
        assert!(!text.contains("## What a report costs"), "{text}");
    }

    #[test]
    fn an_unknown_group_is_named() {
        let error = bench(&["pgae".to_owned()]).expect_err("no such group").to_string();
        assert_eq!(error, "no group `pgae`; there are npm, core, page, serve");
    }
}
