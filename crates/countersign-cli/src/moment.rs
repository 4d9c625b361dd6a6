//! The moment that somebody names: `--at`.

use countersign::time::UnixSeconds;
use jiff::Timestamp;

/// Why a text is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MomentError {
    /// Neither of the two forms.
    #[error("wanted RFC 3339, such as 2026-05-12T14:03:20Z, or seconds since 1970")]
    Form,
    /// So many that it is another unit.
    #[error("these are milliseconds, wanted seconds since 1970: {seconds}")]
    Milliseconds {
        /// The same moment in seconds.
        seconds: i64,
    },
    /// A date and a time that mean another moment in each time zone.
    #[error("no time zone is said; put Z behind it for UTC, or an offset such as +02:00")]
    NoOffset,
}

/// The year 5138 in seconds: a number past it is surely meant in milliseconds.
const SURELY_MILLISECONDS: i64 = 100_000_000_000;

/// Reads RFC 3339, or seconds since 1970.
///
/// # Errors
/// [`MomentError`], which says what is wanted.
pub(crate) fn moment(text: &str) -> Result<UnixSeconds, MomentError> {
    if let Ok(seconds) = text.parse::<i64>() {
        return match seconds {
            ..SURELY_MILLISECONDS => Ok(UnixSeconds::new(seconds)),
            _ => Err(MomentError::Milliseconds { seconds: seconds / 1_000 }),
        };
    }
    match text.parse::<Timestamp>() {
        Ok(at) => Ok(UnixSeconds::new(at.as_second())),
        Err(_) if text.parse::<jiff::civil::DateTime>().is_ok() => Err(MomentError::NoOffset),
        Err(_) => Err(MomentError::Form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_mean_the_same_moment() {
        let at = UnixSeconds::new(1_778_594_600);
        for text in [
            "1778594600",
            "2026-05-12T14:03:20Z",
            "2026-05-12T16:03:20+02:00",
            "2026-05-12 14:03:20.9Z",
        ] {
            assert_eq!(moment(text), Ok(at), "{text}");
        }
        assert_eq!(moment("-60"), Ok(UnixSeconds::new(-60)));
    }

    #[test]
    fn what_is_no_moment_is_told_from_what_is_nearly_one() {
        let milliseconds = MomentError::Milliseconds { seconds: 1_778_594_600 };
        assert_eq!(moment("1778594600000"), Err(milliseconds));
        for text in ["2026-05-12T14:03:20", "2026-05-12"] {
            assert_eq!(moment(text), Err(MomentError::NoOffset), "{text}");
        }
        for text in ["", "now", "-5m", "14:03", "2026-05-12T14:03:20X", "1e9"] {
            assert_eq!(moment(text), Err(MomentError::Form), "{text}");
        }
    }
}
