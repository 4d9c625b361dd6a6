//! The npm package, as it is published, in every runtime and bundler that it names.

use anyhow::Result;

use super::{Count, node};
use crate::files::root;
use crate::npm;
use crate::tools::{self, chromium};

/// Packs it, and runs `tests/npm` on the tarball.
///
/// # Errors
///
/// Chromium or Node is missing, the package does not build, or no test ran.
pub(super) fn run() -> Result<Count> {
    let chromium = chromium::ensure()?;
    // What drives the browser is that of the page's own tests.
    tools::node::install(&root().join("tests/e2e"))?;
    let package = npm::package()?;
    node::tests("npm", &root().join("tests/npm"), |command| {
        command.env("CHROMIUM", chromium).env("COUNTERSIGN_TARBALL", &package.tarball);
    })
}
