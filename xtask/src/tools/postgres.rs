//! PostgreSQL's own server: the tests start one themselves.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::system;
use crate::process::on_path;

/// Where Debian keeps the programs of a server, a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder with `initdb` and `postgres`: on `PATH`, where Debian keeps them, or, for root on Debian, newly installed.
///
/// # Errors
///
/// There is no server; the message says what to install.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    system::install("postgresql", "PostgreSQL's server")?;
    find().context("postgresql was installed, but its initdb is not where it should be")
}

fn find() -> Option<PathBuf> {
    let on_path = on_path("initdb").and_then(|initdb| Some(initdb.parent()?.to_owned()));
    on_path.or_else(|| {
        let versions =
            fs::read_dir(DEBIAN).ok()?.flatten().map(|version| version.path().join("bin"));
        versions.filter(|bin| bin.join("initdb").is_file()).max()
    })
}
