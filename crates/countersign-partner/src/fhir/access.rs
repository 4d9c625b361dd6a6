//! What a token gives access to, and what is written down of its use.

use countersign::finding::{Finding, Report};
use countersign::rules::Profile;
use countersign::scope::{self, Interaction, ScopeSet, judge_access};
use countersign::time::UnixSeconds;
use http::StatusCode;
use http::header::WWW_AUTHENTICATE;

use crate::audit::{AuditEntry, Outcome};
use crate::reply::Answer;
use crate::store::{Granted, Store, StoreError};

/// One client's way in, for one request.
pub(super) struct Access<'a> {
    pub(super) granted: &'a Granted,
    scopes: ScopeSet,
    profile: &'static Profile,
    pub(super) now: UnixSeconds,
}

impl<'a> Access<'a> {
    pub(super) fn new(granted: &'a Granted, profile: &'static Profile, now: UnixSeconds) -> Self {
        Self { granted, scopes: scope::read(&granted.scope, profile).0, profile, now }
    }

    /// Whether the token covers that interaction with that type.
    pub(super) fn judge(&self, resource: &str, interaction: Interaction) -> Finding {
        judge_access(&self.scopes, resource, interaction, self.profile)
    }

    /// An entry of the audit trail about what was asked for.
    pub(super) fn entry(&self, action: &str, asked: &str, outcome: Outcome) -> AuditEntry {
        AuditEntry {
            jti: Some(self.granted.jti.clone()),
            kid: Some(self.granted.kid.clone()),
            query: Some(asked.to_owned()),
            ..AuditEntry::new(self.now, action, &self.granted.client_id, outcome)
        }
    }

    pub(super) fn report(&self, findings: Vec<Finding>) -> Option<Report> {
        Some(Report { profile: self.profile.id.into(), kid: None, key: None, findings })
    }

    /// Refuses what the token does not cover, and says which scope would (RFC 6750 §3.1).
    pub(super) async fn refuse<S: Store>(
        &self,
        store: &S,
        finding: Finding,
        wanted: &str,
        entry: AuditEntry,
    ) -> Result<(Answer, Option<Report>), StoreError> {
        let challenge =
            format!("Bearer realm=\"fhir\", error=\"insufficient_scope\", scope=\"{wanted}\"");
        let answer =
            Answer::outcome(StatusCode::FORBIDDEN, "forbidden", &finding.message.replace('`', "'"))
                .with(WWW_AUTHENTICATE, challenge);
        store.append(AuditEntry { reason: Some(finding.code.id.to_owned()), ..entry }).await?;
        Ok((answer, self.report(vec![finding])))
    }
}
