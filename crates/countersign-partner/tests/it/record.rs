//! What the partner says about a request, and what it forgets.

use countersign::jws::Alg;
use countersign_partner::{Seen, block_on};
use countersign_testkit::keys;
use http::Request;
use serde_json::{Value, json};

use crate::client::{CLIENT, Client, KEY_URL, TOKEN_URL, first_fault};

#[test]
fn a_record_is_plain_data() {
    let mut client = Client::rsa();
    let draft = client.draft("once");
    let assertion = client.sign(&draft);
    let reply = client.ask_token(&assertion, "system/Patient.rs");
    let record = serde_json::to_value(&reply.record).expect("plain data");
    assert_eq!(record["route"], "token");
    assert_eq!((&record["status"], &record["clientId"]), (&json!(200), &json!(CLIENT)));
    assert_eq!(record["at"], client.now.get());
    assert_eq!(record["report"]["verdict"], "accepted");
    assert_eq!(record.get("evidence"), None, "the partner answers in its own words");
}

#[test]
fn what_was_seen_holds_no_secret() {
    let mut client = Client::rsa();
    let draft = client.draft("once");
    let assertion = client.sign(&draft);
    let (signed, signature) = assertion.rsplit_once('.').expect("three parts");
    let key = keys::ALL[0].jwk;
    let private: Value = serde_json::from_str(key).expect("JSON");
    let request = Request::post(format!("{TOKEN_URL}?access_token=tv_secret"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("authorization", "Bearer tv_secret")
        .body(format!("grant_type=client_credentials&client_assertion={assertion}").into_bytes())
        .expect("a request");
    let seen = Seen::of(&request);
    let text = serde_json::to_string(&seen).expect("plain data");
    assert!(
        text.contains(signed) && !text.contains(signature) && !text.contains("tv_secret"),
        "{text}"
    );
    assert_eq!((seen.method.as_str(), seen.headers.len()), ("POST", 2));

    let registration = json!({ "client_id": CLIENT, "jwks": { "keys": [private] } }).to_string();
    let request = Request::post("/register").body(registration.into_bytes()).expect("a request");
    let body = Seen::of(&request).body;
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        assert!(!body.contains(private[member].as_str().expect("a private member")), "{member}");
    }
    let long = Request::post("/x").body("é".repeat(20_000).into_bytes()).expect("a request");
    let body = Seen::of(&long).body;
    assert!(body.ends_with('…') && body.len() <= 16 * 1024 + 3);
}

#[test]
fn reset_forgets_all_but_clients_and_data() {
    let mut client = Client::new(keys::p384(), Alg::Es384);
    client.hosted = Some(client.key_set());
    client.register(&json!({ "client_id": CLIENT, "jwks_uri": KEY_URL }));
    let token = client.token("system/*.rs");
    let draft = client.draft("once");
    let assertion = client.sign(&draft);
    assert_eq!(client.ask_token(&assertion, "system/*.rs").response.status(), 200);
    assert_eq!(first_fault(&client.ask_token(&assertion, "system/*.rs")), "jwt.jti.replayed");
    assert_eq!(client.fetches, 1);

    client.partner.reset();
    assert_eq!(client.get("/fhir/Patient", Some(&token)).response.status(), 401);
    assert!(block_on(client.partner.audit()).expect("in memory").is_empty());
    assert_eq!(client.ask_token(&assertion, "system/*.rs").response.status(), 200);
    assert_eq!(client.fetches, 2, "the key set is fetched anew");
    let token = client.token("system/*.rs");
    assert_eq!(client.get("/fhir/Patient/odalys-shaw", Some(&token)).response.status(), 200);
}
