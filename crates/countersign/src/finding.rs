//! What a check found: findings, and the report that holds them.
//!
//! A finding is a result, not an error. A rejected assertion is a [`Report`] with failing findings; an error is for a
//! job that could not be done at all.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::rules::{Code, Profile};

/// How one check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The check ran and found nothing.
    Pass,
    /// The check ran and the profile refuses what it found.
    Fail,
    /// The check ran and found something the profile puts up with.
    Warn,
    /// The check could not run; the message says what it waits for.
    Skipped,
}

/// What was seen and what would have been right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// What was there, as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
    /// What would have passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The most useful thing known about the fault: how close the input came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near_miss: Option<String>,
    /// The `kid`s of the key set that was looked in, where that is the question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<String>,
}

/// The part of an input that a [`Span`] counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The decoded JOSE header.
    Header,
    /// The decoded claims.
    Payload,
    /// The signature.
    Signature,
    /// A document that is not a JWS.
    Document,
}

impl Part {
    /// What to call it in a sentence, and in the subject of a finding.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Payload => "claims",
            Self::Signature => "signature",
            Self::Document => "document",
        }
    }
}

/// Where in the input the finding is: octets of the decoded part, `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The part that is counted in.
    pub part: Part,
    /// First octet.
    pub start: usize,
    /// Octet behind the last.
    pub end: usize,
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Which check, by the fault it looks for; on a pass, the first fault it would have named.
    pub code: &'static Code,
    /// How it ended.
    pub status: Status,
    /// What was looked at, `claims.exp` for example.
    pub subject: String,
    /// One sentence: what is so.
    pub message: String,
    /// What was seen, and what would have been right.
    pub evidence: Evidence,
    /// Where it was seen.
    pub span: Option<Span>,
}

impl Finding {
    /// A check that found nothing.
    pub fn pass(
        code: &'static Code,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(code, Status::Pass, subject, message)
    }

    /// A fault.
    pub fn fail(
        code: &'static Code,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(code, Status::Fail, subject, message)
    }

    /// A fault that the profile accepts.
    pub fn warn(
        code: &'static Code,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(code, Status::Warn, subject, message)
    }

    /// A fault, as that profile takes it: it fails, is put up with, is passed, or is not asked about.
    ///
    /// ```
    /// use countersign::finding::{Finding, Status};
    /// use countersign::rules::{Profile, code::scope};
    ///
    /// let under = |profile| Finding::fault(&scope::ORDER, profile, "scope", "The letters are .sr").status;
    /// assert_eq!((under(&Profile::SPEC), under(&Profile::LAUNCHER)), (Status::Fail, Status::Pass));
    /// ```
    pub fn fault(
        code: &'static Code,
        profile: &Profile,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(code, profile.level(code).status, subject, message)
    }

    /// A check that could not run; `message` says what it needs.
    pub fn skipped(
        code: &'static Code,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(code, Status::Skipped, subject, message)
    }

    /// A finding of any status.
    pub fn new(
        code: &'static Code,
        status: Status,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        let (subject, message) = (subject.into(), message.into());
        Self { code, status, subject, message, evidence: Evidence::default(), span: None }
    }

    /// Adds what was there.
    #[must_use]
    pub fn got(mut self, got: impl Into<String>) -> Self {
        self.evidence.got = Some(got.into());
        self
    }

    /// Adds what would have passed.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.evidence.expected = Some(expected.into());
        self
    }

    /// Adds how close the input came.
    #[must_use]
    pub fn near_miss(mut self, near: impl Into<String>) -> Self {
        self.evidence.near_miss = Some(near.into());
        self
    }

    /// Adds where it was seen.
    #[must_use]
    pub fn at(mut self, part: Part, octets: core::ops::Range<usize>) -> Self {
        self.span = Some(Span { part, start: octets.start, end: octets.end });
        self
    }
}

/// What an error says, as the sentence of a finding: it begins with a capital, unless with the name of a member.
pub(crate) fn sentence(error: &impl core::fmt::Display) -> String {
    let text = error.to_string();
    let first_word = text.split(' ').next().unwrap_or_default();
    match text.chars().next() {
        Some(first) if !first_word.contains(['_', '[', '.']) => {
            first.to_uppercase().collect::<String>() + &text[first.len_utf8()..]
        }
        _ => text,
    }
}

/// What a report comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// A signature was verified and nothing failed.
    Accepted,
    /// At least one finding failed.
    Rejected,
    /// Nothing failed, but no signature was verified.
    Unverified,
}

