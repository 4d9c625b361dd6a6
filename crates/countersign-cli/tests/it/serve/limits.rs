//! Bounds: on what is sent, on how long it takes, and on how many come at once.

use std::sync::Arc;
use std::time::Duration;

use countersign_cli::serve::{Limits, Surroundings};
use countersign_testkit::keys;

use super::served::Served;

/// Bounds that are met soon.
fn short(surroundings: &mut Surroundings) {
    surroundings.limits = Limits {
        head_time: Duration::from_millis(150),
        body_time: Duration::from_millis(150),
        ..Limits::default()
    };
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

#[test]
fn slow_headers_close_the_connection() {
    let served = Served::start_in(&[], short);
    let mut wire = served.connect();
    wire.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    // The end of the stream is what is waited for; the rest of the head never comes.
    assert!(!wire.rest().contains("200 OK"));
    assert_eq!(served.get("/healthz").body, "alive\n");
}

#[test]
fn an_idle_connection_is_closed() {
    let served = Served::start_in(&[], short);
    let mut wire = served.connect();
    wire.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(wire.until("alive\n").starts_with("HTTP/1.1 200"));
    assert_eq!(wire.rest(), "");
}

#[test]
fn a_slow_body_is_answered_and_the_connection_closed() {
    let served = Served::start_in(&[], short);
    let mut wire = served.connect();
    wire.send(&format!("POST /auth/token HTTP/1.1\r\nHost: localhost\r\n{FORM}\r\nContent-Length: 100\r\n\r\ngrant_type="));
    let reply = wire.reply();
    assert_eq!((reply.status, reply.header("connection")), (408, Some("close")));
    assert_eq!(reply.json()["error"], "temporarily_unavailable");
}

#[test]
fn an_oversize_body_is_refused_before_it_is_sent() {
    let served = Served::start(&["--allow-registration"]);
    for (path, limit) in [("/auth/token", 64 * 1024), ("/register", 1024 * 1024)] {
        for (octets, status) in [(limit + 1, 413), (limit, 0)] {
            let mut wire = served.connect();
            wire.send(&format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{FORM}\r\nContent-Length: {octets}\r\n\r\n"));
            if status == 413 {
                let reply = wire.reply();
                assert_eq!(reply.status, 413, "{path} {octets}");
                assert!(reply.body.contains(&limit.to_string()), "{}", reply.body);
            } else {
                wire.send(&"x".repeat(limit));
                assert_ne!(wire.reply().status, 413, "{path} {octets}");
            }
        }
    }
}

#[test]
fn an_endless_body_is_cut_off_at_the_limit() {
    let served = Served::start(&[]);
    let mut wire = served.connect();
    wire.send(&format!("POST /auth/token HTTP/1.1\r\nHost: localhost\r\n{FORM}\r\nTransfer-Encoding: chunked\r\n\r\n"));
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    let mut sent = 0;
    while sent < 64 * 1024 * 1024 && wire.try_send(&chunk) {
        sent += 0x1000;
    }
    assert!(sent < 64 * 1024 * 1024, "it was read to no end");
    assert_eq!(served.get("/healthz").status, 200);
}

#[test]
fn a_truncated_body_is_not_taken_for_a_whole_one() {
    let served = Served::with_client(&[]);
    let form = served.form(&keys::rsa_2048());
    let mut wire = served.connect();
    wire.send(&format!(
        "POST /auth/token HTTP/1.1\r\nHost: localhost\r\n{FORM}\r\nContent-Length: {}\r\n\r\n{form}",
        form.len() + 1
    ));
    wire.finish_sending();
    assert!(!wire.rest().contains("access_token"));
    assert_eq!(served.ask_token(&form).status, 200, "its jti was not used up");
}

#[test]
fn headers_have_a_limit() {
    let served = Served::start(&[]);
    let reply = served.get_with("/healthz", &[("X-Long", &"x".repeat(16 * 1024))]);
    assert_eq!(reply.status, 431);
    assert_eq!(served.get_with("/healthz", &[("X-Long", &"x".repeat(8 * 1024))]).status, 200);
}

#[test]
fn an_answer_that_nobody_takes_is_given_up() {
    let served = Served::start_in(&[], |surroundings| {
        let unread_time = Duration::from_millis(100);
        surroundings.limits = Limits { unread_time, ..Limits::default() };
    });
    let mut wire = served.connect();
    let request = "GET /fhir/metadata HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    // Until the answers have filled what lies between, and no more is read here either.
    while wire.try_send(&request) && !served.get("/metrics").body.contains("connections 1\n") {}
    while !served.get("/metrics").body.contains("countersign_connections 1\n") {}
}

#[test]
fn what_is_no_http_is_refused() {
    let served = Served::start(&[]);
    for text in ["\u{16}\u{3}\u{1}", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\0\0\0\0\r\n\r\n"] {
        let mut wire = served.connect();
        wire.send(text);
        wire.finish_sending();
        assert!(!wire.rest().contains("200 OK"), "{text:?}");
    }
    assert_eq!(served.get("/healthz").status, 200);
}

#[test]
fn too_many_at_once_are_asked_to_come_again_and_it_recovers() {
    let served = Served::start_in(&[], |surroundings| {
        surroundings.limits = Limits { requests: 2, ..Limits::default() };
    });
    let held: Vec<_> = (0..2)
        .map(|_| {
            let mut wire = served.connect();
            wire.send(&format!("POST /auth/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{FORM}\r\nContent-Length: 1\r\n\r\n"));
            wire
        })
        .collect();
    // They count from when the server has read their heads, which it says in its metrics.
    while !served.get("/metrics").body.contains("countersign_in_flight 2\n") {}
    let reply = served.get("/fhir/metadata");
    assert_eq!((reply.status, reply.header("retry-after")), (503, Some("1")));
    assert_eq!(reply.json()["resourceType"], "OperationOutcome");
    assert_eq!(served.ask_token("a=b").json()["error"], "temporarily_unavailable");
    assert_eq!(served.get("/healthz").status, 200, "whoever looks after it still can");
    for mut wire in held {
        wire.send("x");
        assert_eq!(wire.reply().status, 400);
    }
    assert_eq!(served.get("/fhir/metadata").status, 200);
}

#[test]
fn more_connections_than_allowed_wait_for_their_turn() {
    let served = Served::start_in(&[], |surroundings| {
        surroundings.limits = Limits { connections: 1, ..Limits::default() };
    });
    let mut first = served.connect();
    first.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    first.until("alive\n");
    let mut second = served.connect();
    second.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    drop(first);
    assert_eq!(second.reply().status, 200);
}

#[test]
fn failures_are_limited_and_a_client_that_signs_well_is_not() {
    let served = Served::with_client_in(&[], |surroundings| {
        let failures = (3, Duration::from_secs(600));
        surroundings.limits = Limits { failures, ..Limits::default() };
    });
    served.token();
    let statuses: Vec<u16> =
        (0..6).map(|_| served.ask_token("grant_type=client_credentials").status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 429, 429]);
    let limited = served.ask_token("grant_type=client_credentials");
    let after: u64 = limited.header("retry-after").and_then(|s| s.parse().ok()).expect("seconds");
    assert!((1..=600).contains(&after), "{after}");
    assert_eq!(limited.json()["error"], "temporarily_unavailable");
    served.token();

    let other = keys::rsa_2048_other();
    let statuses: Vec<u16> =
        (0..5).map(|_| served.ask_token(&served.form(&other)).status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 429], "until it fails as often itself");
}

#[test]
fn a_stranger_costs_no_memory_however_many_names_it_has() {
    let served = Arc::new(Served::start(&[]));
    for n in 0..40 {
        served.get(&format!("/{n}/{}", "x".repeat(1_000)));
    }
    let metrics = served.get("/metrics").body;
    let routes = metrics.lines().filter(|line| line.starts_with("countersign_requests_total"));
    assert_eq!(routes.count(), 1, "{metrics}");
}
