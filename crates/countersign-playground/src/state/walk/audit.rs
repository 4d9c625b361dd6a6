//! Step 6, Audit: who read this.

use std::rc::Rc;

use countersign::exchange::{Exchange, ExchangeError};
use countersign::fhir::audit_event::AuditEvent;
use countersign::fhir::{Answer, summary::Fact};
use countersign::scope::{Interaction, ScopeSet};
use serde_json::Value;

use super::{Step, StepState};
use crate::state::turn::{Purpose, Turn, Wait};
use crate::worker::message::Ask;

/// The newest entries, by the FHIR interface.
const QUERY: &str = "AuditEvent?_sort=-date";

/// The room of step 6.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// How far the step is.
    pub step: StepState,
    /// Where it was read.
    pub source: Option<AuditSource>,
    /// The newest entry in four lines.
    pub lines: Vec<AuditLine>,
    /// The newest entry, an AuditEvent as JSON, indented.
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
    /// Where it is in the AuditEvent: a JSON pointer.
    pub pointer: String,
}

impl Turn<'_> {
    /// Reads what the partner wrote down: as FHIR where the token covers it, else from its own book.
    pub(in crate::state) fn read_audit(&mut self) {
        self.begin(Step::Audit);
        let granted = self.state.walk.token.granted().and_then(|granted| ScopeSet::parse(&granted.granted).ok());
        if granted.is_some_and(|granted| granted.allows("AuditEvent", Interaction::Search)) {
            let not_yet = ExchangeError::NotYet { step: Step::Audit, needs: Step::Token };
            let machine = self.state.walk.machine.as_ref().ok_or(not_yet);
            match machine.and_then(|machine: &Exchange| machine.query_request(QUERY)) {
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
            Ok(answer) if response.status().is_success() => {
                answer.resources().into_iter().map(|(_, resource)| resource.clone()).collect::<Vec<_>>()
            }
            Ok(_) => return self.failed(Step::Audit, Some(format!("the partner answered {}", response.status().as_u16()))),
            Err(error) => return self.failed(Step::Audit, Some(error.to_string())),
        };
        self.audit_read(AuditSource::Fhir, &events);
    }

    /// Takes the entries of the partner's own book.
    pub(in crate::state) fn book_read(&mut self, events: &[Value]) {
        self.audit_read(AuditSource::Book, events);
    }

    fn audit_read(&mut self, source: AuditSource, events: &[Value]) {
        let audit = &mut self.state.walk.audit;
        audit.source = Some(source);
        audit.entries = events.len();
        audit.lines.clear();
        audit.event = None;
        // The entry about the patient, where there is one: that is what the walk was for.
        let of_patient = events.iter().find(|event| event.to_string().contains("Patient"));
        let Some(event) = of_patient.or(events.first()) else {
            return self.failed(Step::Audit, Some("the partner wrote nothing down".to_owned()));
        };
        audit.event = serde_json::to_string_pretty(event).ok().map(Into::into);
        match AuditEvent::read(event) {
            Ok(event) => audit.lines = event.lines().into_iter().filter_map(line).collect(),
            Err(error) => return self.failed(Step::Audit, Some(error.to_string())),
        }
        self.done(Step::Audit);
    }
}

fn line((heading, fact): (&str, Option<&Fact>)) -> Option<AuditLine> {
    let name = match heading {
        "who" => "Who",
        "what" => "What",
        "when" => "When",
        _ => "How proven",
    };
    let fact = fact?;
    Some(AuditLine { name, text: fact.text.clone(), pointer: fact.from.first().cloned().unwrap_or_default() })
}
