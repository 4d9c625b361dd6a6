//! What a report costs beside the signature check alone.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::report::{self, Measured};
use super::samples_of;
use crate::process::cargo;
use crate::test::wasm;

/// What a full report may cost, in signature checks.
const REPORT: f64 = 1.2;

/// Runs the core's example `cost`, natively and as wasm.
///
/// # Errors
///
/// The core does not build, or Node is missing.
pub(super) fn measure() -> Result<Value> {
    let mut measured = costs("natively", cargo().arg("run"))?;
    measured.extend(costs("as wasm in Node", &mut wasm::in_node("run")?)?);
    let rows: Vec<Value> = measured.iter().map(Measured::json).collect();
    Ok(json!({ "machine": report::machine(&Value::Null)?, "measured": rows }))
}

/// `run` is cargo's command that runs an example.
fn costs(how: &str, run: &mut Command) -> Result<Vec<Measured>> {
    run.args(["--quiet", "--release", "--package", "countersign", "--example", "cost"]);
    let costs = samples_of("the example cost", run)?;
    let cost = |name: &str| costs[name].as_f64().with_context(|| format!("no cost of {name}"));
    let signature = cost("signature")?;
    [
        ("signature", None),
        ("report", Some(REPORT * signature)),
        ("reports of every profile", None),
        ("report of 1,000 keys in vain", Some(1_000.0 * signature)),
    ]
    .into_iter()
    .map(|(name, goal)| Ok(Measured::cost(format!("RS384, {name}, {how}"), cost(name)?, goal)))
    .collect()
}
