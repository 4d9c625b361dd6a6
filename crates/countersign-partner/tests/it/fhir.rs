//! The FHIR server behind the token.

use countersign::time::Seconds;
use http::Request;

use crate::client::{Client, body, first_fault, header, text};

#[test]
fn a_scope_that_does_not_cover_the_type_is_403_with_what_would() {
    let mut client = Client::rsa();
    let token = client.token("system/Patient.rs");
    let reply = client.get("/fhir/MedicationRequest?patient=odalys-shaw", Some(&token));
    assert_eq!((reply.response.status().as_u16(), first_fault(&reply)), (403, "scope.insufficient"));
    let challenge = header(&reply, "www-authenticate");
    assert!(challenge.contains("insufficient_scope") && challenge.contains("system/MedicationRequest.s"), "{challenge}");
    assert_eq!((&body(&reply)["resourceType"], &body(&reply)["issue"][0]["code"]), (&"OperationOutcome".into(), &"forbidden".into()));
    let search_only = client.token("system/Patient.s");
    assert_eq!(client.get("/fhir/Patient", Some(&search_only)).response.status(), 200);
    assert_eq!(client.get("/fhir/Patient/odalys-shaw", Some(&search_only)).response.status(), 403, "reading takes r");
}

#[test]
fn tokens_are_needed_known_and_not_ended() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    let none = client.get("/fhir/Patient", None);
    assert_eq!((none.response.status().as_u16(), header(&none, "www-authenticate")), (401, "Bearer realm=\"fhir\""));
    let wrong = client.get("/fhir/Patient", Some("tv_nothing"));
    assert_eq!(wrong.response.status(), 401);
    assert!(header(&wrong, "www-authenticate").contains("invalid_token"));
    let basic = Request::get("/fhir/Patient").header("authorization", "Basic eDp5").body(Vec::new()).expect("a request");
    assert_eq!(client.send(basic).response.status(), 400);
    assert_eq!(client.get(&format!("/fhir/Patient?access_token={token}"), None).response.status(), 400);
    client.now = client.now + Seconds::new(299);
    assert_eq!(client.get("/fhir/Patient", Some(&token)).response.status(), 200);
    client.now = client.now + Seconds::new(1);
    assert_eq!(client.get("/fhir/Patient", Some(&token)).response.status(), 401);
}

#[test]
fn pages_follow_their_links_to_the_end() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    let mut path = "/fhir/MedicationRequest?_count=7&status=active".to_owned();
    let (mut seen, mut pages, mut total) = (Vec::new(), 0, 0);
    loop {
        let page = body(&client.get(&path, Some(&token)));
        total = page["total"].as_u64().unwrap_or(total);
        let entries = page["entry"].as_array().expect("entries");
        assert!(entries.len() <= 7);
        seen.extend(entries.iter().map(|entry| entry["resource"]["id"].as_str().expect("an id").to_owned()));
        pages += 1;
        let links = page["link"].as_array().expect("links");
        let Some(next) = links.iter().find(|link| link["relation"] == "next") else { break };
        path = next["url"].as_str().expect("an address").replace("https://ternvalley.example", "");
    }
    let unique: std::collections::HashSet<_> = seen.iter().collect();
    assert!(pages > 2 && unique.len() == seen.len());
    assert_eq!(seen.len() as u64, total);
}

#[test]
fn searches_answer_as_fhir_asks() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    let total = |client: &mut Client, path: &str| body(&client.get(path, Some(&token)))["total"].as_u64();
    assert_eq!(total(&mut client, "/fhir/Patient?name=SHAW"), Some(1));
    assert_eq!(total(&mut client, "/fhir/Patient?name=nobody"), Some(0));
    assert_eq!(total(&mut client, "/fhir/Patient?identifier=TV-40-11872"), Some(1));
    assert_eq!(total(&mut client, "/fhir/Patient?birthdate=1971-08-09"), Some(1));
    assert_eq!(total(&mut client, "/fhir/MedicationRequest?patient=odalys-shaw"), Some(3));
    assert_eq!(total(&mut client, "/fhir/AllergyIntolerance?patient=Patient/odalys-shaw"), Some(2));
    let count = body(&client.get("/fhir/Patient?_count=0", Some(&token)));
    assert!(count["total"].as_u64().is_some_and(|total| total >= 24) && count.get("entry").is_none());
    let unknown = body(&client.get("/fhir/Patient?shoe-size=44&name=shaw", Some(&token)));
    assert_eq!(unknown["link"][0]["url"], "https://ternvalley.example/fhir/Patient?name=shaw", "self shows what was used");
    let strict = Request::get("/fhir/Patient?shoe-size=44").header("authorization", format!("Bearer {token}")).header("prefer", "handling=strict");
    assert_eq!(client.send(strict.body(Vec::new()).expect("a request")).response.status(), 400);
    for bad in ["birthdate=yesterday", "name:fuzzy=x", "_page=abc", "_count=many"] {
        let reply = client.get(&format!("/fhir/Patient?{bad}"), Some(&token));
        assert_eq!((reply.response.status().as_u16(), &body(&reply)["resourceType"]), (400, &"OperationOutcome".into()), "{bad}");
    }
    let posted = Request::post("/fhir/Patient/_search").header("authorization", format!("Bearer {token}")).body(b"name=shaw".to_vec());
    assert_eq!(body(&client.send(posted.expect("a request")))["total"], 1);
}

#[test]
fn a_read_has_its_version_and_can_be_unchanged() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    let reply = client.get("/fhir/Patient/odalys-shaw", Some(&token));
    let etag = header(&reply, "etag").to_owned();
    assert!(etag.starts_with("W/\"") && header(&reply, "last-modified").ends_with("GMT"), "{etag}");
    assert_eq!(header(&reply, "content-type"), "application/fhir+json; charset=utf-8");
    let again = Request::get("/fhir/Patient/odalys-shaw").header("authorization", format!("Bearer {token}")).header("if-none-match", &etag);
    let again = client.send(again.body(Vec::new()).expect("a request"));
    assert_eq!((again.response.status().as_u16(), text(&again).as_str()), (304, ""));
    assert_eq!(client.get("/fhir/Patient/nobody", Some(&token)).response.status(), 404);
    assert_eq!(client.get("/fhir/Observation", Some(&token)).response.status(), 404);
    let xml = Request::get("/fhir/Patient").header("authorization", format!("Bearer {token}")).header("accept", "application/fhir+xml");
    assert_eq!(client.send(xml.body(Vec::new()).expect("a request")).response.status(), 406);
    let head = Request::head("/fhir/Patient").header("authorization", format!("Bearer {token}")).body(Vec::new()).expect("a request");
    let head = client.send(head);
    assert_eq!((head.response.status().as_u16(), text(&head).as_str()), (200, ""));
}

#[test]
fn the_capability_statement_is_open_and_names_the_token_endpoint() {
    let mut client = Client::rsa();
    let statement = client.get("/fhir/metadata", None);
    let base = url::Url::parse("https://ternvalley.example/fhir").expect("an address");
    let endpoint = countersign::discovery::SmartConfiguration::from_capability_statement(&text(&statement), &base).expect("a token endpoint");
    assert_eq!(endpoint.token_endpoint().as_str(), "https://ternvalley.example/auth/token");
    assert_eq!(header(&statement, "access-control-allow-origin"), "*");
}
