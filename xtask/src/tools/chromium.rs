//! Chromium, for the tests that need a real browser.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{ask, command, on_path, run, step};

/// Names it goes by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser: what `CHROMIUM` names, else the one on `PATH`, else, for root on Debian, newly installed.
///
/// # Errors
///
/// There is none; the message says what to install.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        let path = PathBuf::from(path);
        return if path.is_file() {
            Ok(path)
        } else {
            bail!("CHROMIUM names {}, which is not there", path.display())
        };
    }
    if let Some(path) = find() {
        return Ok(path);
    }
    let root = cfg!(unix) && ask(command("id").arg("-u")).is_ok_and(|id| id == "0");
    if !root || on_path("apt-get").is_none() {
        bail!(
            "Chromium is missing: install it (Debian, Ubuntu: sudo apt-get install -y chromium) or set CHROMIUM"
        );
    }
    step("chromium from the system's packages", || {
        let limit = Duration::from_secs(600);
        run("apt-get update", command("apt-get").arg("update"), limit)?
            .expect_success("apt-get update")?;
        let mut install = command("apt-get");
        install
            .args(["install", "-y", "--no-install-recommends", "chromium"])
            .env("DEBIAN_FRONTEND", "noninteractive");
        run("apt-get install chromium", &mut install, limit)?
            .expect_success("apt-get install chromium")
    })?;
    find().context("chromium was installed, but is not on PATH")
}

fn find() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| on_path(name))
}
