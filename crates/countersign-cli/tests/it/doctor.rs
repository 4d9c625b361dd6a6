//! `countersign doctor`.

use countersign::jws::Alg;
use countersign_testkit::keys;
use insta::{Settings, assert_snapshot};
use serde_json::{Value, json};

use crate::server::{CLIENT, Server, response};
use crate::support::{Ran, key_file, ran};

const DISCOVERY: &str = "/fhir/.well-known/smart-configuration";

fn doctor(server: &Server, key: &str, further: &[&str]) -> Ran {
    let (base, key) = (server.fhir(), key_file(key));
    let args = ["doctor", "--fhir", &base, "--key", &key, "--client-id", CLIENT];
    ran(args.iter().chain(further))
}

fn on(server: &Server, check: impl FnOnce()) {
    let mut settings = Settings::clone_current();
    settings.add_filter(&server.base, "http://127.0.0.1:8481");
    settings.bind(check);
}

/// Each link with its status.
fn links(ran: &Ran) -> Vec<(String, String)> {
    let found: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let links = found["links"].as_array().expect("links").iter();
    links.map(|link| (text(&link["name"]), text(&link["status"]))).collect()
}

#[test]
fn a_whole_chain_is_walked_to_a_record() {
    let server = Server::partner();
    let ran = doctor(&server, "rsa-2048.pem", &[]);
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
    on(&server, || assert_snapshot!(ran.stdout));
    assert_eq!(server.seen("/fhir/Patient").len(), 1);
}

#[test]
fn the_first_broken_link_is_explained() {
    let server = Server::partner();
    let ran = doctor(&server, "rsa-2048-other.pem", &["--scope", "system/Patient.rs"]);
    assert_eq!((ran.exit, ran.stderr.as_str()), (1, ""));
    on(&server, || assert_snapshot!(ran.stdout));
}

#[test]
fn where_nobody_answers_nothing_else_is_tried() {
    let server = Server::answering(|_| response(500, &[], ""));
    let base = server.fhir().replace("127.0.0.1", "ehr.invalid");
    let key = key_file("rsa-2048.pem");
    let ran = ran(["doctor", "--fhir", &base, "--key", &key, "--client-id", CLIENT]);
    assert_eq!(ran.exit, 1);
    assert_snapshot!(ran.stdout.replace(&base, "http://ehr.invalid:8481/fhir"));
}

#[test]
fn without_the_token_endpoint_the_clock_is_still_compared() {
    let server = Server::answering(|_| {
        let mut nothing = response(404, &[], "");
        let early = "Tue, 12 May 2026 13:53:20 GMT".parse().expect("a header");
        nothing.headers_mut().insert("date", early);
        nothing
    });
    let ran = doctor(&server, "rsa-2048.pem", &["--format", "json"]);
    assert_eq!(ran.exit, 1);
    let links = links(&ran);
    let status =
        |name: &str| links.iter().find(|(link, _)| link == name).map(|(_, status)| &**status);
    assert_eq!((status("server"), status("discovery")), (Some("pass"), Some("fail")));
    assert_eq!(status("clock"), Some("warn"));
    assert_eq!((status("assertion"), status("records")), (Some("skipped"), Some("skipped")));
}

#[test]
fn a_key_that_signs_what_is_not_taken_is_a_broken_link() {
    let server = Server::partner_for(keys::RSA_2048, Alg::Rs384);
    let ran = doctor(&server, "p256.pem", &["--format", "json"]);
    assert_eq!(ran.exit, 1);
    let broken = links(&ran).into_iter().find(|(_, status)| status == "fail");
    assert_eq!(broken, Some(("key".to_owned(), "fail".to_owned())));
}

