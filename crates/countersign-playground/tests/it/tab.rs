//! A tab without a browser: effects are carried out at once, and the worker's half answers in the same thread.

use std::cell::Cell;
use std::collections::VecDeque;

use countersign_playground::route::{Linked, Route};
use countersign_playground::state::{Action, Effect, Moment, Settings, State, update};
use countersign_playground::worker::host::{Host, Surroundings};
use countersign_playground::worker::message::{Ask, BUILD, Envelope, Told};

/// When the tests are: 2026-05-12T14:03:20Z, in milliseconds.
const START_MS: f64 = 1_778_594_600_000.0;

/// A page and its worker.
pub(crate) struct Tab {
    pub(crate) state: State,
    pub(crate) host: Host,
    pub(crate) ms: Cell<f64>,
    /// What was asked of the outside, but not of the worker.
    pub(crate) effects: Vec<Effect>,
    /// What went to the worker, as JSON.
    pub(crate) posted: Vec<String>,
    /// What came from it, as JSON.
    pub(crate) heard: Vec<String>,
    uuids: u32,
}

impl Tab {
    /// A page that has just been opened, before the worker runs.
    pub(crate) fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        Self {
            state: State::new(settings),
            host: Host::default(),
            ms: Cell::new(START_MS),
            effects: vec![],
            posted: vec![],
            heard: vec![],
            uuids: 0,
        }
    }

    /// A page whose worker runs; elliptic-curve keys, which are made at once.
    pub(crate) fn ready() -> Self {
        let mut tab = Self::new();
        let alg = Some(countersign::jws::Alg::Es384);
        tab.arrive(Route::Start, Linked { alg, ..Linked::default() });
        tab.worker_speaks();
        tab
    }

    /// A page whose walk went through.
    pub(crate) fn walked() -> Self {
        let mut tab = Self::ready();
        tab.act(Action::RunAll);
        tab
    }

    pub(crate) fn arrive(&mut self, route: Route, linked: Linked) {
        self.act(Action::Arrived(countersign_playground::route::Address::Place(route, linked)));
    }

    pub(crate) fn worker_speaks(&mut self) {
        let ready = Told::Ready { build: BUILD.to_owned() };
        self.act(Action::Told(Envelope { id: 0, message: ready }));
    }

    /// Does something, and all that follows from it.
    pub(crate) fn act(&mut self, action: Action) {
        let mut actions = VecDeque::from([action]);
        while let Some(action) = actions.pop_front() {
            for effect in self.step(action) {
                let asked = match effect {
                    Effect::Ask(asked) => asked,
                    Effect::Send { id, request, .. } => {
                        Envelope { id, message: Ask::Send { request } }
                    }
                    Effect::Go(route) => {
                        let address = countersign_playground::route::read(&route.href());
                        actions.push_back(Action::Arrived(address));
                        self.effects.push(Effect::Go(route));
                        continue;
                    }
                    other => {
                        self.effects.push(other);
                        continue;
                    }
                };
                let told = self.ask(asked);
                actions.extend(told.into_iter().map(Action::Told));
            }
        }
    }

    /// One action, without what follows.
    pub(crate) fn step(&mut self, action: Action) -> Vec<Effect> {
        self.uuids += 1;
        self.ms.set(self.ms.get() + 1.0);
        let uuid = format!("00000000-0000-4000-8000-{:012}", self.uuids);
        update(&mut self.state, action, &Moment { ms: self.ms.get(), uuid })
    }

    /// The worker's answers to one question, all work done.
    pub(crate) fn ask(&mut self, asked: Envelope<Ask>) -> Vec<Envelope<Told>> {
        let text = serde_json::to_string(&asked).expect("plain data");
        let asked = serde_json::from_str(&text).expect("just written");
        // Another question, other randomness.
        let asked_before = self.posted.len() as u64;
        self.posted.push(text);
        // Each look at the clock is 10 µs later.
        let ms = &self.ms;
        let clock = || {
            ms.set(ms.get() + 0.01);
            ms.get()
        };
        let mut rng = countersign_testkit::rng_from(asked_before);
        let mut around = Surroundings { clock: &clock, rng: &mut rng };
        let mut told = self.host.take(asked, &mut around);
        while self.host.is_working() {
            told.extend(self.host.work(30.0, &mut around));
        }
        for one in &told {
            self.heard.push(serde_json::to_string(one).expect("plain data"));
        }
        told
    }

    /// Lets time go by.
    pub(crate) fn wait(&mut self, seconds: f64) {
        self.ms.set(self.ms.get() + seconds * 1000.0);
    }
}
