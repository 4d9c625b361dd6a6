//! The one place where a fault becomes a finding of the profile's level.

use crate::encoding::json::{Member, Object};
use crate::finding::{Finding, Part, Status};
use crate::rules::{Code, Profile};
use crate::time::{Seconds, UnixSeconds};

use super::Expectations;

/// About as many findings as a report has, so that they are not moved while they are collected.
const CHECKS: usize = 24;

/// Collects findings under one profile.
pub(super) struct Judge<'a> {
    pub(super) expect: &'a Expectations<'a>,
    pub(super) profile: &'static Profile,
    pub(super) now: UnixSeconds,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        expect: &'a Expectations<'a>,
        profile: &'static Profile,
        now: UnixSeconds,
    ) -> Self {
        Self { expect, profile, now, findings: Vec::with_capacity(CHECKS) }
    }

    pub(super) fn leeway(&self) -> Seconds {
        self.expect.leeway.unwrap_or(self.profile.leeway)
    }

    /// The fault is there: a finding at the level of the profile, for the caller to complete and add.
    pub(super) fn fault(
        &self,
        code: &'static Code,
        subject: &str,
        message: impl Into<String>,
    ) -> Finding {
        let mut finding = Finding::fault(code, self.profile, subject, message);
        if finding.status == Status::Pass {
            finding.message.push_str(", which this profile accepts");
        }
        finding
    }

    /// Adds a finding, or that the profile does not ask.
    pub(super) fn add(&mut self, finding: Finding) {
        if self.profile.level(finding.code).status != Status::Skipped {
            return self.findings.push(finding);
        }
        let message = format!("Not asked by the profile {}", self.profile.name);
        self.findings.push(Finding::skipped(finding.code, finding.subject, message));
    }

    pub(super) fn pass(&mut self, code: &'static Code, subject: &str, message: impl Into<String>) {
        self.add(Finding::pass(code, subject, message));
    }

    pub(super) fn skip(&mut self, code: &'static Code, subject: &str, needs: impl Into<String>) {
        self.add(Finding::skipped(code, subject, needs));
    }
}

/// The members of one decoded part, with their place.
#[derive(Clone, Copy)]
pub(super) struct Members<'a> {
    pub(super) part: Part,
    pub(super) object: &'a Object,
}

impl<'a> Members<'a> {
    pub(super) fn get(self, name: &str) -> Option<&'a Member> {
        self.object.member(name)
    }

    /// Marks where the member stands, and what it holds.
    pub(super) fn shown(self, finding: Finding, member: &Member) -> Finding {
        finding.got(as_sent(member)).at(self.part, member.span.clone())
    }
}

/// The value as a person would read it: a string bare, anything else as JSON.
pub(super) fn as_sent(member: &Member) -> String {
    member.value.as_str().map_or_else(|| member.value.to_string(), str::to_owned)
}
