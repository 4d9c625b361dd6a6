//! The page's build: Trunk, with the tools we got it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::tools::{self, PageTools};
use crate::{csp, process};

/// The wasm build of the page's crate, as Trunk calls it.
pub(crate) fn cargo_build() -> Command {
    let mut cargo = process::cargo();
    cargo.args(["build", "--release", "--target", "wasm32-unknown-unknown", "-p", "countersign-playground"]);
    cargo
}

/// Builds the page into `dist`.
///
/// # Errors
/// A tool could not be got, the page does not build, or it stands without its Content Security Policy.
pub(crate) fn build(dist: &Path) -> Result<()> {
    let tools = tools::page_tools()?;
    process::watch("the page", trunk(&tools, "build", dist).env("NO_COLOR", "true"), None)?;
    csp::of(dist).context("the page was built")?;
    Ok(())
}

/// Trunk with what it may use: no network, our `wasm-bindgen`.
pub(crate) fn trunk(tools: &PageTools, verb: &str, dist: &Path) -> Command {
    let mut trunk = process::command(&tools.trunk);
    trunk.args([verb, "--release", "--offline", "true", "--dist"]).arg(dist).env("PATH", &tools.path);
    trunk
}
