//! The closing table.

use std::fmt::Write as _;

use super::tally::Tally;

/// One group's line.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) tally: Tally,
    pub(crate) seconds: f64,
}

/// The table, and last a bare line of totals, which scripts read.
pub(crate) fn render(rows: &[Row]) -> String {
    let mut text = format!("{:<8} {:>7} {:>7} {:>7} {:>8}\n", "group", "passed", "failed", "skipped", "seconds");
    let mut all = Tally::default();
    for Row { name, tally, seconds } in rows {
        all.add(*tally);
        let Tally { passed, failed, skipped } = tally;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name:<8} {passed:>7} {failed:>7} {skipped:>7} {seconds:>8.1}");
    }
    let _ = writeln!(text, "\n{} passed, {} failed, {} skipped", all.passed, all.failed, all.skipped);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_come_last_and_bare() {
        let row = |name, passed, failed| Row { name, tally: Tally { passed, failed, skipped: 1 }, seconds: 1.25 };
        let text = render(&[row("core", 10, 0), row("e2e", 3, 2)]);
        assert_eq!(text.lines().last(), Some("13 passed, 2 failed, 2 skipped"));
        assert_eq!(text.lines().nth(1), Some("core          10       0       1      1.2"));
    }
}
