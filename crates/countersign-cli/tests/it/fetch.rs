//! `countersign fetch`.

use std::collections::HashSet;

use insta::{Settings, assert_snapshot};
use serde_json::{Value, json};

use crate::server::{CLIENT, Server, response};
use crate::support::{Ran, key_file, ran};

const SCOPE: &str = "system/Patient.rs system/MedicationRequest.rs system/AllergyIntolerance.rs";

fn fetch_with(server: &Server, scope: &str, further: &[&str]) -> Ran {
    let (base, key) = (server.fhir(), key_file("rsa-2048.pem"));
    let args = ["fetch", "--fhir", &base, "--key", &key, "--client-id", CLIENT, "--scope", scope];
    ran(args.iter().chain(further))
}

fn fetch(server: &Server, further: &[&str]) -> Ran {
    fetch_with(server, SCOPE, further)
}

fn on(server: &Server, check: impl FnOnce()) {
    let mut settings = Settings::clone_current();
    settings.add_filter(&server.base, "http://127.0.0.1:8481");
    settings.bind(check);
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_page_is_printed_as_it_came() {
    let server = Server::partner();
    let bundle = json(&fetch(&server, &["Patient?name=shaw"]).done());
    assert_eq!((&bundle["resourceType"], &bundle["type"]), (&json!("Bundle"), &json!("searchset")));
    assert_eq!(bundle["entry"][0]["resource"]["name"][0]["family"], "Shaw");

    let one = json(&fetch(&Server::partner(), &["Patient/odalys-shaw"]).done());
    assert_eq!((&one["resourceType"], &one["id"]), (&json!("Patient"), &json!("odalys-shaw")));
}

#[test]
fn pages_are_followed_to_the_last() {
    let server = Server::partner();
    let total = json(&fetch(&server, &["Patient"]).done())["total"].as_u64().expect("a total");
    assert!(total > 3, "several pages of two");

    let server = Server::partner();
    let ran = fetch(&server, &["Patient?_count=2", "--all"]);
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
    let ids: HashSet<String> = ran
        .stdout
        .lines()
        .map(|line| json(line)["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(u64::try_from(ids.len()), Ok(total));
    assert!(server.seen("/fhir/Patient").len() > 2);

    let in_json = fetch(&Server::partner(), &["Patient?_count=2", "--all", "--format", "json"]);
    assert_eq!(in_json.done(), ran.stdout, "with either format");

    let ran = fetch(&Server::partner(), &["Patient?_count=2"]);
    let expected =
        format!("warn  1 page, 2 resources of {total} in all; there are further pages: --all\n");
    assert_eq!((ran.exit, ran.stderr), (0, expected));
}

#[test]
fn several_queries_give_a_line_each() {
    let server = Server::partner();
    let printed = fetch(&server, &["Patient?name=shaw", "AllergyIntolerance?_count=1"]).done();
    let types: Vec<Value> = printed
        .lines()
        .map(|line| json(line)["entry"][0]["resource"]["resourceType"].clone())
        .collect();
    assert_eq!(types, [json!("Patient"), json!("AllergyIntolerance")]);
    assert_eq!(server.seen("/auth/token").len(), 1, "one token serves them all");
}

#[test]
fn a_summary_is_for_a_person() {
    let server = Server::partner();
    let queries = [
        "Patient/odalys-shaw",
        "MedicationRequest?patient=odalys-shaw",
        "AllergyIntolerance?patient=odalys-shaw",
        "--summary",
    ];
    assert_snapshot!(fetch(&server, &queries).done());
    let summary =
        json(&fetch(&Server::partner(), &[&queries[..], &["--format", "json"]].concat()).done());
    assert_eq!(summary["patients"][0]["name"]["text"], "Odalys Shaw");
    assert_eq!(summary["patients"][0]["source"], "Patient/odalys-shaw");
}

#[test]
fn a_token_that_is_refused_is_replaced_once() {
    let ended = || {
        let challenge = "Bearer error=\"invalid_token\", error_description=\"The token has ended\"";
        response(401, &[("www-authenticate", challenge)], "")
    };
    let server = Server::partner().fault("/fhir/Patient", ended());
    fetch(&server, &["Patient?name=shaw"]).done();
    assert_eq!(server.seen("/auth/token").len(), 2);
    let bearer = |at: usize| server.seen("/fhir/Patient")[at].headers()["authorization"].clone();
    assert_ne!(bearer(0), bearer(1));

    let server = Server::partner().fault("/fhir/Patient", ended()).fault("/fhir/Patient", ended());
    let ran = fetch(&server, &["Patient?name=shaw"]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains("1  likely  The access token has ended"), "{}", ran.stderr);
    assert_eq!((server.seen("/auth/token").len(), server.seen("/fhir/Patient").len()), (2, 2));
}

#[test]
fn what_the_scope_does_not_permit_is_traced_to_it() {
    let server = Server::partner();
    let ran = fetch_with(&server, "system/Patient.rs", &["AllergyIntolerance"]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""));
    on(&server, || assert_snapshot!(ran.stderr));
}

#[test]
fn what_the_server_says_about_a_search_is_passed_on() {
    let outcome = json!({ "resourceType": "OperationOutcome", "issue": [{
        "severity": "warning", "code": "not-supported", "diagnostics": "the parameter eyes is passed over",
    }]});
    let bundle = json!({ "resourceType": "Bundle", "type": "searchset", "total": 0, "entry": [
        { "resource": outcome, "search": { "mode": "outcome" } },
    ]});
    let server = Server::partner().fault("/fhir/Patient", response(200, &[], bundle.to_string()));
    let ran = fetch(&server, &["Patient?eyes=blue", "--all"]);
    let said = "warn  the server says: not-supported: the parameter eyes is passed over\n";
    assert_eq!((ran.exit, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", said));
}

#[test]
fn a_next_link_leads_nowhere_else_and_not_in_a_circle() {
    let page = |link: &str| {
        let link = json!([{ "relation": "next", "url": link }]);
        let bundle = json!({ "resourceType": "Bundle", "type": "searchset", "link": link });
        response(200, &[], bundle.to_string())
    };
    let elsewhere = Server::partner();
    let server =
        Server::partner().fault("/fhir/Patient", page(&format!("{}/fhir/Patient", elsewhere.base)));
    let said = fetch(&server, &["Patient", "--all"]).failed();
    assert!(said.contains(&format!("it is not sent to {}", elsewhere.base)), "{said}");
    assert!(elsewhere.seen("/fhir/Patient").is_empty());

    let server = Server::partner();
    let here = page(&format!("{}/fhir/Patient", server.base));
    let server = server.fault("/fhir/Patient", here.clone()).fault("/fhir/Patient", here);
    let said = fetch(&server, &["Patient", "--all"]).failed();
    assert!(said.contains("lead in a circle, after 2 pages, 0 resources"), "{said}");
}

#[test]
fn a_refusal_after_some_pages_does_not_pass_for_the_end() {
    let denied = || response(403, &[], "");
    let server = Server::partner();
    let link = json!([{ "relation": "next", "url": format!("{}/fhir/next", server.base) }]);
    let entry = json!([{ "resource": { "resourceType": "Patient", "id": "a" } }]);
    let page =
        json!({ "resourceType": "Bundle", "type": "searchset", "link": link, "entry": entry });
    let server = server
        .fault("/fhir/Patient", response(200, &[], page.to_string()))
        .fault("/fhir/next", denied());
    let ran = fetch(&server, &["Patient", "--all", "--format", "json"]);
    assert_eq!(ran.exit, 1);
    assert_eq!(ran.stdout, "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n");
    assert!(ran.stderr.starts_with("REFUSED  403"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("warn  this came after 1 page, 1 resource\n"), "{}", ran.stderr);
}

#[test]
fn all_pages_go_to_a_file_when_they_are_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("patients.ndjson");
    let out = file.display().to_string();
    let printed = fetch(&Server::partner(), &["Patient?_count=2", "--all"]).done();
    let ran = fetch(&Server::partner(), &["Patient?_count=2", "--all", "--out", &out]);
    let count = printed.lines().count();
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, ""));
    assert_eq!(ran.stderr, format!("{count} resources, in {out}\n"));
    assert_eq!(std::fs::read_to_string(&file).expect("written"), printed);

    let server = Server::partner();
    let said = fetch(&server, &["Patient", "--all", "--out", &out]).failed();
    assert!(said.contains("there is such a file already"), "{said}");
    assert!(server.all().is_empty(), "nothing is asked that could not be written");
    fetch(&server, &["Patient", "--all", "--out", &out, "--force"]);
    assert_eq!(std::fs::read_to_string(&file).expect("written").lines().count(), count);

    let said =
        fetch(&server, &["Patient", "--out", &folder.path().join("x").display().to_string()])
            .failed();
    assert!(said.contains("hint: print its resources with --all"), "{said}");
}

#[test]
fn a_page_in_html_is_no_answer() {
    let login = response(200, &[("content-type", "text/html")], "<html><title>Sign in</title>");
    let server = Server::partner().fault("/fhir/Patient", login);
    let ran = fetch(&server, &["Patient"]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""));
    assert!(
        ran.stderr.starts_with("REFUSED  200 with a page that wants somebody to log in"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_query_stays_below_the_base() {
    let said = fetch(&Server::partner(), &["https://elsewhere.example/fhir/Patient"]).failed();
    assert!(said.contains("it is not sent to https://elsewhere.example"), "{said}");
    let said = fetch(&Server::partner(), &["../admin"]).failed();
    assert!(said.contains("outside the FHIR base /fhir/"), "{said}");
}
