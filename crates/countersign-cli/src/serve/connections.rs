//! Connections: how many there are, how long each may dawdle, and how they end.

mod unread;

use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use countersign_partner::store::Store;
use futures_util::FutureExt;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::front::Front;
use super::guard;
use super::metrics::Counted;
use super::routes::{self, Peer};
use unread::ReadInTime;

/// How long nothing is accepted after the system had no room for another connection.
const PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections until the front closes; then finishes what was accepted, as long as the limits let it.
pub(super) async fn serve<S: Store + 'static>(
    listener: TcpListener,
    front: Arc<Front<S>>,
    routes: Router,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(front.limits.head_time)
        .max_header_size(front.limits.head_octets)
        // A client that ends its side early still gets its answer.
        .half_close(true);
    let graceful = GracefulShutdown::new();
    let ended = watch::Sender::new(());
    let places = Arc::new(Semaphore::new(front.limits.connections));
    let mut closing = front.closing.subscribe();
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.expect("it is never closed");
            (accept(&listener).await, place)
        };
        let ((stream, peer), place) = tokio::select! {
            next = next => next,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        // A request is a few packets: waiting for more only delays the last.
        let _ = stream.set_nodelay(true);
        let (front, routes) = (front.clone(), routes.clone());
        let counted = Counted::on(&front.metrics.connections);
        let stream = ReadInTime::new(stream, front.limits.unread_time);
        let service =
            service_fn(move |request| answer(front.clone(), routes.clone(), request, peer));
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        let mut ended = ended.subscribe();
        tokio::spawn(async move {
            tokio::select! {
                // What a connection ends with is the client's affair: it was slow, or went away.
                _ = connection => {}
                _ = ended.changed() => {}
            }
            drop((place, counted));
        });
    }
    drop(listener);
    // At the deadline the rest is dropped.
    let _ = timeout(front.limits.closing, graceful.shutdown()).await;
    drop(ended);
}

async fn accept(listener: &TcpListener) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer.ip()),
            // The client went away meanwhile.
            Err(error) if is_of_one_connection(&error) => {}
            Err(_) => sleep(PAUSE).await,
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};

    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Answers one request; one that panics takes none of the others along.
async fn answer<S: Store + 'static>(
    front: Arc<Front<S>>,
    routes: Router,
    mut request: Request<Incoming>,
    peer: IpAddr,
) -> Result<Response<Body>, Infallible> {
    request.extensions_mut().insert(Peer(peer));
    let is_fhir = front.is_fhir(request.uri());
    let answered = routes::answer(&front, routes, request.map(Body::new));
    Ok(caught(answered, is_fhir).await)
}

/// What is answered, or that this side is at fault: without details, which are for the log.
async fn caught(answered: impl Future<Output = Response<Body>>, is_fhir: bool) -> Response<Body> {
    AssertUnwindSafe(answered).catch_unwind().await.unwrap_or_else(|_| {
        let says = "This is a fault of the server";
        guard::refusal(StatusCode::INTERNAL_SERVER_ERROR, is_fhir, says).map(Body::from)
    })
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_answer_that_does_not_tell_what_it_was() {
        for (is_fhir, wanted) in [(false, "server_error"), (true, "exception")] {
            let answered = async { panic!("with a token in it: tv_secret") };
            let response = caught(answered, is_fhir).await;
            assert_eq!(response.status(), 500);
            let body = response.into_body().collect().await.expect("whole").to_bytes();
            let body = String::from_utf8(body.into()).expect("UTF-8");
            assert!(body.contains(wanted) && !body.contains("tv_"), "{body}");
        }
    }
}
