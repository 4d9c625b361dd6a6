//! The same tests as wasm, in Node.

use anyhow::{Context as _, Result};

use super::tally::{Tally, cargo_test};
use crate::{process, tools, workspace};

pub(super) fn run() -> Result<Tally> {
    let node = tools::node()?;
    let script = workspace::root().join("tests/wasm/run.mjs");
    let runner = format!(
        "{} --no-warnings {}",
        node.to_str().context("Node's path is no UTF-8")?,
        script.to_str().context("the checkout's path is no UTF-8")?
    );
    cargo_test(
        process::cargo()
            .args(["test", "--no-fail-fast", "--target", "wasm32-wasip1"])
            .args(["-p", "countersign", "-p", "countersign-partner", "--lib", "--test", "it"])
            .env("CARGO_TARGET_WASM32_WASIP1_RUNNER", runner),
    )
}
