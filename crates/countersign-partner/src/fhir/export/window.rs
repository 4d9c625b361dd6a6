//! Between which moments a resource was changed.

use countersign::fhir::instant;
use countersign::time::UnixSeconds;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A moment as finely as it was written: of two changes within one second a client may have seen the first alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Moment {
    at: UnixSeconds,
    /// The digits behind the point without the zeros at their end, which compare as the numbers that they are.
    fraction: String,
}

impl Moment {
    /// The moment of a FHIR `instant`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let at = instant(text)?;
        let behind = text.split_once('.').map(|(_, behind)| behind).unwrap_or_default();
        let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
        Some(Self { at, fraction: digits.trim_end_matches('0').to_owned() })
    }
}

/// What `_since` and `_until` leave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Window {
    /// Changed later than this.
    pub(super) since: Option<Moment>,
    /// Changed earlier than this.
    pub(super) until: Option<Moment>,
}

impl Window {
    /// Whether a resource was changed within it. One that does not say when is in every window: better twice than never
    /// (Bulk Data 2.0.0, `_since`).
    pub(super) fn holds(&self, resource: &Value) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let changed = resource["meta"]["lastUpdated"].as_str().and_then(Moment::read);
        changed.is_none_or(|at| {
            self.since.as_ref().is_none_or(|since| at > *since)
                && self.until.as_ref().is_none_or(|until| at < *until)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changed_later_means_later_to_the_last_digit() {
        let window =
            |since, until| Window { since: Moment::read(since), until: Moment::read(until) };
        let since = window("2026-05-12T14:03:20.5Z", "");
        for (changed, held) in [
            ("2026-05-12T14:03:20.5Z", false),
            ("2026-05-12T14:03:20.500Z", false),
            ("2026-05-12T14:03:20.45Z", false),
            ("2026-05-12T14:03:20Z", false),
            ("2026-05-12T14:03:20.51Z", true),
            ("2026-05-12T16:03:20.501+02:00", true),
            ("2026-05-12T14:03:21Z", true),
            ("some time", true),
        ] {
            assert_eq!(since.holds(&json!({"meta": {"lastUpdated": changed}})), held, "{changed}");
        }
        let until = window("", "2026-05-12T14:03:20Z");
        assert!(until.holds(&json!({"meta": {"lastUpdated": "2026-05-12T14:03:19.9Z"}})));
        assert!(!until.holds(&json!({"meta": {"lastUpdated": "2026-05-12T14:03:20Z"}})));
        assert!(until.holds(&json!({})));
    }
}
