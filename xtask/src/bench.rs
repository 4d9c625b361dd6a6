//! `cargo xtask bench`: the page, measured in Chromium, and what a report costs.

mod report;

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::files::root;
use crate::process::{self, run};
use crate::test::size::BUDGETS;
use crate::tools::{chromium, node};
use crate::{dist, serve};
use report::Measured;

/// How long all visits may take.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// From the click to the Bundle, in milliseconds, on two cores.
const RUN: f64 = 600.0;

/// From the address to the first paint, in milliseconds.
const PAINT: f64 = 150.0;

/// The longest that the page's own thread may be busy, in milliseconds.
const TASK: f64 = 50.0;

/// What a full report may cost, in signature checks.
const REPORT: f64 = 1.2;

/// Measures the page and writes `docs/benchmarks.md` and `.json`. Gives whether every goal was met.
///
/// # Errors
///
/// The page does not build, or Node or Chromium is missing.
pub(crate) fn bench() -> Result<bool> {
    let site = dist::site()?;
    let served = serve::serve(&site, 0)?;
    let folder = root().join("tests/e2e");
    node::install(&folder)?;
    let mut bench = node::node()?;
    bench
        .arg("bench.mjs")
        .current_dir(&folder)
        .env("BASE_URL", &served.url)
        .env("CHROMIUM", chromium::ensure()?);
    let text = run("bench", &mut bench, LIMIT)?.expect_success("bench.mjs")?;
    let raw: Value = text
        .lines()
        .find_map(|line| serde_json::from_str(line).ok())
        .context("bench.mjs wrote no samples")?;

    let mut measured = times(&raw)?;
    measured.extend(costs("natively", crate::process::cargo().arg("run"))?);
    measured.extend(costs("as wasm in Node", &mut crate::test::wasm::in_node("run")?)?);
    let sizes = dist::sizes(&site)?;
    for budget in &BUDGETS {
        let octets =
            sizes.iter().filter(|file| (budget.counts)(file)).map(|file| file.brotli).sum();
        measured.push(Measured::size(budget.size, octets, budget.goal));
    }
    let machine = report::machine(&raw)?;
    let text = report::markdown(&machine, &measured);
    let rows: Vec<Value> = measured.iter().map(Measured::json).collect();
    let json = serde_json::to_string_pretty(&json!({ "machine": machine, "measured": rows }))?;
    fs::write(root().join("docs/benchmarks.md"), &text)?;
    fs::write(root().join("docs/benchmarks.json"), json + "\n")?;
    println!("\n{text}");
    Ok(measured.iter().all(Measured::is_met))
}

/// What a report costs beside the signature check alone; `run` is cargo's command that runs an example.
fn costs(how: &str, run: &mut Command) -> Result<Vec<Measured>> {
    run.args(["--quiet", "--release", "--package", "countersign", "--example", "cost"]);
    let text = process::run("cost", run, LIMIT)?.expect_success("the example cost")?;
    let costs: Value = text
        .lines()
        .find_map(|line| serde_json::from_str(line).ok())
        .context("the example cost wrote no figures")?;
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

fn times(raw: &Value) -> Result<Vec<Measured>> {
    let samples = |name: &str| -> Result<Vec<f64>> {
        let list = raw["samples"][name]
            .as_array()
            .with_context(|| format!("bench.mjs has no `{name}`"))?;
        Ok(list.iter().filter_map(Value::as_f64).collect())
    };
    Ok(vec![
        Measured::time(
            "from the click on Run to the Bundle, a fresh key each",
            samples("run")?,
            Some(RUN),
        ),
        Measured::time(
            "from the address to the first paint, nothing cached",
            samples("firstPaint")?,
            Some(PAINT),
        ),
        Measured::time("from the address to a page that runs", samples("ready")?, None),
        Measured::longest(
            "longest task on the page's own thread, in all visits",
            samples("longest")?,
            TASK,
        ),
    ])
}
