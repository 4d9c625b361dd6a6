//! A client's key set, on file or behind its URL.

use countersign::finding::Finding;
use countersign::jwk::JwkSet;
use countersign::limits::KEY_SET_OCTETS;
use countersign::rules::code::jwks;
use countersign::time::{Seconds, UnixSeconds};
use http::Response;
use http::header::CACHE_CONTROL;

use crate::store::CachedKeys;

/// How long a fetched key set is kept at the most, in seconds, whatever its `Cache-Control` says.
const LONGEST: i64 = 3_600;
/// How long it is kept when its `Cache-Control` says nothing, in seconds.
const UNSAID: i64 = 60;
/// A set younger than this, in seconds, is not fetched again for a `kid` that it lacks: a stranger chooses the `kid`.
pub(crate) const REFETCH_AFTER: i64 = 5;
/// How long a URL that gave no key set is left alone, in seconds: requests are cheaper to send than to fetch for.
pub(crate) const LEAVE_ALONE: i64 = 15;

/// What the host got from a key set URL.
#[derive(Debug)]
pub enum FetchOutcome {
    /// It answered.
    Response(Response<Vec<u8>>),
    /// It did not, or may not be asked; the sentence says why.
    Failed(String),
}

impl FetchOutcome {
    /// The key set, and until when it may be kept; or the finding that there is none.
    pub(crate) fn read(self, url: &str, now: UnixSeconds) -> Result<CachedKeys, Box<Finding>> {
        let fault = |says: String| {
            Box::new(
                Finding::fail(&jwks::FETCH_FAILED, "keys", says)
                    .got(url)
                    .expected("200 with a key set"),
            )
        };
        let response = match self {
            Self::Response(response) => response,
            Self::Failed(why) => {
                return Err(fault(format!("The key set URL could not be read: {why}")));
            }
        };
        if !response.status().is_success() {
            return Err(fault(format!("The key set URL answered {}", response.status().as_u16())));
        }
        if response.body().len() > KEY_SET_OCTETS {
            return Err(fault(format!(
                "The key set URL answered more than {KEY_SET_OCTETS} octets"
            )));
        }
        let text = String::from_utf8_lossy(response.body()).into_owned();
        let set = match JwkSet::parse(&text) {
            Ok(set) => set,
            Err(error) => {
                return Err(fault(format!(
                    "The key set URL did not answer with a key set: {error}"
                )));
            }
        };
        if set.entries().iter().any(|entry| !entry.private_members.is_empty()) {
            let says =
                "The key set URL serves a private key: whoever has read it can sign as this client";
            return Err(Box::new(Finding::fail(&jwks::PRIVATE_MEMBER, "keys", says)));
        }
        let said = response.headers().get(CACHE_CONTROL).and_then(|value| value.to_str().ok());
        let keep = said.map_or(UNSAID, max_age).clamp(0, LONGEST);
        Ok(CachedKeys { text, fetched_at: now, good_until: now + Seconds::new(keep) })
    }
}

/// Whether a client may give this URL for its keys: https, and no credentials in it.
pub(crate) fn acceptable(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| {
        url.scheme() == "https"
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

/// Seconds that a `Cache-Control` allows.
fn max_age(value: &str) -> i64 {
    let directives: Vec<String> =
        value.split(',').map(|one| one.trim().to_ascii_lowercase()).collect();
    if directives.iter().any(|one| one == "no-store" || one == "no-cache") {
        return 0;
    }
    directives.iter().find_map(|one| one.strip_prefix("max-age=")?.parse().ok()).unwrap_or(UNSAID)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cache_control_is_heeded() {
        for (value, seconds) in [
            ("max-age=120", 120),
            ("public, MAX-AGE=9", 9),
            ("no-store", 0),
            ("no-cache, max-age=9", 0),
            ("x", 60),
        ] {
            assert_eq!(max_age(value), seconds, "{value}");
        }
    }

    #[test]
    fn only_https_is_fetched() {
        assert!(acceptable("https://larkmoor.example/.well-known/jwks.json"));
        for url in [
            "http://larkmoor.example/jwks",
            "https://u:p@larkmoor.example/",
            "file:///etc/passwd",
            "jwks",
            "",
        ] {
            assert!(!acceptable(url), "{url}");
        }
    }
}
