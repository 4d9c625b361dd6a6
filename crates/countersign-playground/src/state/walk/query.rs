//! Step 5, Query: use the token.

use std::rc::Rc;

use countersign::exchange::ExchangeError;
use countersign::fhir::{self, Answer, Bundle, Summary};
use countersign::finding::Status;
use countersign::rules::Profile;
use countersign::time::UnixSeconds;
use serde_json::Value;

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
    /// The `next` link of the query's Bundle.
    pub next: Option<Rc<str>>,
    /// What else the answers hold: a line for each resource that [`chart`](Self::chart) does not read.
    pub others: Vec<Entry>,
    /// Answers that are still to come.
    pub(super) waiting: usize,
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
        let query = self.state.walk.query.query.trim().to_owned();
        self.query_for(&query);
    }

    /// Follows the `next` link.
    pub(in crate::state) fn next_page(&mut self) {
        if let Some(next) = self.state.walk.query.next.clone() {
            self.query_for(&next);
        }
    }

    fn query_for(&mut self, query: &str) {
        self.begin(Step::Query);
        let room = &mut self.state.walk.query;
        *room = Query {
            query: std::mem::take(&mut room.query),
            step: std::mem::take(&mut room.step),
            ..Query::default()
        };
        if let Err(error) = self.ask_for(Purpose::Query, query) {
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
        findings.extend(record.findings());
        findings.extend(fhir::lint(
            response.status(),
            response.headers(),
            answer.as_ref().ok(),
            &Profile::SPEC,
        ));
        query.step.findings = Rc::new(findings);
        let received = match &mut self.state.walk.machine {
            Some(machine) => machine.received(response).cloned(),
            None => return,
        };
        match (received, answer) {
            (Ok(bundle), Ok(answer)) if purpose == Purpose::Query => {
                self.bundle_read(bundle, &answer)
            }
            (Ok(_), Ok(_)) => {}
            (Err(error), _) => return self.query_refused(&error.to_string()),
            (Ok(_), Err(error)) => return self.query_refused(&error.to_string()),
        }
        if self.state.walk.query.waiting == 0 {
            self.summarise();
            self.changed(Step::Query);
            self.done(Step::Query);
        }
    }

    /// Stops, with the cause: the first thing that failed, or else what came back.
    fn query_refused(&mut self, error: &str) {
        let findings = &self.state.walk.query.step.findings;
        let first = findings.iter().find(|finding| finding.status == Status::Fail);
        let cause = first.map_or_else(|| error.to_owned(), |finding| finding.message.clone());
        self.failed(Step::Query, Some(cause));
    }

    fn bundle_read(&mut self, bundle: Bundle, answer: &Answer) {
        let resources = answer.resources();
        let query = &mut self.state.walk.query;
        query.total =
            bundle.total.and_then(|total| usize::try_from(total).ok()).or(Some(resources.len()));
        query.next = bundle.next_link.map(Into::into);
        let summary = Summary::read(resources, self.state.now);
        let Some(id) =
            summary.patients.first().and_then(|patient| patient.source.strip_prefix("Patient/"))
        else {
            return;
        };
        for resource_type in ["MedicationRequest", "AllergyIntolerance"] {
            let query = format!("{resource_type}?patient={id}");
            if let Err(error) = self.ask_for(Purpose::Chart, &query) {
                self.state.walk.query.step.problem = Some(error.to_string().into());
            }
        }
    }

    /// Reads all answers of this step into the chart of the first patient among them, and a line for what is not in it.
    fn summarise(&mut self) {
        let (mut chart, mut others) = (Chart::default(), vec![]);
        for (trip, sent) in self.state.walk.query.step.trips.iter().enumerate() {
            let (Sender::Client, Ok(response)) = (sent.sender, &sent.response) else { continue };
            let Ok(answer) = Answer::parse(&response.body) else { continue };
            chart.read(trip, &answer, self.state.now);
            others.extend(
                answer
                    .resources()
                    .into_iter()
                    .filter_map(|(pointer, resource)| other(trip, pointer, resource)),
            );
        }
        // Patients behind the first are in the list, not in the chart.
        others.retain(|entry: &Entry| entry.source != chart.source);
        let query = &mut self.state.walk.query;
        query.chart = (chart != Chart::default()).then(|| Rc::new(chart));
        query.others = others;
    }
}

/// A line for a resource that the chart has no place for: what it is, and the first thing it says of itself.
fn other(trip: usize, pointer: &str, resource: &Value) -> Option<Entry> {
    let text = |member: &str| resource.get(member).and_then(Value::as_str);
    let (resource_type, id) = (text("resourceType")?, text("id").unwrap_or("?"));
    if matches!(resource_type, "MedicationRequest" | "AllergyIntolerance") {
        return None;
    }
    let concept = |member: &str| {
        let concept = resource.get(member)?;
        let display = concept.pointer("/coding/0/display");
        concept.get("text").or(display)?.as_str().map(str::to_owned)
    };
    let name = || {
        let name = resource.pointer("/name/0")?;
        let given = name.pointer("/given/0").and_then(Value::as_str).unwrap_or_default();
        let family = name.get("family").and_then(Value::as_str).unwrap_or_default();
        Some(format!("{given} {family}").trim().to_owned())
    };
    Some(Entry {
        title: name().or_else(|| concept("code")).unwrap_or_else(|| resource_type.to_owned()),
        detail: concept("category").unwrap_or_default(),
        source: format!("{resource_type}/{id}"),
        trip,
        pointer: pointer.to_owned(),
    })
}

impl Chart {
    /// Adds what an answer says.
    fn read(&mut self, trip: usize, answer: &Answer, now: UnixSeconds) {
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
            self.facts =
                facts.into_iter().filter_map(|(name, fact)| Some((name, text(fact)?))).collect();
        }
        let entry = |name: &Option<_>, detail: String, source: &str, pointer: &str| Entry {
            title: text(name).unwrap_or_else(|| source.to_owned()),
            detail,
            source: source.to_owned(),
            trip,
            pointer: pointer.to_owned(),
        };
        self.medications.extend(
            summary.medications.iter().map(|m| entry(&m.name, m.detail(), &m.source, &m.pointer)),
        );
        self.allergies.extend(
            summary.allergies.iter().map(|a| entry(&a.name, a.detail(), &a.source, &a.pointer)),
        );
    }
}
