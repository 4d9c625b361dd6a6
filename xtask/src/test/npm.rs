//! The npm package, as it is published, in every runtime and bundler that it names.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Count, node};
use crate::files::{root, under};
use crate::npm;
use crate::tools::{self, chromium};

/// Packs it, and runs `tests/npm` on the tarball.
///
/// # Errors
///
/// Chromium or Node is missing, the package does not build, or no test ran.
pub(super) fn run() -> Result<Count> {
    let chromium = chromium::ensure()?;
    let folder = root().join("tests/npm");
    // What drives the browser is that of the page's own tests.
    tools::node::install(&root().join("tests/e2e"))?;
    peers(&folder)?.iter().try_for_each(|peers| tools::node::install(peers))?;
    let package = npm::package()?;
    node::tests("npm", &folder, |command| {
        command.env("CHROMIUM", chromium);
        command.env("COUNTERSIGN_TARBALL", package.tarball);
        command.env("COUNTERSIGN_PACKAGE", package.folder);
    })
}

/// The folders below that have tests and packages of their own.
fn peers(folder: &Path) -> Result<Vec<PathBuf>> {
    let tests = under(folder, |path| path.to_string_lossy().ends_with(".test.mjs"))?;
    let mut peers = under(folder, |path| path.ends_with("package-lock.json"))?;
    peers.iter_mut().for_each(|lock| _ = lock.pop());
    peers.retain(|home| home != folder && tests.iter().any(|test| test.starts_with(home)));
    Ok(peers)
}
