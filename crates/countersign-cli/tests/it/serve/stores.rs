//! Stores that outlive the process: what was answered is there, whatever happens to the server.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use countersign::time::UnixSeconds;
use countersign_testkit::keys;
use countersign_testkit::postgres::Postgres;

use super::served::{CLIENT, Process, Reply, Served, Wire, form, key_set};
use crate::support::ran;

/// What every replica calls itself.
const BASE: &str = "http://partner.example";
const ENDPOINT: &str = "http://partner.example/auth/token";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

fn now() -> UnixSeconds {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    UnixSeconds::new(i64::try_from(elapsed).expect("before the sun goes out"))
}

fn read(address: SocketAddr, token: &str, query: &str) -> Option<Reply> {
    let header = format!("Authorization: Bearer {token}");
    Wire::try_ask(address, &format!("/fhir/Patient?{query}"), &header, "")
}

/// What a client was told before the server went away.
#[derive(Debug, Default)]
struct Told {
    tokens: Vec<String>,
    jtis: Vec<String>,
    queries: Vec<String>,
}

/// Asks for tokens, and reads with each, until nobody answers.
fn load(address: SocketAddr, name: usize, answered: &AtomicUsize) -> Told {
    let mut told = Told::default();
    for n in 0.. {
        let form = form(&keys::rsa_2048(), ENDPOINT, now());
        let Some(reply) = Wire::try_ask(address, "/auth/token", FORM, &form) else { break };
        assert_eq!(reply.status, 200, "{}", reply.body);
        let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
        told.jtis.push(jti(&form));
        told.tokens.push(token.clone());
        let query = format!("name=q{name}x{n}end");
        let Some(reply) = read(address, &token, &query) else { break };
        assert_eq!(reply.status, 200, "{}", reply.body);
        told.queries.push(query);
        answered.fetch_add(1, Ordering::SeqCst);
    }
    told
}

fn jti(form: &str) -> String {
    let assertion = form.split("client_assertion=").nth(1).expect("an assertion");
    let assertion = assertion.split('&').next().expect("the first part");
    let decoded = countersign::assertion::inspect::decode(assertion).expect("a JWS");
    decoded.claim_text("jti").expect("a jti").to_owned()
}

/// Kills the process while four clients use it; every token that was answered works afterwards, and every entry about what
/// was answered is in the trail.
fn kill_loses_nothing(store: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("jwks.json");
    std::fs::write(&file, key_set(&[&keys::rsa_2048()])).expect("written");
    let client = format!("{CLIENT}={}", file.display());
    let words = ["--store", store, "--base-url", BASE, "--client", &client];
    let mut all = Told::default();
    for round in 0..2 {
        let process = Process::start(&words);
        let (address, answered) = (process.address, Arc::new(AtomicUsize::new(0)));
        let clients: Vec<_> = (0..4)
            .map(|n| {
                let answered = answered.clone();
                thread::spawn(move || load(address, 10 * round + n, &answered))
            })
            .collect();
        while answered.load(Ordering::SeqCst) < 40 {
            thread::yield_now();
        }
        process.kill();
        for client in clients {
            let told = client.join().expect("every answer was good");
            all.tokens.extend(told.tokens);
            all.jtis.extend(told.jtis);
            all.queries.extend(told.queries);
        }
    }
    let process = Process::start(&words);
    assert!(all.tokens.len() >= 80, "{}", all.tokens.len());
    for token in &all.tokens {
        let reply = read(process.address, token, "name=shaw").expect("it answers");
        assert_eq!(reply.status, 200, "a token that was given out: {}", reply.body);
    }
    drop(process);
    let verified = ran(["audit", "verify", "--store", store]);
    assert_eq!(verified.exit, 0, "{}{}", verified.stdout, verified.stderr);
    let trail = ran(["audit", "export", "--store", store]).done();
    for jti in &all.jtis {
        assert!(trail.contains(&format!("{jti},")) || trail.contains(&format!("{jti}\"")), "{jti}");
    }
    let list = ran(["audit", "list", "--last", "1000000", "--store", store]).done();
    for query in &all.queries {
        assert!(list.contains(query), "{query}");
    }
}

#[test]
fn killed_on_sqlite_it_has_lost_nothing_that_it_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    kill_loses_nothing(&format!("sqlite:{}", folder.path().join("partner.db").display()));
}

