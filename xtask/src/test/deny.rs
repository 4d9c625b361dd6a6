//! The dependencies: their licences, where they come from, what is known against them.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::{Count, cargo};
use crate::process;
use crate::tools::cargo_deny::CARGO_DENY;

/// Runs cargo-deny by `deny.toml`.
///
/// # Errors
///
/// cargo-deny cannot be had.
pub(super) fn run() -> Result<Count> {
    let deny = CARGO_DENY.ensure()?;
    let mut count = Count::default();
    for what in ["licenses", "bans", "sources"] {
        let mut check = process::command(&deny);
        check.args(["--all-features", "--locked", "check", "--hide-inclusion-graph", what]);
        count = count.and(cargo::check(what, &mut check)?);
    }
    Ok(count.and(advisories(process::command(&deny).args(["check", "advisories"]))?))
}

/// The database is fetched; where it can't be, that is said, and counted as skipped.
fn advisories(check: &mut Command) -> Result<Count> {
    let done = process::run("advisories", check, Duration::from_secs(180))?;
    if done.success {
        println!("  ok  advisories");
        return Ok(Count::one(true));
    }
    if done.text.contains("failed to fetch advisory database") {
        let note =
            "advisories were not checked: their database cannot be reached from here".to_owned();
        println!("      {note}");
        return Ok(Count { skipped: 1, notes: vec![note], ..Count::default() });
    }
    println!("{}\n  advisories failed", done.text);
    Ok(Count::one(false))
}
