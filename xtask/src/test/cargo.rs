//! Cargo's own commands as tests.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::Count;
use crate::process::run;

/// How long one of them may take, from nothing.
const LIMIT: Duration = Duration::from_secs(40 * 60);

/// Runs `cargo test …` and counts what its binaries report.
///
/// # Errors
///
/// It does not start, or no test ran.
pub(super) fn tests(what: &str, command: &mut Command) -> Result<Count> {
    let done = run(what, command, LIMIT)?;
    let mut count = counted(&done.text);
    if !done.success {
        println!("{}", done.text);
        // What does not compile reports no test.
        count.failed = count.failed.max(1);
    }
    ensure!(count.passed + count.failed > 0, "{what}: no test ran");
    println!("  {what}: {} passed, {} failed", count.passed, count.failed);
    Ok(count)
}

/// Runs a command that checks one thing: 0 means that it holds.
///
/// # Errors
///
/// It does not start.
pub(super) fn check(what: &str, command: &mut Command) -> Result<Count> {
    let done = run(what, command, LIMIT)?;
    if done.success {
        println!("  ok  {what}");
    } else {
        println!("{}\n  {what} failed", done.text);
    }
    Ok(Count::one(done.success))
}

/// Adds up the lines `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
fn counted(text: &str) -> Count {
    let mut count = Count::default();
    for line in text.lines().filter(|line| line.starts_with("test result: ")) {
        let of = |name: &str| {
            let part = line.split(['.', ';']).find(|part| part.trim_end().ends_with(name))?;
            part.split_whitespace().next()?.parse::<usize>().ok()
        };
        count.passed += of(" passed").unwrap_or(0);
        count.failed += of(" failed").unwrap_or(0);
        count.skipped += of(" ignored").unwrap_or(0);
    }
    count.notes.extend(
        (count.skipped > 0).then(|| {
            format!("{} marked #[ignore], or of a kind that the host lacks", count.skipped)
        }),
    );
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_all_binaries_are_added() {
        let text = "running 3 tests\ntest a ... ok\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s\n";
        let count = counted(text);
        assert_eq!((count.passed, count.failed, count.skipped), (16, 2, 1));
    }

    #[test]
    fn output_without_results_counts_nothing() {
        assert_eq!(counted("error: could not compile `countersign`"), Count::default());
    }
}
