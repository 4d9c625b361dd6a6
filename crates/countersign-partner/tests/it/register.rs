//! Registration, above all what it refuses.

use countersign::jws::Alg;
use countersign_testkit::keys;
use serde_json::{Value, json};

use crate::client::{CLIENT, Client, KEY_URL, body, text};

fn refused(sent: &Value, code: &str) {
    let mut client = Client::new(keys::rsa_2048(), Alg::Rs384);
    let reply = client.register(sent);
    assert_eq!(reply.response.status(), 400, "{code}: {}", text(&reply));
    let said = body(&reply);
    assert_eq!(said["error"], "invalid_client_metadata");
    assert!(
        said["findings"].as_array().is_some_and(|codes| codes.contains(&code.into())),
        "{code}: {said}"
    );
    let kept = client.draft("once");
    let assertion = client.sign(&kept);
    let reply = client.ask_token(&assertion, "system/*.rs");
    assert_eq!(
        crate::client::first_fault(&reply),
        "jwt.client.unknown",
        "nothing is kept of what was refused"
    );
}

#[test]
fn a_set_with_a_private_key_is_refused_and_not_repeated() {
    let secret: Value = serde_json::from_str(keys::ALL[0].jwk).expect("JSON");
    let sent = json!({ "client_id": CLIENT, "jwks": { "keys": [secret] } });
    refused(&sent, "jwks.private-member");
    let mut client = Client::new(keys::rsa_2048(), Alg::Rs384);
    let said = text(&client.register(&sent));
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        assert!(
            !said.contains(secret[member].as_str().expect("a private member")),
            "{member} is repeated"
        );
    }
}

#[test]
fn what_cannot_work_is_refused_at_once() {
    refused(&json!({ "client_id": CLIENT }), "jwks.unregistered");
    refused(&json!({ "client_id": CLIENT, "jwks": [] }), "jwks.form");
    refused(&json!({ "client_id": CLIENT, "jwks": { "keys": [] } }), "jwks.empty");
    refused(
        &json!({ "client_id": CLIENT, "jwks_uri": "http://larkmoor.example/jwks" }),
        "jwks.fetch.not-https",
    );
    refused(
        &json!({ "client_id": CLIENT, "jwks_uri": KEY_URL, "client_secret": "s3cret" }),
        "request.auth.basic",
    );
    refused(
        &json!({ "client_id": CLIENT, "jwks_uri": KEY_URL, "token_endpoint_auth_method": "client_secret_basic" }),
        "request.auth.basic",
    );
    refused(
        &json!({ "client_id": CLIENT, "jwks_uri": KEY_URL, "scope": "system/Patient.sr" }),
        "scope.order",
    );
}

#[test]
fn a_client_without_an_id_gets_one() {
    let mut client = Client::new(keys::p384(), Alg::Es384);
    let said = body(&client.register(
        &json!({ "client_name": "Larkmoor", "jwks_uri": KEY_URL, "scope": "system/Patient.rs" }),
    ));
    assert!(
        said["client_id"].as_str().is_some_and(|id| id.starts_with("client-") && id.len() > 16)
    );
    assert_eq!(
        (&said["scope"], &said["client_name"]),
        (&json!("system/Patient.rs"), &json!("Larkmoor"))
    );
    for broken in
        [&b"{"[..], b"[]", b"\xff", br#"{"client_id":"a","client_id":"b"}"#, br#"{"client_id":""}"#]
    {
        let request = http::Request::post("https://ternvalley.example/register")
            .body(broken.to_vec())
            .expect("a request");
        assert_eq!(client.send(request).response.status(), 400);
    }
}

#[test]
fn a_client_gets_no_more_than_it_registered() {
    let mut client = Client::new(keys::rsa_2048(), Alg::Rs384);
    let set: Value = serde_json::from_str(&client.key_set()).expect("JSON");
    client.register(&json!({ "client_id": CLIENT, "jwks": set, "scope": "system/Patient.rs" }));
    let token = client.token("system/*.rs");
    assert_eq!(client.get("/fhir/Patient?name=shaw", Some(&token)).response.status(), 200);
    assert_eq!(client.get("/fhir/MedicationRequest", Some(&token)).response.status(), 403);
}
