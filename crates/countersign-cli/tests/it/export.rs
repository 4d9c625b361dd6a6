//! `countersign fetch '$export'`.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::server::{CLIENT, Server, response};
use crate::support::{Ran, key_file, ran};

const SCOPE: &str = "system/Patient.rs system/AllergyIntolerance.rs";

fn export(server: &Server, query: &str, further: &[&str]) -> Ran {
    let (base, key) = (server.fhir(), key_file("rsa-2048.pem"));
    let args = ["fetch", "--fhir", &base, "--key", &key, "--client-id", CLIENT, "--scope", SCOPE];
    ran(args.iter().chain(&[query]).chain(further))
}

/// A server whose export goes as `answer` says, for requests below `/fhir`.
fn exporting(
    answer: impl Fn(&str, &http::Request<Vec<u8>>) -> http::Response<Vec<u8>> + Send + Sync + 'static,
) -> Server {
    Server::answering(move |request| {
        let base = format!("http://{}", request.headers()["host"].to_str().expect("a host"));
        match request.uri().path() {
            "/fhir/.well-known/smart-configuration" => {
                response(200, &[], json!({ "token_endpoint": format!("{base}/token") }).to_string())
            }
            "/token" => {
                let token = json!({ "access_token": "t", "token_type": "bearer", "expires_in": 300, "scope": SCOPE });
                let headers = [("cache-control", "no-store"), ("pragma", "no-cache")];
                response(200, &headers, token.to_string())
            }
            _ => answer(&base, request),
        }
    })
}

#[test]
fn an_export_is_waited_for_fetched_and_deleted() {
    let server = Server::partner();
    let ran = export(&server, "Patient/$export?_type=Patient,AllergyIntolerance", &[]);
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
    let lines: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let types: BTreeSet<_> = lines.iter().map(|line| line["resourceType"].as_str()).collect();
    assert_eq!(types, BTreeSet::from([Some("AllergyIntolerance"), Some("Patient")]));
    let patients = lines.iter().filter(|line| line["resourceType"] == "Patient").count();

    let begun = &server.seen("/fhir/Patient/$export")[0];
    assert_eq!(begun.headers()["prefer"], "respond-async");
    let again = Server::partner();
    let key = key_file("rsa-2048.pem");
    let args = ["fetch", "--fhir", &again.fhir(), "--key", &key, "--client-id", CLIENT];
    let searched = ran_json(&args, &["--scope", SCOPE, "Patient", "--all", "--format", "json"]);
    assert_eq!(searched.as_array().map(Vec::len), Some(patients), "as many as a search finds");
    let asked = server.all();
    let (method, path) = asked.last().expect("requests").clone();
    assert_eq!(method, "DELETE");
    assert!(path.starts_with("/fhir/export/"), "{path}");
}

fn ran_json(args: &[&str], further: &[&str]) -> Value {
    serde_json::from_str(&ran(args.iter().chain(further)).done()).expect("JSON")
}

#[test]
fn it_is_asked_for_until_it_is_done_and_files_elsewhere_see_no_token() {
    let files = Server::answering(|request| {
        assert!(!request.headers().contains_key("authorization"));
        response(
            200,
            &[],
            "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n\n{\"resourceType\":\"Patient\",\"id\":\"b\"}\n",
        )
    });
    let looks = AtomicUsize::new(0);
    let file = format!("{}/a.ndjson?signature=s3cr3t", files.base);
    let server =
        exporting(move |base, request| match (request.method().as_str(), request.uri().path()) {
            ("GET", "/fhir/$export") => {
                response(202, &[("content-location", &format!("{base}/fhir/jobs/1"))], "")
            }
            ("GET", "/fhir/jobs/1") if looks.fetch_add(1, Ordering::SeqCst) < 2 => {
                response(202, &[("retry-after", "0"), ("x-progress", "half")], "")
            }
            ("GET", "/fhir/jobs/1") => {
                let manifest = json!({
                    "requiresAccessToken": false, "output": [{ "type": "Patient", "url": file }],
                    "deleted": [{ "type": "Bundle", "url": "https://files.example/deleted" }],
                });
                response(200, &[], manifest.to_string())
            }
            ("DELETE", "/fhir/jobs/1") => response(202, &[], ""),
            asked => panic!("{asked:?}"),
        });
    let ran = export(&server, "$export", &["--format", "json"]);
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    let found: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((found[0]["id"].as_str(), found[1]["id"].as_str()), (Some("a"), Some("b")));
    assert_eq!(
        ran.stderr,
        "warn  resources that were deleted are listed in the export, and not fetched\n"
    );
    assert_eq!(server.seen("/fhir/jobs/1").len(), 4);
}

#[test]
fn a_token_is_not_sent_after_a_file_elsewhere() {
    let elsewhere = Server::answering(|_| response(200, &[], ""));
    let file = format!("{}/a.ndjson", elsewhere.base);
    let server =
        exporting(move |base, request| match (request.method().as_str(), request.uri().path()) {
            ("GET", "/fhir/$export") => {
                response(202, &[("content-location", &format!("{base}/fhir/jobs/1"))], "")
            }
            ("GET", _) => {
                let output = json!([{ "type": "Patient", "url": file }]);
                response(
                    200,
                    &[],
                    json!({ "requiresAccessToken": true, "output": output }).to_string(),
                )
            }
            _ => response(202, &[], ""),
        });
    let said = export(&server, "$export", &[]).failed();
    assert!(said.contains(&format!("it is not sent to {}", elsewhere.base)), "{said}");
    assert!(elsewhere.all().is_empty());
    assert_eq!(server.all().last().expect("requests").0, "DELETE", "it is forgotten all the same");
}

#[test]
fn what_is_wrong_with_an_export_is_said() {
    let server = exporting(|base, request| match request.uri().path() {
        "/fhir/$export" => response(202, &[], ""),
        "/fhir/Patient/$export" => {
            response(202, &[("content-location", &format!("{base}/fhir/jobs/1"))], "")
        }
        "/fhir/jobs/1" => {
            let output = json!([{ "type": "Patient", "url": format!("{base}/fhir/files/1") }]);
            response(200, &[], json!({ "requiresAccessToken": true, "output": output }).to_string())
        }
        _ => response(200, &[], "{\"resourceType\":\"Patient\"}\n{\"resourceTy"),
    });
    let said = export(&server, "$export", &[]).failed();
    assert!(said.contains("no Content-Location says where to ask for it"), "{said}");
    let said = export(&server, "Patient/$export", &[]).failed();
    assert!(said.contains("/fhir/files/1: line 2: the answer is not JSON"), "{said}");
}

#[test]
fn an_export_that_the_token_does_not_cover_is_refused() {
    let server = Server::partner();
    let ran = export(&server, "$export?_type=MedicationRequest", &[]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.starts_with("REFUSED  403"), "{}", ran.stderr);
}
