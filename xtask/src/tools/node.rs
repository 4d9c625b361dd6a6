//! Node, and the packages that tests and `dist` take from npm.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::version;
use crate::{process, workspace};

/// The oldest Node that runs the tests.
const OLDEST: u32 = 20;

/// Node on PATH.
///
/// # Errors
/// It is missing or too old; says what to install.
pub(crate) fn node() -> Result<PathBuf> {
    let node = workspace::on_path("node")
        .with_context(|| format!("Node is not on PATH: install Node {OLDEST} or newer"))?;
    let said = version(&node).unwrap_or_default();
    let major = said.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        bail!("Node on PATH says `{said}`: install Node {OLDEST} or newer");
    }
    Ok(node)
}

/// Installs a folder's locked packages, unless that was done since the lock file changed.
///
/// # Errors
/// Node or npm is missing, or npm could not install.
pub(crate) fn install(folder: &str) -> Result<()> {
    node()?;
    let npm = workspace::on_path("npm").context("npm is not on PATH: install it with Node")?;
    let dir = workspace::root().join(folder);
    if is_fresh(&dir) {
        return Ok(());
    }
    let mut command = process::command(npm);
    command.current_dir(&dir).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    process::watch(&format!("npm packages of {folder}"), &mut command, None)
}

/// npm writes its own lock file last.
fn is_fresh(dir: &Path) -> bool {
    let changed = |path: &str| dir.join(path).metadata().and_then(|data| data.modified()).ok();
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    }
}
