//! The same tests as wasm: the page runs wasm, so 32-bit and its own engine are proven there.

use std::process::Command;

use anyhow::Result;

use super::{Count, cargo};
use crate::files::root;
use crate::process::on_path;
use crate::tools::{node, wasm_target};

/// The target: ordinary tests need a clock and standard output, which WASI gives them.
const TARGET: &str = "wasm32-wasip1";

/// The core's and the partner's tests in Node. Doc tests have run natively.
///
/// # Errors
///
/// Node or the wasm target is missing, or no test ran.
pub(super) fn run() -> Result<Count> {
    let mut command = in_node("test")?;
    command.args(["--package", "countersign", "--package", "countersign-partner"]);
    command.args(["--lib", "--tests", "--no-fail-fast"]);
    cargo::tests("cargo test for wasm", &mut command)
}

/// A command of cargo that builds for wasm and runs in Node.
///
/// # Errors
///
/// Node or the wasm target is missing.
pub(crate) fn in_node(subcommand: &str) -> Result<Command> {
    node::node()?;
    wasm_target::ensure(TARGET)?;
    let node = on_path("node").unwrap_or_default();
    let runner = root().join("tests/wasm/run.mjs");
    // A list, because a folder's name may hold a space.
    let list = serde_json::to_string(&[
        &*node.to_string_lossy(),
        "--no-warnings",
        &*runner.to_string_lossy(),
    ])?;
    let mut command = crate::process::cargo();
    command.args([subcommand, "--target", TARGET]);
    command.arg("--config").arg(format!("target.{TARGET}.runner={list}"));
    Ok(command)
}
