//! Requests under faults: what a slow, greedy, broken or misleading server does to the command.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign::encoding::base64url;
use serde_json::{Value, json};

use crate::server::{CLIENT, Server, by_hand, raw, response, tls, tls_file};
use crate::support::{Ran, key_file, ran, usage};

const DISCOVERY: &str = "/fhir/.well-known/smart-configuration";

/// `token` for the registered client at that FHIR base.
fn token(base: &str, further: &[&str]) -> Ran {
    let key = key_file("rsa-2048.pem");
    let args = ["token", "--fhir", base, "--key", &key, "--client-id", CLIENT];
    let scope = ["--scope", "system/Patient.rs"];
    ran(args.iter().chain(&scope).chain(further))
}

/// The `jti` of each assertion that was posted.
fn jtis(server: &Server) -> Vec<String> {
    let posted = server.seen("/auth/token");
    let jti = |body: &[u8]| {
        let pairs = url::form_urlencoded::parse(body);
        let (_, assertion) =
            pairs.into_iter().find(|(name, _)| name == "client_assertion").expect("an assertion");
        let claims = assertion.split('.').nth(1).expect("three parts");
        let claims = base64url::decode(claims).expect("base64url");
        let claims: Value = serde_json::from_slice(&claims).expect("JSON");
        claims["jti"].as_str().expect("a jti").to_owned()
    };
    posted.iter().map(|request| jti(request.body())).collect()
}

#[test]
fn a_busy_partner_is_asked_again_with_another_jti_each_time() {
    let busy = |status, wait| response(status, &[("retry-after", wait)], "");
    let server = Server::partner()
        .fault("/auth/token", busy(503, "0"))
        .fault("/auth/token", busy(429, "Tue, 12 May 2026 14:03:20 GMT"))
        .fault("/auth/token", busy(502, "0"));
    let printed = token(&server.fhir(), &[]).done();
    let printed: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(printed["token_type"], "Bearer");
    let mut jtis = jtis(&server);
    assert_eq!(jtis.len(), 4);
    jtis.sort();
    jtis.dedup();
    assert_eq!(jtis.len(), 4, "each try has an assertion of its own");
}

#[test]
fn a_partner_that_stays_busy_has_refused() {
    let mut server = Server::partner();
    for _ in 0..4 {
        server = server.fault("/auth/token", response(503, &[("retry-after", "0")], ""));
    }
    let ran = token(&server.fhir(), &[]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.starts_with("REFUSED  503"), "{}", ran.stderr);
    assert_eq!(server.seen("/auth/token").len(), 4);
}

#[test]
fn a_wait_beyond_the_time_allowed_is_not_waited() {
    let server =
        Server::partner().fault("/auth/token", response(503, &[("retry-after", "3600")], ""));
    let ran = token(&server.fhir(), &[]);
    assert_eq!(ran.exit, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("3600"), "{}", ran.stderr);
    assert_eq!(server.seen("/auth/token").len(), 1);
}

