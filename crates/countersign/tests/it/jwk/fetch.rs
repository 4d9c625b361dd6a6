//! What a key set URL gave.

use countersign::finding::{Finding, Status};
use countersign::jwk::{Fetched, keep_for, lint_fetch, publish};
use countersign::limits::KEY_SET_OCTETS;
use countersign::rules::Profile;
use countersign::time::Seconds;
use countersign_testkit::keys;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use proptest::prelude::*;

use super::jwk;

const URL: &str = "https://larkmoor.example/.well-known/jwks.json";

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let name = |name: &str| name.parse::<HeaderName>().expect("a name");
    let value = |value: &str| value.parse::<HeaderValue>().expect("a value");
    pairs.iter().map(|(n, v)| (name(n), value(v))).collect()
}

/// A fetch as it should be, to be changed.
struct Fetch {
    url: &'static str,
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    redirected_to: Option<&'static str>,
    body: Vec<u8>,
}

impl Default for Fetch {
    fn default() -> Self {
        Self {
            url: URL,
            status: 200,
            headers: vec![("content-type", "application/json"), ("cache-control", "max-age=3600")],
            redirected_to: None,
            body: publish::public_set(&[jwk(&keys::p256())]).into_bytes(),
        }
    }
}

impl Fetch {
    fn judged(&self) -> Vec<Finding> {
        let fetched = Fetched {
            url: self.url,
            status: StatusCode::from_u16(self.status).expect("a status"),
            headers: &headers(&self.headers),
            redirected_to: self.redirected_to,
            body: &self.body,
        };
        lint_fetch(&fetched, &Profile::SPEC)
    }

    fn raised(&self) -> Vec<(&'static str, Status)> {
        let findings = self.judged().into_iter();
        let raised = findings.filter(|f| matches!(f.status, Status::Fail | Status::Warn));
        raised.map(|finding| (finding.code.id, finding.status)).collect()
    }

    fn near(&self, code: &str) -> String {
        let found = self.judged().into_iter().find(|finding| finding.code.id == code);
        found.and_then(|finding| finding.evidence.near_miss).unwrap_or_default()
    }
}

#[test]
fn a_good_fetch_passes_every_check() {
    let findings = Fetch::default().judged();
    assert_eq!(findings.len(), 26);
    assert!(findings.iter().all(|finding| finding.status == Status::Pass), "{findings:?}");
    let json = Fetch {
        headers: vec![
            ("content-type", "application/jwk-set+json; charset=utf-8"),
            ("cache-control", "public, max-age=60"),
        ],
        ..Fetch::default()
    };
    assert_eq!(json.raised(), []);
}

#[test]
fn each_trouble_of_a_fetch_is_told() {
    use Status::{Fail, Warn};
    let failed = ("jwks.fetch.failed", Fail);
    let auth = ("jwks.fetch.auth", Fail);
    let redirect = ("jwks.fetch.redirect", Warn);
    let page = b"\n<!doctype html><title>Larkmoor</title>".to_vec();
    let login = b"<html><input TYPE=\"password\"></html>".to_vec();
    for (fetch, raised) in [
        (Fetch { status: 404, ..Fetch::default() }, vec![failed]),
        (Fetch { status: 503, ..Fetch::default() }, vec![failed]),
        (Fetch { body: page, ..Fetch::default() }, vec![failed]),
        (Fetch { body: vec![b' '; KEY_SET_OCTETS + 1], ..Fetch::default() }, vec![failed]),
        (Fetch { body: b"{\xff}".to_vec(), ..Fetch::default() }, vec![failed]),
        (Fetch { body: b"[]".to_vec(), ..Fetch::default() }, vec![("jwks.form", Fail)]),
        (Fetch { status: 401, ..Fetch::default() }, vec![auth]),
        (Fetch { status: 403, ..Fetch::default() }, vec![auth]),
        (Fetch { body: login.clone(), ..Fetch::default() }, vec![auth]),
        (
            Fetch {
                body: login,
                redirected_to: Some("https://login.larkmoor.example/?state=s"),
                ..Fetch::default()
            },
            vec![auth, redirect],
        ),
        (
            Fetch {
                status: 302,
                headers: vec![("location", "/Login?next=/jwks")],
                ..Fetch::default()
            },
            vec![auth, redirect],
        ),
        (
            Fetch {
                status: 301,
                headers: vec![("location", "https://b.example/jwks")],
                ..Fetch::default()
            },
            vec![failed, redirect],
        ),
        (
            Fetch { redirected_to: Some("https://b.example/jwks"), ..Fetch::default() },
            vec![redirect],
        ),
        (
            Fetch { redirected_to: Some("http://b.example/jwks"), ..Fetch::default() },
            vec![("jwks.fetch.not-https", Fail), redirect],
        ),
        (Fetch { redirected_to: Some(URL), ..Fetch::default() }, vec![]),
        (
            Fetch { url: "http://larkmoor.example/jwks", ..Fetch::default() },
            vec![("jwks.fetch.not-https", Fail)],
        ),
        (Fetch { url: "http://127.0.0.1:8481/jwks", ..Fetch::default() }, vec![]),
        (Fetch { url: "http://[::1]/jwks", ..Fetch::default() }, vec![]),
        (Fetch { url: "https://a:b@larkmoor.example/jwks", ..Fetch::default() }, vec![auth]),
        (
            Fetch { headers: vec![("content-type", "text/plain")], ..Fetch::default() },
            vec![("jwks.fetch.content-type", Warn), ("jwks.fetch.no-cache-control", Warn)],
        ),
        (
            Fetch { headers: vec![("cache-control", "public")], ..Fetch::default() },
            vec![("jwks.fetch.content-type", Warn), ("jwks.fetch.no-cache-control", Warn)],
        ),
        (
            Fetch {
                body: format!("{{\"keys\":[{}]}}", keys::P256.jwk).into_bytes(),
                ..Fetch::default()
            },
            vec![("jwks.private-member", Fail)],
        ),
    ] {
        assert_eq!(fetch.raised(), raised, "{} {:?}", fetch.status, fetch.redirected_to);
    }
}

