//! Step 4, Token: trade the assertion for a token.

use std::rc::Rc;

use countersign::exchange::ExchangeError;
use countersign::finding::{Finding, Status};
use countersign::rules::Profile;
use countersign::scope::{Cut, ScopeSet};
use countersign::time::{Seconds, UnixSeconds};
use countersign::token::{AccessToken, TokenError, lint};

use super::{Step, StepState};
use crate::state::fix::{self, Fix};
use crate::state::turn::{Purpose, Turn, sentence};
use crate::worker::message::Record;

/// The room of step 4.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Token {
    /// How far the step is; [`StepState::findings`] are the partner's, in its order.
    pub step: StepState,
    /// The scope asked for, as typed.
    pub scope: String,
    /// What came of it.
    pub outcome: Option<Outcome>,
}

/// What came of a token request.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A token.
    Granted(Rc<Granted>),
    /// None.
    Refused(Rc<Refused>),
}

/// A token, and what it is good for.
#[derive(Clone, Debug, PartialEq)]
pub struct Granted {
    /// The token; show it only when asked to.
    pub token: AccessToken,
    /// How long it was said to be good for.
    pub lifetime: Option<Seconds>,
    /// When it ends, by this page's clock.
    pub ends_at: Option<UnixSeconds>,
    /// What was asked for.
    pub asked: String,
    /// What was granted; what was asked for, where the partner does not say.
    pub granted: String,
    /// The scopes that were asked for and of which nothing is granted.
    pub cut: Vec<String>,
    /// The scopes of which a part is granted: some of the types, some of the interactions.
    pub narrowed: Vec<String>,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The status code.
    pub status: u16,
    /// The OAuth error code, `invalid_client` for example.
    pub error: Option<String>,
    /// The partner's own words.
    pub description: Option<String>,
    /// The cause in one sentence, from the first finding that failed, or from what came back.
    pub cause: String,
    /// What the button says and does, where the page can put it right.
    pub fix: Option<Fix>,
}

impl Token {
    /// The token, if there is one.
    pub fn granted(&self) -> Option<&Rc<Granted>> {
        match &self.outcome {
            Some(Outcome::Granted(granted)) => Some(granted),
            _ => None,
        }
    }
}

impl Turn<'_> {
    /// Another scope is asked for.
    pub(in crate::state) fn set_scope(&mut self, scope: String) {
        let walk = &mut self.state.walk;
        if walk.token.scope == scope {
            return;
        }
        walk.token.scope.clone_from(&scope);
        if matches!(walk.token.step.status, super::StepStatus::Done | super::StepStatus::Failed) {
            walk.token.step.status = super::StepStatus::Stale;
        }
        self.changed(Step::Token);
        self.settings(|settings| settings.walk.scope = Some(scope));
    }

    /// Posts the assertion; signs first where an edit is not signed yet.
    pub(in crate::state) fn send_token(&mut self) {
        let walk = &self.state.walk;
        if walk.assertion.unsigned {
            return self.sign(true);
        }
        let not_yet = |needs| ExchangeError::NotYet { step: Step::Token, needs };
        let request = match (&walk.machine, &walk.assertion.token) {
            (Some(machine), Some(assertion)) => machine.token_request(&walk.token.scope, assertion),
            (None, _) => Err(not_yet(Step::Discovery)),
            (Some(_), None) => Err(not_yet(Step::Assertion)),
        };
        self.begin(Step::Token);
        match request {
            Ok(request) => self.send(Purpose::Token, request),
            Err(error) => self.failed(Step::Token, Some(error.to_string())),
        }
    }

    /// Takes the answer of the token endpoint.
    pub(in crate::state) fn token_answered(
        &mut self,
        response: &http::Response<Vec<u8>>,
        record: Record,
    ) {
        let now = self.state.now;
        let walk = &mut self.state.walk;
        let asked = ScopeSet::parse(&walk.token.scope).ok();
        let mut findings = record.findings();
        findings.extend(lint(
            response.status(),
            response.headers(),
            response.body(),
            asked.as_ref(),
            &Profile::SPEC,
        ));
        let Some(machine) = &mut walk.machine else { return };
        let outcome = match machine.granted(response, now) {
            Ok(token) => {
                let said = &token.response;
                let granted = said.scope.clone().unwrap_or_else(|| walk.token.scope.clone());
                let (cut, narrowed) = cut(&walk.token.scope, &granted);
                Outcome::Granted(Rc::new(Granted {
                    token: said.access_token.clone(),
                    lifetime: said.expires_in,
                    ends_at: said.expires_in.map(|lifetime| now + lifetime),
                    asked: walk.token.scope.clone(),
                    cut,
                    narrowed,
                    granted,
                }))
            }
            Err(error) => {
                Outcome::Refused(Rc::new(refused(&error, response.status().as_u16(), &findings)))
            }
        };
        let refused = matches!(outcome, Outcome::Refused(_));
        walk.token.outcome = Some(outcome);
        walk.token.step.findings = Rc::new(findings);
        self.changed(Step::Token);
        match refused {
            true => self.failed(Step::Token, None),
            false => self.done(Step::Token),
        }
    }
}

/// The scopes of which nothing was granted, and those of which a part was. A text that cannot be read has none.
fn cut(asked: &str, granted: &str) -> (Vec<String>, Vec<String>) {
    let (Ok(asked), Ok(granted)) = (ScopeSet::parse(asked), ScopeSet::parse(granted)) else {
        return (vec![], vec![]);
    };
    let (narrowed, cut): (Vec<_>, Vec<_>) =
        asked.grant(&granted, &granted).dropped.into_iter().partition(|one| !one.kept.is_empty());
    let names = |cuts: Vec<Cut>| cuts.into_iter().map(|one| one.asked.to_string()).collect();
    (names(cut), names(narrowed))
}

fn refused(error: &ExchangeError, status: u16, findings: &[Finding]) -> Refused {
    let said = match error {
        ExchangeError::Token(error) => TokenError::refusal(error),
        _ => None,
    };
    let first = findings.iter().find(|finding| finding.status == Status::Fail);
    Refused {
        status,
        error: said.map(|said| said.error.clone()),
        description: said.and_then(|said| said.error_description.clone()),
        cause: sentence(
            &first.map_or_else(|| error.to_string(), |finding| finding.message.clone()),
        ),
        fix: first.and_then(|finding| fix::of(finding.code)),
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn what_is_not_granted_was_cut_or_narrowed() {
        let asked = "system/*.read system/*.write";
        assert_eq!(cut(asked, "system/*.read"), (vec!["system/*.write".into()], vec![]));
        let (none, part) = cut(asked, "system/Patient.read system/AuditEvent.read");
        assert_eq!((none, part), (vec!["system/*.write".into()], vec!["system/*.read".into()]));
        assert_eq!(cut("system/Patient.rs", "system/Patient.rs"), (vec![], vec![]));
    }
}