#[test]
fn the_published_key_set_is_looked_at() {
    let hosted = |set: Value| {
        Server::answering(move |_| {
            let headers = [("content-type", "application/json"), ("cache-control", "max-age=300")];
            response(200, &headers, set.to_string())
        })
    };
    let jwks = |key: &str| {
        let set = ran(["jwks", &key_file(key)]).done();
        serde_json::from_str::<Value>(&set).expect("JSON")
    };
    for (set, status) in
        [(jwks("rsa-2048.pem"), "pass"), (jwks("p384.pem"), "fail"), (json!([]), "fail")]
    {
        let (server, published) = (Server::partner(), hosted(set.clone()));
        let url = format!("{}/jwks.json", published.base);
        let ran = doctor(&server, "rsa-2048.pem", &["--key-set", &url, "--format", "json"]);
        let links = links(&ran);
        let found = links.iter().find(|(name, _)| name == "key set").map(|(_, status)| &**status);
        assert_eq!(found, Some(status), "{set}");
    }
}

#[test]
fn the_bundle_holds_what_support_needs_and_no_secret() {
    let server = Server::partner();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("support.json");
    let bundle = file.to_str().expect("a name in UTF-8");
    let options = ["--bundle", bundle, "--header", "X-Gateway-Key: k-4711"];
    let ran = doctor(&server, "rsa-2048.pem", &options);
    assert_eq!(ran.exit, 0, "{}", ran.stdout);
    let text = std::fs::read_to_string(&file).expect("written");
    let kept: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(kept["clientId"], CLIENT);
    assert_eq!(kept["tokenEndpoint"], format!("{}/auth/token", server.base));
    assert_eq!(kept["clockSkewSeconds"], 0);
    assert_eq!(kept["exchanges"].as_array().map(Vec::len), Some(3));
    assert_eq!(kept["reports"][0]["verdict"], "accepted");
    let note = kept["notes"][0].as_str().expect("a note");
    assert!(note.starts_with("pass server: "), "{note}");

    let sent = &server.seen("/fhir/Patient")[0];
    let bearer = sent.headers()["authorization"].to_str().expect("text");
    let token = bearer.strip_prefix("Bearer ").expect("a bearer token");
    let form = String::from_utf8(server.seen("/auth/token")[0].body().clone()).expect("a form");
    let signature = form.rsplit('.').next().expect("a signature");
    let private = keys::RSA_2048.pem.lines().nth(1).expect("a body");
    for secret in [private, token, signature, "k-4711", "Shaw", "birthDate"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }

    let again = doctor(&Server::partner(), "rsa-2048.pem", &["--bundle", bundle]);
    assert!(again.failed().contains("there is such a file already"));
    let forced = doctor(&Server::partner(), "rsa-2048.pem", &["--bundle", bundle, "--force"]);
    assert_eq!(forced.exit, 0);
}

#[test]
fn every_fault_of_the_partner_breaks_the_link_it_is_about() {
    let html = || response(200, &[("content-type", "text/html")], "<html>Sign in</html>");
    let outcome = json!({ "resourceType": "OperationOutcome", "issue": [
        { "severity": "error", "code": "forbidden" },
    ]});
    let rows = [
        (DISCOVERY, response(200, &[], "{}"), "discovery"),
        (DISCOVERY, response(503, &[("retry-after", "900")], ""), "discovery"),
        ("/auth/token", html(), "token"),
        ("/auth/token", response(302, &[("location", "/login")], ""), "token"),
        ("/fhir/Patient", html(), "records"),
        ("/fhir/Patient", response(403, &[], outcome.to_string()), "records"),
    ];
    for (path, fault, link) in rows {
        let server = Server::partner().fault(path, fault);
        let scope = ["--scope", "system/Patient.rs", "--format", "json"];
        let ran = doctor(&server, "rsa-2048.pem", &scope);
        let broken: Vec<_> =
            links(&ran).into_iter().filter(|(_, status)| status == "fail").collect();
        assert_eq!((ran.exit, broken), (1, vec![(link.to_owned(), "fail".to_owned())]), "{path}");
    }
}
