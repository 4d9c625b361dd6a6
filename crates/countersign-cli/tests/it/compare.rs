//! `countersign compare`.

use countersign::time::Seconds;
use countersign_testkit::NOW;
use serde_json::Value;

use crate::assertions::{Folder, TOKEN_URL, assertion};
use crate::support::{ran, ran_with, usage};

#[test]
fn what_people_read() {
    let folder = Folder::new();
    let works = folder.file("works.jwt", assertion(|_| {}));
    let fails = folder.file(
        "fails.jwt",
        assertion(|draft| {
            draft.remove_header("kid");
            draft.set_claim("aud", format!("{TOKEN_URL}/"));
            draft.set_claim("exp", (NOW + Seconds::new(900)).get());
            draft.set_claim("jti", "8d14c20a");
        }),
    );
    let text = ran(["compare", &works, &fails]).done();
    insta::assert_snapshot!("two_that_differ", folder.hide(&text));
    insta::assert_snapshot!(
        "one_with_itself",
        folder.hide(&ran(["compare", &works, &works]).done())
    );
    insta::assert_snapshot!("no_token", ran_with(["compare", "-", "hello"], "a.b").done());
    insta::assert_snapshot!("stdin_twice", ran(["compare", "-", "-"]).failed());
    insta::assert_snapshot!("help", usage(&["compare", "--help"]));
}

#[test]
fn either_is_taken_as_people_have_it() {
    let folder = Folder::new();
    let token = assertion(|_| {});
    let file = folder.file("token", format!("Authorization: Bearer {token}\r\n"));
    for command in [["compare", "-", &token], ["compare", &token, "-"], ["compare", "-", &file]] {
        let json = ran_with(command.iter().chain(&["--format", "json"]), &token).done();
        let json: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["faults"], Value::Array(vec![]), "{command:?}");
        assert_eq!(json["differences"], Value::Array(vec![]), "{command:?}");
    }
}
