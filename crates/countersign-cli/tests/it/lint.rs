//! `countersign lint`.

use serde_json::Value;

use crate::assertions::{Folder, key_set};
use crate::served::Served;
use crate::support::{key_file, ran, ran_with, usage};

const DISCOVERY: &str = r#"{
  "token_endpoint": "http://ternvalley.example/auth/token",
  "grant_types_supported": ["client_credentials"],
  "token_endpoint_auth_methods_supported": ["private_key_jwt"],
  "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
  "capabilities": ["client-confidential-asymmetric"],
  "code_challenge_methods_supported": ["S256"]
}"#;

#[test]
fn a_good_key_set_passes() {
    let folder = Folder::new();
    let text = ran(["lint", &folder.path("jwks.json")]).done();
    insta::assert_snapshot!("good_key_set", folder.hide(&text));
    assert_eq!(ran_with(["lint", "-"], key_set()).exit, 0);
}

#[test]
fn what_people_read() {
    let ran_ = ran(["lint", &key_file("p256.jwk.json")]);
    assert_eq!(ran_.exit, 1);
    insta::assert_snapshot!("private_key", ran_.stdout);
    let ran_ = ran_with(["lint", "-"], DISCOVERY);
    assert_eq!(ran_.exit, 1);
    insta::assert_snapshot!("discovery", ran_.stdout);
    let page = ran_with(["lint", "-"], "<!doctype html>");
    assert_eq!(page.exit, 1);
    insta::assert_snapshot!("page", page.stdout);
    insta::assert_snapshot!("help", usage(&["lint", "--help"]));
}

#[test]
fn json_is_what_every_build_gives() {
    let json = ran_with(["lint", "-", "--format", "json"], DISCOVERY).stdout;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["document"], "smart-configuration");
    let core = countersign::lint::lint(DISCOVERY, &countersign::rules::Profile::SPEC).findings;
    assert_eq!(json["findings"], serde_json::to_value(core).expect("plain data"));
}

#[test]
fn a_fetch_is_judged_with_what_it_gave() {
    let header = "content-type: text/plain\r\ncache-control: max-age=300";
    let served = Served::new("200 OK", header, &key_set());
    let ran_ = ran(["lint", &served.url("/jwks.json"), "--format", "json"]);
    let json: Value = serde_json::from_str(&ran_.stdout).expect("JSON");
    assert_eq!(json["document"], "jwks");
    let status = |code: &str| {
        let findings = json["findings"].as_array().expect("an array");
        findings.iter().find(|finding| finding["code"] == code).map(|one| one["status"].clone())
    };
    assert_eq!(status("jwks.fetch.failed"), Some("pass".into()));
    assert_eq!(status("jwks.fetch.no-cache-control"), Some("pass".into()));
    assert_ne!(status("jwks.fetch.content-type"), Some("pass".into()));

    let gone = Served::new("404 Not Found", "content-type: text/html", "<html>no such page");
    let keys = ran(["lint", &gone.url("/jwks.json")]);
    assert_eq!(
        (keys.exit, keys.stdout.contains("jwks.fetch.failed")),
        (1, true),
        "{}",
        keys.stdout
    );
    let discovery = ran(["lint", &gone.url("/fhir/.well-known/smart-configuration")]);
    let told = discovery.stdout.contains("discovery.fetch.failed");
    assert_eq!((discovery.exit, told), (1, true), "{}", discovery.stdout);
}

#[test]
fn a_profile_may_put_up_with_more() {
    let json = r#"{"keys": []}"#;
    assert_eq!(ran_with(["lint", "-"], json).exit, 1);
    let jwt = ran_with(["lint", "-", "--profile", "jwt", "--all"], json);
    assert!(jwt.stdout.contains("by profile jwt"), "{}", jwt.stdout);
}
