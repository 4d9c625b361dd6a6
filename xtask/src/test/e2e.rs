//! The page, as it is published, in a real Chromium.

use anyhow::Result;

use super::{Count, node};
use crate::files::root;
use crate::tools::chromium;
use crate::{dist, serve};

/// Builds the site, serves it, and runs `tests/e2e`.
///
/// # Errors
///
/// Chromium or Node is missing, the page does not build, or no test ran.
pub(super) fn run() -> Result<Count> {
    let chromium = chromium::ensure()?;
    let site = dist::site()?;
    let served = serve::serve(&site, 0)?;
    node::tests("e2e", &root().join("tests/e2e"), |command| {
        command.env("CHROMIUM", chromium).env("SITE", &site);
        command.env("BASE_URL", &served.url).env("SUB_PATH", serve::SUB_PATH);
    })
}
