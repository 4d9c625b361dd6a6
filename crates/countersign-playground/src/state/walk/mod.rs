//! The six steps: what each room shows, and what happens in it.

mod assertion;
mod audit;
mod discovery;
mod query;
mod run;
mod token;

use std::collections::VecDeque;
use std::rc::Rc;

use countersign::exchange::Exchange;
pub use countersign::exchange::Step;
use countersign::finding::Finding;

pub use assertion::{Assertion, Field};
pub use audit::{Audit, AuditLine, AuditSource};
pub use discovery::{Discovery, Found};
pub use query::{Chart, Entry, Query};
pub use run::Run;
pub use token::{Granted, Outcome, Refused, Token};

use super::keys::Keys;
use super::settings::Settings;
use crate::partners::embedded;
use crate::worker::message::{Record, WireRequest, WireResponse};

/// Round trips that are kept in [`Walk::history`].
pub const HISTORY: usize = 20;

/// What is asked for until something else is typed. The partner grants no writing, so that a cut is seen.
pub const SCOPE: &str = "system/*.read system/*.write";
/// What is searched for until something else is typed.
pub const QUERY: &str = "Patient?name=shaw";

/// How far a step is. Which one is looked at is the route's to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepStatus {
    /// Not done yet: dashed.
    #[default]
    Todo,
    /// Something is under way.
    Working,
    /// Done: solid.
    Done,
    /// Done once, and something before it has changed since: dashed again, what it showed is still there.
    Stale,
    /// It stopped here: red.
    Failed,
}

/// What all steps have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepState {
    /// How far it is.
    pub status: StepStatus,
    /// What was sent in the last go, in the order begun; the partner's own fetches among them.
    pub trips: Vec<Rc<RoundTrip>>,
    /// How long the work at one's own side took, in milliseconds: making the key, signing.
    pub own_ms: Option<f64>,
    /// What was found: in the documents of this step, and why it failed. In the order of the checks.
    pub findings: Rc<Vec<Finding>>,
    /// Why it failed, where no finding says it: one sentence.
    pub problem: Option<Rc<str>>,
}

/// Who sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// You.
    Client,
    /// The partner: it fetches your key set.
    Partner,
}

/// A request, and what came back.
#[derive(Clone, Debug, PartialEq)]
pub struct RoundTrip {
    /// Its number, unique on this page.
    pub id: u32,
    /// The step it belongs to.
    pub step: Step,
    /// Who sent it.
    pub sender: Sender,
    /// What was sent.
    pub request: WireRequest,
    /// What came back.
    pub response: Result<WireResponse, Failure>,
    /// When it was sent, in milliseconds since 1970.
    pub started_ms: f64,
    /// How long it took, in milliseconds, seen from the sender.
    pub took_ms: f64,
    /// The partner's side of it, where it can be seen.
    pub record: Option<Record>,
}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The browser would not let the page read the answer, or there was none; a page cannot tell which.
    Refused,
    /// Nothing for 10 s.
    Silent,
    /// Nothing is published at that address.
    Nothing,
    /// The request cannot be sent, for the reason given.
    Unsendable(Rc<str>),
}

/// The walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// Step 1.
    pub discovery: Discovery,
    /// Step 2.
    pub keys: Keys,
    /// Step 3.
    pub assertion: Assertion,
    /// Step 4.
    pub token: Token,
    /// Step 5.
    pub query: Query,
    /// Step 6.
    pub audit: Audit,
    /// The whole walk in one go.
    pub run: Run,
    /// The last [`HISTORY`] round trips of all steps, oldest first.
    pub history: VecDeque<Rc<RoundTrip>>,
    /// What builds the requests and takes the answers, once there is a FHIR base to begin at.
    pub(super) machine: Option<Exchange>,
}

impl Walk {
    /// Nothing done yet.
    pub fn new(settings: &Settings) -> Self {
        let kept = &settings.walk;
        let scope = kept.scope.clone().unwrap_or_else(|| SCOPE.to_owned());
        Self {
            discovery: Discovery { base: embedded::FHIR_BASE.to_owned(), ..Discovery::default() },
            keys: Keys::new(settings),
            assertion: Assertion::default(),
            token: Token { scope, ..Token::default() },
            query: Query { query: QUERY.to_owned(), ..Query::default() },
            audit: Audit::default(),
            run: Run::Idle,
            history: VecDeque::new(),
            machine: None,
        }
    }

    /// What all steps have, of one.
    pub fn step(&self, step: Step) -> &StepState {
        match step {
            Step::Discovery => &self.discovery.step,
            Step::Keys => &self.keys.step,
            Step::Assertion => &self.assertion.step,
            Step::Token => &self.token.step,
            Step::Query => &self.query.step,
            Step::Audit => &self.audit.step,
        }
    }

    pub(super) fn step_mut(&mut self, step: Step) -> &mut StepState {
        match step {
            Step::Discovery => &mut self.discovery.step,
            Step::Keys => &mut self.keys.step,
            Step::Assertion => &mut self.assertion.step,
            Step::Token => &mut self.token.step,
            Step::Query => &mut self.query.step,
            Step::Audit => &mut self.audit.step,
        }
    }

    /// Adds to the history, whose oldest may fall out.
    pub(super) fn remember(&mut self, trip: Rc<RoundTrip>) {
        if self.history.len() == HISTORY {
            self.history.pop_front();
        }
        self.history.push_back(trip);
    }
}

impl Failure {
    /// What to say of it, as one sentence.
    pub fn words(&self) -> String {
        match self {
            Self::Refused => "The browser would not let this page read the answer. That is the partner's CORS setting, or \
                no answer at all; a page cannot tell which."
                .to_owned(),
            Self::Silent => "No answer in 10 s.".to_owned(),
            Self::Nothing => "Nothing is published there.".to_owned(),
            Self::Unsendable(why) => format!("This cannot be sent: {why}."),
        }
    }
}
