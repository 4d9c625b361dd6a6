//! Data of one's own.

use countersign_partner::{Config, LoadError, Partner, store::MemoryStore};
use countersign_testkit::keys;
use proptest::prelude::*;
use serde_json::{Value, json};

use countersign::jws::Alg;

use crate::client::{Client, body};

fn empty() -> Partner<MemoryStore> {
    let base = url::Url::parse("https://ternvalley.example").expect("an address");
    Partner::new(Config::new("Ours", &base), MemoryStore::default(), Vec::new())
}

/// A registered client of a partner that holds what is in `text`.
fn loaded(text: &str) -> Client {
    let mut client = Client::new(keys::p384(), Alg::Es384);
    client.partner = empty();
    client.partner.load(text).expect("it can be loaded");
    let set: Value = serde_json::from_str(&client.key_set()).expect("JSON");
    client.register(&json!({ "client_id": crate::client::CLIENT, "jwks": set }));
    client
}

#[test]
fn a_text_is_read_in_each_form_that_people_have() {
    let (ada, ben) =
        (r#"{"resourceType":"Patient","id":"ada"}"#, r#"{"resourceType":"Patient","id":"ben"}"#);
    let bundle = |kind: &str| {
        format!(
            r#"{{"resourceType":"Bundle","type":"{kind}","entry":[{{"resource":{ada}}},{{"resource":{ben}}},
                {{"resource":{{"resourceType":"OperationOutcome"}},"search":{{"mode":"outcome"}}}}]}}"#
        )
    };
    for (text, count) in [
        (ada.to_owned(), 1),
        (format!("[{ada}, {ben}]"), 2),
        (format!("{ada}\n{ben}\n"), 2),
        (format!("\n{ada}\r\n\r\n{ben}"), 2),
        (bundle("searchset"), 2),
        (bundle("collection"), 2),
        (bundle("transaction"), 2),
        (format!("[{}]", bundle("collection")), 2),
        (format!("\u{feff}{ada}"), 1),
        ("[]".to_owned(), 0),
        (r#"{"resourceType":"Bundle","type":"collection"}"#.to_owned(), 0),
    ] {
        assert_eq!(empty().load(&text), Ok(count), "{text}");
    }
}

