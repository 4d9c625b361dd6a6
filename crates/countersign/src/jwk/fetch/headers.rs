//! What the headers of a key set say.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, EXPIRES};
use http::{HeaderMap, HeaderName};

use crate::finding::Finding;
use crate::jwk::lint::short;
use crate::rules::code::jwks;
use crate::rules::{Code, Profile};
use crate::time::Seconds;

/// How long the `Cache-Control` of a key set lets it be kept: not at all for `no-store` and `no-cache`, else its
/// `max-age`. Nothing when it does not say.
///
/// ```
/// use countersign::{jwk::keep_for, time::Seconds};
///
/// let mut headers = http::HeaderMap::new();
/// assert_eq!(keep_for(&headers), None);
/// headers.insert("cache-control", http::HeaderValue::from_static("public, MAX-AGE=120"));
/// assert_eq!(keep_for(&headers), Some(Seconds::new(120)));
/// ```
pub fn keep_for(headers: &HeaderMap) -> Option<Seconds> {
    let said = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let directives: Vec<String> = said
        .flat_map(|value| value.split(','))
        .map(|directive| directive.trim().to_ascii_lowercase())
        .collect();
    if directives.iter().any(|directive| directive == "no-store" || directive == "no-cache") {
        return Some(Seconds::new(0));
    }
    directives
        .iter()
        .find_map(|directive| directive.strip_prefix("max-age=")?.trim_matches('"').parse().ok())
        // A number that no clock reaches means for ever (RFC 9111 §1.2.2).
        .map(|seconds: u64| Seconds::new(i64::try_from(seconds).unwrap_or(i64::MAX)))
}

pub(super) fn judge_content_type(headers: &HeaderMap, profile: &Profile) -> Finding {
    const SUBJECT: &str = "headers.content-type";
    const RIGHT: [&str; 2] = ["application/json", "application/jwk-set+json"];

    let sent = header(headers, CONTENT_TYPE).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if RIGHT.iter().any(|right| essence.eq_ignore_ascii_case(right)) {
        return Finding::pass(&jwks::FETCH_CONTENT_TYPE, SUBJECT, "The answer says it is JSON");
    }
    let message = match essence {
        "" => "The answer has no Content-Type".to_owned(),
        essence => format!("The answer says it is {}", short(essence)),
    };
    Finding::fault(&jwks::FETCH_CONTENT_TYPE, profile, SUBJECT, message)
        .got(short(&sent))
        .expected(RIGHT.join(" or "))
}

pub(super) fn judge_cache_control(headers: &HeaderMap, profile: &Profile) -> Finding {
    const SUBJECT: &str = "headers.cache-control";
    const CODE: &Code = &jwks::FETCH_NO_CACHE_CONTROL;
    /// A partner that asks more often than once a minute pays for nearly every assertion with a fetch.
    const SHORT: i64 = 60;
    /// The longest that a partner is known to keep a set: 29 hours.
    const LONG: i64 = 29 * 3_600;

    match keep_for(headers).map(|keep| (keep.get(), keep.in_words())) {
        None => {
            let message = "The answer does not say how long the key set may be kept";
            let finding = Finding::fault(CODE, profile, SUBJECT, message)
                .got(short(&header(headers, CACHE_CONTROL).unwrap_or_default()))
                .expected("max-age=3600, or another time that a rotation may take");
            match headers.contains_key(EXPIRES) {
                true => finding.near_miss("It has Expires; SMART asks for Cache-Control."),
                false => finding,
            }
        }
        Some((0, _)) => Finding::pass(CODE, SUBJECT, "The key set may not be kept").near_miss(
            "Each assertion costs the partner a fetch, and while this URL is down nobody can sign in.",
        ),
        Some((keep, words)) => {
            let finding = Finding::pass(CODE, SUBJECT, format!("The key set may be kept for {words}"));
            match keep {
                ..SHORT => finding.near_miss(
                    "So short a time costs the partner a fetch for nearly every assertion; an hour is usual.",
                ),
                LONG.. => finding.near_miss(
                    "A partner may not see a new key for so long: publish it that long before signing with it.",
                ),
                _ => finding,
            }
        }
    }
}

pub(super) fn header(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
