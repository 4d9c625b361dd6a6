//! The whole walk, by each algorithm, driven by the core's exchange.

use countersign::exchange::{Exchange, Registration};
use countersign::finding::{Status, Verdict};
use countersign::jws::Alg;
use countersign::kid;
use countersign::time::Seconds;
use countersign_testkit::keys;
use url::Url;

use crate::client::{CLIENT, Client, KEY_URL, body, header, text};

#[test]
fn every_algorithm_of_the_discovery_document_walks_to_a_bundle() {
    for (key, alg) in
        [(keys::rsa_2048(), Alg::Rs384), (keys::rsa_3072(), Alg::Rs256), (keys::p384(), Alg::Es384)]
    {
        let mut client = Client::new(key, alg);
        let base = Url::parse("https://ternvalley.example/fhir").expect("an address");
        let mut walk = Exchange::new(base, CLIENT);

        let found = client.send(walk.discovery_request().expect("a request"));
        walk.discovered(&found.response).expect("a document");
        let listed = walk.configuration().expect("just read").algs();
        assert_eq!(listed, [Alg::Rs384, Alg::Es384, Alg::Rs256]);

        client.hosted = Some(client.key_set());
        let by = Registration::ByUrl(KEY_URL.into());
        let registration = walk
            .registration_request("https://ternvalley.example/register", &by, "system/*.rs")
            .expect("a request");
        let registered = client.send(registration);
        walk.registered(&registered.response).expect("registered");

        let draft = walk
            .assertion(client.kid(), alg, "once", Seconds::new(300), client.now)
            .expect("a draft");
        let assertion = client.sign(&draft);
        let asked = client.send(
            walk.token_request("system/*.read system/*.write", &assertion).expect("a request"),
        );
        let report = asked.record.report.as_ref().expect("a report");
        assert_eq!(report.verdict(), Verdict::Accepted, "{alg}: {}", text(&asked));
        assert_eq!(report.key, Some(kid::thumbprint(&client.key.public())));
        assert_eq!(
            (header(&asked, "cache-control"), header(&asked, "pragma")),
            ("no-store", "no-cache")
        );
        let token = walk.granted(&asked.response, client.now).expect("a token");
        assert_eq!(token.response.expires_in, Some(Seconds::new(300)));
        let scope = token.response.scope.clone().expect("a scope");
        assert!(
            !scope.contains("write") && scope.contains("Patient"),
            "what is not supported is cut: {scope}"
        );
        assert!(
            report
                .findings
                .iter()
                .any(|f| f.code.id == "scope.partial" && f.status == Status::Warn)
        );

        let answer = client.send(walk.query_request("Patient?name=shaw").expect("a request"));
        let bundle = walk.received(&answer.response).expect("a Bundle");
        assert_eq!(bundle.total, Some(1));
        assert_eq!(body(&answer)["entry"][0]["resource"]["id"], "odalys-shaw");
    }
}

#[test]
fn the_audit_trail_says_who_read_what_and_how_that_was_proven() {
    let mut client = Client::rsa();
    let token = client.token("system/Patient.rs system/AuditEvent.rs");
    client.get("/fhir/Patient?name=shaw", Some(&token));
    client.get("/fhir/MedicationRequest?patient=odalys-shaw", Some(&token));
    let events = client.get("/fhir/AuditEvent", Some(&token));
    let bundle = body(&events);
    let lines: Vec<String> = bundle["entry"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| {
            let event = countersign::fhir::audit_event::AuditEvent::read(&entry["resource"])
                .expect("an AuditEvent");
            let line = |fact: Option<countersign::fhir::summary::Fact>| {
                fact.map(|fact| fact.text).unwrap_or_default()
            };
            format!("{} | {} | {}", line(event.who), line(event.what), line(event.how_proven))
        })
        .collect();
    let kid = client.kid();
    assert_eq!(
        lines[0],
        format!(
            "{CLIENT} | Searched MedicationRequest?patient=odalys-shaw, not carried out: scope.insufficient | assertion jti jti-2, key {kid}"
        )
    );
    assert_eq!(
        lines[1],
        format!("{CLIENT} | Searched Patient?name=shaw | assertion jti jti-2, key {kid}")
    );
    assert!(lines[2].contains(CLIENT), "the token itself: {}", lines[2]);
    let book = countersign_partner::block_on(client.partner.audit()).expect("in memory");
    let mut check = countersign_partner::TrailCheck::default();
    for entry in &book {
        check.see(entry).expect("each follows the one before");
    }
    assert_eq!(check.finish(&[]).expect("whole").heads, [book.last().expect("entries").head()]);
}

#[test]
fn the_partners_own_keys_are_public_and_stay_the_same() {
    let mut client = Client::new(keys::p256(), Alg::Es256);
    let first = body(&client.get("/.well-known/jwks.json", None));
    assert_eq!(first["keys"][0]["kty"], "RSA");
    assert!(first["keys"][0].get("d").is_none());
    assert_eq!(body(&client.get("/.well-known/jwks.json", None)), first);
}

#[test]
fn a_fetched_set_is_kept_and_fetched_anew_for_a_kid_that_it_lacks() {
    let mut client = Client::new(keys::rsa_2048(), Alg::Rs384);
    client.hosted = Some(client.key_set());
    client.register(&serde_json::json!({ "client_id": CLIENT, "jwks_uri": KEY_URL }));
    client.token("system/*.rs");
    client.token("system/*.rs");
    assert_eq!(client.fetches, 1, "the second assertion is checked with the kept set");
    client.key = keys::rsa_2048_other();
    client.hosted = Some(client.key_set());
    client.now = client.now + Seconds::new(10);
    client.token("system/*.rs");
    assert_eq!(client.fetches, 2, "a rotated key is found");
}
