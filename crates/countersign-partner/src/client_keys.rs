//! A client's key set, on file or behind its URL.

use countersign::finding::{Finding, Status};
use countersign::jwk::{Fetched, keep_for, lint_fetch};
use countersign::rules::code::jwks;
use countersign::rules::{Code, Profile};
use countersign::time::{Seconds, UnixSeconds};
use http::Response;

use crate::store::CachedKeys;

/// How long a fetched key set is kept at the most, in seconds, whatever its `Cache-Control` says.
const LONGEST: i64 = 3_600;
/// How long it is kept when its `Cache-Control` says nothing, in seconds.
const UNSAID: i64 = 60;
/// A set younger than this, in seconds, is not fetched again for a `kid` that it lacks: a stranger chooses the `kid`.
pub(crate) const REFETCH_AFTER: i64 = 5;
/// How long a URL that gave no key set is left alone, in seconds: requests are cheaper to send than to fetch for.
pub(crate) const LEAVE_ALONE: i64 = 15;

/// What makes a key set a secret: it is never kept, whatever the profile lets pass.
pub(crate) const SECRET: [&Code; 2] = [&jwks::PRIVATE_MEMBER, &jwks::SYMMETRIC];

/// The faults that leave no set to look in, beside those of the document itself. Those of single keys are the
/// assertion's concern: whether the key that it names is there and good.
const HINDERING: [&Code; 4] =
    [&jwks::FETCH_FAILED, &jwks::FETCH_AUTH, &jwks::PRIVATE_MEMBER, &jwks::SYMMETRIC];

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
    pub(crate) fn read(
        self,
        url: &str,
        profile: &Profile,
        now: UnixSeconds,
    ) -> Result<CachedKeys, Box<Finding>> {
        let response = match self {
            Self::Response(response) => response,
            Self::Failed(why) => {
                let says = format!("The key set URL could not be read: {why}");
                let fault = Finding::fail(&jwks::FETCH_FAILED, "keys", says);
                return Err(Box::new(fault.got(url).expected("200 with a key set")));
            }
        };
        let fetched = Fetched {
            url,
            status: response.status(),
            headers: response.headers(),
            redirected_to: None,
            body: response.body(),
        };
        let findings = lint_fetch(&fetched, profile);
        let hinders = |f: &Finding| HINDERING.contains(&f.code) || f.subject == "document";
        let fault = findings.into_iter().find(|f| f.status == Status::Fail && hinders(f));
        if let Some(fault) = fault {
            return Err(Box::new(fault));
        }
        let keep = keep_for(response.headers()).map_or(UNSAID, Seconds::get).clamp(0, LONGEST);
        let text = String::from_utf8_lossy(response.body()).into_owned();
        Ok(CachedKeys { text, fetched_at: now, good_until: now + Seconds::new(keep) })
    }
}

/// Whether a client may give this URL for its keys: https, or http where that is allowed, and no credentials in it.
pub(crate) fn acceptable(url: &str, allow_http: bool) -> bool {
    url::Url::parse(url).is_ok_and(|url| {
        (url.scheme() == "https" || (allow_http && url.scheme() == "http"))
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_is_fetched() {
        assert!(acceptable("https://larkmoor.example/.well-known/jwks.json", false));
        assert!(acceptable("http://127.0.0.1:8480/jwks", true));
        for url in [
            "http://larkmoor.example/jwks",
            "https://u:p@larkmoor.example/",
            "file:///etc/passwd",
            "jwks",
            "",
        ] {
            assert!(!acceptable(url, false), "{url}");
        }
    }
}