#[test]
fn a_document_moved_a_little_way_is_found() {
    let server = Server::partner();
    let there = format!("{}{DISCOVERY}", server.base);
    let moved = Server::answering(move |request| match request.uri().path() {
        DISCOVERY => response(302, &[("location", "/elsewhere")], ""),
        _ => response(301, &[("location", &there)], ""),
    });
    let ran = ran(["discover", &moved.fhir(), "--header", "X-Gateway-Key: k-4711"]);
    let text = ran.done();
    assert!(text.contains(&format!("The document came from {}", server.base)), "{text}");
    let gateway =
        |server: &Server, path| server.seen(path)[0].headers().contains_key("x-gateway-key");
    assert!(gateway(&moved, DISCOVERY) && gateway(&moved, "/elsewhere"));
    assert!(!gateway(&server, DISCOVERY), "what is sent along is for the host that was named");
    let agent = server.seen(DISCOVERY)[0].headers()["user-agent"].clone();
    assert_eq!(agent, concat!("countersign/", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_loop_of_redirects_ends() {
    let server =
        Server::answering(|request| response(302, &[("location", request.uri().path())], ""));
    let said = ran(["discover", &server.fhir()]).failed();
    assert!(said.contains("leads on after 3 redirects"), "{said}");
    assert_eq!(server.seen(DISCOVERY).len(), 4);
}

#[test]
fn an_assertion_follows_no_redirect() {
    let elsewhere = Server::partner();
    let location = format!("{}/auth/token", elsewhere.base);
    for status in [301, 302, 303, 307, 308] {
        let redirect = response(status, &[("location", &location)], "");
        let server = Server::partner().fault("/auth/token", redirect);
        let said = token(&server.fhir(), &[]).failed();
        assert!(said.contains(&format!("leads to {location}")), "{said}");
    }
    assert!(elsewhere.seen("/auth/token").is_empty());
}

#[test]
fn more_than_a_document_may_have_is_not_read() {
    let long = Server::answering(|_| response(200, &[], " ".repeat(1024 * 1024 + 1)));
    let said = ran(["discover", &long.fhir()]).failed();
    assert!(said.contains("more than 1048576 octets"), "{said}");

    // Without a length it is measured while it comes; it would never end.
    let endless = by_hand(|mut stream| {
        use std::io::Write;

        let chunk = format!("8000\r\n{}\r\n", " ".repeat(0x8000));
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while stream.write_all(chunk.as_bytes()).is_ok() {}
    });
    let said = ran(["discover", &format!("http://{endless}/fhir")]).failed();
    assert!(said.contains("more than 1048576 octets"), "{said}");
}

#[test]
fn an_answer_cut_off_is_asked_for_again_and_then_given_up() {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    let address = by_hand(|mut stream| {
        use std::io::Write;

        TRIES.fetch_add(1, Ordering::SeqCst);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{\"token_");
    });
    let said = ran(["discover", &format!("http://{address}/fhir")]).failed();
    assert!(said.contains("the connection ended before the answer did"), "{said}");
    assert_eq!(TRIES.load(Ordering::SeqCst), 4);
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for_for_ever() {
    let held = Mutex::new(Vec::new());
    let address = by_hand(move |stream| held.lock().expect("no panic").push(stream));
    let said = ran(["discover", &format!("http://{address}/fhir"), "--timeout", "1"]).failed();
    let expected = format!(
        "error: no answer within 1 s from http://{address}/fhir/.well-known/smart-configuration\n\n\
         hint: give it longer: --timeout 4\n"
    );
    assert_eq!(said, expected);
}

#[test]
fn where_nothing_listens_is_said() {
    // A port that was free a moment ago.
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("it is bound")
    };
    let said = ran(["discover", &format!("http://{address}/fhir")]).failed();
    assert!(said.starts_with(&format!("error: nothing listens at {address}\n")), "{said}");
}

#[test]
fn what_speaks_no_tls_is_told_from_a_bad_certificate() {
    let address = raw("HTTP/1.1 400 Bad Request\r\n\r\n");
    let said = ran(["discover", &format!("https://{address}/fhir")]).failed();
    assert!(
        said.starts_with(&format!("error: {address}: what answers there does not speak TLS")),
        "{said}"
    );
}

#[test]
fn a_certificate_is_judged_and_what_is_wrong_with_it_said() {
    let document = json!({ "token_endpoint": "/auth/token" }).to_string();
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{document}", document.len());
    let authority = tls_file("authority");
    let discover = |certificate, further: &[&str]| {
        let address = tls(certificate, answer.as_bytes());
        let base = format!("https://{address}/fhir");
        let ran = ran(["discover", &base, "--format", "json"].iter().chain(further));
        (address, ran)
    };
    let (address, found) = discover("good", &["--ca", &authority]);
    let found: Value = serde_json::from_str(&found.stdout).expect("JSON");
    assert_eq!(found["tokenEndpoint"], format!("https://{address}/auth/token"));

    let rows = [
        ("good", vec![], "from an authority that is not known here"),
        ("ended", vec!["--ca", &authority], "has ended"),
        ("other-name", vec!["--ca", &authority], "is for another name"),
    ];
    for (certificate, further, says) in rows {
        let (address, ran) = discover(certificate, &further);
        let error: Value = serde_json::from_str(&ran.failed()).expect("JSON");
        let error = &error["error"];
        assert_eq!(error["code"], "http.tls", "{certificate}");
        assert_eq!(
            error["message"],
            format!("{address}: its certificate {says}")
                .replace("certificate from", "certificate is from"),
            "{certificate}"
        );
    }

    let key = key_file("rsa-2048.pem");
    let said = ran(["discover", "https://127.0.0.1:1/fhir", "--ca", &key]).failed();
    assert!(said.contains("rsa-2048.pem: no certificate in PEM"), "{said}");
    let private = include_str!("../../../../tests/vectors/keys/rsa-2048.pem");
    assert!(!said.contains(private.lines().nth(1).expect("a body")), "{said}");
}

#[test]
fn an_assertion_does_not_go_from_https_to_the_clear() {
    let document = json!({ "token_endpoint": "http://ehr.example/auth/token" }).to_string();
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{document}", document.len());
    let base = format!("https://{}/fhir", tls("good", answer));
    let said = token(&base, &["--ca", &tls_file("authority")]).failed();
    assert!(
        said.contains("http://ehr.example/auth/token as its token endpoint, which is not https"),
        "{said}"
    );

    let redirect =
        "HTTP/1.1 302 Found\r\nLocation: http://ehr.example/\r\nContent-Length: 0\r\n\r\n";
    let base = format!("https://{}/fhir", tls("good", redirect));
    let said = ran(["discover", &base, "--ca", &tls_file("authority")]).failed();
    assert!(said.contains("leads from https to http: http://ehr.example/"), "{said}");
}

#[test]
fn a_name_without_an_address_is_said_at_once() {
    // RFC 6761 §6.4: it never has one.
    let said = ran(["discover", "https://ehr.invalid/fhir"]).failed();
    assert!(said.starts_with("error: no address is known for ehr.invalid\n"), "{said}");
}

#[test]
fn addresses_with_passwords_are_refused_and_not_repeated() {
    for said in [
        ran(["discover", "https://nightly:hunter2@ehr.example/fhir"]).failed(),
        token("https://nightly:hunter2@ehr.example/fhir", &[]).failed(),
    ] {
        assert!(said.contains("carries a user name or password"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    let said = ran(["discover", "ehr.example/fhir"]).failed();
    assert!(
        said.contains("hint: an address begins with its scheme: https://ehr.example/fhir"),
        "{said}"
    );
}

#[test]
fn headers_may_come_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gateway");
    std::fs::write(&file, "Ocp-Apim-Subscription-Key: k-4711\n\nX-Tenant: north\n")
        .expect("written");
    let server = Server::partner();
    let header = format!("@{}", file.display());
    token(&server.fhir(), &["-H", &header, "-H", "X-Trace: 1"]).done();
    for path in [DISCOVERY, "/auth/token"] {
        let seen = server.seen(path);
        let sent = |name: &str| seen[0].headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(sent("ocp-apim-subscription-key"), Some("k-4711"), "{path}");
        assert_eq!((sent("x-tenant"), sent("x-trace")), (Some("north"), Some("1")), "{path}");
    }

    std::fs::write(&file, "X-Tenant: north\nsecret-without-a-name\n").expect("written");
    let said = token(&server.fhir(), &["-H", &header]).failed();
    assert!(said.contains("gateway, line 2: it has no colon"), "{said}");
    assert!(!said.contains("secret-without-a-name"), "{said}");
    let said = usage(&["discover", "https://ehr.example", "--header", "X-Tenant"]);
    assert!(said.contains("it has no colon, wanted NAME: VALUE or @FILE"), "{said}");
}

#[test]
fn a_proxy_of_the_environment_is_asked_instead() {
    let proxy = Server::answering(|request| {
        assert_eq!(request.uri().to_string(), format!("http://ehr.example{DISCOVERY}"));
        let document = json!({ "token_endpoint": "http://ehr.example/auth/token" });
        response(200, &[], document.to_string())
    });
    // The environment is the process's, so this takes a process.
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(["discover", "http://ehr.example/fhir", "--format", "json"])
        .env("http_proxy", &proxy.base)
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .output()
        .expect("it runs");
    let found: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    assert_eq!(found["tokenEndpoint"], "http://ehr.example/auth/token");
    assert_eq!(proxy.seen(DISCOVERY).len(), 1);
}
