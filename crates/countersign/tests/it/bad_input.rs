//! What strangers send to hurt: each is a finding or a typed error, and nothing else happens.

use countersign::assertion::compare::compare;
use countersign::encoding::base64url;
use countersign::explain::{Seen, explain};
use countersign::finding::{Report, Verdict};
use countersign::inspect::{Kind, inspect};
use countersign::jwk::{JwkSet, JwkSetError, lint};
use countersign::jws::Alg;
use countersign::key::import;
use countersign::redact::redact;
use countersign::rules::Profile;
use countersign::verify::{Expectations, verify};
use countersign_testkit::{NOW, keys};

use crate::verify::{expect, key_set};

fn judge(header: &str, claims: &str) -> Report {
    let [header, claims] = [header, claims].map(|part| base64url::encode(part.as_bytes()));
    judge_token(&format!("{header}.{claims}.AAAA"))
}

fn judge_token(token: &str) -> Report {
    let key = keys::rsa_2048();
    let report = verify(token, Some(&key_set(&[(&key, Alg::Rs384)])), &expect(), NOW);
    assert_eq!(report.verdict(), Verdict::Rejected);
    report
}

fn first(report: &Report) -> (&'static str, &str) {
    let finding = report.first_failure().expect("refused");
    (finding.code.id, &finding.message)
}

fn nested(levels: usize) -> String {
    format!("{{\"a\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1))
}

#[test]
fn nesting_is_bounded() {
    let header = r#"{"alg":"RS384","typ":"JWT","kid":"a"}"#;
    let fits = judge(header, &nested(64));
    assert!(!fits.raises("jws.payload.json"));
    let deep = judge(header, &nested(65));
    assert!(deep.raises("jws.payload.json"));
    let deeper = judge(&nested(20_000), "{}");
    assert_eq!(first(&deeper).0, "jws.header.json");
    assert!(first(&deeper).1.contains("deeper than 64"), "{}", first(&deeper).1);
    let set = JwkSet::parse(&nested(100_000)).expect_err("too deep");
    assert_eq!(set.code(), "jwk-set.json");
}

#[test]
fn ten_thousand_keys_are_too_many() {
    let set = format!("{{\"keys\":[{}]}}", vec![r#"{"kty":"RSA"}"#; 10_000].join(","));
    assert_eq!(JwkSet::parse(&set), Err(JwkSetError::TooManyKeys { got: 10_000, limit: 1_000 }));
    let findings = lint(&set, &Profile::SPEC);
    assert_eq!(
        (findings[0].code.id, findings[0].evidence.got.as_deref()),
        ("jwks.form", Some("10000"))
    );
}

#[test]
fn ten_megabytes_are_not_looked_at() {
    let large = "eyJ".repeat(10 * 1024 * 1024 / 3);
    let report = judge_token(&large);
    assert_eq!(first(&report).0, "jws.parts");
    assert!(first(&report).1.contains("more than the 65536"), "{}", first(&report).1);
    assert_eq!(inspect(&large, NOW).kind, Kind::TooLarge);
    assert_eq!(import(&large, None).expect_err("too long").code(), "key.too-long");
    assert_eq!(JwkSet::parse(&large).expect_err("too large").code(), "jwk-set.too-large");
    assert_eq!(lint(&large, &Profile::SPEC)[0].code.id, "jwks.form");
    assert!(!compare(&large, &large).faults.is_empty());
    assert!(!explain(&Seen { body: large.as_bytes(), ..Seen::default() }).causes.is_empty());
    assert!(redact(&large).text.len() <= large.len());
}

#[test]
fn two_readings_are_none() {
    let twice = judge(r#"{"alg":"RS384","alg":"none"}"#, "{}");
    assert_eq!(first(&twice).0, "jws.header.json");
    assert!(first(&twice).1.contains("stands twice"));
    let twice = judge(r#"{"alg":"RS384"}"#, r#"{"exp":1,"\u0065xp":2}"#);
    assert!(twice.raises("jws.payload.json"));
}

#[test]
fn strange_characters_are_seen() {
    // A lone surrogate is no character, whatever a lenient reader makes of it.
    let surrogate = judge(r#"{"alg":"RS384","kid":"\ud800"}"#, "{}");
    assert_eq!(first(&surrogate).0, "jws.header.json");
    // NUL is one, and belongs into no `kid`.
    let nul = judge(r#"{"alg":"RS384","typ":"JWT","kid":"a\u0000b"}"#, "{}");
    assert_eq!(nul.kid.as_deref(), Some("a\0b"));
    assert_eq!(first(&nul).0, "jws.kid.unknown");
    assert_eq!(inspect("\0\0\0", NOW).kind, Kind::Binary);
    let not_utf8 = format!("{}.e30.AAAA", base64url::encode(b"{\"alg\":\"\xff\"}"));
    assert_eq!(first(&judge_token(&not_utf8)).0, "jws.header.json");
}

/// A `kid` is compared and never used as a name of anything: not of a file, not of a row, not of a URL.
#[test]
fn a_kid_is_only_compared() {
    for kid in
        ["../../../../dev/null", "' OR 1=1 --", "https://evil.example/key", "${jndi:ldap://x}"]
    {
        let header = serde_json::json!({"alg": "RS384", "typ": "JWT", "kid": kid}).to_string();
        let report = judge(&header, "{}");
        assert_eq!(first(&report).0, "jws.kid.unknown");
        assert_eq!(report.kid.as_deref(), Some(kid), "it is said as it came");
    }
}

#[test]
fn no_key_given_is_never_acceptance() {
    let report = verify("eyJhbGciOiJSUzM4NCJ9.e30.AAAA", None, &Expectations::default(), NOW);
    assert_ne!(report.verdict(), Verdict::Accepted);
    let nothing = JwkSet::parse(r#"{"keys":[]}"#).expect("an empty set");
    let report =
        verify("eyJhbGciOiJSUzM4NCJ9.e30.AAAA", Some(&nothing), &Expectations::default(), NOW);
    assert_ne!(report.verdict(), Verdict::Accepted);
}
