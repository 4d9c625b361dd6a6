//! Against other people's implementations.

use anyhow::Result;

use super::{Count, node};
use crate::files::root;

/// Runs `tests/interop`.
///
/// # Errors
///
/// Node is missing, or no test ran.
pub(super) fn run() -> Result<Count> {
    node::tests("interop", &root().join("tests/interop"), |_| ())
}
