//! The same tests as wasm: the page runs wasm, so 32-bit and its own engine are proven there.

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::{Count, cargo, node as node_tests};
use crate::files::{root, target};
use crate::process::on_path;
use crate::tools::{node, wasm_bindgen, wasm_target};
use crate::{npm, page, process};

/// The target: ordinary tests need a clock and standard output, which WASI gives them.
const TARGET: &str = "wasm32-wasip1";

/// How long a build may take, from nothing.
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// The core's and the partner's tests in Node. Doc tests have run natively.
///
/// # Errors
///
/// Node or the wasm target is missing, or no test ran.
pub(super) fn run() -> Result<Count> {
    let mut command = in_node("test")?;
    command.args(["--package", "countersign", "--package", "countersign-partner"]);
    command.args(["--lib", "--tests", "--no-fail-fast"]);
    Ok(cargo::tests("cargo test for wasm", &mut command)?.and(webcrypto()?))
}

/// WebCrypto is JavaScript's: a program of wasm-bindgen's, and a script that calls it.
fn webcrypto() -> Result<Count> {
    wasm_target::ensure(page::TARGET)?;
    // As the npm package is built: what it is made of has been compiled, or will be.
    let mut build = npm::cargo_build()?;
    build.args(["--package", "countersign-webcrypto", "--example", "host"]);
    process::run("the example of countersign-webcrypto", &mut build, LIMIT)?
        .expect_success("cargo build")?;
    let built = npm::built().join("examples/host.wasm");
    let out = target().join("webcrypto");
    wasm_bindgen::bind(&built, &out, "host")?;
    // Snippets are modules, whatever stands above the folder of everything built.
    fs::write(out.join("package.json"), r#"{"type":"module"}"#)?;
    let folder = root().join("tests/wasm");
    let tests = folder.join("webcrypto.test.mjs");
    node_tests::files_in("webcrypto", &folder, &[tests], |command| {
        command.env("COUNTERSIGN_WEBCRYPTO", &out);
    })
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
    let mut command = process::cargo();
    command.args([subcommand, "--target", TARGET]);
    command.arg("--config").arg(format!("target.{TARGET}.runner={list}"));
    Ok(command)
}
