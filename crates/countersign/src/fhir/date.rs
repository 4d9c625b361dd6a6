//! FHIR dates, which may leave out the day, or the month and the day.

use core::fmt;
use core::str::FromStr;

use jiff::civil::Date;
use jiff::tz::Offset;

use crate::time::{Seconds, UnixSeconds};

/// A FHIR `date`: a year, a month of a year, or a day.
///
/// ```
/// use countersign::fhir::PartialDate;
///
/// let month: PartialDate = "1971-08".parse()?;
/// assert_eq!(month.in_words(), "August 1971");
/// assert_eq!((month.first().to_string(), month.last().to_string()), ("1971-08-01".into(), "1971-08-31".into()));
/// assert!("1971-13".parse::<PartialDate>().is_err());
/// # Ok::<(), countersign::fhir::PartialDateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    /// The first day that is meant.
    first: Date,
    precision: Precision,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Precision {
    Year,
    Month,
    Day,
}

/// A text that is no FHIR date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date, wanted YYYY, YYYY-MM or YYYY-MM-DD")]
pub struct PartialDateError(String);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl PartialDate {
    /// The date part of a FHIR `dateTime`, as written: the offset is not applied.
    ///
    /// # Errors
    /// [`PartialDateError`] when what stands before the `T` is no date.
    pub fn of_date_time(text: &str) -> Result<Self, PartialDateError> {
        text.split('T').next().unwrap_or(text).parse()
    }

