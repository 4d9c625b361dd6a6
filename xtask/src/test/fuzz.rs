//! A few seconds of every fuzz target, from the corpus that is kept.

use anyhow::Result;

use super::Count;
use crate::fuzz::{chosen, run_one};

/// Long enough to run the whole corpus and some more.
const SECONDS: u32 = 3;

/// Every target once.
///
/// # Errors
///
/// There is no C++ compiler, or the targets do not compile.
pub(super) fn run() -> Result<Count> {
    let mut count = Count::default();
    for target in chosen(None)? {
        let outcome = run_one(&target, SECONDS, false)?;
        println!(
            "  {}  {}: {}",
            if outcome.clean { "ok" } else { "--" },
            outcome.target,
            outcome.says
        );
        count = count.and(Count::one(outcome.clean));
    }
    Ok(count)
}
