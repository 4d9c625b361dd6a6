//! No drawers for whatever has no place.

use anyhow::Result;

use super::Faults;
use crate::files::tracked;

/// Names that say nothing of what is in a file.
const EMPTY: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "misc"];

/// Files and folders of that name.
///
/// # Errors
///
/// git cannot be asked.
pub(super) fn faults() -> Result<Faults> {
    Ok(tracked()?.into_iter().filter(|path| says_nothing(path)).collect())
}

fn says_nothing(path: &str) -> bool {
    path.split('/').any(|part| EMPTY.contains(&part.split('.').next().unwrap_or(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawers_are_found() {
        assert!(
            says_nothing("crates/countersign/src/utils.rs")
                && says_nothing("tests/e2e/helpers/page.mjs")
        );
        assert!(!says_nothing("crates/countersign/src/commonly.rs"));
    }
}
