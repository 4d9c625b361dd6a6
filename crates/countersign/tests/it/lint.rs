//! One entry for documents of any kind.

use countersign::finding::Status;
use countersign::limits::{DOCUMENT_OCTETS, KEY_SET_KEYS};
use countersign::lint::{LintedKind, lint};
use countersign::rules::Profile;
use countersign_testkit::keys;
use proptest::prelude::*;

#[test]
fn each_document_is_taken_for_what_it_is() {
    let set = format!(r#"{{"keys":[{}]}}"#, keys::P256.jwk);
    for (text, document, first) in [
        (set.as_str(), LintedKind::Jwks, "jwks.form"),
        (keys::P256.jwk, LintedKind::Jwks, "jwks.form"),
        (&format!("[{}]", keys::P256.jwk), LintedKind::Jwks, "jwks.form"),
        (keys::P256.pem, LintedKind::Jwks, "jwks.form"),
        (&format!("\u{feff} {set}"), LintedKind::Jwks, "jwks.form"),
        (r#"{"keys": [{"kty": "RSA",}]}"#, LintedKind::Jwks, "jwks.form"),
        (r#"{"keys": 1, "token_endpoint": "x"}"#, LintedKind::Jwks, "jwks.form"),
        (r#"{"issuer": "x", "jwks_uri": "y"}"#, LintedKind::SmartConfiguration, "discovery.form"),
        (r#"{"capabilities": []}"#, LintedKind::SmartConfiguration, "discovery.form"),
        (r#"{"token_endpoint": "x" "#, LintedKind::SmartConfiguration, "discovery.form"),
        ("{}", LintedKind::Other, "jwks.form"),
        ("", LintedKind::Other, "jwks.form"),
    ] {
        let linted = lint(text, &Profile::SPEC);
        assert_eq!((linted.document, linted.findings[0].code.id), (document, first), "{text}");
    }
}

#[test]
fn what_is_neither_is_told_what_it_is() {
    let long = "x".repeat(DOCUMENT_OCTETS + 1);
    for (text, got) in [
        ("", "empty"),
        (" <?xml version=\"1.0\"?>", "a page in HTML or XML"),
        ("eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJsYXJrbW9vciJ9.AAAA\n", "a signed assertion"),
        (r#"{"resourceType":"CapabilityStatement"}"#, "a capability statement"),
        (r#"{"resourceType":"Patient"}"#, "a FHIR resource, Patient"),
        (r#"{"access_token":"secret"}"#, "a token response"),
        (r#"{"a":1}"#, "an object without any member of the two"),
        ("[1]", "an array without a key in it"),
        ("7", "a number"),
        ("{", "no JSON: EOF while parsing an object, at line 1 column 1"),
        (&long, "a text of 1048577 octets"),
    ] {
        let linted = lint(text, &Profile::SPEC);
        let [finding] = linted.findings.as_slice() else { panic!("{got}: one finding is enough") };
        assert_eq!((finding.code.id, finding.status), ("jwks.form", Status::Fail));
        assert_eq!(finding.evidence.got.as_deref(), Some(got));
        assert!(!format!("{finding:?}").contains("secret"));
    }
}

#[test]
fn a_profile_is_passed_on() {
    for profile in Profile::ALL {
        let keys = lint(r#"{"keys":[]}"#, profile);
        let empty = keys.findings.iter().find(|f| f.code.id == "jwks.empty").expect("judged");
        assert_eq!(empty.status, profile.level(empty.code).status);
        let endpoint = lint(r#"{"capabilities":[]}"#, profile);
        let missing = &endpoint.findings[1];
        assert_eq!(missing.status, profile.level(missing.code).status, "{}", profile.id);
    }
}

#[test]
fn a_kind_has_a_name_for_programs() {
    let names = [LintedKind::Jwks, LintedKind::SmartConfiguration, LintedKind::Other];
    assert_eq!(names.map(LintedKind::as_str), ["jwks", "smart-configuration", "other"]);
    let many = format!(r#"{{"keys":[{}{{}}]}}"#, "{},".repeat(KEY_SET_KEYS));
    assert_eq!(lint(&many, &Profile::SPEC).document, LintedKind::Jwks);
}

proptest! {
    #[test]
    fn any_text_is_taken_for_something(text in "\\PC{0,60}|[\\[\\]{}\":,a-z_0-9.-]{0,40}|\\{\"(keys|kty|token_endpoint)\"\\PC{0,20}") {
        prop_assert!(!lint(&text, &Profile::SPEC).findings.is_empty());
    }
}
