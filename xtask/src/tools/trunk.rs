//! Trunk, which puts the page together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::version;
use crate::{page, process, workspace};

const VERSION: &str = "0.21.14";

/// Gives Trunk at the pinned version: from PATH, from the tool cache, or built into it.
pub(super) fn install() -> Result<PathBuf> {
    if let Some(found) = workspace::on_path("trunk").filter(|path| is_pinned(path)) {
        return Ok(found);
    }
    let root = workspace::tool_cache()?.join(format!("trunk-{VERSION}"));
    let trunk = root.join(format!("bin/trunk{}", std::env::consts::EXE_SUFFIX));
    if is_pinned(&trunk) {
        return Ok(trunk);
    }
    if workspace::on_path("cargo-binstall").is_some() && binstall(&root).is_ok() && is_pinned(&trunk) {
        return Ok(trunk);
    }
    build(&root)?;
    anyhow::ensure!(is_pinned(&trunk), "{} does not say `trunk {VERSION}`", trunk.display());
    Ok(trunk)
}

/// An interrupted install leaves no binary, or one that does not answer.
fn is_pinned(trunk: &Path) -> bool {
    version(trunk).is_some_and(|said| said == format!("trunk {VERSION}"))
}

fn binstall(root: &Path) -> Result<()> {
    let mut command = process::command("cargo-binstall");
    command.args(["--no-confirm", "--root"]).arg(root).arg(format!("trunk@{VERSION}"));
    process::watch("a prebuilt trunk", &mut command, Some(Duration::from_secs(60)))
}

/// Builds Trunk while the page's own crates compile beside it: its last minutes use one core.
///
/// Without optimisation and debug information that is 2 minutes instead of 6; it only calls other tools, so the page
/// is built as fast. The target folder stays in the cache until the end, so that an interrupted build goes on.
fn build(root: &Path) -> Result<()> {
    println!("  trunk {VERSION} is not here: it is built once for this user, which takes a few minutes");
    let scratch = root.join("target");
    let beside = page::cargo_build().stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut command = process::cargo();
    command
        .args(["install", "trunk", "--version", VERSION, "--locked", "--debug", "--root"])
        .arg(root)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_TARGET_DIR", &scratch);
    let built = process::watch("trunk", &mut command, None);
    if let Ok(mut child) = beside {
        if built.is_err() {
            // It has nothing to wait for any more. That it may have ended already is no fault.
            let _ = child.kill();
        }
        // Whether it compiled is Trunk's to say, with its errors.
        let _ = child.wait();
    }
    built.context("trunk could not be built")?;
    if let Err(error) = fs::remove_dir_all(&scratch) {
        println!("  {} may be removed ({error})", scratch.display());
    }
    Ok(())
}
