//! What only a server can judge, for it has the form around the assertion and remembers earlier ones.

use crate::finding::Finding;
use crate::rules::Profile;
use crate::rules::code::jwt;
use crate::time::UnixSeconds;

/// Whether a form's `client_id` names the client that the assertion's `iss` names (RFC 7521 §4.2).
///
/// ```
/// use countersign::finding::Status;
/// use countersign::rules::Profile;
///
/// let finding = countersign::verify::client_id("larkmoor", Some("larkmoor-nightly"), &Profile::SPEC);
/// assert_eq!((finding.code.id, finding.status), ("jwt.client.param-mismatch", Status::Fail));
/// ```
pub fn client_id(named: &str, iss: Option<&str>, profile: &Profile) -> Finding {
    let (code, subject) = (&jwt::CLIENT_PARAM_MISMATCH, "form.client_id");
    if iss == Some(named) {
        return Finding::pass(code, subject, "`client_id` and `iss` name the same client");
    }
    Finding::fault(code, profile, subject, "`client_id` names another client than `iss`")
        .got(named)
        .expected(iss.unwrap_or_default())
}

/// Whether a `jti` was seen before, and when first.
///
/// ```
/// use countersign::rules::Profile;
/// use countersign::time::UnixSeconds;
///
/// let (first, now) = (UnixSeconds::new(1_778_594_600), UnixSeconds::new(1_778_594_612));
/// let finding = countersign::verify::replay("5f0c2b7e", Some(first), &Profile::SPEC, now);
/// assert_eq!(finding.message, "This `jti` was used before, 12 s ago");
/// ```
pub fn replay(
    jti: &str,
    first_seen_at: Option<UnixSeconds>,
    profile: &Profile,
    now: UnixSeconds,
) -> Finding {
    let (code, subject) = (&jwt::JTI_REPLAYED, "claims.jti");
    match first_seen_at {
        None => Finding::pass(code, subject, "This `jti` was not seen before"),
        Some(first) => {
            let message =
                format!("This `jti` was used before, {} ago", now.since(first).in_words());
            Finding::fault(code, profile, subject, message)
                .got(jti)
                .near_miss(format!("It was first seen at {first}."))
        }
    }
}
