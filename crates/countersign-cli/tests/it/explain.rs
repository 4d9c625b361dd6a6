//! `countersign explain`.

use serde_json::Value;

use crate::assertions::{Folder, TOKEN_URL, assertion};
use crate::support::{ran, ran_with, usage};

const REPLY: &str = "HTTP/1.1 401 Unauthorized\r\nDate: Tue, 12 May 2026 14:02:06 GMT\r\nServer: gateway\r\n\
                     Content-Type: application/json\r\n\r\n{\"error\":\"invalid_client\"}";

#[test]
fn what_people_read() {
    let folder = Folder::new();
    let slash = assertion(|draft| draft.set_claim("aud", format!("{TOKEN_URL}/")));
    let file = folder.file("sent.jwt", slash);
    let command = ["explain", "--assertion", &file, "--url", TOKEN_URL];
    insta::assert_snapshot!("with_the_assertion", ran_with(command, REPLY).done());
    insta::assert_snapshot!("reply_alone", ran_with(["explain", "-"], REPLY).done());
    let body = r#"{"error":"invalid_client","error_description":"Missing token 'kid' header"}"#;
    let command = ["explain", "--status", "401", "--body", "-", "--all"];
    insta::assert_snapshot!("told_in_words", ran_with(command, body).done());
    let headers = folder.file("headers", "date: Tue, 12 May 2026 14:02:06 GMT\n{}\n");
    insta::assert_snapshot!("no_header", ran(["explain", "--headers", &headers]).failed());
    let twice = ["explain", "--body", "-", "--assertion", "-"];
    insta::assert_snapshot!("stdin_twice", ran(twice).failed());
    insta::assert_snapshot!("help", usage(&["explain", "--help"]));
}

#[test]
fn parts_say_the_same_as_the_whole() {
    let folder = Folder::new();
    let (head, body) = REPLY.split_once("\r\n\r\n").expect("it has a body");
    let whole = folder.file("reply", REPLY);
    let (head, body) = (folder.file("head", head), folder.file("body", body));
    let explained = |command: &[&str]| -> Value {
        let command = ["explain", "--format", "json"].iter().chain(command);
        serde_json::from_str(&ran(command).done()).expect("JSON")
    };
    let want = explained(&[&whole]);
    assert_eq!(explained(&["--headers", &head, "--body", &body]), want);
    // Without the line of status, as some tools keep headers.
    let bare = folder.file(
        "bare",
        REPLY.split_once("\r\n").expect("lines").1.split_once("\r\n\r\n").expect("a body").0,
    );
    let parts = ["--status", "401", "--headers", &bare, "--body", &body];
    assert_eq!(explained(&parts), want);
    assert_eq!(want["facts"][0]["name"], "date");
    assert_eq!(
        explained(&["--at", "2026-05-12T14:02:06Z", &whole])["facts"][0]["note"],
        "Your clock agrees with the partner's."
    );
}

#[test]
fn a_reply_that_was_kept_says_nothing_about_the_clock_now() {
    let folder = Folder::new();
    let kept = folder.file("reply", REPLY);
    let note = |json: &str| -> Value {
        let json: Value = serde_json::from_str(json).expect("JSON");
        json["facts"][0]["note"].clone()
    };
    let json = ran(["explain", &kept, "--format", "json"]).done();
    assert_eq!(note(&json), "The partner's time when it answered.");
    let json = ran_with(["explain", "--format", "json"], REPLY).done();
    assert_eq!(note(&json), "Your clock is 1 min 14 s ahead of the partner's.");
}

#[test]
fn codes_of_causes_can_be_looked_up() {
    let json = ran_with(["explain", "--format", "json"], REPLY).done();
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let code = json["causes"][0]["codes"][0].as_str().expect("a code");
    assert_eq!(ran(["rule", code]).exit, 0);
}

#[test]
fn tokens_in_a_reply_are_not_repeated() {
    let token = "eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl";
    let body =
        format!("HTTP/1.1 400 Bad Request\n\nno good: {token} access_token=4f9a0c1d2e3b4a5f");
    for format in ["text", "json"] {
        let told = ran_with(["explain", "--format", format], &body).done();
        assert!(!told.contains(token) && !told.contains("4f9a0c1d2e3b4a5f"), "{told}");
    }
}
