//! S10: the relay reaches what it was started for, and nothing else.

use std::io::Write;

use super::served::{Elsewhere, Reply, Served, ok};

/// The token stands behind the `#` where the page is built in; without the page there is none to be had.
fn relayed(served: &Served, url: &str, headers: &[(&str, &str)]) -> Reply {
    let query: String = url.bytes().map(|octet| format!("%{octet:02X}")).collect();
    let token = served.page_token();
    let headers: Vec<_> =
        headers.iter().copied().chain([("X-Countersign-Token", token.as_str())]).collect();
    served.get_with(&format!("/relay?url={query}"), &headers)
}

fn partner() -> Elsewhere {
    Elsewhere::answering(|head, stream| {
        let answer = if head.starts_with("GET /away") {
            "HTTP/1.1 302 Found\r\nLocation: https://attacker.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        } else {
            ok(r#"{"here":true}"#)
                .replace("Content-Type", "Set-Cookie: a=b\r\nX-Kept: yes\r\nContent-Type")
        };
        let _ = stream.write_all(answer.as_bytes());
    })
}

#[test]
fn the_page_reaches_a_listed_origin() {
    let partner = partner();
    let origin = format!("http://{}", partner.address);
    let served = Served::start(&["--relay", &origin]);
    let headers =
        [("Accept", "application/fhir+json"), ("Cookie", "a=b"), ("Authorization", "Bearer t")];
    let reply = relayed(&served, &format!("{origin}/fhir/metadata?x=1"), &headers);
    assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"here":true}"#));
    assert_eq!((reply.header("x-kept"), reply.header("set-cookie")), (Some("yes"), None));
    let last = partner.last.lock().expect("no writer panicked").to_ascii_lowercase();
    assert!(last.starts_with("get /fhir/metadata?x=1 "), "{last}");
    assert!(
        last.contains("authorization: bearer t") && last.contains("accept: application/fhir+json")
    );
    assert!(!last.contains("cookie") && !last.contains("x-countersign-token"), "{last}");
}

#[test]
fn nothing_else_is_reached_and_no_redirect_followed() {
    let partner = partner();
    let other = Elsewhere::answering(|_, stream| {
        let _ = stream.write_all(ok("{}").as_bytes());
    });
    let origin = format!("http://{}", partner.address);
    let served = Served::start(&["--relay", &origin]);
    for url in [
        format!("http://{}/", other.address),
        format!("http://localhost:{}/", partner.address.port()),
        format!("http://{}@{}/", partner.address, other.address),
        format!("https://{}/", partner.address),
    ] {
        assert_eq!(relayed(&served, &url, &[]).status, 403, "{url}");
    }
    assert_eq!(relayed(&served, "nothing", &[]).status, 400);
    let reply = relayed(&served, &format!("{origin}/away"), &[]);
    assert_eq!(reply.status, 502);
    assert!(reply.body.contains("is not followed"), "{}", reply.body);
    assert_eq!((other.count(), partner.count()), (0, 1));
}

#[test]
fn without_the_token_nothing_is_relayed() {
    let partner = partner();
    let served = Served::start(&["--relay", &format!("http://{}", partner.address)]);
    let path = format!("/relay?url=http://{}/", partner.address);
    assert_eq!(served.get(&path).status, 401);
    assert_eq!(served.get_with(&path, &[("X-Countersign-Token", "guess")]).status, 401);
    assert_eq!(partner.count(), 0);
}