#[test]
fn what_cannot_be_loaded_is_named_with_its_place_and_nothing_is_kept() {
    let good = r#"{"resourceType":"Patient","id":"ada"}"#;
    let rows = [
        ("", "data.not-json", "line 1: "),
        ("{", "data.not-json", "line 1, column 1: "),
        (&format!("{good}\n{{\"id\"}}\n"), "data.not-json", "line 2, column 6: "),
        (&format!("[{good}, 4]"), "data.no-resource", "[1]: "),
        (r#"{"id":"a"}"#, "data.no-resource", "the document: "),
        (r#"[{"resourceType":"patient","id":"a"}]"#, "data.bad-type", "[0]: "),
        (&format!("{good}\n\n{{\"resourceType\":\"Patient\"}}"), "data.no-id", "line 3: "),
        (r#"{"resourceType":"Patient","id":"a b"}"#, "data.bad-id", "the document: "),
        (r#"{"resourceType":"Patient","id":7}"#, "data.no-id", "the document: "),
        (
            &format!("{good}{good}"),
            "data.repeated",
            "line 1: Patient/ada is there already, at line 1",
        ),
        (r#"{"resourceType":"AuditEvent","id":"a"}"#, "data.own-type", "the document: "),
        (
            r#"{"resourceType":"Bundle","entry":[{},{"resource":{"resourceType":"Patient"}}]}"#,
            "data.no-resource",
            "entry[0]: ",
        ),
        (r#"{"resourceType":"Bundle","entry":[4]}"#, "data.no-resource", "entry[0]: "),
        (r#"{"resourceType":"Bundle","entry":{}}"#, "data.no-resource", "entry: "),
        (
            r#"[{"resourceType":"Bundle","entry":[{"request":{"method":"DELETE","url":"Patient/a"}}]}]"#,
            "data.no-data",
            "[0].entry[0]: the entry asks for DELETE",
        ),
        (
            &format!("{good}\n{{\"resourceType\":\"Bundle\",\"entry\":[{{\"resource\":{good}}}]}}"),
            "data.repeated",
            "line 2: entry[0]: ",
        ),
    ];
    for (text, code, place) in rows {
        let mut partner = empty();
        let error: LoadError = partner.load(text).expect_err(text);
        assert_eq!(error.code(), code, "{text}: {error}");
        assert!(error.to_string().starts_with(place), "{text}: {error}");
        assert_eq!(partner.load(good), Ok(1));
    }
}

#[test]
fn references_inside_a_transaction_lead_to_what_is_served() {
    let transaction = json!({ "resourceType": "Bundle", "type": "transaction", "entry": [
        { "fullUrl": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
          "resource": { "resourceType": "Patient", "name": [{ "family": "Shaw" }] },
          "request": { "method": "POST", "url": "Patient" } },
        { "fullUrl": "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a",
          "resource": { "resourceType": "Observation", "id": "bp", "status": "final",
            "subject": { "reference": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0" },
            "performer": [{ "reference": "Practitioner?identifier=7" }] },
          "request": { "method": "PUT", "url": "Observation/bp" } },
    ] });
    let mut client = loaded(&transaction.to_string());
    let token = client.token("system/*.rs");
    let found = body(
        &client.get("/fhir/Observation?patient=0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", Some(&token)),
    );
    assert_eq!(found["total"], 1);
    let seen = &found["entry"][0]["resource"];
    assert_eq!(seen["subject"]["reference"], "Patient/0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0");
    assert_eq!(seen["performer"][0]["reference"], "Practitioner?identifier=7");
    let path = format!("/fhir/{}", seen["subject"]["reference"].as_str().expect("text"));
    assert_eq!(body(&client.get(&path, Some(&token)))["name"][0]["family"], "Shaw");
}

#[test]
fn a_type_that_comes_with_the_data_is_served_listed_and_granted() {
    let mut client = loaded(
        r#"{"resourceType":"Immunization","id":"i1","patient":{"reference":"Patient/ada"},"meta":{"lastUpdated":"2026-01-02T03:04:05Z"}}
           {"resourceType":"Immunization","id":"i2","patient":{"reference":"Patient/ben"}}
           {"resourceType":"Location","id":"ward-3"}"#,
    );
    let discovery = body(&client.get("/.well-known/smart-configuration", None));
    assert!(
        discovery["scopes_supported"]
            .as_array()
            .is_some_and(|scopes| scopes.contains(&"system/Immunization.rs".into()))
    );
    let statement = body(&client.get("/fhir/metadata", None));
    let searched = |of: &str| -> Vec<String> {
        let resources = statement["rest"][0]["resource"].as_array().expect("resources");
        let found = resources.iter().find(|one| one["type"] == of).expect("the type");
        let listed = found["searchParam"].as_array().expect("parameters");
        listed.iter().map(|one| one["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(searched("Immunization"), ["_id", "_lastUpdated", "patient"]);
    assert_eq!(searched("Location"), ["_id", "_lastUpdated"], "a ward is about nobody");

    let token = client.token("system/Immunization.rs");
    for (query, total) in [
        ("patient=ada", 1),
        ("patient=Patient/ben", 1),
        ("_id=i2", 1),
        ("_lastUpdated=2026", 1),
        ("", 2),
    ] {
        let found = body(&client.get(&format!("/fhir/Immunization?{query}"), Some(&token)));
        assert_eq!(found["total"], total, "{query}");
    }
    assert_eq!(client.get("/fhir/Immunization/i1", Some(&token)).response.status(), 200);
    assert_eq!(client.get("/fhir/Location", Some(&token)).response.status(), 403);
}

#[test]
fn what_is_loaded_later_takes_the_place_of_what_was_there() {
    let mut client = loaded(r#"{"resourceType":"Patient","id":"ada","gender":"other"}"#);
    let later = r#"[{"resourceType":"Patient","id":"ada","gender":"female"},{"resourceType":"Patient","id":"ben"}]"#;
    assert_eq!(client.partner.load(later), Ok(2));
    let token = client.token("system/*.rs");
    assert_eq!(body(&client.get("/fhir/Patient/ada", Some(&token)))["gender"], "female");
    assert_eq!(body(&client.get("/fhir/Patient", Some(&token)))["total"], 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}") {
        let _ = empty().load(&text);
    }

    #[test]
    fn no_bundle_makes_it_panic(
        parts in prop::collection::vec(prop::sample::select(vec![
            "{}", "[]", "4", "null", "\"a\"", r#""resourceType":"Bundle""#, r#""resourceType":"Patient""#, r#""entry":[{"#,
            r#""resource":{"#, r#""fullUrl":"urn:uuid:é""#, r#""id":"a""#, r#""search":"#, r#""request":{"method":"PUT"}"#,
            "{", "}", "[", "]", ",", "\n",
        ]), 0..14),
    ) {
        let _ = empty().load(&parts.concat());
    }
}
