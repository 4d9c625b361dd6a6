//! Format and lints.

use anyhow::Result;

use super::tally::{Tally, one};
use crate::process;

pub(super) fn fmt() -> Result<Tally> {
    one(process::cargo().args(["fmt", "--all", "--check"]))
}

/// The workspace natively, and the page for the browser: half of it is compiled only there.
pub(super) fn clippy() -> Result<Tally> {
    let mut tally = one(process::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    tally.add(one(process::cargo().args([
        "clippy",
        "-p",
        "countersign-playground",
        "--target",
        "wasm32-unknown-unknown",
        "--",
        "-D",
        "warnings",
    ]))?);
    Ok(tally)
}
