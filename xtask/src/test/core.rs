//! Everything that `cargo test` runs.

use anyhow::Result;

use super::{Count, cargo};
use crate::tools::postgres;

/// Unit tests, known answers, properties and doc tests of every crate, natively.
///
/// # Errors
///
/// PostgreSQL is missing, or no test ran.
pub(super) fn run() -> Result<Count> {
    postgres::ensure()?;
    let mut command = crate::process::cargo();
    // The stand-in for wasm-bindgen has no tests, and what it stands on takes a minute to build once more.
    command.args(["test", "--workspace", "--exclude", "wbshim", "--no-fail-fast"]);
    cargo::tests("cargo test", &mut command)
}
