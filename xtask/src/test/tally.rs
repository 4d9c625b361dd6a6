//! Counts of tests, and how they are read from what cargo and Node print.

use std::process::Command;

use anyhow::Result;

use crate::process;

/// How many passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Tally {
    /// One check that failed.
    pub(crate) fn failure() -> Self {
        Self { failed: 1, ..Self::default() }
    }

    /// One check for each outcome.
    pub(crate) fn of(outcomes: &[bool]) -> Self {
        let mut tally = Self::default();
        for &passed in outcomes {
            if passed { tally.passed += 1 } else { tally.failed += 1 }
        }
        tally
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// A program that failed without counting a failure did not get as far as its tests.
    fn ended(mut self, well: bool) -> Self {
        if !well && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

/// Runs a check that either passes or fails as a whole.
///
/// # Errors
/// It could not start.
pub(crate) fn one(command: &mut Command) -> Result<Tally> {
    Ok(Tally::of(&[process::follow(command, |_| ())?]))
}

/// Runs `cargo test` and counts.
///
/// # Errors
/// It could not start.
pub(crate) fn cargo_test(command: &mut Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let well = process::follow(command, |line| {
        if let Some(counted) = cargo_line(line) {
            tally.add(counted);
        }
    })?;
    Ok(tally.ended(well))
}

/// Runs `node --test --test-reporter=tap` and counts.
///
/// # Errors
/// It could not start.
pub(crate) fn node_test(command: &mut Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let well = process::follow(command, |line| node_line(line, &mut tally))?;
    // `node --test` with no file is content; we are not.
    let counted = tally.passed + tally.failed > 0;
    Ok(tally.ended(well && counted))
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
fn cargo_line(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut tally = Tally::default();
    for part in counts.split(';') {
        match part.trim().split_once(' ') {
            Some((n, "passed")) => tally.passed = n.parse().ok()?,
            Some((n, "failed")) => tally.failed = n.parse().ok()?,
            Some((n, "ignored")) => tally.skipped = n.parse().ok()?,
            _ => {}
        }
    }
    Some(tally)
}

/// `# pass 3`, `# fail 0`, `# skipped 1`, `# todo 0`, `# cancelled 0`
fn node_line(line: &str, tally: &mut Tally) {
    let Some((name, count)) = line.strip_prefix("# ").and_then(|rest| rest.split_once(' ')) else {
        return;
    };
    let Ok(count) = count.parse::<u32>() else { return };
    match name {
        "pass" => tally.passed += count,
        "fail" | "cancelled" => tally.failed += count,
        "skipped" | "todo" => tally.skipped += count,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_read() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.00s";
        assert_eq!(cargo_line(line), Some(Tally { passed: 12, failed: 2, skipped: 1 }));
        assert_eq!(cargo_line("test jwk ... ok"), None);
    }

    #[test]
    fn node_is_read() {
        let mut tally = Tally::default();
        for line in [
            "# tests 6",
            "# pass 3",
            "# fail 1",
            "# cancelled 1",
            "# skipped 1",
            "# pass by",
            "ok 1 - x",
        ] {
            node_line(line, &mut tally);
        }
        assert_eq!(tally, Tally { passed: 3, failed: 2, skipped: 1 });
    }

    #[test]
    fn a_failed_program_is_a_failure() {
        assert_eq!(Tally::default().ended(false), Tally::failure());
        assert_eq!(Tally::default().ended(true).failed, 0);
    }
}
