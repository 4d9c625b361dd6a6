//! The tools that the page's build and the tests need, and how each is got.

mod chromium;
mod node;
mod shim;
mod trunk;

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

pub(crate) use chromium::chromium;
pub(crate) use node::{install as npm_ci, node};

use crate::process;

/// The tools of the page's build.
pub(crate) struct PageTools {
    /// Trunk at the pinned version.
    pub(crate) trunk: PathBuf,
    /// PATH with our `wasm-bindgen` first.
    pub(crate) path: OsString,
}

/// Gets what is missing: the wasm target, the stand-in for `wasm-bindgen`, Trunk.
///
/// # Errors
/// A tool could not be installed.
pub(crate) fn page_tools() -> Result<PageTools> {
    wasm_target()?;
    process::watch("fetching crates", process::cargo().args(["fetch"]), None)?;
    let bin = shim::install()?;
    let trunk = trunk::install()?;
    let rest = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(std::iter::once(bin).chain(env::split_paths(&rest)))
        .context("the tool cache's path does not fit into PATH")?;
    Ok(PageTools { trunk, path })
}

/// The toolchain file lists the target; a rustup that installed the toolchain some other way may lack it.
fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libs = process::output(process::command("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if PathBuf::from(libs.trim()).is_dir() {
        return Ok(());
    }
    process::watch("the wasm target", process::command("rustup").args(["target", "add", TARGET]), None)
        .with_context(|| format!("the toolchain has no {TARGET}"))
}

/// What a program answers to `--version`, or nothing when it cannot be run.
fn version(program: impl AsRef<std::ffi::OsStr>) -> Option<String> {
    let out = Command::new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    out.status.success().then(|| text.trim().to_owned())
}
