//! rustfmt.

use anyhow::Result;

use super::{Count, cargo};

/// Checks that every file is formatted.
///
/// # Errors
///
/// rustfmt is missing.
pub(super) fn run() -> Result<Count> {
    cargo::check(
        "rustfmt",
        crate::process::cargo().args(["fmt", "--all", "--", "--check", "--color", "never"]),
    )
}
