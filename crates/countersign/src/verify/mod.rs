//! Judging an assertion: every check runs, none stops at the first fault.
//!
//! The checks stand in the order in which a partner makes them: form, header, client, key, signature, parties,
//! audience, times, `jti`. What a check needs and does not have makes it `skipped`, with what it waits for. A partner's
//! reply is about the first failure; the report holds them all.

mod beside;
mod expect;
mod judge;
mod jws;
mod jwt;
mod trials;
mod urls;
mod verification;

pub use beside::{client_id, replay};
pub use expect::{Client, Expectations};
pub use verification::{SignatureCheck, Verification};

use crate::finding::Report;
use crate::jwk::JwkSet;
use crate::rules::Profile;
use crate::time::UnixSeconds;

/// Judges an assertion against keys and expectations, with the signature checks done here.
///
/// Without keys the signature stays unchecked and the verdict is never `accepted`.
///
/// ```
/// use countersign::finding::{Status, Verdict};
/// use countersign::time::UnixSeconds;
/// use countersign::verify::{Expectations, verify};
///
/// let report = verify("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.e30.", None, &Expectations::default(), UnixSeconds::new(1_778_594_600));
/// assert_eq!(report.verdict(), Verdict::Rejected);
/// assert_eq!(report.first_failure().map(|finding| finding.code.id), Some("jws.alg.none"));
/// assert!(report.raises("jwt.exp.missing"), "later checks ran as well");
/// ```
pub fn verify(
    token: &str,
    keys: Option<&JwkSet>,
    expect: &Expectations<'_>,
    now: UnixSeconds,
) -> Report {
    checked(token, keys, expect, now).finish()
}

/// Judges one assertion under several profiles. Its signature is checked once.
///
/// ```
/// use countersign::rules::Profile;
/// use countersign::time::UnixSeconds;
/// use countersign::verify::{Expectations, judge};
///
/// let token = "eyJhbGciOiJSUzM4NCIsInR5cCI6IkpXVCJ9.e30.AAAA";
/// let reports = judge(token, None, &Expectations::default(), &Profile::ALL, UnixSeconds::new(1_778_594_600));
/// let refusing: Vec<_> = reports.iter().filter(|report| report.raises("jws.kid.missing")).map(|report| &*report.profile).collect();
/// assert_eq!(refusing, ["spec", "launcher", "epic", "oracle", "athena"]);
/// ```
pub fn judge(
    token: &str,
    keys: Option<&JwkSet>,
    expect: &Expectations<'_>,
    profiles: &[&'static Profile],
    now: UnixSeconds,
) -> Vec<Report> {
    let verification = checked(token, keys, expect, now);
    profiles.iter().map(|profile| verification.report(profile)).collect()
}

fn checked<'a>(
    token: &str,
    keys: Option<&'a JwkSet>,
    expect: &'a Expectations<'_>,
    now: UnixSeconds,
) -> Verification<'a> {
    let mut verification = Verification::new(token, keys, expect, now);
    while let Some(check) = verification.wanted() {
        let answer = check.key.verify(check.alg, check.input, check.signature);
        verification.answer(answer);
    }
    verification
}
