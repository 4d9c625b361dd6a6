//! Moments and spans. The core has no clock: whoever calls says what time it is.

use core::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// A moment: seconds since 1970-01-01T00:00:00Z, as JWTs count them (RFC 7519 §2, NumericDate).
///
/// ```
/// use countersign::time::{Seconds, UnixSeconds};
///
/// let signed_at = UnixSeconds::new(1_778_594_600);
/// assert_eq!((signed_at + Seconds::new(300)).to_string(), "2026-05-12T14:08:20Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixSeconds(i64);

/// A span of time in whole seconds; negative when it reaches back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seconds(i64);

impl UnixSeconds {
    /// The moment `seconds` after the epoch.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// How long after `earlier` this is; negative when it is before.
    pub const fn since(self, earlier: Self) -> Seconds {
        Seconds(self.0.saturating_sub(earlier.0))
    }

    /// The clock time alone, `14:08:20`, or nothing when no calendar reaches that far.
    pub fn clock(self) -> Option<String> {
        let at = self.civil()?;
        Some(format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second()))
    }

    /// Date and time of day in UTC, or nothing when no calendar reaches that far.
    ///
    /// ```
    /// use countersign::time::UnixSeconds;
    ///
    /// let at = UnixSeconds::new(1_778_594_600).civil().expect("a year of this age");
    /// assert_eq!((at.year(), at.month(), at.day(), at.hour()), (2026, 5, 12, 14));
    /// ```
    pub fn civil(self) -> Option<DateTime> {
        // Numbers alone: jiff's own formatting would bring its whole language of patterns and errors into the page.
        let at = jiff::Timestamp::from_second(self.0).ok()?;
        Some(jiff::tz::Offset::UTC.to_datetime(at))
    }
}

/// A number of seconds past this is surely meant in milliseconds: it is the year 5138.
pub(crate) const SURELY_MILLISECONDS: i64 = 100_000_000_000;

/// The moment that a JSON number means (RFC 7519 §2, NumericDate), rounded down to a second; nothing when it is no
/// number.
pub(crate) fn numeric_date(value: &serde_json::Value) -> Option<UnixSeconds> {
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, as a far time should")]
    let cut = |number: f64| number.floor() as i64;
    value.as_i64().or_else(|| value.as_f64().map(cut)).map(UnixSeconds)
}

impl Seconds {
    /// A span of `seconds`.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The span in seconds.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The span in words, without its sign: `4 min 46 s`, `12 s`, `2 h 5 min`, `3 days`.
    pub fn in_words(self) -> String {
        let total = self.0.unsigned_abs();
        let (days, hours, minutes, seconds) =
            (total / 86_400, total / 3_600 % 24, total / 60 % 60, total % 60);
        match (days, hours, minutes) {
            (0, 0, 0) => format!("{seconds} s"),
            (0, 0, _) => format!("{minutes} min {seconds} s"),
            (0, _, _) => format!("{hours} h {minutes} min"),
            (1, _, _) => format!("1 day {hours} h"),
            _ => format!("{days} days"),
        }
    }
}

impl core::ops::Add<Seconds> for UnixSeconds {
    type Output = Self;

    fn add(self, span: Seconds) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl core::ops::Sub<Seconds> for UnixSeconds {
    type Output = Self;

    fn sub(self, span: Seconds) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl fmt::Display for UnixSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.civil(), self.clock()) {
            (Some(at), Some(clock)) => {
                write!(f, "{:04}-{:02}-{:02}T{clock}Z", at.year(), at.month(), at.day())
            }
            _ => write!(f, "{} s after 1970", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_a_person_says_them() {
        for (seconds, words) in [
            (0, "0 s"),
            (12, "12 s"),
            (-12, "12 s"),
            (286, "4 min 46 s"),
            (7_500, "2 h 5 min"),
            (90_000, "1 day 1 h"),
            (400_000, "4 days"),
        ] {
            assert_eq!(Seconds::new(seconds).in_words(), words);
        }
    }

    #[test]
    fn far_moments_do_not_panic() {
        let far = UnixSeconds::new(i64::MAX) + Seconds::new(1);
        assert_eq!(far.to_string(), format!("{} s after 1970", i64::MAX));
        assert_eq!(far.clock(), None);
    }
}
