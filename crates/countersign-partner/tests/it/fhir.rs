//! The FHIR server behind the token.

use countersign::time::Seconds;
use countersign_partner::store::MemoryStore;
use countersign_partner::{Config, Partner, samples};
use http::Request;
use serde_json::{Value, json};

use crate::client::{CLIENT, Client, body, first_fault, header, text};

#[test]
fn a_scope_that_does_not_cover_the_type_is_403_with_what_would() {
    let mut client = Client::rsa();
    let token = client.token("system/Patient.rs");
    let reply = client.get("/fhir/MedicationRequest?patient=odalys-shaw", Some(&token));
    assert_eq!(
        (reply.response.status().as_u16(), first_fault(&reply)),
        (403, "scope.insufficient")
    );
    let challenge = header(&reply, "www-authenticate");
    assert!(
        challenge.contains("insufficient_scope")
            && challenge.contains("system/MedicationRequest.s"),
        "{challenge}"
    );
    assert_eq!(
        (&body(&reply)["resourceType"], &body(&reply)["issue"][0]["code"]),
        (&"OperationOutcome".into(), &"forbidden".into())
    );
    let search_only = client.token("system/Patient.s");
    assert_eq!(client.get("/fhir/Patient", Some(&search_only)).response.status(), 200);
    assert_eq!(
        client.get("/fhir/Patient/odalys-shaw", Some(&search_only)).response.status(),
        403,
        "reading takes r"
    );
}

#[test]
fn tokens_are_needed_known_and_not_ended() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    let none = client.get("/fhir/Patient", None);
    assert_eq!(
        (none.response.status().as_u16(), header(&none, "www-authenticate")),
        (401, "Bearer realm=\"fhir\"")
    );
    let wrong = client.get("/fhir/Patient", Some("tv_nothing"));
    assert_eq!(wrong.response.status(), 401);
    assert!(header(&wrong, "www-authenticate").contains("invalid_token"));
    let basic = Request::get("/fhir/Patient")
        .header("authorization", "Basic eDp5")
        .body(Vec::new())
        .expect("a request");
    assert_eq!(client.send(basic).response.status(), 400);
    assert_eq!(
        client.get(&format!("/fhir/Patient?access_token={token}"), None).response.status(),
        400
    );
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
        seen.extend(
            entries.iter().map(|entry| entry["resource"]["id"].as_str().expect("an id").to_owned()),
        );
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
    let total =
        |client: &mut Client, path: &str| body(&client.get(path, Some(&token)))["total"].as_u64();
    assert_eq!(total(&mut client, "/fhir/Patient?name=SHAW"), Some(1));
    assert_eq!(total(&mut client, "/fhir/Patient?name=nobody"), Some(0));
    assert_eq!(total(&mut client, "/fhir/Patient?identifier=TV-40-11872"), Some(1));
    assert_eq!(total(&mut client, "/fhir/Patient?birthdate=1971-08-09"), Some(1));
    assert_eq!(total(&mut client, "/fhir/MedicationRequest?patient=odalys-shaw"), Some(3));
    assert_eq!(total(&mut client, "/fhir/AllergyIntolerance?patient=Patient/odalys-shaw"), Some(2));
    let count = body(&client.get("/fhir/Patient?_count=0", Some(&token)));
    assert!(
        count["total"].as_u64().is_some_and(|total| total >= 24) && count.get("entry").is_none()
    );
    let unknown = body(&client.get("/fhir/Patient?shoe-size=44&name=shaw", Some(&token)));
    assert_eq!(
        unknown["link"][0]["url"], "https://ternvalley.example/fhir/Patient?name=shaw",
        "self shows what was used"
    );
    let strict = Request::get("/fhir/Patient?shoe-size=44")
        .header("authorization", format!("Bearer {token}"))
        .header("prefer", "handling=strict");
    assert_eq!(client.send(strict.body(Vec::new()).expect("a request")).response.status(), 400);
    for bad in ["birthdate=yesterday", "name:fuzzy=x", "_page=abc", "_count=many"] {
        let reply = client.get(&format!("/fhir/Patient?{bad}"), Some(&token));
        assert_eq!(
            (reply.response.status().as_u16(), &body(&reply)["resourceType"]),
            (400, &"OperationOutcome".into()),
            "{bad}"
        );
    }
    let posted = Request::post("/fhir/Patient/_search")
        .header("authorization", format!("Bearer {token}"))
        .body(b"name=shaw".to_vec());
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
    let again = Request::get("/fhir/Patient/odalys-shaw")
        .header("authorization", format!("Bearer {token}"))
        .header("if-none-match", &etag);
    let again = client.send(again.body(Vec::new()).expect("a request"));
    assert_eq!((again.response.status().as_u16(), text(&again).as_str()), (304, ""));
    let changed = header(&reply, "last-modified").to_owned();
    for (name, value) in [
        ("if-none-match", format!("W/\"x\", {etag}")),
        ("if-none-match", "*".to_owned()),
        ("if-modified-since", changed),
    ] {
        let request = Request::get("/fhir/Patient/odalys-shaw")
            .header("authorization", format!("Bearer {token}"))
            .header(name, value);
        assert_eq!(
            client.send(request.body(Vec::new()).expect("a request")).response.status(),
            304,
            "{name}"
        );
    }
    assert_eq!(client.get("/fhir/Patient/nobody", Some(&token)).response.status(), 404);
    assert_eq!(client.get("/fhir/Condition", Some(&token)).response.status(), 403);
    let xml = Request::get("/fhir/Patient")
        .header("authorization", format!("Bearer {token}"))
        .header("accept", "application/fhir+xml");
    assert_eq!(client.send(xml.body(Vec::new()).expect("a request")).response.status(), 406);
    let head = Request::head("/fhir/Patient")
        .header("authorization", format!("Bearer {token}"))
        .body(Vec::new())
        .expect("a request");
    let head = client.send(head);
    assert_eq!((head.response.status().as_u16(), text(&head).as_str()), (200, ""));
}

