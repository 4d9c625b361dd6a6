//! The generated documents are those of the code.

use anyhow::Result;

use super::tally::Tally;
use crate::codegen;

pub(super) fn check() -> Result<Tally> {
    Ok(Tally::of(&[codegen::codegen(true)?]))
}
