//! Node and npm, which tests and wasm-opt need and the page does not.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{ask, command, on_path, run};

/// The oldest Node that will do.
const OLDEST: (u32, u32) = (20, 19);

/// Node, run in the project's root.
///
/// # Errors
///
/// It is missing or too old; the message says what to install.
pub(crate) fn node() -> Result<Command> {
    let path = on_path("node")
        .context("Node is missing: install Node 20.19 or newer, with npm (https://nodejs.org)")?;
    let said = ask(command(&path).arg("--version"))?;
    let mut parts = said.trim_start_matches('v').split('.').map_while(|part| part.parse().ok());
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if version < OLDEST {
        bail!("Node {said} is too old: install Node 20.19 or newer");
    }
    Ok(command(path))
}

/// Node's version, as it says it.
///
/// # Errors
///
/// It is missing or too old; the message says what to install.
pub(crate) fn version() -> Result<String> {
    ask(node()?.arg("--version"))
}

/// npm, run in the project's root.
///
/// # Errors
///
/// It is missing; the message says what to install.
pub(crate) fn npm() -> Result<Command> {
    let path = on_path("npm")
        .context("npm is missing: install Node 20.19 or newer, with npm (https://nodejs.org)")?;
    Ok(command(path))
}

/// Installs what the lock file in `dir` names, unless that is what stands there.
///
/// # Errors
///
/// npm is missing or fails.
pub(crate) fn install(dir: &Path) -> Result<()> {
    let lock = fs::read(dir.join("package-lock.json"))
        .with_context(|| format!("{} has no lock", dir.display()))?;
    // Written last: a half-finished install has none.
    let stamp = dir.join("node_modules/.installed");
    if fs::read(&stamp).is_ok_and(|from| from == lock) {
        return Ok(());
    }
    let mut ci = npm()?;
    ci.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(dir);
    run("npm ci", &mut ci, Duration::from_secs(600))?.expect_success("npm ci")?;
    fs::write(stamp, lock)?;
    Ok(())
}