/// All findings of one judgement, in the order of the checks.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Report {
    /// Id of the profile that was judged by.
    pub profile: String,
    /// The header's `kid`, if it is a string.
    pub kid: Option<String>,
    /// RFC 7638 thumbprint of the key that verified the signature.
    pub key: Option<String>,
    /// One finding or more per check.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Rejected exactly when a finding failed; accepted only with a verified signature.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match (self.first_failure(), &self.key) {
            (Some(_), _) => Verdict::Rejected,
            (None, Some(_)) => Verdict::Accepted,
            (None, None) => Verdict::Unverified,
        }
    }

    /// The first finding that failed: what a server's reply is about.
    #[must_use]
    pub fn first_failure(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.status == Status::Fail)
    }

    /// Whether a finding with that code failed or warned.
    #[must_use]
    pub fn raises(&self, code: &str) -> bool {
        self.findings
            .iter()
            .any(|f| f.code.id == code && matches!(f.status, Status::Fail | Status::Warn))
    }

    /// How many findings ended so.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.findings.iter().filter(|finding| finding.status == status).count()
    }

    /// Adds a finding that was made elsewhere, behind the others.
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

/// A [`Finding`] as JSON writes it.
#[derive(Serialize, Deserialize)]
struct FindingJson<'a> {
    #[serde(borrow)]
    code: Cow<'a, str>,
    status: Status,
    subject: Cow<'a, str>,
    message: Cow<'a, str>,
    #[serde(default)]
    evidence: Cow<'a, Evidence>,
    #[serde(borrow, default)]
    rule: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
}

impl Serialize for Finding {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        FindingJson {
            code: self.code.id.into(),
            status: self.status,
            subject: self.subject.as_str().into(),
            message: self.message.as_str().into(),
            evidence: Cow::Borrowed(&self.evidence),
            rule: self.code.rule.id.into(),
            span: self.span,
        }
        .serialize(out)
    }
}

impl<'de> Deserialize<'de> for Finding {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let read = FindingJson::deserialize(from)?;
        let code = Code::by_id(&read.code).ok_or_else(|| {
            serde::de::Error::custom(format_args!("no finding code {:?}", read.code))
        })?;
        Ok(Self {
            code,
            status: read.status,
            subject: read.subject.into_owned(),
            message: read.message.into_owned(),
            evidence: read.evidence.into_owned(),
            span: read.span,
        })
    }
}

/// A [`Report`] as JSON writes it.
#[derive(Serialize, Deserialize)]
struct ReportJson<'a> {
    verdict: Verdict,
    profile: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<KeyJson<'a>>,
    findings: Cow<'a, [Finding]>,
}

#[derive(Serialize, Deserialize)]
struct KeyJson<'a> {
    thumbprint: Cow<'a, str>,
}

impl Serialize for Report {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        ReportJson {
            verdict: self.verdict(),
            profile: self.profile.as_str().into(),
            kid: self.kid.as_deref().map(Cow::Borrowed),
            key: self.key.as_deref().map(|thumbprint| KeyJson { thumbprint: thumbprint.into() }),
            findings: Cow::Borrowed(&self.findings),
        }
        .serialize(out)
    }
}

impl<'de> Deserialize<'de> for Report {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let read = ReportJson::deserialize(from)?;
        Ok(Self {
            profile: read.profile.into_owned(),
            kid: read.kid.map(Cow::into_owned),
            key: read.key.map(|key| key.thumbprint.into_owned()),
            findings: read.findings.into_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::code::{jws, jwt};

    #[test]
    fn a_report_survives_json() {
        let finding = Finding::fail(&jwt::EXP_TOO_FAR, "claims.exp", "exp is 6 min ahead")
            .got("360")
            .expected("at most 300")
            .at(Part::Payload, 3..9);
        let report = Report {
            profile: "spec".into(),
            kid: Some("a".into()),
            key: Some("t".into()),
            findings: vec![
                Finding::pass(&jws::KID_MISSING, "header.kid", "the header names a key"),
                finding,
            ],
        };
        let json = serde_json::to_value(&report).expect("plain data");
        assert_eq!(json["verdict"], "rejected");
        assert_eq!(json["key"]["thumbprint"], "t");
        assert_eq!(
            json["findings"][1],
            serde_json::json!({"code": "jwt.exp.too-far", "status": "fail", "subject": "claims.exp",
                "message": "exp is 6 min ahead", "evidence": {"got": "360", "expected": "at most 300"},
                "rule": "smart.assertion.exp.five-minutes", "span": {"part": "payload", "start": 3, "end": 9}})
        );
        assert_eq!(serde_json::from_value::<Report>(json).expect("just written"), report);
    }

    #[test]
    fn an_error_is_said_as_a_sentence() {
        assert_eq!(sentence(&"the key is small"), "The key is small");
        assert_eq!(sentence(&"étude"), "Étude");
        assert_eq!(sentence(&"token_endpoint is small"), "token_endpoint is small");
        assert_eq!(sentence(&""), "");
    }

    #[test]
    fn no_key_no_acceptance() {
        let mut report = Report { profile: "spec".into(), kid: None, key: None, findings: vec![] };
        assert_eq!(report.verdict(), Verdict::Unverified);
        report.key = Some("t".into());
        assert_eq!(report.verdict(), Verdict::Accepted);
        report.push(Finding::fail(&jws::KID_MISSING, "header.kid", "no kid"));
        assert_eq!(report.verdict(), Verdict::Rejected);
    }
}