#[test]
fn the_capability_statement_is_open_and_names_the_token_endpoint() {
    let mut client = Client::rsa();
    let statement = client.get("/fhir/metadata", None);
    let base = url::Url::parse("https://ternvalley.example/fhir").expect("an address");
    let endpoint = countersign::discovery::SmartConfiguration::from_capability_statement(
        &text(&statement),
        &base,
    )
    .expect("a token endpoint");
    assert_eq!(endpoint.token_endpoint().as_str(), "https://ternvalley.example/auth/token");
    assert_eq!(header(&statement, "access-control-allow-origin"), "*");
}

#[test]
fn the_audit_trail_pages_without_repeating_itself() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    for _ in 0..6 {
        client.get("/fhir/Patient?name=shaw", Some(&token));
    }
    client.now = client.now + Seconds::new(60);
    let later = client.now;
    let (mut path, mut seen) = ("/fhir/AuditEvent?_count=3".to_owned(), Vec::new());
    loop {
        let page = body(&client.get(&path, Some(&token)));
        seen.extend(
            page["entry"]
                .as_array()
                .expect("entries")
                .iter()
                .map(|entry| entry["resource"]["id"].to_string()),
        );
        let next =
            page["link"].as_array().expect("links").iter().find(|link| link["relation"] == "next");
        let Some(next) = next else { break };
        path = next["url"].as_str().expect("an address").replace("https://ternvalley.example", "");
    }
    let unique: std::collections::HashSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), unique.len()), (7, 7), "{seen:?}");
    let since = body(&client.get(&format!("/fhir/AuditEvent?date=ge{later}"), Some(&token)));
    assert_eq!(since["total"], 3, "a moment is compared as one, not as its day");
}

