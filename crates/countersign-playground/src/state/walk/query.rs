//! Step 5, Query: use the token.

use std::rc::Rc;

use countersign::exchange::ExchangeError;
use countersign::fhir::{self, Answer, Summary};
use countersign::time::UnixSeconds;

use super::{Sender, Step, StepState};
use crate::state::turn::{Purpose, Turn};
use crate::worker::message::Record;

/// The room of step 5.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// How far the step is. Three round trips after a search for patients that found one.
    pub step: StepState,
    /// Type and parameters, as typed.
    pub query: String,
    /// What the summary says of the patient that was found.
    pub chart: Option<Rc<Chart>>,
    /// The number of matches of the query, once it is answered with a Bundle.
    pub total: Option<usize>,
    /// Answers that are still to come.
    waiting: usize,
}

/// A patient, read from Bundles. Nothing is inferred.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// The name; empty where no Patient is among the answers.
    pub name: String,
    /// `Patient/odalys-shaw`; empty where no Patient is among the answers.
    pub source: String,
    /// What else the Patient says: *Born*, *Record number*, *Address*.
    pub facts: Vec<(&'static str, String)>,
    /// From MedicationRequest.
    pub medications: Vec<Entry>,
    /// From AllergyIntolerance.
    pub allergies: Vec<Entry>,
}

/// A line of the summary.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// The medication or the substance.
    pub title: String,
    /// What is said of it.
    pub detail: String,
    /// `MedicationRequest/mr-2207`.
    pub source: String,
    /// Which round trip of the step has it, as an index into [`StepState::trips`].
    pub trip: usize,
    /// Where it is in that Bundle: a JSON pointer.
    pub pointer: String,
}

impl Turn<'_> {
    /// The query is typed.
    pub(in crate::state) fn set_query(&mut self, query: String) {
        self.state.walk.query.query = query;
    }

    /// Sends the query.
    pub(in crate::state) fn run_query(&mut self) {
        self.begin(Step::Query);
        self.state.walk.query.chart = None;
        self.state.walk.query.total = None;
        self.state.walk.query.waiting = 0;
        let query = self.state.walk.query.query.trim().to_owned();
        if let Err(error) = self.ask_for(Purpose::Query, &query) {
            self.failed(Step::Query, Some(error.to_string()));
        }
    }

    fn ask_for(&mut self, purpose: Purpose, query: &str) -> Result<(), ExchangeError> {
        let not_yet = ExchangeError::NotYet { step: Step::Query, needs: Step::Token };
        let request = self.state.walk.machine.as_ref().ok_or(not_yet)?.query_request(query)?;
        self.state.walk.query.waiting += 1;
        self.send(purpose, request);
        Ok(())
    }

    /// Takes a Bundle. A patient that was found leads to two more queries, for what is known of them.
    pub(in crate::state) fn query_answered(
        &mut self,
        purpose: Purpose,
        response: &http::Response<Vec<u8>>,
        record: Record,
    ) {
        let answer = Answer::from_response(response);
        let query = &mut self.state.walk.query;
        query.waiting = query.waiting.saturating_sub(1);
        let mut findings = query.step.findings.to_vec();
        findings.extend(record.findings);
        findings.extend(record.report.map(|report| report.findings).unwrap_or_default());
        findings.extend(fhir::lint(response.status(), response.headers(), answer.as_ref().ok()));
        query.step.findings = Rc::new(findings);
        let received = match &mut self.state.walk.machine {
            Some(machine) => machine.received(response).map(|bundle| bundle.total),
            None => return,
        };
        match (received, answer) {
            (Ok(total), Ok(answer)) => self.bundle_read(purpose, total, &answer),
            (Err(error), _) => return self.failed(Step::Query, Some(error.to_string())),
            (Ok(_), Err(error)) => return self.failed(Step::Query, Some(error.to_string())),
        }
        if self.state.walk.query.waiting == 0 {
            self.state.walk.query.chart = self.chart().map(Rc::new);
            self.changed(Step::Query);
            self.done(Step::Query);
        }
    }

    fn bundle_read(&mut self, purpose: Purpose, total: Option<u64>, answer: &Answer) {
        if purpose != Purpose::Query {
            return;
        }
        let resources = answer.resources();
        self.state.walk.query.total = total.and_then(|total| usize::try_from(total).ok()).or(Some(resources.len()));
        let summary = Summary::read(resources, self.state.now);
        let Some(id) = summary.patients.first().and_then(|patient| patient.source.strip_prefix("Patient/")) else {
            return;
        };
        for resource_type in ["MedicationRequest", "AllergyIntolerance"] {
            let query = format!("{resource_type}?patient={id}");
            if let Err(error) = self.ask_for(Purpose::Chart, &query) {
                self.state.walk.query.step.problem = Some(error.to_string().into());
            }
        }
    }

    /// What the answers of this step say of the first patient among them.
    fn chart(&self) -> Option<Chart> {
        let mut chart = Chart::default();
        let mut found = false;
        for (trip, sent) in self.state.walk.query.step.trips.iter().enumerate() {
            let (Sender::Client, Ok(response)) = (sent.sender, &sent.response) else { continue };
            let Ok(answer) = Answer::parse(&response.body) else { continue };
            found |= chart.read(trip, &answer, self.state.now);
        }
        found.then_some(chart)
    }
}

impl Chart {
    /// Reads an answer; whether something of the kind was in it.
    fn read(&mut self, trip: usize, answer: &Answer, now: UnixSeconds) -> bool {
        let summary = Summary::read(answer.resources(), now);
        let text = |fact: &Option<fhir::summary::Fact>| fact.as_ref().map(|fact| fact.text.clone());
        if let Some(patient) = summary.patients.first().filter(|_| self.source.is_empty()) {
            self.name = text(&patient.name).unwrap_or_default();
            self.source.clone_from(&patient.source);
            let facts = [
                ("Born", &patient.born),
                ("Died", &patient.deceased),
                ("Record number", &patient.record_number),
                ("Address", &patient.address),
            ];
            self.facts = facts.into_iter().filter_map(|(name, fact)| Some((name, text(fact)?))).collect();
        }
        let entry = |name: &Option<_>, detail: String, source: &str, pointer: &str| Entry {
            title: text(name).unwrap_or_else(|| source.to_owned()),
            detail,
            source: source.to_owned(),
            trip,
            pointer: pointer.to_owned(),
        };
        self.medications
            .extend(summary.medications.iter().map(|m| entry(&m.name, m.detail(), &m.source, &m.pointer)));
        self.allergies.extend(summary.allergies.iter().map(|a| entry(&a.name, a.detail(), &a.source, &a.pointer)));
        !(summary.patients.is_empty() && summary.medications.is_empty() && summary.allergies.is_empty())
    }
}
