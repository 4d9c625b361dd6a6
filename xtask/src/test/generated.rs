//! Documents that are written from code.

use anyhow::Result;

use super::Count;
use crate::codegen::codegen;

/// Checks that they are up to date.
///
/// # Errors
///
/// The generator does not compile.
pub(super) fn run() -> Result<Count> {
    Ok(Count::one(codegen(true)?))
}
