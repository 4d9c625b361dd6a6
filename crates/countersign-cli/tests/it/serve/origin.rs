//! Under which names it answers, and to whose page.

use countersign_testkit::keys;

use super::served::{Served, key_set};

#[test]
fn a_host_that_is_not_its_own_is_refused_and_told_what_to_do() {
    let served = Served::start(&[]);
    for host in ["attacker.example", "attacker.example:8481", "127.0.0.1.attacker.example"] {
        let reply = served.get_with("/fhir/metadata", &[("Host", host)]);
        assert_eq!(reply.status, 421, "{host}");
        assert!(reply.body.contains(&format!("--base-url http://{host}")), "{}", reply.body);
    }
    for host in ["localhost:1234", "127.0.0.1", "[::1]:8481"] {
        assert_eq!(served.get_with("/fhir/metadata", &[("Host", host)]).status, 200, "{host}");
    }
    let mut wire = served.connect();
    wire.send("GET /fhir/metadata HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert_eq!(wire.reply().status, 400);
}

#[test]
fn the_host_of_the_base_is_its_own() {
    let served = Served::start(&["--base-url", "https://ehr.example"]);
    assert_eq!(served.get_with("/fhir/metadata", &[("Host", "ehr.example")]).status, 200);
    assert_eq!(served.get_with("/fhir/metadata", &[("Host", "other.example")]).status, 421);
}

#[test]
fn another_page_may_not_register_watch_or_relay() {
    let served = Served::start(&["--allow-registration", "--relay", "https://ehr.example"]);
    let host = served.address.to_string();
    let other = ("Origin", "https://attacker.example");
    for (method, path) in [
        ("POST", "/register"),
        ("OPTIONS", "/register"),
        ("POST", "/register/"),
        ("GET", "/watch/events"),
        ("GET", "/relay?url=https://ehr.example/"),
    ] {
        for origin in [other, ("Origin", "null"), ("Origin", "http://127.0.0.1:1")] {
            let reply = served.connect().ask(method, path, &[("Host", &host), origin], "");
            assert_eq!(reply.status, 403, "{method} {path} {origin:?}");
            assert_eq!(reply.header("access-control-allow-origin"), None);
        }
    }
    let own = format!("http://{host}");
    let body = format!(r#"{{"client_id":"a","jwks":{}}}"#, key_set(&[&keys::rsa_2048()]));
    let headers = [("Origin", own.as_str()), ("Content-Type", "application/json")];
    assert_eq!(served.connect().ask("POST", "/register", &headers, &body).status, 201);
}

#[test]
fn any_page_may_ask_for_tokens_and_records_as_browser_clients_do() {
    let served = Served::start(&[]);
    for path in ["/fhir/metadata", "/.well-known/smart-configuration", "/auth/token"] {
        let reply = served.get_with(path, &[("Origin", "https://app.example")]);
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(reply.header("access-control-allow-credentials"), None);
    }
}

#[test]
fn watching_from_elsewhere_wants_the_token() {
    for words in [["--listen", "0.0.0.0:0"], ["--base-url", "https://ehr.example"]] {
        let served = Served::start(&words);
        assert_eq!(served.get("/watch/events").status, 401);
        assert_eq!(served.get_with("/watch/events", &[("X-Countersign-Token", "x")]).status, 401);
        let greeting = served.greeting();
        let token = greeting.split("Token: ").nth(1).and_then(|rest| rest.split('\'').next());
        let mut wire = served.connect();
        wire.send(&format!(
            "GET /watch/events HTTP/1.1\r\nHost: localhost\r\nX-Countersign-Token: {}\r\n\r\n",
            token.expect("the greeting tells it")
        ));
        assert!(wire.until("text/event-stream").starts_with("HTTP/1.1 200"));
    }
}

#[test]
fn watching_through_a_proxy_wants_the_token_too() {
    let served = Served::start(&[]);
    for name in ["X-Forwarded-For", "Forwarded", "Via"] {
        assert_eq!(served.get_with("/watch/events", &[(name, "192.0.2.7")]).status, 401, "{name}");
    }
}
