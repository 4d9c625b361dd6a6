//! Step 6, Audit: who read this.

use std::rc::Rc;

use countersign::exchange::{Exchange, ExchangeError};
use countersign::fhir::audit_event::AuditEvent;
use countersign::fhir::{Answer, summary::Fact};
use countersign::scope::{Interaction, ScopeSet};
use countersign::time::UnixSeconds;
use serde_json::Value;

use super::{Step, StepState};
use crate::state::turn::{Purpose, Turn, Wait};
use crate::worker::message::Ask;

/// The room of step 6.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// How far the step is.
    pub step: StepState,
    /// Where it was read.
    pub source: Option<AuditSource>,
    /// The newest entry in four lines.
    pub lines: Vec<AuditLine>,
    /// The newest entry as JSON, indented: an AuditEvent, or the partner's own form.
    pub event: Option<Rc<str>>,
    /// How many entries there are.
    pub entries: usize,
}

/// Where audit entries were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditSource {
    /// From the FHIR server: the token covers AuditEvent.
    Fhir,
    /// From the partner's own book: the token does not.
    Book,
}

/// A line of an audit entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// *Who*, *What*, *When*, *How proven*.
    pub name: &'static str,
    /// What it says.
    pub text: String,
    /// Where it is in the entry: a JSON pointer.
    pub pointer: String,
}

impl Turn<'_> {
    /// Reads what the partner wrote down: as FHIR where the token covers it, else from its own book.
    pub(in crate::state) fn read_audit(&mut self) {
        self.begin(Step::Audit);
        let granted = self
            .state
            .walk
            .token
            .granted()
            .and_then(|granted| ScopeSet::parse(&granted.granted).ok());
        if granted.is_some_and(|granted| granted.allows("AuditEvent", Interaction::Search)) {
            let not_yet = ExchangeError::NotYet { step: Step::Audit, needs: Step::Token };
            let machine = self.state.walk.machine.as_ref().ok_or(not_yet);
            let query = self.audit_query();
            match machine.and_then(|machine: &Exchange| machine.query_request(&query)) {
                Ok(request) => self.send(Purpose::Audit, request),
                Err(error) => self.failed(Step::Audit, Some(error.to_string())),
            }
        } else {
            self.ask(Wait::Book, Ask::Book);
        }
    }

    /// Takes the entries as a Bundle.
    pub(in crate::state) fn audit_answered(&mut self, response: &http::Response<Vec<u8>>) {
        let events = match Answer::from_response(response) {
            Ok(answer) if response.status().is_success() => answer
                .resources()
                .into_iter()
                .map(|(_, resource)| resource.clone())
                .collect::<Vec<_>>(),
            Ok(_) => {
                return self.failed(
                    Step::Audit,
                    Some(format!("the partner answered {}", response.status().as_u16())),
                );
            }
            Err(error) => return self.failed(Step::Audit, Some(error.to_string())),
        };
        self.fhir_audit_read(&events);
    }

    /// The entries about the patient that was found, else all; the partner sends the newest first.
    fn audit_query(&self) -> String {
        let chart = self.state.walk.query.chart.as_ref().map(|chart| chart.source.as_str());
        match chart.filter(|source| !source.is_empty()) {
            Some(source) => format!("AuditEvent?entity={source}"),
            None => "AuditEvent".to_owned(),
        }
    }

    fn fhir_audit_read(&mut self, events: &[Value]) {
        let Some(newest) = self.audit_read(AuditSource::Fhir, events) else { return };
        match AuditEvent::read(&newest) {
            Ok(event) => {
                self.state.walk.audit.lines = event.lines().into_iter().filter_map(line).collect();
                self.done(Step::Audit);
            }
            Err(error) => self.failed(Step::Audit, Some(error.to_string())),
        }
    }

    /// Takes the entries of the partner's own book, newest first.
    pub(in crate::state) fn book_read(&mut self, entries: &[Value]) {
        let Some(newest) = self.audit_read(AuditSource::Book, entries) else { return };
        self.state.walk.audit.lines = book_lines(&newest);
        self.done(Step::Audit);
    }

    /// Takes the newest entry; without one the step has failed.
    fn audit_read(&mut self, source: AuditSource, entries: &[Value]) -> Option<Value> {
        let audit = &mut self.state.walk.audit;
        audit.source = Some(source);
        audit.entries = entries.len();
        audit.lines.clear();
        let newest = entries.first().cloned();
        audit.event = newest
            .as_ref()
            .and_then(|entry| serde_json::to_string_pretty(entry).ok())
            .map(Into::into);
        if newest.is_none() {
            self.failed(Step::Audit, Some("the partner wrote nothing down".to_owned()));
        }
        newest
    }
}

/// The four lines of an entry as the partner keeps it.
fn book_lines(entry: &Value) -> Vec<AuditLine> {
    let text = |member: &str| entry.get(member).and_then(Value::as_str);
    let line = |name, text: Option<String>, pointer: &str| {
        Some(AuditLine { name, text: text?, pointer: pointer.to_owned() })
    };
    let at = entry.get("at").and_then(Value::as_i64).map(|at| UnixSeconds::new(at).to_string());
    let proof = match (text("jti"), text("kid")) {
        (Some(jti), Some(kid)) => Some(format!("assertion {jti}, key {kid}")),
        (_, _) => None,
    };
    let what = text("query").or_else(|| text("action")).map(str::to_owned);
    [
        line("Who", text("clientId").map(str::to_owned), "/clientId"),
        line("What", what, if text("query").is_some() { "/query" } else { "/action" }),
        line("When", at, "/at"),
        line("How proven", proof, "/jti"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn line((name, fact): (&'static str, Option<&Fact>)) -> Option<AuditLine> {
    let fact = fact?;
    Some(AuditLine {
        name,
        text: fact.text.clone(),
        pointer: fact.from.first().cloned().unwrap_or_default(),
    })
}
