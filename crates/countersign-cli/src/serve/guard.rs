//! What stands before the partner: bounds on what is sent, on how long it takes, and on how many come at once; whose page
//! may ask; and who has failed too often.

mod failures;
mod origin;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use countersign::fhir::{OperationOutcome, Severity};
use countersign::limits::{KEY_SET_OCTETS, TOKEN_OCTETS};
use countersign::token::OAuthError;
use countersign_partner::Route;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, RETRY_AFTER,
};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

pub(super) use failures::Failures;
pub use origin::Origin;
pub(super) use origin::{Misdirected, Names, is_foreign, is_forwarded};

/// Every bound of the server. The defaults are what `serve` runs with.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Most of a request's line and headers, in octets.
    pub head_octets: usize,
    /// How long a head may take, and how long a connection may wait for the next one.
    pub head_time: Duration,
    /// How long a body may take.
    pub body_time: Duration,
    /// How long a client may take nothing of its answer.
    pub unread_time: Duration,
    /// Most of a registration, a search or whatever else is no token request, in octets.
    pub body_octets: usize,
    /// Connections at once; the next ones wait until one ends.
    pub connections: usize,
    /// Requests at once; the next ones are asked to come again.
    pub requests: usize,
    /// Failures at the token endpoint that one client may have in a row, and how soon each is forgotten.
    pub failures: (u32, Duration),
    /// How long a client's key set may take, redirects and all.
    pub fetch_time: Duration,
    /// Streams of `/watch/events` at once.
    pub watchers: usize,
    /// How long what was accepted may take once the server ends.
    pub closing: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_octets: 16 * 1024,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(10),
            unread_time: Duration::from_secs(30),
            body_octets: KEY_SET_OCTETS,
            connections: 2_048,
            requests: 256,
            failures: (100, Duration::from_millis(200)),
            fetch_time: Duration::from_secs(10),
            watchers: 64,
            closing: Duration::from_secs(10),
        }
    }
}

/// How many requests are worked on at once.
#[derive(Debug)]
pub(super) struct Turnstile(Arc<Semaphore>);

impl Turnstile {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most)))
    }

    /// Lets one in until the permit is dropped, unless there are too many.
    pub(super) fn enter(&self) -> Option<OwnedSemaphorePermit> {
        self.0.clone().try_acquire_owned().ok()
    }
}

/// Why a body is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    TooLong { limit: usize },
    TooSlow { limit: Duration },
    CutOff,
}

impl Unread {
    pub(super) fn refusal(self, is_fhir: bool) -> Response<Vec<u8>> {
        let (status, says) = match self {
            Self::TooLong { limit } => {
                (StatusCode::PAYLOAD_TOO_LARGE, format!("The body has more than {limit} octets"))
            }
            Self::TooSlow { limit } => (
                StatusCode::REQUEST_TIMEOUT,
                format!("The body was not there within {} s", limit.as_secs()),
            ),
            Self::CutOff => (StatusCode::BAD_REQUEST, "The body broke off".to_owned()),
        };
        let mut response = refusal(status, is_fhir, &says);
        // What is left of the body would be taken for the next request.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        response
    }
}

impl Limits {
    /// Most of a body at that route, in octets.
    fn octets(&self, route: &Route) -> usize {
        if *route == Route::Token { TOKEN_OCTETS } else { self.body_octets }
    }

    /// All of a body, within its bounds.
    pub(super) async fn read(&self, body: Body, route: &Route) -> Result<Vec<u8>, Unread> {
        let limit = self.octets(route);
        if body.size_hint().lower() > limit as u64 {
            return Err(Unread::TooLong { limit });
        }
        match timeout(self.body_time, Limited::new(body, limit).collect()).await {
            Err(_) => Err(Unread::TooSlow { limit: self.body_time }),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Unread::TooLong { limit }),
            Ok(Err(_)) => Err(Unread::CutOff),
            Ok(Ok(collected)) => Ok(collected.to_bytes().into()),
        }
    }
}

/// An answer in the partner's place, in the form that the caller reads.
pub(super) fn refusal(status: StatusCode, is_fhir: bool, says: &str) -> Response<Vec<u8>> {
    let is_passing = matches!(
        status,
        StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::REQUEST_TIMEOUT
    );
    let (media_type, body) = if is_fhir {
        let code = match status {
            StatusCode::PAYLOAD_TOO_LARGE => "too-long",
            StatusCode::INTERNAL_SERVER_ERROR => "exception",
            _ if is_passing => "transient",
            _ => "processing",
        };
        let outcome = OperationOutcome::new(Severity::Error, code, says);
        ("application/fhir+json; charset=utf-8", outcome.to_json())
    } else {
        let error = match status {
            StatusCode::INTERNAL_SERVER_ERROR => "server_error",
            StatusCode::FORBIDDEN => "access_denied",
            _ if is_passing => "temporarily_unavailable",
            _ => "invalid_request",
        };
        ("application/json", OAuthError::new(error).described(says).to_json())
    };
    let mut response = Response::new(body.into_bytes());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// The same, and when to come again.
pub(super) fn later(
    status: StatusCode,
    is_fhir: bool,
    says: &str,
    after: Duration,
) -> Response<Vec<u8>> {
    let mut response = refusal(status, is_fhir, says);
    let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
    response.headers_mut().insert(RETRY_AFTER, seconds.max(1).into());
    response
}
