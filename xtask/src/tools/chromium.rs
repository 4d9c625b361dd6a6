//! A Chromium to test the page in.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::version;
use crate::{process, workspace};

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The Chromium named by `CHROMIUM`, on PATH, or installed by the system's package manager where we may.
///
/// # Errors
/// There is none, and it cannot be installed; says what to do.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if version(&named).is_none() {
            bail!("CHROMIUM is {}, which does not answer --version", named.display());
        }
        return Ok(named);
    }
    if let Some(found) = found() {
        return Ok(found);
    }
    if is_root() && workspace::on_path("apt-get").is_some() {
        process::watch("package lists", process::command("apt-get").arg("update"), None)?;
        let mut install = process::command("apt-get");
        install.args(["install", "-y", "--no-install-recommends", "chromium"]).env("DEBIAN_FRONTEND", "noninteractive");
        process::watch("chromium", &mut install, None)?;
        if let Some(found) = self::found() {
            return Ok(found);
        }
    }
    bail!("Chromium is not on PATH: install it with the system's package manager, or name it in CHROMIUM")
}

fn found() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| workspace::on_path(name))
}

fn is_root() -> bool {
    process::output(process::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
