//! What is seen as it arrives: the stream, its past, and what is not in it.

use countersign_testkit::keys;
use serde_json::Value;

use super::served::{Served, Wire};

fn open(served: &Served, query: &str, headers: &str) -> Wire {
    let mut wire = served.connect();
    wire.send(&format!("GET /watch/events{query} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));
    wire.until("\r\n\r\n");
    wire
}

/// The next record that comes.
fn next(wire: &mut Wire) -> Value {
    let text = wire.until("}\n\n");
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).expect("data");
    serde_json::from_str(data).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn each_request_is_seen_with_its_report_as_it_arrives() {
    let served = Served::with_client(&[]);
    let mut wire = open(&served, "", "");
    let token = served.token();
    let record = next(&mut wire);
    assert_eq!(
        (&record["id"], &record["route"], &record["status"]),
        (&1.into(), &"token".into(), &200.into())
    );
    assert_eq!(
        (&record["clientId"], &record["report"]["verdict"]),
        (&"larkmoor".into(), &"accepted".into())
    );
    assert_eq!(record["request"]["method"], "POST");

    served.ask_token(&served.form(&keys::rsa_2048_other()));
    let record = next(&mut wire);
    assert_eq!(
        (&record["status"], &record["report"]["verdict"]),
        (&401.into(), &"rejected".into())
    );

    served.get_with("/fhir/Patient?name=shaw", &[("Authorization", &format!("Bearer {token}"))]);
    let record = next(&mut wire);
    assert_eq!(
        (&record["route"], &record["request"]["url"]),
        (&"search".into(), &"/fhir/Patient?name=shaw".into())
    );
}

#[test]
fn a_stream_goes_on_where_it_was() {
    let served = Served::start(&[]);
    for path in ["/one", "/two", "/three"] {
        served.get(path);
    }
    for (query, headers) in
        [("?after=1", ""), ("", "Last-Event-ID: 1\r\n"), ("?after=0", "Last-Event-ID: 1\r\n")]
    {
        let mut wire = open(&served, query, headers);
        let urls =
            [next(&mut wire), next(&mut wire)].map(|record| record["request"]["url"].clone());
        assert_eq!(urls, ["/two", "/three"], "{query} {headers}");
    }
    // An id of an earlier process.
    let mut wire = open(&served, "?after=9000", "");
    assert_eq!(next(&mut wire)["request"]["url"], "/one");
}

#[test]
fn whoever_was_away_too_long_is_told_how_much_was_missed() {
    let served = Served::start(&[]);
    let mut wire = served.connect();
    for n in 0..210 {
        wire.send(&format!("GET /{n} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        wire.until("not_found\"}");
    }
    let mut wire = open(&served, "?after=3", "");
    let missed = wire.until("}\n\n");
    assert!(
        missed.contains("event: missed\n") && missed.contains("data: {\"missed\":7}"),
        "{missed}"
    );
    assert_eq!(next(&mut wire)["id"], 11);
}

#[test]
fn no_token_signature_or_key_is_in_the_stream() {
    let served = Served::with_client(&["--allow-registration"]);
    let form = served.form(&keys::rsa_2048());
    let signature =
        form.rsplit('.').next().expect("a JWS").split('&').next().expect("the signature");
    let reply = served.ask_token(&form).json();
    let token = reply["access_token"].as_str().expect("a token");
    served.get_with("/fhir/Patient", &[("Authorization", &format!("Bearer {token}"))]);
    served.get(&format!("/fhir/Patient?access_token={token}"));
    served.post(
        "/register",
        "application/json",
        &format!(r#"{{"jwks":{{"keys":[{}]}}}}"#, keys::RSA_2048.jwk),
    );
    let mut wire = open(&served, "?after=0", "");
    let all: String = (0..4).map(|_| next(&mut wire).to_string()).collect();
    let jwk: Value = serde_json::from_str(keys::RSA_2048.jwk).expect("JSON");
    for secret in [token, signature, jwk["d"].as_str().expect("d"), jwk["p"].as_str().expect("p")] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
}

#[test]
fn watchers_are_bounded() {
    let served = Served::start_in(&[], |surroundings| surroundings.limits.watchers = 1);
    let first = open(&served, "", "");
    let second = served.get("/watch/events");
    assert_eq!((second.status, second.header("retry-after")), (503, Some("5")));
    drop(first);
    // The place is free once the server has seen that the first is gone, which it does when it writes.
    loop {
        served.get("/seen");
        let mut wire = served.connect();
        wire.send("GET /watch/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        if wire.until("\r\n\r\n").starts_with("HTTP/1.1 200") {
            break;
        }
    }
}
