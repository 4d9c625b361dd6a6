//! Tests that Node runs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::Count;
use crate::files::under;
use crate::process::run;
use crate::tools::node;

/// How long all of them may take.
const LIMIT: Duration = Duration::from_secs(25 * 60);

/// Installs what `folder` needs and runs its `*.test.mjs`, one file after the other. `prepare` sets the environment.
///
/// # Errors
///
/// Node is missing, the install fails, or no test ran.
pub(super) fn tests(
    what: &str,
    folder: &Path,
    prepare: impl FnOnce(&mut Command),
) -> Result<Count> {
    node::install(folder)?;
    let files = under(folder, |path| path.to_string_lossy().ends_with(".test.mjs"))?;
    files_in(what, folder, &files, prepare)
}

/// The same for these files, which need nothing installed.
///
/// # Errors
///
/// Node is missing, or no test ran.
pub(super) fn files_in(
    what: &str,
    folder: &Path,
    files: &[PathBuf],
    prepare: impl FnOnce(&mut Command),
) -> Result<Count> {
    let mut command = node::node()?;
    // One at a time: a walk that shares two cores with five others is no measure of anything.
    command.args([
        "--test",
        "--test-reporter=tap",
        "--test-concurrency=1",
        "--test-timeout=600000",
    ]);
    command.args(files).current_dir(folder);
    prepare(&mut command);
    let done = run(what, &mut command, LIMIT)?;
    let mut count = counted(&done.text);
    if !done.success {
        println!("{}", failures(&done.text));
        count.failed = count.failed.max(1);
    }
    ensure!(count.passed + count.failed > 0, "{what}: no test ran");
    println!("  {what}: {} passed, {} failed", count.passed, count.failed);
    Ok(count)
}

/// The failed tests of a TAP report, each with its block of reasons; everything, where it names none.
fn failures(text: &str) -> String {
    let mut shown = Vec::new();
    let mut failed = false;
    for line in text.lines() {
        let line_of_test = line.trim_start();
        if line_of_test.starts_with("not ok") {
            failed = true;
        } else if line_of_test.starts_with("ok ") || line_of_test.starts_with('#') {
            failed = false;
        }
        if failed {
            shown.push(line);
        }
    }
    if shown.is_empty() { text.to_owned() } else { shown.join("\n") }
}

/// Reads the closing comments of a TAP report: `# pass 12`.
fn counted(text: &str) -> Count {
    let of = |name: &str| -> usize {
        text.lines()
            .rev()
            .find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.trim().parse().ok())
            .unwrap_or(0)
    };
    let skipped = of("skipped ") + of("todo ");
    let reasons =
        text.lines().filter_map(|line| Some(line.split_once("# SKIP")?.1.trim().to_owned()));
    Count {
        passed: of("pass "),
        failed: of("fail ") + of("cancelled "),
        skipped,
        notes: reasons.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_shown_with_their_reasons() {
        let text = "ok 1 - walks\n  ---\n  duration_ms: 3\n  ...\n# Subtest: b\nnot ok 2 - b\n  ---\n  error: 'no'\n  ...\nok 3 - c\n";
        assert_eq!(failures(text), "not ok 2 - b\n  ---\n  error: 'no'\n  ...");
        assert_eq!(failures("SyntaxError"), "SyntaxError");
    }

    #[test]
    fn the_closing_comments_are_read() {
        let text = "TAP version 13\nok 1 - walks\nok 2 - prints # SKIP no printer\n1..2\n\
            # tests 7\n# suites 0\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 1\n# duration_ms 12.5\n";
        let count = counted(text);
        assert_eq!((count.passed, count.failed, count.skipped), (3, 2, 2));
        assert_eq!(count.notes, ["no printer"]);
    }
}