    /// The first day that is meant.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day that is meant.
    pub fn last(self) -> Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }

    /// The first and the last second that are meant, its days being those of UTC; nothing beyond the calendar's end.
    ///
    /// ```
    /// use countersign::fhir::PartialDate;
    ///
    /// let (first, last) = "2026-05".parse::<PartialDate>()?.seconds().expect("a year of this age");
    /// assert_eq!((first.to_string(), last.to_string()), ("2026-05-01T00:00:00Z".into(), "2026-05-31T23:59:59Z".into()));
    /// # Ok::<(), countersign::fhir::PartialDateError>(())
    /// ```
    pub fn seconds(self) -> Option<(UnixSeconds, UnixSeconds)> {
        let last = midnight(self.last())? + Seconds::new(86_399);
        Some((midnight(self.first())?, last))
    }

    /// `9 August 1971`, `August 1971`, `1971`.
    pub fn in_words(self) -> String {
        self.words(MONTHS[self.month()])
    }

    /// `9 Aug 1971`, `Aug 1971`, `1971`.
    pub fn in_short_words(self) -> String {
        self.words(&MONTHS[self.month()][..3])
    }

    /// The age reached at `now`, in words: `54 years`, below two years `7 months`, below two months `12 days`. Nothing
    /// when the day is not known, or lies ahead: a year alone leaves the age open.
    pub fn age_in_words(self, now: UnixSeconds) -> Option<String> {
        if self.precision != Precision::Day {
            return None;
        }
        let (born, today) = (self.first, now.civil()?.date());
        if today < born {
            return None;
        }
        let month = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let months = month(today) - month(born) - i64::from(today.day() < born.day());
        Some(match months {
            24.. => counted(months / 12, "year"),
            2.. => counted(months, "month"),
            _ => counted(born.duration_until(today).as_hours() / 24, "day"),
        })
    }

    fn month(self) -> usize {
        // jiff counts months from 1 to 12.
        usize::from(self.first.month().unsigned_abs().clamp(1, 12)) - 1
    }

    fn words(self, month: &str) -> String {
        let (day, year) = (self.first.day(), self.first.year());
        match self.precision {
            Precision::Year => year.to_string(),
            Precision::Month => format!("{month} {year}"),
            Precision::Day => format!("{day} {month} {year}"),
        }
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<Self, PartialDateError> {
        read(text).ok_or_else(|| PartialDateError(text.chars().take(40).collect()))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first.year(), self.first.month(), self.first.day());
        match self.precision {
            Precision::Year => write!(f, "{year:04}"),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Day => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

/// Reads a FHIR `instant`, or a `dateTime` that has a time of day. A fraction of a second is let go, and a leap second is
/// the second before it.
///
/// ```
/// use countersign::fhir::instant;
///
/// let read = |text| instant(text).map(|at| at.to_string());
/// assert_eq!(read("2026-05-12T16:03:20.5+02:00").as_deref(), Some("2026-05-12T14:03:20Z"));
/// assert_eq!(read("2026-05-12T14:03Z"), None);
/// ```
pub fn instant(text: &str) -> Option<UnixSeconds> {
    let (date, time) = text.split_once('T')?;
    let date = date.parse::<PartialDate>().ok().filter(|date| date.precision == Precision::Day)?;
    let (clock, ahead) = match time.strip_suffix('Z') {
        Some(clock) => (clock, 0),
        None => {
            let (clock, offset) = time.split_at_checked(time.len().checked_sub(6)?)?;
            let sign = match offset.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let [hours, minutes] = sexagesimal(&offset[1..])?;
            (clock, sign * (hours * 60 + minutes) * 60)
        }
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [hours, minutes, seconds] = sexagesimal(clock)?;
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|octet| octet.is_ascii_digit());
    let of_day = hours * 3600 + minutes * 60 + seconds.min(59);
    let at = midnight(date.first)? + Seconds::new(of_day - ahead);
    (is_fraction && hours < 24 && minutes < 60 && seconds <= 60).then_some(at)
}

/// Numbers of two digits with colons between them.
fn sexagesimal<const N: usize>(text: &str) -> Option<[i64; N]> {
    let mut parts = text.split(':');
    let mut numbers = [0; N];
    for number in &mut numbers {
        let part = parts.next()?;
        let digits = part.len() == 2 && part.bytes().all(|octet| octet.is_ascii_digit());
        *number = digits.then(|| part.parse().ok()).flatten()?;
    }
    parts.next().is_none().then_some(numbers)
}

fn midnight(day: Date) -> Option<UnixSeconds> {
    let at = Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
    Some(UnixSeconds::new(at.as_second()))
}

fn read(text: &str) -> Option<PartialDate> {
    // FHIR writes every digit: "1971-8" is no date.
    let precision = match text.len() {
        4 => Precision::Year,
        7 => Precision::Month,
        10 => Precision::Day,
        _ => return None,
    };
    let mut parts = text.split('-');
    let mut number = |width: usize| {
        let part = parts.next()?;
        let digits = part.len() == width && part.bytes().all(|octet| octet.is_ascii_digit());
        digits.then(|| part.parse::<i16>().ok()).flatten()
    };
    let year = number(4).filter(|&year| year > 0)?;
    let month = if precision == Precision::Year { 1 } else { number(2)? };
    let day = if precision == Precision::Day { number(2)? } else { 1 };
    let first = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(PartialDate { first, precision })
}

fn counted(number: i64, unit: &str) -> String {
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_back_as_read() {
        for text in ["1971", "1971-08", "1971-08-09", "2024-02-29"] {
            assert_eq!(
                text.parse::<PartialDate>().map(|date| date.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "",
            "71",
            "1971-8",
            "1971-8-09",
            "1971-08-9a",
            "2023-02-29",
            "0000",
            "1971/08",
            "+971",
            "1971-+8",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn instants_are_read_as_fhir_writes_them() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-05-12T14:03:20Z", Some(1_778_594_600)),
            ("2026-05-12T14:03:20.987654321Z", Some(1_778_594_600)),
            ("2026-05-12T16:03:20+02:00", Some(1_778_594_600)),
            ("2026-05-12T04:33:20-09:30", Some(1_778_594_600)),
            ("2016-12-31T23:59:60Z", Some(1_483_228_799)),
            ("1969-12-31T23:59:59Z", Some(-1)),
            ("2026-05-12T14:03:20", None),
            ("2026-05-12T14:03Z", None),
            ("2026-05-12T24:00:00Z", None),
            ("2026-05-12T14:60:00Z", None),
            ("2026-05-12T14:03:20.Z", None),
            ("2026-05-12T14:03:20é1:00", None),
            ("2026-05-12T14:03:20+2:00", None),
            ("2026-05T14:03:20Z", None),
            ("2026-02-30T14:03:20Z", None),
            ("T", None),
            ("", None),
        ] {
            assert_eq!(instant(text).map(UnixSeconds::get), seconds, "{text}");
        }
    }

    #[test]
    fn an_age_is_what_a_person_would_say() {
        // 2026-05-12T14:03:20Z
        let now = UnixSeconds::new(1_778_594_600);
        for (born, age) in [
            ("1971-08-09", Some("54 years")),
            ("1971-05-12", Some("55 years")),
            ("1971-05-13", Some("54 years")),
            ("2025-01-02", Some("16 months")),
            ("2026-05-11", Some("1 day")),
            ("2026-05-12", Some("0 days")),
            ("2026-05-13", None),
            ("1971", None),
        ] {
            let date: PartialDate = born.parse().expect("a date");
            assert_eq!(date.age_in_words(now).as_deref(), age, "{born}");
        }
    }
}
