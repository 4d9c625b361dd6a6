//! The model: all that the page knows, and how it changes.
//!
//! [`update`] is the whole of it. It is pure: the time and a fresh random name come in with each action as a [`Moment`],
//! and what the outside has to do goes out as [`Effect`]s. Views read [`State`] and send [`Action`]s.

pub mod effect;
pub mod keys;
pub mod settings;
pub mod walk;

use std::rc::Rc;

use countersign::finding::Part;
use countersign::jws::Alg;
use countersign::kid::KidMethod;
use countersign::time::UnixSeconds;

pub use effect::Effect;
pub use keys::{Keys, Making, Publication, Registration};
pub use settings::{Settings, Theme};
pub use walk::{
    Assertion, Audit, AuditLine, AuditSource, Chart, Discovery, Entry, Failure, Field, Fix, Found, Granted,
    Outcome, Query, Refused, RoundTrip, Run, Sender, Step, StepState, StepStatus, Token, Walk,
};

use crate::partners::Partner;
use crate::route::{Address, Route};
use crate::worker::message::{Envelope, Secret, Told, WireResponse};

/// All that the page knows. Cheap to clone: what is large is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The place that is shown.
    pub route: Route,
    /// The last link held what looks like a private key: *That link holds a private key. It was not opened.*
    pub refused_link: bool,
    /// What is kept between visits.
    pub settings: Settings,
    /// Whether it can be kept: *This browser keeps nothing for this page. The walk works; it starts fresh each time.*
    pub keeps: bool,
    /// Whom requests go to.
    pub partner: Partner,
    /// The worker.
    pub engine: Engine,
    /// When the last action came. Ticks once a second while something on the page counts down.
    pub now: UnixSeconds,
    /// The walk.
    pub walk: Walk,
    /// Requests that left this page, oldest first. Noted by the one place that sends; the partner in the tab adds none.
    pub sent: Vec<Sent>,
    /// The last copy to the clipboard, until it fades.
    pub copied: Option<Copied>,
    /// One sentence that says what an action came to where nothing else does: *Stopped. Nothing changed.*
    pub notice: Option<Rc<str>>,
    pending: walk::Pending,
}

/// What comes from outside with every action, since [`update`] can make neither.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z, with fractions.
    pub ms: f64,
    /// A version 4 UUID that was never used before.
    pub uuid: String,
}

/// How the worker is.
#[derive(Clone, Debug, PartialEq)]
pub enum Engine {
    /// It has not spoken yet; questions queue.
    Starting,
    /// It runs.
    Ready,
    /// It does not run here, for the reason given; the walk cannot compute anything.
    Blocked(Rc<str>),
}

/// A request that left this page.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// Scheme, host and port.
    pub origin: String,
    /// Method and path, without the query.
    pub what: String,
    /// When.
    pub at: UnixSeconds,
}

/// What became of a copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Copied {
    /// The button's id, as in [`Action::Copy`].
    pub id: Rc<str>,
    /// The clipboard refused: *Press Ctrl C.*
    pub refused: bool,
}

/// All that can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The address changed, or is read for the first time.
    Arrived(Address),
    /// The worker said something.
    Told(Envelope<Told>),
    /// The worker cannot be started, or died; one sentence says why.
    EngineLost(String),
    /// A second went by.
    Tick,
    /// **Run the whole walk**: all six steps, with what is set now.
    RunAll,
    /// **Start over**: the walk as on the first visit, a fresh throw-away key, and back to the start.
    StartOver,
    /// **Now break it**: leaves out `kid`, and opens the assertion.
    BreakIt,
    /// **Cancel**: ends the work in hand and puts back what was there before.
    Cancel,

    /// The FHIR base is typed.
    SetBase(String),
    /// **Read it**: asks for the discovery document.
    ReadDiscovery,

    /// The algorithm is chosen. Another type of key is made where the one held cannot do it.
    ChooseAlg(Alg),
    /// The size of RSA keys is chosen, in bits: 2048, 3072 or 4096.
    ChooseBits(usize),
    /// How the key is named.
    ChooseKidMethod(KidMethod),
    /// **Make a key pair**.
    MakeKey,
    /// *Use a key I have*: PEM or a private JWK.
    ImportKey(Secret),
    /// The client id is typed.
    SetClientId(String),
    /// How the partner gets the public half.
    ChoosePublication(Publication),
    /// **Register**.
    Register,

    /// A header member or claim is typed. It is signed again 150 ms after the last one.
    Edit(Part, Rc<str>, String),
    /// A header member or claim is left out.
    Remove(Part, Rc<str>),
    /// A header member or claim that was left out is put back.
    PutBack(Part, Rc<str>),
    /// **New** beside `jti`.
    NewJti,
    /// **Sign again**: fresh times and a fresh `jti`; what else was typed stays.
    SignAgain,
    /// 150 ms have gone by since the edit of that number.
    EditSettled(u32),

    /// The scope is typed.
    SetScope(String),
    /// **Send it for a token**.
    SendToken,
    /// The button of a finding: puts right what it names, signs again and sends again.
    ApplyFix,

    /// The query is typed.
    SetQuery(String),
    /// **Run**: sends what is typed.
    RunQuery,
    /// A *Try* link: sets the query and sends it.
    TryQuery(String),

    /// **See what the partner recorded**.
    ReadAudit,

    /// A request was sent and this came back. For partners elsewhere; the partner in the tab answers by the worker.
    Answered(u32, Result<WireResponse, Failure>),
    /// Something left the page.
    Left(Sent),

    /// Copies `text`; `id` is the button's.
    Copy {
        /// The button's.
        id: Rc<str>,
        /// What is copied.
        text: String,
    },
    /// The clipboard took it, or refused.
    CopyEnded {
        /// The button's.
        id: Rc<str>,
        /// Whether it was refused.
        refused: bool,
    },
    /// 1.6 s have gone by since that copy.
    CopyFaded(Rc<str>),
    /// The theme is switched.
    SetTheme(Theme),
    /// Nothing can be kept in this browser.
    KeepsNothing,
    /// *Clear everything*: keys, registrations, tokens, what is kept.
    ClearEverything,
}

impl State {
    /// A first visit, or a later one with what was kept.
    pub fn new(settings: Settings) -> Self {
        Self {
            route: Route::Start,
            refused_link: false,
            walk: Walk::new(&settings),
            settings,
            keeps: true,
            partner: Partner::default(),
            engine: Engine::Starting,
            now: UnixSeconds::new(0),
            sent: vec![],
            copied: None,
            notice: None,
            pending: walk::Pending::default(),
        }
    }

    /// How far a step is.
    pub fn status(&self, step: Step) -> StepStatus {
        self.walk.step(step).status
    }
}

/// Takes in what happened, and says what has to be done outside.
#[must_use]
pub fn update(state: &mut State, action: Action, at: &Moment) -> Vec<Effect> {
    let _ = (state, action, at);
    vec![]
}
