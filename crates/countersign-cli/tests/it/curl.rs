//! `--curl`: what is printed does the same, in a shell.

use std::process::Command;

use serde_json::Value;

use crate::server::{CLIENT, Server};
use crate::support::{Ran, key_file, ran};

/// What the shell prints that runs those commands. They are curl's, so this takes curl and jq.
fn run(commands: &str) -> Value {
    let ran = Command::new("sh").args(["-e", "-c", commands]).output().expect("a shell");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}\n{commands}");
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{error}\n{commands}"))
}

fn curl(server: &Server, command: &[&str], further: &[&str]) -> Ran {
    let (base, key) = (server.fhir(), key_file("rsa-2048.pem"));
    let asked = ["--fhir", &base, "--key", &key, "--client-id", CLIENT, "--curl"];
    ran(command.iter().chain(&asked).chain(further))
}

#[test]
fn the_token_request_gets_a_token() {
    let server = Server::partner();
    let scope = "system/Patient.rs system/AllergyIntolerance.rs";
    let ran = curl(&server, &["token", "--scope", scope], &["-H", "X-Ward: it's & $HOME"]);
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    assert!(server.seen("/auth/token").is_empty(), "nothing but discovery is asked");
    assert_eq!(
        ran.stderr,
        "the assertion is good once, until 2026-05-12T14:08:20Z; whoever has it until then can use it\n"
    );
    for line in ran.stdout.lines().skip(1) {
        let options = line.trim_start().matches("--").count();
        assert!(line.starts_with("  ") && options <= 2, "one option a line: {line}");
    }
    let response = run(&ran.stdout);
    assert_eq!(response["scope"], scope);
    let sent = &server.seen("/auth/token")[0];
    assert_eq!(sent.headers()["x-ward"], "it's & $HOME");
    assert_eq!(sent.headers()["content-type"], "application/x-www-form-urlencoded");
}

#[test]
fn the_whole_walk_gets_records() {
    let server = Server::partner();
    let query = "Patient?name=shaw&_sort=-birthdate";
    let ran = curl(&server, &["fetch", "--scope", "system/Patient.rs"], &[query]);
    let bundle = run(&ran.stdout);
    assert_eq!(bundle["entry"][0]["resource"]["id"], "odalys-shaw");
    assert!(!ran.stdout.contains("Bearer token"), "the token is the shell's variable");
}
