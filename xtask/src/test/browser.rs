//! The built page in a real Chromium.

use anyhow::Result;

use super::Shared;
use super::tally::{Tally, node_test};
use crate::{process, serve, tools};

pub(super) fn run(shared: &Shared) -> Result<Tally> {
    let chromium = tools::chromium()?;
    tools::npm_ci("tests/e2e")?;
    let served = serve::serve(&shared.site()?, 0)?;
    let mut node = process::command(tools::node()?);
    node.args(["--test", "--test-reporter=tap", "--test-concurrency=1"])
        .args(super::node_files("tests/e2e")?)
        .env("CHROMIUM", chromium)
        .env("BASE_URL", &served.url);
    node_test(&mut node)
}
