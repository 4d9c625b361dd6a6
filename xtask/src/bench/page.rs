//! The page in Chromium, and what it weighs.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::report::{self, Measured};
use super::samples_of;
use crate::files::root;
use crate::test::size::SITE;
use crate::tools::{chromium, node};
use crate::{dist, serve};

/// From the click to the Bundle, in milliseconds, on two cores.
const RUN: f64 = 600.0;

/// From the address to the first paint, in milliseconds.
const PAINT: f64 = 150.0;

/// The longest that the page's own thread may be busy, in milliseconds.
const TASK: f64 = 50.0;

/// Visits the optimised page from loopback, each time in a fresh context.
///
/// # Errors
///
/// The page does not build, or Node or Chromium is missing.
pub(super) fn measure() -> Result<Value> {
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
    let raw = samples_of("the page", &mut bench)?;
    let mut measured = times(&raw)?;
    let sizes = dist::sizes(&site)?;
    for budget in &SITE {
        let octets =
            sizes.iter().filter(|file| (budget.counts)(file)).map(|file| file.brotli).sum();
        measured.push(Measured::size(budget.size, octets, budget.goal));
    }
    let rows: Vec<Value> = measured.iter().map(Measured::json).collect();
    Ok(json!({ "machine": report::machine(&raw["versions"])?, "measured": rows }))
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
