//! The words and colours of results, in one place. A colour never says what its word does not.

use anstyle::{AnsiColor, Style};
use countersign::finding::{Status, Verdict};

use super::text::Cell;

/// What is wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What is put up with.
pub(crate) const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
/// What is right.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What stands beside.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// What things are called.
pub(crate) const NAME: Style = Style::new().bold();

/// The word for a status, in its colour.
pub(crate) fn status(status: Status) -> Cell {
    let (style, word) = match status {
        Status::Fail => (BAD, "fail"),
        Status::Warn => (DOUBTFUL, "warn"),
        Status::Pass => (GOOD, "pass"),
        Status::Skipped => (FAINT, "skip"),
    };
    Cell::styled(style, word)
}

/// The word for a verdict, in its colour.
pub(crate) fn verdict(verdict: Verdict) -> Cell {
    let (style, word) = match verdict {
        Verdict::Accepted => (GOOD, "ACCEPTED"),
        Verdict::Rejected => (BAD, "REJECTED"),
        Verdict::Unverified => (DOUBTFUL, "UNVERIFIED"),
    };
    Cell::styled(style, word)
}
