//! When a request is worth another try, and how long to wait for it.

use std::time::{Duration, UNIX_EPOCH};

use backon::ExponentialBuilder;
use countersign::time::UnixSeconds;
use http::header::RETRY_AFTER;

use super::Answer;
use super::failure::SendError;
use crate::Failure;

/// Most tries after the first.
const RETRIES: usize = 3;

/// Why a try is not the last word.
#[derive(Debug)]
pub(super) enum Setback<B> {
    /// The partner answered that it cannot now.
    Busy(Box<Answer<B>>),
    /// No whole answer came.
    Lost(SendError),
    /// The request could not be made.
    Failed(Failure),
}

/// How long to wait where the answer does not say: 0.2 s, then twice as long each time, and up to as much again, so that
/// clients which failed together do not come back together.
pub(super) fn backoff() -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(200))
        .with_max_times(RETRIES)
        .with_jitter()
}

/// Whether the partner may answer better in a moment.
pub(super) fn is_busy<B>(answer: &Answer<B>) -> bool {
    matches!(answer.response.status().as_u16(), 429 | 502 | 503 | 504)
}

impl<B> Setback<B> {
    /// Whether another try may go better.
    pub(super) fn passes(&self) -> bool {
        match self {
            Self::Busy(_) => true,
            Self::Lost(error) => error.trouble.passes(),
            Self::Failed(_) => false,
        }
    }

    /// What is waited for.
    pub(super) fn in_words(&self, wait: Duration) -> String {
        let why = match self {
            Self::Busy(answer) => answer.response.status().as_u16().to_string(),
            Self::Lost(_) | Self::Failed(_) => "no answer".to_owned(),
        };
        format!("{why}, asking again in {:.0} s", wait.as_secs_f32())
    }

    /// How long to wait: what the answer says, else what was planned.
    pub(super) fn wait(&self, planned: Duration) -> Duration {
        match self {
            Self::Busy(answer) => answer.retry_after().unwrap_or(planned),
            _ => planned,
        }
    }
}

impl<B> Answer<B> {
    /// How long `Retry-After` asks to wait, in seconds or until a date (RFC 9110 §10.2.3).
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let text = self.response.headers().get(RETRY_AFTER)?.to_str().ok()?;
        retry_after(text.trim(), self.received_at)
    }
}

fn retry_after(text: &str, now: UnixSeconds) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    let now = Duration::from_secs(now.get().try_into().unwrap_or_default());
    Some(until.saturating_sub(now))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use countersign::time::UnixSeconds;

    use super::retry_after;

    /// 2026-05-12T14:03:20Z.
    const NOW: UnixSeconds = UnixSeconds::new(1_778_594_600);

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let rows = [
            ("0", Some(0)),
            ("120", Some(120)),
            ("Tue, 12 May 2026 14:03:50 GMT", Some(30)),
            // It is over already.
            ("Tue, 12 May 2026 14:03:10 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
        ];
        for (text, seconds) in rows {
            assert_eq!(retry_after(text, NOW), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
