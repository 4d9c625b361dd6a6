//! `countersign rule`.

use countersign::rules::{code, rules};
use serde_json::Value;

use crate::support::{ran, usage};

/// The same as npm's `countersign/rules`.
const RULES: &str = include_str!("../../../../docs/rules.json");

#[test]
fn what_people_read() {
    insta::assert_snapshot!("code", ran(["rule", "jwt.aud.trailing-slash"]).done());
    insta::assert_snapshot!("rule", ran(["rule", "smart.assertion.kid"]).done());
    insta::assert_snapshot!("search", ran(["rule", "--search", "REPLAY"]).done());
    insta::assert_snapshot!("unknown", ran(["rule", "jwt.aud.slash"]).failed());
    insta::assert_snapshot!("nothing_like_it", ran(["rule", "???"]).failed());
    insta::assert_snapshot!("search_in_vain", ran(["rule", "--search", "kerberos"]).failed());
    insta::assert_snapshot!("help", usage(&["rule", "--help"]));
}

#[test]
fn the_list_has_every_code_and_every_rule() {
    let json: Value =
        serde_json::from_str(&ran(["rule", "--format", "json"]).done()).expect("JSON");
    let published: Value = serde_json::from_str(RULES).expect("JSON");
    assert_eq!(json["codes"], published["codes"]);
    assert_eq!(json["rules"], published["rules"]);
    let text = ran(["rule"]).done();
    for id in code::codes().map(|code| code.id).chain(rules().map(|rule| rule.id)) {
        assert!(text.contains(&format!("\n  {id} ")), "{id}");
        assert_eq!(ran(["rule", id]).exit, 0, "{id}");
    }
}

#[test]
fn one_code_comes_with_its_rule() {
    let json = ran(["rule", "jws.kid.missing", "--format", "json"]).done();
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["code"]["rule"], json["rule"]["id"]);
    assert_eq!(json["code"]["levels"]["epic"]["status"], "warn");
    let json = ran(["rule", "smart.assertion.kid", "--format", "json"]).done();
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["codes"][0]["id"], "jws.kid.missing");
}
