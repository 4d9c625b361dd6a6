//! One turn of the model: the state, the moment, and the effects that gather.

use std::rc::Rc;

use super::walk::{Failure, RoundTrip, Run, Sender, Step, StepStatus};
use super::{Action, Effect, Moment, State};
use crate::worker::message::{Answer, Ask, Envelope, Told, WireRequest};

/// What waits for an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pending {
    last: u32,
    waits: Vec<(u32, Wait)>,
}

/// What an answer is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wait {
    /// A key pair.
    Key(Origin),
    /// The signature for the edit of that number.
    Signature {
        /// As [`Assertion::edit`](super::Assertion::edit).
        edit: u32,
        /// It is sent for a token at once.
        then_send: bool,
    },
    /// The checks for the edit of that number.
    Checks {
        /// As [`Assertion::edit`](super::Assertion::edit).
        edit: u32,
    },
    /// The answer to a request.
    Response {
        /// What it was sent for.
        purpose: Purpose,
        /// What was sent.
        request: WireRequest,
        /// When, in milliseconds since 1970.
        started_ms: f64,
    },
    /// The partner's book.
    Book,
}

/// Where a key pair comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It was made here.
    Made,
    /// It was pasted.
    Pasted,
    /// It was here before and is named anew.
    Renamed,
}

/// What a request is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Discovery,
    Registration,
    Token,
    /// The query that was typed.
    Query,
    /// What else is known of the patient that the query found.
    Chart,
    Audit,
}

impl Purpose {
    /// The step that sends it.
    pub(super) const fn step(self) -> Step {
        match self {
            Self::Discovery => Step::Discovery,
            Self::Registration => Step::Keys,
            Self::Token => Step::Token,
            Self::Query | Self::Chart => Step::Query,
            Self::Audit => Step::Audit,
        }
    }
}

impl Pending {
    /// An id that was never given before.
    fn next(&mut self) -> u32 {
        self.last += 1;
        self.last
    }

    /// What waits under that id, which does not wait any longer.
    fn take(&mut self, id: u32) -> Option<Wait> {
        let at = self.waits.iter().position(|(of, _)| *of == id)?;
        Some(self.waits.swap_remove(at).1)
    }
}

impl Wait {
    const fn step(&self) -> Step {
        match self {
            Self::Key(_) => Step::Keys,
            Self::Signature { .. } | Self::Checks { .. } => Step::Assertion,
            Self::Response { purpose, .. } => purpose.step(),
            Self::Book => Step::Audit,
        }
    }
}

/// The state while it takes in one action.
pub(super) struct Turn<'a> {
    pub(super) state: &'a mut State,
    pub(super) at: &'a Moment,
    pub(super) effects: Vec<Effect>,
}

