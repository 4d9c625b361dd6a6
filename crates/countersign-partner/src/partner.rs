//! A request in, a step out.

use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign::finding::Report;
use countersign::key::{KeyKind, PublicKey, generate};
use countersign::time::UnixSeconds;
use http::header::{ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS};
use http::{Method, Request, Response, StatusCode};
use rand_core::CryptoRng;
use serde_json::Value;
use url::Url;

use crate::client_keys::FetchOutcome;
use crate::reply::Answer;
use crate::store::{MemoryStore, Store, StoreError};
use crate::token::PendingToken;
use crate::{
    AuditEntry, Config, LoadError, Record, Route, discovery, fhir, load, register, samples, token,
};

/// How far back AuditEvents can be searched, in entries.
const AUDIT_SEARCHED: usize = 10_000;

/// An authorization server and a FHIR server, with a store for what they have to remember.
#[derive(Debug)]
pub struct Partner<S> {
    pub(crate) config: Config,
    pub(crate) store: S,
    pub(crate) data: fhir::Data,
    published: Mutex<Vec<PublicKey>>,
}

/// What the partner wants after a call.
#[derive(Debug)]
#[must_use]
pub enum Step {
    /// This is the reply.
    Reply(Box<Reply>),
    /// Fetch this key set, then call [`Partner::resume`] with what came.
    Fetch(Box<Fetch>),
}

/// A reply, and what is to be said about it at the partner's side.
#[derive(Debug)]
pub struct Reply {
    /// What goes to the client.
    pub response: Response<Vec<u8>>,
    /// What stays here.
    pub record: Record,
}

/// A request that waits for a client's key set.
#[derive(Debug)]
pub struct Fetch {
    url: String,
    pub(crate) pending: PendingToken,
}

impl Fetch {
    pub(crate) fn new(url: String, pending: PendingToken) -> Self {
        Self { url, pending }
    }

    /// What to GET, with `Accept: application/json`, no cookies, and no redirect to elsewhere.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Partner<MemoryStore> {
    /// The partner of the walk: Tern Valley Health, with the sample patients, in memory.
    pub fn tern_valley() -> Self {
        let base = Url::parse("https://ternvalley.example").expect("a literal address");
        Self::new(
            Config::new("Tern Valley Health", &base),
            MemoryStore::default(),
            samples::resources(),
        )
    }
}

impl Partner<MemoryStore> {
    /// Forgets tokens, used `jti`s, fetched key sets and the audit trail. Clients and resources stay.
    pub fn reset(&self) {
        self.store.forget();
    }
}

impl<S: Store> Partner<S> {
    /// A partner that serves `resources`; what has no type and id is left out.
    pub fn new(config: Config, store: S, resources: Vec<Value>) -> Self {
        Self { config, store, data: fhir::Data::new(resources), published: Mutex::default() }
    }

    /// Adds the resources of a text to those that are served, and says how many there were: a Bundle, an array, one
    /// resource, or NDJSON. One with the type and id of an earlier takes its place. A type that comes with them is served,
    /// listed and granted from then on.
    ///
    /// # Errors
    /// [`LoadError`], which says where; nothing is loaded then.
    ///
    /// ```
    /// use countersign_partner::Partner;
    ///
    /// let mut partner = Partner::tern_valley();
    /// let ward = r#"{"resourceType":"Location","id":"ward-3"}"#;
    /// assert_eq!(partner.load(ward), Ok(1));
    /// assert!(partner.supported_scope().contains("system/Location.rs"));
    ///
    /// let error = partner.load(r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Location"}}]}"#);
    /// assert_eq!(error.map_err(|error| error.to_string()), Err("entry[0]: the Location has no `id`".to_owned()));
    /// ```
    pub fn load(&mut self, text: &str) -> Result<usize, LoadError> {
        let resources = load::read(text)?;
        let count = resources.len();
        self.data.add(resources);
        Ok(count)
    }

    /// What can be granted: read and search on the types that are served.
    pub fn supported_scope(&self) -> String {
        self.data.types().map(|of| format!("system/{of}.rs")).collect::<Vec<_>>().join(" ")
    }

