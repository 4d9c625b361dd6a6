//! `countersign discover`.

use insta::{Settings, assert_snapshot};
use serde_json::{Value, json};

use crate::server::{Server, response};
use crate::support::ran;

const DISCOVERY: &str = "/fhir/.well-known/smart-configuration";

fn on(server: &Server, check: impl FnOnce()) {
    let mut settings = Settings::clone_current();
    settings.add_filter(&server.base, "http://127.0.0.1:8481");
    settings.bind(check);
}

#[test]
fn a_good_document_says_what_a_client_needs() {
    let server = Server::partner();
    let ran = ran(["discover", &server.fhir()]);
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
    on(&server, || assert_snapshot!(ran.stdout));
}

#[test]
fn a_poor_document_is_linted() {
    let document =
        json!({ "token_endpoint": "/auth/token", "code_challenge_methods_supported": ["plain"] });
    let document = document.to_string();
    let server = Server::answering(move |_| response(200, &[], document.as_bytes()));
    let ran = ran(["discover", &server.fhir()]);
    on(&server, || assert_snapshot!(ran.stdout));
}

#[test]
fn as_json_the_document_and_its_findings_are_there() {
    let server = Server::partner();
    let found = ran(["discover", &server.fhir(), "--format", "json"]).done();
    let found: Value = serde_json::from_str(&found).expect("JSON");
    assert_eq!(found["tokenEndpoint"], format!("{}/auth/token", server.base));
    assert_eq!(found["algs"], json!(["RS384", "ES384", "RS256"]));
    assert_eq!(found["authMethods"], json!(["private_key_jwt"]));
    assert_eq!(found["from"], format!("{}{DISCOVERY}", server.base));
    assert_eq!(found["clockAheadSeconds"], 0);
    assert_eq!(found["document"]["token_endpoint"], found["tokenEndpoint"]);
    let findings = found["findings"].as_array().expect("findings");
    assert!(findings.iter().all(|finding| finding["status"] == "pass"), "{findings:?}");
}

#[test]
fn nothing_there_is_a_rejection_that_says_what_to_try() {
    let server =
        Server::answering(|_| response(404, &[("content-type", "text/html")], "<h1>no</h1>"));
    let ran = ran(["discover", &format!("{}/metadata", server.fhir())]);
    assert_eq!(ran.exit, 1);
    on(&server, || assert_snapshot!(ran.stdout));
}

#[test]
fn a_clock_far_off_is_remarked_on() {
    let document = json!({ "token_endpoint": "/auth/token" }).to_string();
    let server = Server::answering(move |_| {
        let mut late = response(200, &[], document.as_bytes());
        late.headers_mut()
            .insert("date", "Tue, 12 May 2026 14:13:20 GMT".parse().expect("a header"));
        late
    });
    let ran = ran(["discover", &server.fhir()]);
    assert!(ran.stdout.contains("clock.skew"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("The clock here is behind the partner's by 10 min"),
        "{}",
        ran.stdout
    );
}
