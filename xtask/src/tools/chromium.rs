//! Chromium, for the tests that need a real browser.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::system;
use crate::process::on_path;

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
    system::install("chromium", "Chromium (or a path to it in CHROMIUM)")?;
    find().context("chromium was installed, but is not on PATH")
}

fn find() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| on_path(name))
}