#[test]
fn killed_on_postgresql_it_has_lost_nothing_that_it_answered() {
    kill_loses_nothing(&Postgres::shared().database());
}

#[test]
fn two_replicas_on_one_postgresql_give_one_token_for_one_assertion() {
    let store = Postgres::shared().database();
    let words = ["--store", store.as_str(), "--base-url", BASE];
    let replicas = [Served::with_client(&words), Served::with_client(&words)];
    let form = form(&keys::rsa_2048(), ENDPOINT, replicas[0].now());
    let line = Arc::new(Barrier::new(20));
    let posts: Vec<_> = (0..20)
        .map(|n| {
            let (address, form, line) = (replicas[n % 2].address, form.clone(), line.clone());
            thread::spawn(move || {
                line.wait();
                Wire::try_ask(address, "/auth/token", FORM, &form).expect("it answers")
            })
        })
        .collect();
    let replies: Vec<_> = posts.into_iter().map(|post| post.join().expect("a reply")).collect();
    let given: Vec<&Reply> = replies.iter().filter(|reply| reply.status == 200).collect();
    assert_eq!(given.len(), 1);
    assert_eq!(replies.iter().filter(|reply| reply.status == 401).count(), 19);
    let token = given[0].json()["access_token"].as_str().expect("a token").to_owned();
    for replica in &replicas {
        let reply = read(replica.address, &token, "name=shaw").expect("it answers");
        assert_eq!((reply.status, &reply.json()["total"]), (200, &1.into()));
    }
    drop(replicas);
    assert_eq!(ran(["audit", "verify", "--store", &store]).exit, 0);
}

#[test]
fn a_lost_database_is_said_and_found_again() {
    let postgres = Postgres::started();
    let store = postgres.database();
    let served = Served::with_client(&["--store", &store]);
    let token = served.token();
    assert_eq!(served.get("/readyz").status, 200);
    postgres.stop();
    let reply = served.ask_token(&served.form(&keys::rsa_2048()));
    assert_eq!((reply.status, reply.header("retry-after")), (503, Some("5")));
    assert_eq!(reply.json()["error"], "temporarily_unavailable");
    assert_eq!(served.get("/readyz").status, 503);
    assert_eq!(served.get("/healthz").status, 200);
    assert!(served.get("/metrics").body.contains("countersign_store_errors_total 1\n"));
    postgres.start();
    // It reconnects by itself: readiness says when.
    while served.get("/readyz").status != 200 {}
    let bearer = format!("Bearer {token}");
    assert_eq!(served.get_with("/fhir/Patient", &[("Authorization", &bearer)]).status, 200);
    served.token();
}

#[test]
fn a_full_disk_is_said_and_what_was_answered_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = format!("sqlite:{}", folder.path().join("partner.db").display());
    let mut served = Served::with_client_in(&["--store", &store], |surroundings| {
        surroundings.store_limits.sqlite_pages = Some(60);
    });
    let mut tokens = Vec::new();
    let refused = loop {
        let reply = served.ask_token(&served.form(&keys::rsa_2048()));
        match reply.status {
            200 => tokens.push(reply.json()["access_token"].as_str().expect("a token").to_owned()),
            _ => break reply,
        }
    };
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("5")));
    assert!(tokens.len() > 10, "{}", tokens.len());
    let ended = served.end();
    served.runtime.block_on(ended).expect("it ends");
    let served = Served::with_client(&["--store", &store]);
    for token in &tokens {
        let bearer = format!("Bearer {token}");
        assert_eq!(served.get_with("/fhir/Patient", &[("Authorization", &bearer)]).status, 200);
    }
    served.token();
}

#[test]
fn a_restart_remembers_which_assertions_were_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = format!("sqlite:{}", folder.path().join("partner.db").display());
    let words = ["--store", store.as_str(), "--base-url", BASE];
    let mut served = Served::with_client(&words);
    let form = form(&keys::rsa_2048(), ENDPOINT, served.now());
    assert_eq!(served.ask_token(&form).status, 200);
    assert_eq!(served.get("/.well-known/jwks.json").status, 200);
    let ended = served.end();
    served.runtime.block_on(ended).expect("it ends");
    assert!(folder.path().join("partner.db.key.json").exists(), "the own key lies beside");
    let served = Served::with_client(&words);
    assert_eq!(served.ask_token(&form).status, 401);
}
