//! Unit tests, known answers, properties and doc tests, natively.

use anyhow::Result;

use super::tally::{Tally, cargo_test};
use crate::process;

pub(super) fn run() -> Result<Tally> {
    let mut cargo = process::cargo();
    cargo.args(["test", "--no-fail-fast"]);
    for package in ["countersign", "countersign-partner", "countersign-testkit", "countersign-playground", "xtask"] {
        cargo.args(["-p", package]);
    }
    cargo_test(&mut cargo)
}
