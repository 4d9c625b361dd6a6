//! Everything that `cargo test` runs.

use anyhow::Result;

use super::{Count, cargo};

/// Unit tests, known answers, properties and doc tests of every crate, natively.
///
/// # Errors
///
/// No test ran.
pub(super) fn run() -> Result<Count> {
    cargo::tests(
        "cargo test",
        crate::process::cargo().args(["test", "--workspace", "--no-fail-fast"]),
    )
}
