//! How a client hands its keys over.

use super::short;
use crate::finding::Finding;
use crate::jwk::fetch::judge_url;
use crate::rules::Profile;
use crate::rules::code::jwks;

/// Judges the keys of a registration, in RFC 7591's names: the set itself as JSON, or the URL that serves it. A set is
/// linted; of a URL the address alone is judged, [`lint_fetch`](super::super::lint_fetch) judges what it gives.
///
/// ```
/// use countersign::{jwk, rules::Profile};
///
/// let findings = jwk::lint_registration(None, None, &Profile::SPEC);
/// assert_eq!(findings[0].code.id, "jwks.unregistered");
/// let findings = jwk::lint_registration(None, Some("http://larkmoor.example/jwks"), &Profile::SPEC);
/// assert_eq!(findings[0].code.id, "jwks.fetch.not-https");
/// ```
pub fn lint_registration(
    jwks: Option<&str>,
    jwks_uri: Option<&str>,
    profile: &Profile,
) -> Vec<Finding> {
    match (jwks, jwks_uri) {
        (Some(set), None) => super::lint(set, profile),
        (None, Some(url)) => judge_url(url, "jwks_uri", profile),
        (None, None) => {
            let message = "The registration has no key set: neither `jwks` nor `jwks_uri`";
            vec![Finding::fault(&jwks::UNREGISTERED, profile, "jwks", message)]
        }
        (Some(_), Some(url)) => {
            let message = "The registration has both `jwks` and `jwks_uri`; one of them is enough (RFC 7591 §2)";
            let finding = Finding::fault(&jwks::FORM, profile, "jwks", message);
            vec![finding.near_miss(format!(
                "A URL lets keys be changed without a new registration: keep {}.",
                short(url)
            ))]
        }
    }
}
