//! `countersign token`.

use countersign::jws::Alg;
use countersign_testkit::keys;
use insta::{Settings, assert_snapshot};
use serde_json::{Value, json};

use crate::server::{CLIENT, Server, response};
use crate::support::{Ran, key_file, ran, usage};

/// `token` with a test key.
fn token(server: &Server, key: &str, further: &[&str]) -> Ran {
    let (base, key) = (server.fhir(), key_file(key));
    let args = ["token", "--fhir", &base, "--key", &key];
    ran(args.iter().chain(further))
}

/// Snapshots in which the server is always on the same port.
fn on(server: &Server, check: impl FnOnce()) {
    let mut settings = Settings::clone_current();
    settings.add_filter(&server.base, "http://127.0.0.1:8481");
    settings.bind(check);
}

#[test]
fn the_response_is_printed_as_it_came() {
    let server = Server::partner();
    let asked = ["--client-id", CLIENT, "--scope", "system/Patient.rs system/Patient.c"];
    let ran = token(&server, "rsa-2048.pem", &asked);
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    let printed: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(printed["expires_in"], 300);
    assert_eq!(printed["scope"], "system/Patient.rs");
    assert_snapshot!(ran.stderr);
    let access = printed["access_token"].as_str().expect("a token");
    assert!(!ran.stderr.contains(access), "a token has no place among the words");
    // Randomness repeats in tests, and with it the `jti`: another partner.
    let server = Server::partner();
    let again = token(&server, "rsa-2048.pem", &[&asked[..], &["--format", "json"]].concat());
    let again: Value = serde_json::from_str(&again.done()).expect("JSON");
    let members =
        |value: &Value| value.as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
    assert_eq!(members(&again), members(&printed));
}

#[test]
fn a_refusal_is_explained() {
    let server = Server::partner();
    let asked = ["--client-id", CLIENT, "--scope", "system/Patient.rs"];
    let ran = token(&server, "rsa-2048-other.pem", &asked);
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""));
    on(&server, || assert_snapshot!(ran.stderr));

    let json = token(&server, "rsa-2048-other.pem", &[&asked[..], &["--format", "json"]].concat());
    assert_eq!(json.exit, 1);
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!((&json["status"], &json["body"]["error"]), (&json!(401), &json!("invalid_client")));
    assert_eq!(json["explanation"]["causes"][0]["likelihood"], "likely");
}

#[test]
fn the_algorithm_is_the_best_that_both_can_do() {
    let header = |server: &Server| {
        let request = &server.seen("/auth/token")[0];
        let form = String::from_utf8(request.body().clone()).expect("a form");
        let (_, assertion) = form.split_once("client_assertion=").expect("an assertion");
        let decoded = countersign::assertion::inspect::decode(assertion).expect("an assertion");
        decoded.header_text("alg").expect("an alg").to_owned()
    };
    let asked = ["--client-id", CLIENT, "--scope", "system/Patient.rs"];

    let server = Server::partner_for(keys::P384, Alg::Es384);
    token(&server, "p384.pem", &asked).done();
    assert_eq!(header(&server), "ES384");

    // A server that lists RS256 first, and RS384 not at all.
    let document = |server: &Server, algs: Value| {
        let document = json!({
            "token_endpoint": format!("{}/auth/token", server.base),
            "token_endpoint_auth_signing_alg_values_supported": algs,
        });
        response(200, &[], document.to_string())
    };
    let server = Server::partner_for(keys::RSA_2048, Alg::Rs256);
    let listed = document(&server, json!(["RS256", "ES384"]));
    let server = server.fault("/fhir/.well-known/smart-configuration", listed);
    token(&server, "rsa-2048.pem", &asked).done();
    assert_eq!(header(&server), "RS256");

    let server = Server::partner();
    let listed = document(&server, json!(["ES384"]));
    let server = server.fault("/fhir/.well-known/smart-configuration", listed);
    assert_snapshot!(token(&server, "rsa-2048.pem", &asked).failed(), @r"
    error: the partner takes ES384, and this key signs RS384, RS256, PS384, PS256

    hint: make a key that fits, and register it: countersign keygen --alg ES384
    ");
}

#[test]
fn without_discovery_the_endpoint_is_as_given() {
    let server = Server::partner();
    let (key, endpoint) = (key_file("rsa-2048.pem"), format!("{}/auth/token", server.base));
    let args = ["token", "--token-endpoint", &endpoint, "--key", &key, "--client-id", CLIENT];
    ran(args.iter().chain(&["--scope", "system/Patient.rs"])).done();
    assert!(server.seen("/fhir/.well-known/smart-configuration").is_empty());

    let said = usage(&["token", "--key", &key, "--client-id", CLIENT, "--scope", "x"]);
    assert!(said.contains("--fhir <BASE>"), "{said}");
}

#[test]
fn where_there_is_no_document_the_capability_statement_is_read() {
    let server = Server::partner();
    let statement = json!({
        "resourceType": "CapabilityStatement",
        "rest": [{ "mode": "server", "security": { "extension": [{
            "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
            "extension": [{ "url": "token", "valueUri": format!("{}/auth/token", server.base) }],
        }]}}],
    });
    let server = server
        .fault("/fhir/.well-known/smart-configuration", response(404, &[], "not here"))
        .fault("/fhir/metadata", response(200, &[], statement.to_string()));
    let asked = ["--client-id", CLIENT, "--scope", "system/Patient.rs"];
    token(&server, "rsa-2048.pem", &asked).done();
}

#[test]
fn a_token_in_an_answer_that_is_none_is_not_repeated() {
    let answer = json!({ "access_token": "eyJ.s3cr3t", "token_type": "mac" }).to_string();
    let server = Server::partner().fault("/auth/token", response(200, &[], answer));
    let asked = ["--client-id", CLIENT, "--scope", "system/Patient.rs", "--format", "json"];
    let ran = token(&server, "rsa-2048.pem", &asked);
    assert_eq!(ran.exit, 1);
    assert!(!format!("{ran:?}").contains("s3cr3t"), "{ran:?}");
}
