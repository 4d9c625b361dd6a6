//! Faults of time.

use super::Code;
use crate::rules::documents;

/// The codes of this group, in the order of the checks.
pub const CODES: &[&Code] = &[&SKEW];

/// The two clocks disagree by more than a minute.
pub static SKEW: Code = Code::new(
    "clock.skew",
    &documents::CLOCK,
    "WWWWW-",
    "The two clocks disagree by more than a minute.",
    "Assertions will be refused as ended or not begun.",
    "Set the clock by NTP.",
);
