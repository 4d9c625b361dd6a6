//! Every path of the server: its own, the page's, and behind them the partner's.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::routing::{any, get};
use countersign_partner::Route;
use countersign_partner::store::Store;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use serde::Deserialize;

use super::front::Front;
use super::guard::{self, is_foreign, is_forwarded};
use super::{metrics, page};

/// The address that a request comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// All routes, at the root and below the path of the base: a balancer may leave the path or take it off.
pub(super) fn routes<S: Store + 'static>(front: Arc<Front<S>>, base_path: &str) -> Router {
    let own = Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready::<S>))
        .route("/metrics", get(metrics::<S>))
        .route("/watch/events", get(watch::<S>))
        .route("/relay", any(relay::<S>));
    let below = base_path.trim_end_matches('/');
    let routes = match below {
        "" => own,
        below => Router::new().nest(below, own.clone()).merge(own),
    };
    routes.fallback(client::<S>).with_state(front)
}

/// Answers a request for this server, and refuses one that was meant for another.
pub(super) async fn answer<S: Store + 'static>(
    front: &Front<S>,
    routes: Router,
    request: Request<Body>,
) -> Response<Body> {
    use tower::ServiceExt;

    if let Err(misdirected) = front.names.check(&request) {
        front.metrics.turn_away();
        let status = match misdirected {
            guard::Misdirected::Nobody => StatusCode::BAD_REQUEST,
            guard::Misdirected::Elsewhere(_) => StatusCode::MISDIRECTED_REQUEST,
        };
        return guard::refusal(status, false, &misdirected.to_string()).map(Body::from);
    }
    let path = front.path(request.uri());
    let is_guarded = Route::of(path) == Route::Register
        || path.starts_with("/watch")
        || path.starts_with("/relay");
    if is_guarded && is_foreign(request.headers(), &front.own_origin) {
        front.metrics.turn_away();
        let says = "Only this server's own page may ask for this";
        let mut refusal = guard::refusal(StatusCode::FORBIDDEN, false, says);
        refusal.headers_mut().remove(http::header::ACCESS_CONTROL_ALLOW_ORIGIN);
        return refusal.map(Body::from);
    }
    routes.oneshot(request).await.unwrap_or_else(|never| match never {})
}

async fn client<S: Store + 'static>(
    State(front): State<Arc<Front<S>>>,
    request: Request<Body>,
) -> Response<Body> {
    let path = front.path(request.uri());
    let is_partners = Route::of(path) != Route::Unknown || front.is_fhir(request.uri());
    if !is_partners
        && matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(file) = page::file(path, request.headers())
    {
        return file;
    }
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0);
    front.answer(request, peer).await.map(Body::from)
}

async fn ready<S: Store + 'static>(State(front): State<Arc<Front<S>>>) -> Response<Body> {
    let closing = *front.closing.borrow();
    let says = match closing {
        true => Err("closing\n"),
        false => front.partner.store().ready().await.map_err(|_| "the store is not ready\n"),
    };
    match says {
        Ok(()) => (StatusCode::OK, "ready\n").into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, why).into_response(),
    }
}

async fn metrics<S: Store + 'static>(State(front): State<Arc<Front<S>>>) -> Response<Body> {
    let headers = [(CONTENT_TYPE, metrics::MEDIA_TYPE), (CACHE_CONTROL, "no-store")];
    (headers, front.metrics.text()).into_response()
}

/// From where on to watch.
#[derive(Deserialize)]
struct From {
    after: Option<u64>,
}

async fn watch<S: Store + 'static>(
    State(front): State<Arc<Front<S>>>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Response<Body> {
    let is_open = front.watch_is_open && !is_forwarded(&headers);
    if !is_open && !front.page_token.is_in(&headers) {
        let says = "Watching wants the token that the log names, as X-Countersign-Token";
        return guard::refusal(StatusCode::UNAUTHORIZED, false, says).map(Body::from);
    }
    let Some(permit) = front.watchers.enter() else {
        let says = "Too many watch already";
        let after = Duration::from_secs(5);
        return guard::later(StatusCode::SERVICE_UNAVAILABLE, false, says, after).map(Body::from);
    };
    // A browser that lost the stream says where it was; that is later than where it began.
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let stream = front.watch.clone().stream(last.or(from.after), front.closing.subscribe(), permit);
    ([(CACHE_CONTROL, "no-store")], stream).into_response()
}

async fn relay<S: Store + 'static>(
    State(front): State<Arc<Front<S>>>,
    request: Request<Body>,
) -> Response<Body> {
    if !front.page_token.is_in(request.headers()) {
        let says = "The relay wants the page's token, as X-Countersign-Token";
        return guard::refusal(StatusCode::UNAUTHORIZED, false, says).map(Body::from);
    }
    let Some(_permit) = front.turnstile.enter() else {
        let (status, says) = (StatusCode::SERVICE_UNAVAILABLE, "Too many requests at once");
        return guard::later(status, false, says, Duration::from_secs(1)).map(Body::from);
    };
    front.relay.forward(request, &front.limits).await.map(Body::from)
}