#[test]
fn a_trouble_comes_with_what_it_looks_like() {
    let login = Fetch {
        status: 401,
        headers: vec![("www-authenticate", "Basic realm=\"build\"")],
        ..Fetch::default()
    };
    assert_eq!(login.near("jwks.fetch.auth"), "The answer asks for Basic realm=\"build\".");
    let firewall = Fetch { status: 403, headers: vec![], ..Fetch::default() };
    assert!(firewall.near("jwks.fetch.auth").contains("firewall"));
    let moved = Fetch {
        redirected_to: Some("https://u:p@b.example/jwks?ticket=secret#x"),
        ..Fetch::default()
    };
    assert_eq!(moved.near("jwks.fetch.redirect"), "Register https://b.example/jwks instead.");
    let soft = Fetch { body: b"<html></html>".to_vec(), ..Fetch::default() };
    assert!(soft.near("jwks.fetch.failed").contains("every path"));
    for (value, said) in [
        ("max-age=30", "So short a time"),
        ("no-store", "Each assertion costs"),
        ("max-age=0", "Each assertion costs"),
        ("max-age=604800", "A partner may not see a new key"),
        ("max-age=3600", ""),
    ] {
        let fetch = Fetch {
            headers: vec![("content-type", "application/json"), ("cache-control", value)],
            ..Fetch::default()
        };
        assert_eq!(fetch.raised(), [], "{value}");
        assert!(fetch.near("jwks.fetch.no-cache-control").starts_with(said), "{value}");
    }
    let old = Fetch {
        headers: vec![("content-type", "application/json"), ("expires", "0")],
        ..Fetch::default()
    };
    assert_eq!(
        old.near("jwks.fetch.no-cache-control"),
        "It has Expires; SMART asks for Cache-Control."
    );
}

#[test]
fn cache_control_is_read() {
    for (values, seconds) in [
        (&[][..], None),
        (&["max-age=120"][..], Some(120)),
        (&["public, MAX-AGE=\"9\""], Some(9)),
        (&["no-store"], Some(0)),
        (&["no-cache, max-age=9"], Some(0)),
        (&["public", "max-age=9"], Some(9)),
        (&["max-age=18446744073709551615"], Some(i64::MAX)),
        (&["max-age=-1"], None),
        (&["x"], None),
    ] {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("cache-control", value.parse().expect("a value"));
        }
        assert_eq!(keep_for(&headers).map(Seconds::get), seconds, "{values:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_answer_is_judged(
        url in "\\PC{0,20}|https?://[ -~&&[^%]]{0,20}",
        status in 100_u16..1000,
        target in proptest::option::of("\\PC{0,20}|https?://[ -~&&[^%]]{0,20}"),
        value in "[ -~]{0,30}",
        body in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let headers = headers(&[("cache-control", &value), ("location", &value), ("content-type", &value)]);
        let fetched = Fetched {
            url: &url,
            status: StatusCode::from_u16(status).expect("in range"),
            headers: &headers,
            redirected_to: target.as_deref(),
            body: &body,
        };
        prop_assert!(lint_fetch(&fetched, &Profile::SPEC).len() >= 26);
    }
}
