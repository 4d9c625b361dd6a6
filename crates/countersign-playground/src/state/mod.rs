//! The model: all that the page knows, and how it changes.
//!
//! [`update`] is the whole of it. It is pure: the time and a fresh random name come in with each action as a [`Moment`],
//! and what the outside has to do goes out as [`Effect`]s. Views read [`State`] and send [`Action`]s.

pub mod effect;
mod fix;
pub mod keys;
pub mod settings;
mod turn;
pub mod walk;

use std::rc::Rc;

use countersign::finding::Part;
use countersign::jws::Alg;
use countersign::kid::KidMethod;
use countersign::time::UnixSeconds;

pub use effect::Effect;
pub use fix::Fix;
pub use keys::{Keys, Making, Publication, Registration};
pub use settings::{Settings, Theme};
use turn::{Pending, Turn};
pub use walk::{
    Assertion, Audit, AuditLine, AuditSource, Chart, Discovery, Entry, Failure, Field, Found,
    Granted, Outcome, Query, Refused, RoundTrip, Run, Sender, Step, StepState, StepStatus, Token,
    Walk,
};

use crate::partners::Partner;
use crate::route::{Address, Route};
use crate::worker::message::{Ask, BUILD, Envelope, Secret, Told, WireResponse};

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
    ticking: bool,
    pending: Pending,
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
    /// *Do the steps before*: those before that step which are not done.
    CatchUp(Step),
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
    /// **Renew token**, **Sign and send again**: signs with fresh times and a fresh `jti`, and sends it.
    RenewToken,
    /// The button of a finding: puts right what it names, signs again and sends again.
    ApplyFix,

    /// The query is typed.
    SetQuery(String),
    /// **Run**: sends what is typed.
    RunQuery,
    /// A *Try* link: sets the query and sends it.
    TryQuery(String),

    /// A *Try* link that needs another token first: asks for one with that scope, then sends the query.
    TryWithScope {
        /// What the token is to permit. It is not kept.
        scope: String,
        /// The query.
        query: String,
    },
    /// Follows the Bundle's `next` link.
    NextPage,

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
            ticking: false,
            pending: Pending::default(),
        }
    }

    /// How far a step is.
    pub fn status(&self, step: Step) -> StepStatus {
        self.walk.step(step).status
    }
}

/// How long a copy is said to be done, in milliseconds.
const COPIED_MS: u32 = 1600;

/// Takes in what happened, and says what has to be done outside.
#[must_use]
pub fn update(state: &mut State, action: Action, at: &Moment) -> Vec<Effect> {
    state.now = at.seconds();
    if action.is_by_hand() {
        state.notice = None;
    }
    let mut turn = Turn { state, at, effects: vec![] };
    turn.act(action);
    turn.keep_ticking();
    turn.effects
}

impl Moment {
    /// The moment in whole seconds.
    pub fn seconds(&self) -> UnixSeconds {
        // Far from where a float loses whole numbers, and a cast saturates.
        #[allow(clippy::cast_possible_truncation)]
        UnixSeconds::new((self.ms / 1000.0).floor() as i64)
    }
}

impl Action {
    /// Whether somebody did it, and not a clock or an answer.
    const fn is_by_hand(&self) -> bool {
        !matches!(
            self,
            Self::Told(_)
                | Self::Tick
                | Self::EditSettled(_)
                | Self::Answered(..)
                | Self::Left(_)
                | Self::CopyEnded { .. }
                | Self::CopyFaded(_)
                | Self::Arrived(_)
                | Self::KeepsNothing
        )
    }
}