impl Turn<'_> {
    /// Asks the worker; the answer is for `wait`. Gives back the question's id.
    pub(super) fn ask(&mut self, wait: Wait, message: Ask) -> u32 {
        let id = self.wait_for(wait);
        self.effects.push(Effect::Ask(Envelope { id, message }));
        id
    }

    /// Has the worker do something of which nothing need be told.
    pub(super) fn order(&mut self, message: Ask) {
        let id = self.state.pending.next();
        self.effects.push(Effect::Ask(Envelope { id, message }));
    }

    /// What is told under that id does not count any more.
    pub(super) fn forget(&mut self, id: u32) {
        self.state.pending.take(id);
    }

    /// Sends a request to the partner.
    pub(super) fn send(&mut self, purpose: Purpose, request: impl Into<WireRequest>) {
        let request = request.into();
        let started_ms = self.at.ms;
        let id = self.wait_for(Wait::Response { purpose, request: request.clone(), started_ms });
        self.effects.push(Effect::Send { id, partner: self.state.partner.clone(), request });
    }

    /// Comes back with `action` after `ms`.
    pub(super) fn later(&mut self, ms: u32, action: Action) {
        self.effects.push(Effect::Later { ms, action: Box::new(action) });
    }

    fn wait_for(&mut self, wait: Wait) -> u32 {
        let id = self.state.pending.next();
        self.state.pending.waits.push((id, wait));
        id
    }

    /// A step begins anew: what it waited for does not count any more.
    pub(super) fn begin(&mut self, step: Step) {
        self.state.pending.waits.retain(|(_, wait)| wait.step() != step);
        let state = self.state.walk.step_mut(step);
        state.status = StepStatus::Working;
        state.trips.clear();
        state.findings = Rc::default();
        state.problem = None;
    }

    /// Nothing waits for an answer any more, and no step is under way.
    pub(super) fn drop_waits(&mut self) {
        self.state.pending.waits.clear();
        for step in Step::ALL {
            let state = self.state.walk.step_mut(step);
            if state.status == StepStatus::Working {
                state.status = StepStatus::Todo;
            }
        }
    }

    /// A step went through; the run goes on.
    pub(super) fn done(&mut self, step: Step) {
        self.state.walk.step_mut(step).status = StepStatus::Done;
        self.run_on(step);
    }

    /// A step stopped, for the reason given where no finding says it; the run stops with it.
    pub(super) fn failed(&mut self, step: Step, problem: Option<String>) {
        let state = self.state.walk.step_mut(step);
        state.status = StepStatus::Failed;
        state.problem = problem.map(|problem| sentence(&problem).into());
        if matches!(self.state.walk.run, Run::Going { .. }) {
            self.state.walk.run = Run::Stopped { at: step };
        }
    }

    /// Something of a step was changed: what stands on it is out of date.
    pub(super) fn changed(&mut self, step: Step) {
        for later in Step::ALL.into_iter().filter(|later| *later > step) {
            let state = self.state.walk.step_mut(later);
            if matches!(state.status, StepStatus::Done | StepStatus::Failed) {
                state.status = StepStatus::Stale;
            }
        }
        if !matches!(self.state.walk.run, Run::Going { .. }) {
            self.state.walk.run = Run::Idle;
        }
    }

    /// The worker answered.
    pub(super) fn told(&mut self, told: Envelope<Told>) {
        if let Told::Progress { primes_found, candidates } = told.message {
            return self.key_progress(told.id, primes_found, candidates);
        }
        let Some(wait) = self.state.pending.take(told.id) else { return };
        match (wait, told.message) {
            (Wait::Key(origin), Told::Key(info)) => self.key_held(info, origin),
            (Wait::Signature { edit, then_send }, Told::Signed { token, took_ms }) => {
                self.signed(edit, then_send, &token, took_ms);
            }
            (Wait::Checks { edit }, Told::Judged { report }) => self.checked(edit, report),
            (Wait::Book, Told::Book { entries }) => self.book_read(&entries),
            (Wait::Response { purpose, request, started_ms }, Told::Answered(answer)) => {
                self.answered(purpose, request, started_ms, answer);
            }
            (wait, Told::Failed { message, .. }) => self.not_done(&wait, message),
            _ => {}
        }
    }

    /// The worker could not do what was asked.
    fn not_done(&mut self, wait: &Wait, message: String) {
        match wait {
            Wait::Key(_) => self.key_refused(message),
            other => self.failed(other.step(), Some(message)),
        }
    }

    /// A request to a partner elsewhere came to something.
    pub(super) fn fetched(
        &mut self,
        id: u32,
        came: Result<crate::worker::message::WireResponse, Failure>,
    ) {
        let Some(Wait::Response { purpose, request, started_ms }) = self.state.pending.take(id)
        else {
            return;
        };
        match came {
            Ok(response) => {
                let took_ms = self.at.ms - started_ms;
                let answer = Answer { response, record: None, fetched: vec![], took_ms };
                self.answered(purpose, request, started_ms, answer);
            }
            Err(failure) => {
                let problem = failure.words();
                self.keep(RoundTrip {
                    id: 0,
                    step: purpose.step(),
                    sender: Sender::Client,
                    request,
                    response: Err(failure),
                    started_ms,
                    took_ms: self.at.ms - started_ms,
                    record: None,
                });
                self.failed(purpose.step(), Some(problem));
            }
        }
    }

    fn answered(
        &mut self,
        purpose: Purpose,
        request: WireRequest,
        started_ms: f64,
        answer: Answer,
    ) {
        let step = purpose.step();
        let response = match http::Response::try_from(answer.response.clone()) {
            Ok(response) => response,
            Err(error) => {
                return self.failed(step, Some(format!("the answer cannot be read: {error}")));
            }
        };
        self.keep(RoundTrip {
            id: 0,
            step,
            sender: Sender::Client,
            request,
            response: Ok(answer.response),
            started_ms,
            took_ms: self.at.ms - started_ms,
            record: answer.record.clone(),
        });
        // The way to the worker and back, shared out evenly.
        let way = ((self.at.ms - started_ms - answer.took_ms) / 2.0).max(0.0);
        for fetched in answer.fetched {
            self.keep(RoundTrip {
                id: 0,
                step,
                sender: Sender::Partner,
                request: fetched.request,
                response: fetched.response.ok_or(Failure::Nothing),
                started_ms: started_ms + way + f64::from(fetched.after_us) / 1000.0,
                took_ms: f64::from(fetched.took_us) / 1000.0,
                record: None,
            });
        }
        let record = answer.record.unwrap_or_default();
        match purpose {
            Purpose::Discovery => self.discovered(&response),
            Purpose::Registration => self.registered(&response, record),
            Purpose::Token => self.token_answered(&response, record),
            Purpose::Query | Purpose::Chart => self.query_answered(purpose, &response, record),
            Purpose::Audit => self.audit_answered(&response),
        }
    }

    fn keep(&mut self, mut trip: RoundTrip) {
        trip.id = self.state.pending.next();
        let trip = Rc::new(trip);
        self.state.walk.step_mut(trip.step).trips.push(trip.clone());
        self.state.walk.remember(trip);
    }
}

/// An error's text as a sentence.
pub(super) fn sentence(error: &str) -> String {
    let mut sentence = error.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !error.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn errors_become_sentences() {
        assert_eq!(sentence("no kid"), "No kid.");
        assert_eq!(sentence(""), ".");
        assert_eq!(sentence("Ends here."), "Ends here.");
    }
}
