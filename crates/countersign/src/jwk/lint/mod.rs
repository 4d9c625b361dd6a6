//! Judges a key set as a partner would meet it: findings `jwks.*`.

mod form;
mod key;
mod labels;
mod material;
mod number;
mod places;
mod registration;
mod samples;
mod set;
mod x5c;

use crate::finding::Finding;
use crate::rules::code::jwks;
use crate::rules::{Code, Profile};

use super::set::read_keys;
use key::Key;
use places::Places;

pub use registration::lint_registration;
pub use samples::{PUBLISHED_TEST_KEYS, published_test_key};

/// The checks in their order, with what is so when nothing was found.
const CHECKS: [(&Code, &str); 20] = [
    (&jwks::FORM, "The document is an object with an array `keys`"),
    (&jwks::EMPTY, "There is a key that can be used"),
    (&jwks::PRIVATE_MEMBER, "No key shows a private member"),
    (&jwks::SYMMETRIC, "No shared secret is in the set"),
    (&jwks::PUBLISHED_TEST_KEY, "No key is a sample of a specification"),
    (&jwks::KID_MISSING, "Every key has a `kid`"),
    (&jwks::KID_DUPLICATE, "No `kid` stands twice"),
    (&jwks::KEY_DUPLICATE, "No key stands twice"),
    (&jwks::ALG_MISSING, "Every key has an `alg`"),
    (&jwks::ALG_MISMATCH, "Every `alg` fits its key"),
    (&jwks::USE_WRONG, "No `use` is other than sig"),
    (&jwks::KEY_OPS_WRONG, "No `key_ops` speaks against verifying"),
    (&jwks::RSA_SMALL, "No RSA key is under 2048 bits"),
    (&jwks::RSA_EXPONENT, "Every RSA exponent is sound"),
    (&jwks::RSA_LARGE, "No RSA key is over 4096 bits"),
    (&jwks::ENCODING, "Every number is in its canonical form"),
    (&jwks::EC_OFF_CURVE, "Every point lies on its curve"),
    (&jwks::KTY_UNKNOWN, "Every key is RSA or EC on P-256 or P-384"),
    (&jwks::X5C_MISMATCH, "No certificate holds another key"),
    (&jwks::X5C_ONLY, "No key is given by a certificate alone"),
];

/// Judges the text of a key set by `profile`. One finding or more per check, in the order of the checks; when the text
/// is no key set, the other checks are skipped. A finding about a key or a member of it says where that stands.
/// Evidence names private members and never their values.
///
/// ```
/// use countersign::{finding::Status, jwk, rules::Profile};
///
/// let findings = jwk::lint(r#"{"kty": "RSA", "n": "…", "e": "AQAB"}"#, &Profile::SPEC);
/// assert_eq!((findings[0].code.id, findings[0].status), ("jwks.form", Status::Fail));
/// assert_eq!(findings[0].evidence.got.as_deref(), Some("a single JWK"));
/// ```
pub fn lint(text: &str, profile: &Profile) -> Vec<Finding> {
    Faults::of(text).under(profile)
}

/// Judges the text by each of the profiles, in their order, and looks at it once.
///
/// ```
/// use countersign::{jwk, rules::Profile};
///
/// let by_profile = jwk::lint_under(r#"{"keys": []}"#, &[&Profile::SPEC, &Profile::EPIC]);
/// assert!(by_profile.iter().all(|findings| findings[1].code.id == "jwks.empty"));
/// ```
pub fn lint_under(text: &str, profiles: &[&Profile]) -> Vec<Vec<Finding>> {
    let faults = Faults::of(text);
    profiles.iter().map(|profile| faults.under(profile)).collect()
}

/// What is wrong with a document, before anybody says how bad that is.
struct Faults {
    found: Vec<Finding>,
    /// Whether there is a key set, so that a check that found nothing has passed.
    is_set: bool,
}

impl Faults {
    fn of(text: &str) -> Self {
        let values = match read_keys(text) {
            Ok(values) => values,
            Err(error) => return Self { found: form::faults(text, &error), is_set: false },
        };
        let places = Places::new(text);
        let keys: Vec<Key<'_>> = values
            .iter()
            .enumerate()
            .map(|(index, value)| Key::new(index, value, &places))
            .collect();
        let mut found = set::faults(&keys);
        for key in &keys {
            found.extend(key.faults());
        }
        Self { found, is_set: true }
    }

    /// Each fault at the level of the profile, what held besides, all in the order of the checks.
    fn under(&self, profile: &Profile) -> Vec<Finding> {
        let mut findings = self.found.clone();
        for finding in &mut findings {
            finding.status = profile.level(finding.code).status;
        }
        for (code, holds) in CHECKS {
            if !self.found.iter().any(|finding| finding.code == code) {
                findings.push(match self.is_set {
                    true => Finding::pass(code, "keys", holds),
                    false => skipped(code, "Waits for a document that is a key set"),
                });
            }
        }
        findings.sort_by_key(|finding| CHECKS.iter().position(|(code, _)| *code == finding.code));
        findings
    }
}

/// Every check of a set, put off.
pub(super) fn skipped_all(needs: &str) -> impl Iterator<Item = Finding> {
    CHECKS.into_iter().map(move |(code, _)| skipped(code, needs))
}

fn skipped(code: &'static Code, needs: &str) -> Finding {
    Finding::skipped(code, "keys", needs)
}

/// A stranger's text, short enough to repeat.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 80;

    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
