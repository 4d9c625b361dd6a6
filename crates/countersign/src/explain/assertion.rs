//! What the assertion itself shows: judged without keys, by the partner's clock where that is known.

use super::Partner;
use super::reply::Reading;
use crate::assertion::inspect;
use crate::exchange::Step;
use crate::finding::{Finding, Report, Status};
use crate::rules::code::{jws, jwt};
use crate::rules::{Code, Profile};
use crate::time::{Seconds, UnixSeconds};
use crate::verify::{Expectations, verify};

/// How far the two clocks may differ before that is remarked on: `Date` has whole seconds, and the way takes time.
const LEEWAY: Seconds = Seconds::new(5);

/// Codes that a check which passed disproves, by the code that the pass stands under.
const DISPROVES: &[(&Code, &[&Code])] = &[
    (&jws::PARTS, &[&jws::PARTS, &jws::BASE64URL]),
    (&jws::HEADER_JSON, &[&jws::HEADER_JSON]),
    (&jws::PAYLOAD_JSON, &[&jws::PAYLOAD_JSON]),
    (&jws::TYP_MISSING, &[&jws::TYP_MISSING, &jws::TYP_WRONG]),
    (
        &jws::ALG_MISSING,
        &[&jws::ALG_MISSING, &jws::ALG_NONE, &jws::ALG_SYMMETRIC, &jws::ALG_NOT_BASELINE],
    ),
    (&jws::KID_MISSING, &[&jws::KID_MISSING, &jws::KID_NOT_STRING]),
    (&jwt::ISS_SUB_MISMATCH, &[&jwt::ISS_MISSING, &jwt::SUB_MISSING, &jwt::ISS_SUB_MISMATCH]),
    (
        &jwt::AUD_WRONG,
        &[
            &jwt::AUD_MISSING,
            &jwt::AUD_WRONG,
            &jwt::AUD_TRAILING_SLASH,
            &jwt::AUD_NORMALISED,
            &jwt::AUD_FHIR_BASE,
            &jwt::AUD_SCHEME,
            &jwt::AUD_ISSUER,
            &jwt::AUD_ARRAY,
            &jwt::AUD_MULTIPLE,
        ],
    ),
    (
        &jwt::EXP_EXPIRED,
        &[&jwt::EXP_MISSING, &jwt::EXP_NOT_NUMBER, &jwt::EXP_EXPIRED, &jwt::EXP_MILLISECONDS],
    ),
    (&jwt::EXP_TOO_FAR, &[&jwt::EXP_TOO_FAR]),
    (&jwt::LIFETIME_TOO_LONG, &[&jwt::LIFETIME_TOO_LONG]),
    (&jwt::NBF_FUTURE, &[&jwt::NBF_FUTURE]),
    (&jwt::IAT_FUTURE, &[&jwt::IAT_FUTURE, &jwt::IAT_OLD]),
    (&jwt::JTI_MISSING, &[&jwt::JTI_MISSING, &jwt::JTI_NOT_STRING, &jwt::JTI_TOO_LONG]),
];

/// Members that may be left out: where the check found none, there is no fault.
const OPTIONAL: &[(&Code, &str)] = &[
    (&jwt::NBF_FUTURE, "claims.nbf"),
    (&jwt::IAT_FUTURE, "claims.iat"),
    (&jwt::IAT_OLD, "claims.iat"),
    (&jws::JKU_NOT_REGISTERED, "header.jku"),
    (&jws::CRIT_UNKNOWN, "header.crit"),
];

/// Findings that depend on what time it is.
const TIMED: &[&Code] =
    &[&jwt::EXP_EXPIRED, &jwt::EXP_TOO_FAR, &jwt::NBF_FUTURE, &jwt::IAT_FUTURE, &jwt::IAT_OLD];
/// Findings that an assertion raises by itself when it is looked at long after it was sent.
const AGEING: &[&Code] = &[&jwt::EXP_EXPIRED, &jwt::IAT_OLD];

/// The assertion, judged.
#[derive(Debug)]
pub(super) struct Judged {
    report: Report,
    clock: Clock,
    /// `iat`, if it is a time.
    pub(super) issued_at: Option<UnixSeconds>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    Partner,
    Client,
    Unknown,
}

impl Judged {
    /// Judges the assertion, if there is one and the reply can be about it, as strictly as whoever seems to have answered.
    pub(super) fn new(reading: &Reading<'_>, partner: Option<&Partner>) -> Option<Self> {
        let assertion = reading.seen.assertion?;
        if reading.step.is_some_and(|step| !matches!(step, Step::Token | Step::Assertion)) {
            return None;
        }
        let decoded = inspect::decode(assertion).ok();
        let issued_at = decoded.as_ref().and_then(|decoded| {
            let iat = decoded.claims.as_ref().ok()?.get("iat")?;
            iat.as_i64().map(UnixSeconds::new)
        });
        let (clock, now) = match (reading.date, reading.seen.now) {
            (Some(date), _) => (Clock::Partner, date),
            (None, Some(now)) => (Clock::Client, now),
            (None, None) => (Clock::Unknown, issued_at.unwrap_or(UnixSeconds::new(0))),
        };
        let profile = partner.and_then(|partner| Profile::by_id(&partner.id));
        let expect = Expectations {
            profile: profile.unwrap_or(&Profile::SPEC),
            audience: reading.seen.request_url,
            leeway: Some(LEEWAY),
            ..Expectations::default()
        };
        Some(Self { report: verify(assertion, None, &expect, now), clock, issued_at })
    }

    /// What was found, in the order in which a partner checks.
    pub(super) fn raised(&self) -> impl Iterator<Item = (usize, &Finding)> {
        self.report.findings.iter().enumerate().filter(|(_, finding)| {
            let is_raised = matches!(finding.status, Status::Fail | Status::Warn);
            is_raised && (self.clock != Clock::Unknown || !TIMED.contains(&finding.code))
        })
    }

    /// Whether a finding says more about when the assertion is looked at than about when it was sent.
    pub(super) fn may_have_aged(&self, finding: &Finding) -> bool {
        self.clock != Clock::Partner && AGEING.contains(&finding.code)
    }

    /// What shows that the fault of that code is not there.
    pub(super) fn disproves(&self, code: &Code) -> Option<String> {
        if self.clock == Clock::Unknown && TIMED.contains(&code) {
            return None;
        }
        let findings = || self.report.findings.iter();
        let pass = DISPROVES.iter().filter(|(_, disproved)| disproved.contains(&code)).find_map(
            |(under, _)| {
                findings().find(|finding| finding.status == Status::Pass && finding.code == *under)
            },
        );
        if let Some(finding) = pass {
            return Some(format!("{}.", finding.message));
        }
        let (_, subject) = OPTIONAL.iter().find(|(known, _)| *known == code)?;
        let (part, name) = subject.split_once('.')?;
        let whole = if part == "claims" { &jws::PAYLOAD_JSON } else { &jws::HEADER_JSON };
        let is_read =
            findings().any(|finding| finding.code == whole && finding.status == Status::Pass);
        let is_absent = findings().all(|finding| finding.subject != *subject);
        (is_read && is_absent).then(|| format!("The assertion has no `{name}`."))
    }
}