    /// What it was told about itself.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What it remembers in.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Publishes these keys in place of those before: of the pairs with which the partner goes outbound, the newest first.
    /// Each is listed under its default kid. Until there are any, a pair is made when the key set is first asked for.
    ///
    /// ```
    /// use countersign_partner::{Partner, Step, block_on};
    /// use countersign_testkit::{NOW, keys, rng};
    /// use http::Request;
    ///
    /// let partner = Partner::tern_valley();
    /// partner.publish_keys(vec![keys::p384().public(), keys::rsa_2048().public()]);
    /// let ask = Request::get("/.well-known/jwks.json").body(Vec::new())?;
    /// let Step::Reply(reply) = block_on(partner.handle(ask, NOW, &mut rng())) else { panic!("nothing to fetch here") };
    /// let set: serde_json::Value = serde_json::from_slice(reply.response.body())?;
    /// assert_eq!((&set["keys"][0]["alg"], &set["keys"][1]["alg"]), (&"ES384".into(), &"RS384".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn publish_keys(&self, keys: Vec<PublicKey>) {
        *self.published() = keys;
    }

    /// The audit trail from the partner's own book, oldest first: its newest 10,000 entries.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn audit(&self) -> Result<Vec<AuditEntry>, StoreError> {
        self.store.recent_audit(AUDIT_SEARCHED).await
    }

    /// The same entries as FHIR AuditEvents, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn audit_events(&self) -> Result<Vec<Value>, StoreError> {
        Ok(self
            .audit()
            .await?
            .iter()
            .rev()
            .map(|entry| fhir::audit_event::resource(entry, &self.config))
            .collect())
    }

    /// Answers a request, or asks for a key set first.
    pub async fn handle(
        &self,
        request: Request<Vec<u8>>,
        now: UnixSeconds,
        rng: &mut (dyn CryptoRng + Send),
    ) -> Step {
        let is_head = request.method() == Method::HEAD;
        let mut step = self.answer(request, now, rng).await;
        // Whatever the answer is, a refusal as well (RFC 9110 §9.3.2).
        if let (Step::Reply(reply), true) = (&mut step, is_head) {
            reply.response.body_mut().clear();
        }
        step
    }

    async fn answer(
        &self,
        request: Request<Vec<u8>>,
        now: UnixSeconds,
        rng: &mut (dyn CryptoRng + Send),
    ) -> Step {
        let route = Route::of(self.config.below_base(request.uri().path()));
        if request.method() == Method::OPTIONS {
            let answer = preflight(&route);
            return reply(route, None, None, answer, now);
        }
        let methods = route.methods();
        // The token endpoint judges the method itself, as a finding among the others.
        if !methods.contains(request.method()) && !matches!(route, Route::Token | Route::Unknown) {
            let answer = Answer::method_not_allowed(methods, route.is_fhir());
            return reply(route, None, None, answer, now);
        }
        let answer = match &route {
            Route::Token => return token::handle(self, request, now, rng).await,
            Route::Search { .. } | Route::Read { .. } => {
                return fhir::handle(self, &request, route, now).await;
            }
            #[cfg(feature = "export")]
            Route::Export(_) | Route::ExportStatus { .. } | Route::ExportFile { .. } => {
                return fhir::export::handle(self, &request, route, now, rng).await;
            }
            Route::Register => return register::handle(self, &request, now, rng).await,
            Route::Discovery => discovery::document(&self.config, &self.supported_scope()),
            Route::KeySet => match self.own_keys(rng) {
                Some(keys) => discovery::key_set(&keys),
                None => unavailable(&route),
            },
            Route::Metadata => Answer::fhir(
                StatusCode::OK,
                fhir::metadata::statement(&self.config, &self.data, now).to_string(),
            ),
            Route::Unknown if self.config.below_base(request.uri().path()).starts_with("/fhir") => {
                Answer::outcome(
                    StatusCode::NOT_FOUND,
                    "not-found",
                    "There is nothing at this address",
                )
            }
            // Without exports no path leads to theirs.
            _ => Answer::json(StatusCode::NOT_FOUND, r#"{"error":"not_found"}"#.to_owned()),
        };
        reply(route, None, None, answer, now)
    }

    /// Goes on with a request whose key set was fetched, or was not to be had.
    pub async fn resume(
        &self,
        fetch: Fetch,
        outcome: FetchOutcome,
        now: UnixSeconds,
        rng: &mut (dyn CryptoRng + Send),
    ) -> Step {
        token::resume(self, fetch, outcome, now, rng).await
    }

    /// A pair is made at the first call that needs one: that takes a few tenths of a second, and most hosts never do. Its
    /// private half is let go, since nothing here signs.
    fn own_keys(&self, rng: &mut (dyn CryptoRng + Send)) -> Option<Vec<PublicKey>> {
        let mut published = self.published();
        if published.is_empty() {
            let kind = KeyKind::Rsa { bits: 2048 };
            let made = generate(kind, rng, &mut |_| core::ops::ControlFlow::Continue(())).ok()?;
            published.push(made.public());
        }
        Some(published.clone())
    }

    /// Keys are put there whole, so a panic elsewhere leaves nothing half done.
    fn published(&self) -> MutexGuard<'_, Vec<PublicKey>> {
        self.published.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn reply(
    route: Route,
    client_id: Option<String>,
    report: Option<Report>,
    answer: Answer,
    now: UnixSeconds,
) -> Step {
    let (status, evidence) = (answer.status, None);
    let record = Record { at: now, route, client_id, status, report, evidence };
    Step::Reply(Box::new(Reply { response: answer.into_response(now), record }))
}

/// The store failed, or there is no randomness: the client may try again.
pub(crate) fn unavailable(route: &Route) -> Answer {
    let says = "The partner cannot do this at the moment";
    let answer = if route.is_fhir() {
        Answer::outcome(StatusCode::SERVICE_UNAVAILABLE, "transient", says)
    } else {
        Answer::oauth(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", says)
    };
    answer.with(http::header::RETRY_AFTER, "5")
}

fn preflight(route: &Route) -> Answer {
    let methods = match route {
        Route::ExportStatus { .. } => "GET, HEAD, DELETE",
        _ => "GET, HEAD, POST",
    };
    Answer::empty(StatusCode::NO_CONTENT).with(ACCESS_CONTROL_ALLOW_METHODS, methods).with(
        ACCESS_CONTROL_ALLOW_HEADERS,
        "Accept, Authorization, Content-Type, Prefer, If-None-Match",
    )
}
