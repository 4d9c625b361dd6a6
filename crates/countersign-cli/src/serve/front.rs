//! What stands between the socket and the partner: one client request, from its head to its answer, and what is said
//! about it.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use countersign::time::UnixSeconds;
use countersign_partner::store::Store;
use countersign_partner::{Partner, Record, Reply, Route, Step};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use http::{Request, Response, StatusCode, Uri};
use tokio::sync::{SetOnce, watch};

use super::Clock;
use super::fetch::Fetcher;
use super::guard::{self, Failures, Limits, Names, Origin, Turnstile};
use super::log::{Line, Log};
use super::metrics::{Counted, Metrics};
use super::page::PageToken;
use super::relay::Relay;
use super::watch::Watch;

/// When to come again after there were too many at once.
const SOON: Duration = Duration::from_secs(1);

/// The partner, and all that is before it.
pub(super) struct Front<S> {
    pub(super) partner: Partner<S>,
    pub(super) limits: Limits,
    pub(super) names: Names,
    pub(super) own_origin: Origin,
    pub(super) turnstile: Turnstile,
    pub(super) watchers: Turnstile,
    pub(super) failures: Failures,
    pub(super) fetcher: Fetcher,
    pub(super) watch: Arc<Watch>,
    pub(super) relay: Relay,
    pub(super) page_token: PageToken,
    /// Whether what is watched may be seen without the page's token: nobody else can reach it.
    pub(super) watch_is_open: bool,
    pub(super) metrics: Metrics,
    pub(super) log: Log,
    pub(super) clock: Clock,
    /// Set once the partner's own key is there, or cannot be had.
    pub(super) own_key: SetOnce<()>,
    /// True once the server ends.
    pub(super) closing: watch::Sender<bool>,
}

impl<S: Store> Front<S> {
    /// Answers a client's request.
    pub(super) async fn answer(&self, request: Request<Body>, peer: IpAddr) -> Response<Vec<u8>> {
        let started = Instant::now();
        let _counted = Counted::on(&self.metrics.in_flight);
        let is_fhir = self.is_fhir(request.uri());
        let route = Route::of(self.path(request.uri()));
        let Some(_permit) = self.turnstile.enter() else {
            self.metrics.turn_away();
            let says = "Too many requests at once";
            return guard::later(StatusCode::SERVICE_UNAVAILABLE, is_fhir, says, SOON);
        };
        let (head, body) = request.into_parts();
        let (body, unread) = match self.limits.read(body, &route).await {
            Ok(body) => (body, None),
            Err(unread) => (Vec::new(), Some(unread)),
        };
        let request = Request::from_parts(head, body);
        let sent = request.clone();
        let reply = match unread {
            Some(unread) => self.reply_to_unread(route, unread.refusal(is_fhir)),
            None => self.ask(request, route, peer).await,
        };
        let took = started.elapsed();
        self.metrics.request(&reply.record, took);
        self.log.request(&Line { record: &reply.record, request: &sent, took });
        self.watch.see(reply.record, sent, took);
        reply.response
    }

    async fn ask(&self, request: Request<Vec<u8>>, route: Route, peer: IpAddr) -> Reply {
        if route == Route::KeySet {
            self.own_key.wait().await;
        }
        if route != Route::Token {
            return self.drive(request).await;
        }
        if let Some(wait) = self.failures.wait(peer, request.body()) {
            self.metrics.turn_away();
            let says = "Too many requests were refused; this one was not looked at";
            let refusal = guard::later(StatusCode::TOO_MANY_REQUESTS, false, says, wait);
            return self.reply_to_unread(route, refusal);
        }
        let reply = self.drive(request).await;
        self.failures.note(peer, &reply.record);
        reply
    }

    /// Calls the partner until it has an answer.
    async fn drive(&self, request: Request<Vec<u8>>) -> Reply {
        let mut rng = UnwrapErr(SysRng);
        let mut step = self.partner.handle(request, self.now(), &mut rng).await;
        loop {
            match step {
                Step::Reply(reply) => return *reply,
                Step::Fetch(fetch) => {
                    let outcome = self.fetcher.fetch(fetch.url()).await;
                    self.metrics.fetch(outcome.is_there());
                    let outcome = outcome.into();
                    step = self.partner.resume(*fetch, outcome, self.now(), &mut rng).await;
                }
            }
        }
    }

    /// A request that the partner did not see.
    fn reply_to_unread(&self, route: Route, response: Response<Vec<u8>>) -> Reply {
        let status = response.status();
        let record =
            Record { at: self.now(), route, client_id: None, status, report: None, evidence: None };
        Reply { response, record }
    }

    /// A path as the partner knows it: without that of the base.
    pub(super) fn path<'a>(&self, uri: &'a Uri) -> &'a str {
        self.partner.config().below_base(uri.path())
    }

    /// Whether errors there are told as an OperationOutcome.
    pub(super) fn is_fhir(&self, uri: &Uri) -> bool {
        self.path(uri).starts_with("/fhir")
    }

    pub(super) fn now(&self) -> UnixSeconds {
        (self.clock)()
    }
}
