//! Against other people's implementations.

use anyhow::Result;

use super::tally::{Tally, node_test};
use crate::{process, tools};

pub(super) fn run() -> Result<Tally> {
    tools::npm_ci("tests/interop")?;
    // Some of them run our own examples: compiled here, where an error is shown as one.
    process::run(process::cargo().args(["build", "--quiet", "--examples", "-p", "countersign", "-p", "countersign-partner"]))?;
    let mut node = process::command(tools::node()?);
    node_test(node.args(["--test", "--test-reporter=tap"]).args(super::node_files("tests/interop")?))
}
