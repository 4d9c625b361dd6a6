//! The closing table, and the line under it that other programs read.

use super::Count;

/// One group.
pub(super) struct Row {
    pub(super) group: &'static str,
    pub(super) count: Count,
    pub(super) seconds: f32,
}

/// Prints the table and gives whether nothing failed.
pub(super) fn print(rows: &[Row]) -> bool {
    println!("\n{}", render(rows));
    rows.iter().all(|row| row.count.failed == 0)
}

fn render(rows: &[Row]) -> String {
    let mut text =
        format!("{:<9}{:>8}{:>8}{:>9}{:>9}\n", "group", "passed", "failed", "skipped", "seconds");
    let mut all = Count::default();
    for Row { group, count, seconds } in rows {
        let Count { passed, failed, skipped, notes } = count;
        text += &format!("{group:<9}{passed:>8}{failed:>8}{skipped:>9}{seconds:>9.1}\n");
        all.passed += passed;
        all.failed += failed;
        all.skipped += skipped;
        all.notes.extend(notes.iter().map(|note| format!("skipped in {group}: {note}\n")));
    }
    text + &all.notes.concat()
        + &format!("{} passed, {} failed, {} skipped", all.passed, all.failed, all.skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_the_sum_alone() {
        let some = Count { passed: 12, failed: 1, skipped: 0, notes: Vec::new() };
        let none = Count { passed: 3, failed: 0, skipped: 1, notes: vec!["no database".into()] };
        let rows = [
            Row { group: "core", count: some, seconds: 61.25 },
            Row { group: "deny", count: none, seconds: 0.5 },
        ];
        let text = render(&rows);
        assert_eq!(text.lines().last(), Some("15 passed, 1 failed, 1 skipped"));
        assert!(text.contains("skipped in deny: no database"), "{text}");
    }
}
