//! The whole walk in one go.

use super::{Step, StepStatus};
use crate::route::Route;
use crate::state::Effect;
use crate::state::turn::Turn;

/// The whole walk in one go.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Run {
    /// It was not asked for, or something was changed since.
    #[default]
    Idle,
    /// It is on its way.
    Going {
        /// The step it is at.
        at: Step,
        /// The last one it takes.
        last: Step,
        /// Since when, in milliseconds since 1970.
        since_ms: f64,
    },
    /// All six went through.
    Countersigned {
        /// How long it took, in milliseconds.
        took_ms: f64,
    },
    /// A step failed.
    Stopped {
        /// Which.
        at: Step,
    },
}

impl Turn<'_> {
    /// All six steps, whatever was done before.
    pub(in crate::state) fn run_all(&mut self) {
        // What was typed stays in the other rooms; the assertion is the one that is made anew each time.
        self.state.walk.assertion.header.clear();
        self.state.walk.assertion.claims.clear();
        self.refresh();
        self.run_from(Step::Discovery, Step::Audit);
    }

    /// A token for less, and what comes of a query with it.
    pub(in crate::state) fn try_with_scope(&mut self, scope: String, query: String) {
        self.state.walk.token.scope = scope;
        self.set_query(query);
        let first = Step::ALL.into_iter().find(|step| self.state.status(*step) != StepStatus::Done);
        // What is done need not be done again, but the assertion must: it was sent already.
        self.run_from(first.unwrap_or(Step::Assertion).min(Step::Assertion), Step::Query);
    }

    /// The steps before `step` that are not done.
    pub(in crate::state) fn catch_up(&mut self, step: Step) {
        let mut before = Step::ALL.into_iter().filter(|earlier| *earlier < step);
        let first = before.clone().find(|earlier| self.state.status(*earlier) != StepStatus::Done);
        if let (Some(first), Some(last)) = (first, before.next_back()) {
            self.run_from(first, last);
        }
    }

    fn run_from(&mut self, first: Step, last: Step) {
        for step in Step::ALL.into_iter().filter(|step| *step >= first) {
            let state = self.state.walk.step_mut(step);
            state.status = StepStatus::Todo;
            state.trips.clear();
            state.problem = None;
        }
        self.state.walk.run = Run::Going { at: first, last, since_ms: self.at.ms };
        self.take(first);
    }

    /// A step is done: on to the next one, where a run is on its way.
    pub(in crate::state) fn run_on(&mut self, done: Step) {
        let Run::Going { at, last, since_ms } = self.state.walk.run else { return };
        if at != done {
            return;
        }
        match done.next().filter(|next| *next <= last) {
            Some(next) => {
                self.state.walk.run = Run::Going { at: next, last, since_ms };
                self.take(next);
            }
            None if last == Step::Audit => {
                self.state.walk.run = Run::Countersigned { took_ms: self.at.ms - since_ms };
            }
            None => self.state.walk.run = Run::Idle,
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Discovery => self.read_discovery(),
            Step::Keys => self.keys_for_run(),
            Step::Assertion => self.sign_again(false),
            Step::Token => self.send_token(),
            Step::Query => self.run_query(),
            Step::Audit => self.read_audit(),
        }
    }

    /// The walk as on the first visit, with a fresh throw-away key.
    pub(in crate::state) fn start_over(&mut self) {
        self.drop_waits();
        let history = std::mem::take(&mut self.state.walk.history);
        let made = self.state.walk.keys.making.take();
        self.state.walk = super::Walk::new(&self.state.settings);
        self.state.walk.history = history;
        if let Some(making) = made {
            self.stop(making.work);
        }
        self.make_key();
        self.effects.push(Effect::Go(Route::Start));
    }

    /// The last thing that a partner looks for and that clients forget: the name of the key.
    pub(in crate::state) fn break_it(&mut self) {
        self.effects.push(Effect::Go(Route::Walk(Step::Assertion)));
        self.refresh();
        self.state.walk.assertion.leave_out(countersign::finding::Part::Header, "kid");
        self.edited();
        self.sign(false);
    }
}
