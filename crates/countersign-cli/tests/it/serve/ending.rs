//! How it ends: what was accepted is finished.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use countersign_testkit::keys;
use serde_json::Value;

use super::served::Served;
use crate::support::ran;

#[test]
fn an_accepted_request_is_finished_and_nothing_more_is_accepted() {
    let mut served = Served::with_client(&[]);
    let form = served.form(&keys::rsa_2048());
    let mut wire = served.connect();
    wire.send(&format!(
        "POST /auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        form.len()
    ));
    while !served.get("/metrics").body.contains("countersign_in_flight 1\n") {}
    let ended = served.end();
    // Nothing listens any more, once the refusal shows it.
    while std::net::TcpStream::connect(served.address).is_ok() {}
    wire.send(&form);
    let reply = wire.reply();
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.header("connection"), Some("close"));
    served.runtime.block_on(ended).expect("it ends");
}

#[test]
fn a_stream_ends_with_the_server() {
    let mut served = Served::start(&[]);
    let mut wire = served.connect();
    wire.send("GET /watch/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    wire.until("\r\n\r\n");
    let ended = served.end();
    wire.rest();
    served.runtime.block_on(ended).expect("it ends");
}

#[test]
fn what_never_comes_is_waited_for_no_longer_than_allowed() {
    let mut served = Served::start_in(&[], |surroundings| {
        surroundings.limits.closing = std::time::Duration::from_millis(100);
    });
    let mut wire = served.connect();
    wire.send("POST /auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n");
    while !served.get("/metrics").body.contains("countersign_in_flight 1\n") {}
    let ended = served.end();
    served.runtime.block_on(ended).expect("it ends");
    assert_eq!(wire.rest(), "");
}

#[cfg(unix)]
#[test]
fn the_command_ends_well_when_it_is_asked_to() {
    for signal in ["TERM", "INT"] {
        let said = said_until(signal, "memory");
        assert_eq!(
            (&said[0]["message"], &said[0]["store"]),
            (&"listening".into(), &"memory".into())
        );
        assert_eq!(said.last().expect("lines")["message"], "stopped");
    }
}

#[cfg(unix)]
#[test]
fn the_end_of_the_trail_is_said_to_be_kept_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = format!("sqlite:{}", folder.path().join("partner.db").display());
    let said = said_until("TERM", &store);
    let told = said.iter().filter_map(|line| line["message"].as_str());
    let head = told.filter_map(|message| message.strip_prefix("the audit trail ends with ")).next();
    let verified = ran(["audit", "verify", "--store", &store, "--head", head.expect("a head")]);
    assert_eq!(verified.exit, 0, "{}", verified.stdout);
}

/// What the command says from its start until that signal has ended it well, an object a line.
#[cfg(unix)]
fn said_until(signal: &str, store: &str) -> Vec<Value> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(["serve", "--listen", "127.0.0.1:0", "--format", "json", "--store", store])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut stderr = BufReader::new(child.stderr.take().expect("piped"));
    let mut said = String::new();
    stderr.read_line(&mut said).expect("it says that it listens");
    let killed =
        Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
    assert!(killed.expect("kill is there").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{signal}");
    stderr.read_to_string(&mut said).expect("UTF-8");
    said.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{said}")))
        .collect()
}