impl Turn<'_> {
    fn act(&mut self, action: Action) {
        match action {
            Action::Arrived(address) => self.arrived(address),
            Action::Told(Envelope { message: Told::Ready { build }, .. }) => {
                self.worker_ready(&build)
            }
            Action::Told(told) => self.told(told),
            Action::EngineLost(why) => self.worker_lost(&why),
            Action::Tick => self.state.ticking = false,
            Action::RunAll => self.run_all(),
            Action::CatchUp(step) => self.catch_up(step),
            Action::StartOver => self.start_over(),
            Action::BreakIt => self.break_it(),
            Action::Cancel => self.cancel(),
            Action::SetBase(base) => self.set_base(base),
            Action::ReadDiscovery => self.read_discovery(),
            Action::ChooseAlg(alg) => self.choose_alg(alg),
            Action::ChooseBits(bits) => self.choose_bits(bits),
            Action::ChooseKidMethod(method) => self.choose_kid_method(method),
            Action::MakeKey => self.make_key(),
            Action::ImportKey(text) => self.import_key(text),
            Action::SetClientId(client_id) => self.set_client_id(client_id),
            Action::ChoosePublication(publication) => self.choose_publication(publication),
            Action::Register => self.register(),
            Action::Edit(part, name, text) => self.edit(part, &name, text),
            Action::Remove(part, name) => self.include(part, &name, false),
            Action::PutBack(part, name) => self.include(part, &name, true),
            Action::NewJti => self.new_jti(),
            Action::SignAgain => self.sign_again(false),
            Action::EditSettled(edit) => self.settled(edit),
            Action::SetScope(scope) => self.set_scope(scope),
            Action::SendToken => {
                self.send_token();
                self.effects.push(Effect::Go(Route::Walk(Step::Token)));
            }
            Action::RenewToken => self.sign_again(true),
            Action::ApplyFix => self.apply_fix(),
            Action::SetQuery(query) => self.set_query(query),
            Action::RunQuery => self.run_query(),
            Action::TryQuery(query) => {
                self.set_query(query);
                self.run_query();
            }
            Action::TryWithScope { scope, query } => self.try_with_scope(scope, query),
            Action::NextPage => self.next_page(),
            Action::ReadAudit => {
                self.read_audit();
                self.effects.push(Effect::Go(Route::Walk(Step::Audit)));
            }
            Action::Answered(id, came) => self.fetched(id, came),
            Action::Left(sent) => self.state.sent.push(sent),
            Action::Copy { id, text } => self.effects.push(Effect::Copy { id, text }),
            Action::CopyEnded { id, refused } => {
                self.state.copied = Some(Copied { id: id.clone(), refused });
                self.later(COPIED_MS, Action::CopyFaded(id));
            }
            Action::CopyFaded(id) => {
                if self.state.copied.as_ref().is_some_and(|copied| copied.id == id) {
                    self.state.copied = None;
                }
            }
            Action::SetTheme(theme) => {
                self.settings(|settings| settings.theme = theme);
                self.effects.push(Effect::Show(theme));
            }
            Action::KeepsNothing => self.state.keeps = false,
            Action::ClearEverything => self.clear_everything(),
        }
    }

    /// Changes the settings, and keeps them.
    fn settings(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.state.settings);
        self.effects.push(Effect::Keep(self.state.settings.clone()));
    }

    /// Another place, and what the link to it sets. What a link sets is not kept.
    fn arrived(&mut self, address: Address) {
        self.state.refused_link = address == Address::PrivateKey;
        if let Address::Place(route, linked) = address {
            self.state.route = route;
            if let Some(alg) = linked.alg {
                self.state.walk.keys.alg_chosen = true;
                self.take_alg(alg);
            }
            if let Some(method) = linked.kid_method {
                self.state.walk.keys.kid_method = method;
                self.state.walk.keys.method_chosen = true;
                self.name_key();
            }
            if let Some(scope) = linked.scope {
                self.state.walk.token.scope = scope;
            }
        }
        let unsigned = self.state.walk.assertion.token.is_none();
        if unsigned && self.refresh() && self.state.route == Route::Walk(Step::Assertion) {
            self.edited();
            self.sign(false);
        }
    }

    /// The worker runs: the throw-away key is begun while the page is being read.
    fn worker_ready(&mut self, build: &str) {
        if build != BUILD {
            return self.effects.push(Effect::Reload);
        }
        self.state.engine = Engine::Ready;
        if self.state.walk.keys.key.is_none() && self.state.walk.keys.making.is_none() {
            self.make_key();
        }
    }

    fn worker_lost(&mut self, why: &str) {
        self.state.engine = Engine::Blocked(why.into());
        self.state.walk.keys.making = None;
        if let Run::Going { at, .. } = self.state.walk.run {
            self.failed(at, Some("the part that computes is not running".to_owned()));
        }
        self.drop_waits();
    }

    fn clear_everything(&mut self) {
        let shown = self.state.route;
        self.drop_waits();
        self.state.settings = Settings::default();
        self.state.sent.clear();
        self.state.copied = None;
        self.state.walk = Walk::new(&self.state.settings);
        self.state.route = shown;
        self.order(Ask::Forget);
        self.effects.push(Effect::ForgetKept);
        self.effects.push(Effect::Show(Theme::System));
        self.make_key();
        self.refresh();
        self.state.notice = Some("Cleared. This page remembers nothing.".into());
    }

    /// A second from now the clock is looked at again, as long as something counts down.
    fn keep_ticking(&mut self) {
        let walk = &self.state.walk;
        let counts = walk.assertion.token.is_some() || walk.token.granted().is_some();
        if counts && !self.state.ticking {
            self.state.ticking = true;
            self.later(1000, Action::Tick);
        }
    }
}