#[test]
fn a_full_audit_trail_pages_without_repeating_itself_until_it_has_forgotten() {
    let mut client = Client::rsa();
    let base = "https://ternvalley.example".parse().expect("a literal address");
    client.partner =
        Partner::new(Config::new("x", &base), MemoryStore::keeping(4), samples::resources());
    let set: Value = serde_json::from_str(&client.key_set()).expect("JSON");
    client.register(&json!({ "client_id": CLIENT, "jwks": set }));
    let token = client.token("system/*.rs");
    for _ in 0..5 {
        client.get("/fhir/Patient?name=shaw", Some(&token));
    }
    let mut ids = |path: &str| {
        let reply = client.get(path, Some(&token));
        let page = body(&reply);
        let entries = page["entry"].as_array().cloned().unwrap_or_default();
        let ids = entries.iter().map(|entry| entry["resource"]["id"].to_string());
        let next = page["link"][1]["url"].as_str().unwrap_or_default();
        (ids.collect::<Vec<_>>(), next.replace("https://ternvalley.example", ""))
    };
    let (first, next) = ids("/fhir/AuditEvent?_count=2");
    assert_eq!(first, ["\"memory-6\"", "\"memory-5\""]);
    assert_eq!(ids(&next).0, ["\"memory-4\""], "the reading wrote one, and forgot one");
    for _ in 0..4 {
        ids("/fhir/Patient");
    }
    let reply = client.get(&next, Some(&token));
    assert_eq!(reply.response.status(), 400, "what it goes on from is gone");
}

#[test]
fn odd_searches_are_refused_or_read_as_meant() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    let mut get = |path: &str| {
        let reply = client.get(path, Some(&token));
        (reply.response.status().as_u16(), body(&reply))
    };
    let (_, page) = get("/fhir/MedicationRequest?_count=3");
    let next = page["link"][1]["url"].as_str().expect("a next link");
    let cursor = next.split("_page=").nth(1).expect("a cursor");
    assert_eq!(
        get(&format!("/fhir/Patient?_page={cursor}")).0,
        400,
        "a cursor belongs to its search"
    );
    assert!(
        get("/fhir/Patient?_count=9999").1["link"][0]["url"]
            .as_str()
            .is_some_and(|url| url.ends_with("_count=100"))
    );
    assert_eq!(get("/fhir/Patient?_lastUpdated=lt1900").1["total"], 0);
    assert_ne!(
        get("/fhir/MedicationRequest?patient=").1["total"],
        0,
        "an empty parameter counts as absent"
    );
    let post = |kind: &str, sent: Vec<u8>| {
        Request::post("/fhir/Patient/_search")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", kind)
            .body(sent)
            .expect("a request")
    };
    let form = "application/x-www-form-urlencoded";
    for (request, status) in [
        (post("application/json", br#"{"name":"shaw"}"#.to_vec()), 415),
        (post(form, vec![b'a'; 1 << 21]), 413),
        (post(form, format!("access_token={token}").into_bytes()), 400),
        (Request::post("/register").body(vec![b'a'; (1 << 20) + 1]).expect("a request"), 413),
        (
            Request::get("/fhir/Patient")
                .header("authorization", format!("Bearer {token}"))
                .header("authorization", "Bearer tv_x")
                .body(Vec::new())
                .expect("a request"),
            400,
        ),
    ] {
        assert_eq!(client.send(request).response.status(), status);
    }
    let put =
        client.send(Request::put("/fhir/Patient/odalys-shaw").body(Vec::new()).expect("a request"));
    assert_eq!(
        (put.response.status().as_u16(), &body(&put)["resourceType"]),
        (405, &"OperationOutcome".into())
    );
}

#[test]
fn a_base_may_have_a_path() {
    use countersign_partner::{Step, block_on};
    let base = url::Url::parse("https://h.example/ehr").expect("an address");
    let partner = Partner::new(Config::new("x", &base), MemoryStore::default(), Vec::new());
    let request = Request::get("https://h.example/ehr/.well-known/smart-configuration")
        .body(Vec::new())
        .expect("a request");
    let mut rng = countersign_testkit::rng();
    let Step::Reply(reply) = block_on(partner.handle(request, countersign_testkit::NOW, &mut rng))
    else {
        panic!("a reply")
    };
    assert_eq!(reply.response.status(), 200);
    let text = String::from_utf8(reply.response.into_body()).expect("UTF-8");
    assert!(text.contains("https://h.example/ehr/auth/token"), "{text}");
}
