//! The project's own rules for its files.

use anyhow::Result;

use super::Count;
use crate::tidy;

/// Runs every rule and prints what breaks it.
///
/// # Errors
///
/// git or cargo cannot be asked, or a file cannot be read.
pub(super) fn run() -> Result<Count> {
    let mut count = Count::default();
    for (what, rule) in tidy::RULES {
        let found = rule()?;
        println!("  {}  {what}", if found.is_empty() { "ok" } else { "!!" });
        found.iter().for_each(|fault| println!("      {fault}"));
        count = count.and(Count::one(found.is_empty()));
    }
    Ok(count)
}
