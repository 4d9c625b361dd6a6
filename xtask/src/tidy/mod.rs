//! `cargo xtask tidy`: what compilers do not look at.

mod arrows;
mod files;
mod keys;
mod licences;
mod names;
mod paths;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::process;

/// What a check found, a line each; nothing when all is well.
type Faults = Vec<String>;

/// Runs the checks and prints them; true when all passed.
///
/// # Errors
/// Cargo or git could not say what there is.
pub(crate) fn tidy() -> Result<bool> {
    Ok(run()?.into_iter().all(|passed| passed))
}

/// Runs the checks and prints them; one outcome each.
///
/// # Errors
/// As [`tidy`].
pub(crate) fn run() -> Result<Vec<bool>> {
    let metadata = process::output(process::cargo().args(["metadata", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata wrote no JSON")?;
    let files = files::tracked()?;
    let checks = [
        ("arrows between crates", arrows::check(&metadata)),
        ("module names", names::check(&files)),
        ("private keys only under tests/vectors/keys", keys::check(&files)),
        ("no path of one machine", paths::check(&files)),
        ("licences", licences::check(&metadata)?),
    ];
    let mut outcomes = Vec::new();
    for (what, faults) in checks {
        println!("{} {what}", if faults.is_empty() { "ok  " } else { "FAIL" });
        for fault in &faults {
            println!("     {fault}");
        }
        outcomes.push(faults.is_empty());
    }
    Ok(outcomes)
}

/// The text of a member, or nothing.
fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// The entries of an array member.
fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value.get(member).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
