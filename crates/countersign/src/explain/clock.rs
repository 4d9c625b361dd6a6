//! Reading the times of a reply.

use jiff::fmt::rfc2822::DateTimeParser;

use crate::time::{Seconds, UnixSeconds};

/// A moment as HTTP writes it, `Tue, 12 May 2026 14:02:06 GMT` (RFC 9110 §5.6.7).
pub(super) fn http_date(text: &str) -> Option<UnixSeconds> {
    // A wrong day of the week does not make the time wrong.
    static READER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    let at = READER.parse_timestamp(text.trim()).ok()?;
    Some(UnixSeconds::new(at.as_second()))
}

/// How long to wait, by a `Retry-After` of seconds or of a date (RFC 9110 §10.2.3).
pub(super) fn retry_after(text: &str, date: Option<UnixSeconds>) -> Option<Seconds> {
    match text.trim().parse::<u32>() {
        Ok(seconds) => Some(Seconds::new(seconds.into())),
        Err(_) => Some(http_date(text)?.since(date?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_http_writes_them() {
        let at = http_date("Tue, 12 May 2026 14:02:06 GMT");
        assert_eq!(at.map(|at| at.to_string()).as_deref(), Some("2026-05-12T14:02:06Z"));
        assert_eq!(http_date("Mon, 12 May 2026 14:02:06 GMT"), at);
        for text in ["", "soon", "2026-05-12T14:02:06Z", "Tue, 32 May 2026 14:02:06 GMT"] {
            assert_eq!(http_date(text), None, "{text}");
        }
        assert_eq!(retry_after("30", None), Some(Seconds::new(30)));
        assert_eq!(retry_after("Tue, 12 May 2026 14:03:06 GMT", at), Some(Seconds::new(60)));
        assert_eq!(retry_after("-1", at), None);
    }
}
