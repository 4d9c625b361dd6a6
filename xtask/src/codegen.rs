//! `cargo xtask codegen`: the documents that are written from the core's own tables.

use anyhow::Result;

use crate::process;

/// Writes the documents; with `check` only compares. False when one is out of date.
///
/// The writer is a program of its own, so that `play` need not build the core twice to show a page.
///
/// # Errors
/// Cargo could not start.
pub(crate) fn codegen(check: bool) -> Result<bool> {
    let mut command = process::cargo();
    command.args(["run", "--quiet", "-p", "docgen", "--"]);
    if check {
        command.arg("--check");
    }
    process::follow(&mut command, |_| ())
}
