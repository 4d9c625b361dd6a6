//! What is hidden, what stays, and that nothing private gets through.

use countersign::finding::{Finding, Report};
use countersign::redact::{Hidden, Secret, SupportBundle, redact};
use countersign::rules::code::jws;
use countersign::time::{Seconds, UnixSeconds};
use countersign_testkit::keys;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use proptest::prelude::*;
use serde_json::Value;

/// Header and claims of a small assertion; no key ever signed it.
const UNSIGNED: &str = "eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJsYXJrbW9vciJ9";

/// Each text beside what is left of it.
#[test]
fn what_is_left() {
    let jwt = format!("{UNSIGNED}.c2lnbmF0dXJl");
    let left = format!("{UNSIGNED}.[signature hidden]");
    let rows: Vec<(String, String)> = vec![
        // JWTs.
        (jwt.clone(), left.clone()),
        (format!("sent {jwt}."), format!("sent {left}.")),
        (format!("\"{jwt}\""), format!("\"{left}\"")),
        (format!("a {jwt} b {jwt}"), format!("a {left} b {left}")),
        (format!("client_assertion={jwt}&scope=a"), format!("client_assertion={left}&scope=a")),
        (format!(r#"{{"assertion":"{jwt}"}}"#), format!(r#"{{"assertion":"{left}"}}"#)),
        (r"line\neyJhbGciOiJSUzM4NCJ9.eyJhIjoxfQ.AAAA\nend".into(), r"line\neyJhbGciOiJSUzM4NCJ9.eyJhIjoxfQ.[signature hidden]\nend".into()),
        (format!("{UNSIGNED}."), format!("{UNSIGNED}.")),
        ("eyJhbGciOiJSU0EtT0FFUCJ9.AA.AA.AA.AA".into(), "eyJhbGciOiJSU0EtT0FFUCJ9.[encrypted token hidden]".into()),
        (
            "eyJhbGciOiJkaXIifQ..AA.AA.AA".into(),
            "eyJhbGciOiJkaXIifQ.[encrypted token hidden]".into(),
        ),
        // Members of JSON.
        (r#"{"access_token":"tv_6Jq","expires_in":300}"#.into(), r#"{"access_token":"[access token hidden]","expires_in":300}"#.into()),
        (r#"{ "access_token" : "a\"b" , "x": 1 }"#.into(), r#"{ "access_token" : "[access token hidden]" , "x": 1 }"#.into()),
        (r#"{"password":123,"user":"u"}"#.into(), r#"{"password":"[password hidden]","user":"u"}"#.into()),
        (r#"{"password":null,"refresh_token":""}"#.into(), r#"{"password":null,"refresh_token":""}"#.into()),
        (r#"{"kty":"RSA","oth":[{"r":"AQ"}],"e":"AQAB"}"#.into(), r#"{"kty":"RSA","oth":"[private key hidden]","e":"AQAB"}"#.into()),
        (r#"{"set-cookie":["a=]","b=2"],"x":[1]}"#.into(), r#"{"set-cookie":"[cookie hidden]","x":[1]}"#.into()),
        (r#"{"name":"Cookie","value":"a=1"}"#.into(), r#"{"name":"Cookie","value":"[cookie hidden]"}"#.into()),
        (r#"{"body":"{\"access_token\":\"t\\\"u\",\"b\":1}"}"#.into(), r#"{"body":"{\"access_token\":\"[access token hidden]\",\"b\":1}"}"#.into()),
        ("{ kty: 'EC', d: 'AW7cn22NERlNPMrmXKEX', x: 'AA' }".into(), "{ kty: 'EC', d: '[private key hidden]', x: 'AA' }".into()),
        ("%22access_token%22%3A%22abc%22%7D".into(), "%22access_token%22%3A%22[access token hidden]%22%7D".into()),
        // Forms, settings, addresses.
        ("a=1&client_secret=s3cr3t&b=2".into(), "a=1&client_secret=[client secret hidden]&b=2".into()),
        ("grant_type=authorization_code&code=SplxlOBeZ&x=1".into(), "grant_type=authorization_code&code=[authorization code hidden]&x=1".into()),
        ("grant_type=password&username=u&password=p%20q".into(), "grant_type=password&username=u&password=[password hidden]".into()),
        ("SMART_CLIENT_SECRET=abc\nB=2".into(), "SMART_CLIENT_SECRET=[client secret hidden]\nB=2".into()),
        (
            "{access_token=abc, expires_in=300}".into(),
            "{access_token=[access token hidden], expires_in=300}".into(),
        ),
        ("passphrase: correct horse\nnext".into(), "passphrase: [password hidden]\nnext".into()),
        ("https://u:p@ehr.example/x".into(), "https://u:[password hidden]@ehr.example/x".into()),
        ("https://a.example/#access_token=abc&state=1".into(), "https://a.example/#access_token=[access token hidden]&state=1".into()),
        // Headers and commands.
        ("Authorization: Bearer tv_6Jq\r\nAccept: a".into(), "Authorization: Bearer [access token hidden]\r\nAccept: a".into()),
        (format!("authorization: bearer {jwt}"), "authorization: bearer [access token hidden]".into()),
        ("Authorization: Basic YTpi".into(), "Authorization: Basic [credentials hidden]".into()),
        ("curl -H 'Authorization: Bearer abc' -u id:pw http://a".into(), "curl -H 'Authorization: Bearer [access token hidden]' -u id:[password hidden] http://a".into()),
        (r#"["Cookie: a=1; b=2","Accept: x"]"#.into(), r#"["Cookie: [cookie hidden]","Accept: x"]"#.into()),
        ("Set-Cookie: sid=1; HttpOnly\nX: 1".into(), "Set-Cookie: [cookie hidden]\nX: 1".into()),
        (r#"{"raw":"POST / HTTP/1.1\r\nCookie: a=1\r\nAccept: x","n":1}"#.into(), r#"{"raw":"POST / HTTP/1.1\r\nCookie: [cookie hidden]\r\nAccept: x","n":1}"#.into()),
        ("sent Bearer 2YotnFZFEjr1zCsicMWpAA to it".into(), "sent Bearer [access token hidden] to it".into()),
        // Keys.
        ("-----BEGIN PRIVATE KEY-----\nAQ\n-----END PRIVATE KEY-----\nrest".into(), "-----BEGIN PRIVATE KEY-----[private key hidden]-----END PRIVATE KEY-----\nrest".into()),
        (r"key=-----BEGIN EC PRIVATE KEY-----\nAQ\n".into(), r"key=-----BEGIN EC PRIVATE KEY-----[private key hidden]".into()),
        ("PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\nAAAA\nPrivate-MAC: 0".into(), "PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines:[private key hidden]Private-MAC: 0".into()),
        ("priv:\n    00:ab:cd:ef:01:23:45:67:\n    89\npub:\n  04".into(), "priv:[private key hidden]\npub:\n  04".into()),
    ];
    for (text, left) in rows {
        assert_eq!(redact(&text).text, left);
        assert_eq!(redact(&left).text, left);
        assert_eq!(redact(&left).hidden, []);
    }
}

/// What only looks like a secret stays as it is.
#[test]
fn what_stays() {
    for text in [
        "",
        "A bearer token comes back, and a password: ",
        r#"WWW-Authenticate: Bearer realm="fhir", error="invalid_token""#,
        r#"{"error":"invalid_client","error_description":"Missing token 'kid' header"}"#,
        r#"{"resourceType":"Observation","code":{"coding":[{"code":"718-7"}]}}"#,
        r#"{"code":"jws.kid.missing","status":"fail"}"#,
        r#"{"token_endpoint":"https://ehr.example/token","token_endpoint_auth_methods_supported":["client_secret_basic"]}"#,
        r#"{"keys":[{"kty":"EC","crv":"P-256","x":"2CGlOoH5iygupxvpBeouB1Dx5ngLUKw-sNEBN57pRUg"}]}"#,
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        "client_secret=…",
        "password: ********",
        "eyes.only.here",
        "at PrivateKey::sign, where code == 4",
        "The header `Authorization:` stood in front of \"access_token=\"",
    ] {
        let redacted = redact(text);
        assert_eq!((redacted.text.as_str(), redacted.hidden.as_slice()), (text, &[][..]));
    }
}

#[test]
fn each_kind_is_counted() {
    let text = format!("{UNSIGNED}.AA {UNSIGNED}.BB password=x");
    let hidden: Vec<_> = redact(&text).hidden.iter().map(|h| (h.what, h.count)).collect();
    assert_eq!(hidden, [(Secret::Password, 1), (Secret::Signature, 2)]);
    assert_eq!(
        serde_json::to_string(&redact("password=x")).expect("plain data"),
        r#"{"text":"password=[password hidden]","hidden":[{"what":"password","count":1}]}"#
    );
}

/// Ways in which a text comes inside another.
pub(crate) fn wrappings(text: &str) -> Vec<(&'static str, String)> {
    let json = |text: &str| Value::from(text).to_string();
    let form = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let base64 = BASE64.encode(text.as_bytes());
    let lines: Vec<&str> = base64
        .as_bytes()
        .chunks(64)
        .map(|line| core::str::from_utf8(line).expect("ASCII"))
        .collect();
    let claims = BASE64URL_NOPAD.encode(format!("{{\"key\":{}}}", json(text)).as_bytes());
    vec![
        ("as it is", text.to_owned()),
        ("in a sentence", format!("the key é is {text} and so on")),
        ("a JSON string", json(text)),
        ("JSON in JSON", json(&format!("{{\"a\":{}}}", json(text)))),
        ("a form", format!("a=b&key={}&c=d", form(text))),
        ("JSON in a form", format!("body={}", form(&format!("{{\"a\":{}}}", json(text))))),
        ("base64", format!("key={base64}")),
        ("base64 in lines", format!("key:\n{}\nend", lines.join("\n"))),
        ("base64 in lines of JSON", json(&lines.join("\n"))),
        ("base64url", format!("k.{}", BASE64URL_NOPAD.encode(text.as_bytes()))),
        ("base64 twice", BASE64.encode(base64.as_bytes())),
        ("claims", format!("eyJhbGciOiJSUzM4NCJ9.{claims}.AAAA")),
        ("a command", format!("curl -d '{text}' https://a.example")),
        ("HTML", format!("<pre>{}</pre>", text.replace('"', "&quot;"))),
        ("Windows lines", text.replace('\n', "\r\n")),
        ("cut off", text[..text.len() - 30].to_owned()),
    ]
}

/// Every private text of a test key with the values that must not be left of it.
pub(crate) fn private_texts(key: &keys::TestKey) -> Vec<(String, Vec<String>)> {
    let jwk: Value = serde_json::from_str(key.jwk).expect("JSON");
    let printed = key.jwk.replace('"', "'").replace("'d'", "d").replace("'qi'", "qi");
    let members = ["d", "p", "q", "dp", "dq", "qi"];
    let values: Vec<_> =
        members.iter().filter_map(|name| jwk[name].as_str().map(str::to_owned)).collect();
    let jwks = [key.jwk.to_owned(), jwk.to_string(), printed].map(|text| (text, values.clone()));
    let pems = [key.pem.to_owned(), traditional(key)].map(|pem| {
        // The last line can be a few characters that stand anywhere.
        let lines = pem.lines().filter(|line| !line.starts_with('-') && line.len() >= 12);
        (pem.clone(), lines.map(str::to_owned).collect())
    });
    jwks.into_iter().chain(pems).collect()
}

fn traditional(key: &keys::TestKey) -> String {
    let known: Value = serde_json::from_str(keys::KNOWN_JSON).expect("JSON");
    known["keys"][key.name]["traditional_pem"].as_str().expect("a string").to_owned()
}

#[test]
fn private_keys_never_get_through() {
    for key in keys::ALL {
        for (text, values) in private_texts(&key) {
            for (wrapping, wrapped) in wrappings(&text) {
                let redacted = redact(&wrapped);
                let name = format!("{} {wrapping}: {}", key.name, &text[..20]);
                let hidden = redacted.hidden.iter().any(|hidden| hidden.what == Secret::PrivateKey);
                assert!(hidden, "{name}: {}", redacted.text);
                for value in &values {
                    assert!(!redacted.text.contains(value), "{name}: {value} in {}", redacted.text);
                    let encoded = BASE64.encode(&value.as_bytes()[..value.len() / 3 * 3]);
                    assert!(!redacted.text.contains(&encoded), "{name}: {value}");
                }
                assert_eq!(redact(&redacted.text).text, redacted.text, "{name}");
            }
        }
    }
}

#[test]
fn der_in_base64_is_recognised() {
    for key in keys::ALL {
        for pem in [key.pem.to_owned(), traditional(&key)] {
            let body: Vec<&str> = pem.lines().filter(|line| !line.starts_with('-')).collect();
            for text in [body.join("\n"), body.concat(), format!("x={}", body[0])] {
                let left = redact(&text).text;
                assert!(left.ends_with("[private key hidden]"), "{}: {left}", key.name);
            }
        }
        let spki = key.private().public().to_spki_pem();
        assert_eq!(redact(&spki).text, spki);
    }
}

/// Pieces that mean something to the scanner, in any order.
pub(crate) fn pieces() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "access_token",
        "password",
        "code",
        "token",
        "d",
        "k",
        "oth",
        "Authorization",
        "Cookie",
        "priv",
        "Bearer ",
        "Basic ",
        "-u ",
        ":",
        "=",
        ": ",
        " = ",
        ",",
        "\"",
        "'",
        "\\\"",
        "\\",
        "%22",
        "%3A",
        "&quot;",
        "&",
        " ",
        "\n",
        "\\n",
        "[",
        "]",
        "{",
        "}",
        "null",
        "12",
        "value",
        "://",
        "@",
        "/",
        ".",
        "…",
        "é",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "-----BEGIN",
        "Private-Lines",
        "Private-MAC",
        "eyJhbGciOiJSUzM4NCJ9",
        "eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJsYXJrbW9vciJ9.",
        "AW7cn22NERlNPMrmXKEX",
        "00:ab:cd:ef:01:23:45:67:89",
        "[password hidden]",
        "[signature hidden]",
        "[private key hidden]",
        "authorization_code",
        "eyJkIjoiQVc3Y24yMk5FUmxOUE1ybVhLRVhkd1M0eVhIOHlhU1NTN2FzNzZrTnlOQSJ9AAAAAAAAAAAAAAAAAA",
    ]);
    proptest::collection::vec(
        prop_oneof![8 => piece.prop_map(str::to_owned), 1 => "\\PC{0,6}"],
        0..24,
    )
    .prop_map(|pieces| pieces.concat())
}

/// Found by fuzzing: one mark made a name and a value out of what stood apart.
#[test]
fn what_a_mark_brings_together_is_hidden_too() {
    let text = "Authorization\"d\":\": B!\u{1}ic YTpi\nCookie: a=passwde\":n=Bearer \"ey\"";
    let once = redact(text);
    assert_eq!(redact(&once.text).text, once.text);
    assert!(!once.text.contains("YTpi"), "{}", once.text);

    // Each mark closes the quotes of the next name, one by one.
    let chain = format!("\"kpwd\":[]{}", "kpwd\":[]".repeat(20_000));
    let once = redact(&chain);
    assert_eq!(redact(&once.text).text, once.text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn hiding_twice_is_hiding_once(text in prop_oneof![pieces(), "\\PC{0,80}"]) {
        let once = redact(&text);
        let twice = redact(&once.text);
        prop_assert_eq!(&twice.text, &once.text);
        prop_assert_eq!(twice.hidden, []);
        prop_assert!(once.text.len() <= 6 * text.len(), "{}", once.text);
    }

    #[test]
    fn a_named_value_never_gets_through(value in "[A-Za-z0-9_]{20,40}", before in pieces(), quote in "[\"'`]?") {
        for name in ["access_token", "client_secret", "d", "passphrase"] {
            let text = format!("{before}\n{quote}{name}{quote}:{quote}{value}{quote}\n");
            prop_assert!(!redact(&text).text.contains(&value), "{}", text);
        }
    }
}

#[test]
fn long_texts_take_time_in_proportion() {
    // Each of these asks for a fresh look at the rest of the text at every step, if one is careless.
    for piece in [
        "eyJhbGciOiJSUzM4NCJ9.",
        "d:\"",
        "password ",
        "code\"",
        "-----BEGIN ",
        "\\",
        "://",
        "a/b/",
        "token=[",
        "password: -----BEGIN ",
        "password:…",
        // A page of colons took four seconds.
        ":",
        "d:",
        "BEGIN ",
        "-----BEGIN PRIVATE KEY-----[private key hidden]",
        "-----BEGIN PRIVATE KEY-----x-----END ",
        "Private-Lines:[private key hidden]",
        "priv: ",
        "\"password:x\"",
        "password=a%26",
        "password=a-----BEGIN+",
        "password: a-----BEGIN ",
        "\"password\":[-----BEGIN ",
        "authorization: Bearer [access token hidden] ",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        assert!(redact(&text).text.len() <= 6 * text.len(), "{piece}");
    }
    let line = format!("ey{}\n", "A".repeat(40));
    assert_eq!(redact(&line.repeat(5_000)).hidden, []);
}

fn report(message: &str) -> Report {
    let finding =
        Finding::fail(&jws::KID_MISSING, "header.kid", message).got(message).near_miss(message);
    Report { profile: "spec".into(), kid: Some(message.into()), key: None, findings: vec![finding] }
}

/// A bundle into which the same text was put wherever a text can be put.
fn bundle_of(text: &str) -> SupportBundle {
    SupportBundle::new()
        .token_endpoint(text)
        .fhir_base(text)
        .client_id(text)
        .discovery(text)
        .key_set(text)
        .assertion(text)
        .report(&report(text))
        .exchange(text, text)
        .note(text)
}

#[test]
fn no_private_key_gets_into_a_bundle() {
    for key in [keys::RSA_2048, keys::P256, keys::P384] {
        for (text, values) in private_texts(&key) {
            for (wrapping, wrapped) in wrappings(&text) {
                let bundle = bundle_of(&wrapped);
                for shown in [bundle.to_json(), format!("{bundle:?}")] {
                    for value in &values {
                        assert!(!shown.contains(value), "{} {wrapping}: {shown}", key.name);
                    }
                }
                assert_eq!(bundle.hidden()[0].what, Secret::PrivateKey);
            }
        }
    }
}

#[test]
fn a_bundle_tells_what_it_hides() {
    let jwt = format!("{UNSIGNED}.c2lnbmF0dXJl");
    let bundle = SupportBundle::new()
        .made_at(UnixSeconds::new(1_778_594_600))
        .token_endpoint("https://ehr.example/token")
        .fhir_base("https://ehr.example/fhir")
        .client_id("larkmoor")
        .clock_skew(Seconds::new(7))
        .discovery(r#"{"token_endpoint":"https://ehr.example/token"}"#)
        .key_set("not JSON")
        .assertion(&format!("Bearer {jwt}"))
        .report(&report("no kid"))
        .exchange(
            &format!("POST /token HTTP/1.1\nCookie: a=1\n\nclient_assertion={jwt}"),
            "HTTP/1.1 200 OK\n\n{\"access_token\":\"tv_6Jq\"}",
        )
        .note("the password: s3cr3t");
    let json: Value = serde_json::from_str(&bundle.to_json()).expect("JSON");
    assert_eq!(
        json,
        serde_json::json!({
            "countersign": env!("CARGO_PKG_VERSION"),
            "madeAt": "2026-05-12T14:03:20Z",
            "tokenEndpoint": "https://ehr.example/token",
            "fhirBase": "https://ehr.example/fhir",
            "clientId": "larkmoor",
            "clockSkewSeconds": 7,
            "discovery": {"token_endpoint": "https://ehr.example/token"},
            "keySet": "not JSON",
            "assertion": {
                "token": format!("{UNSIGNED}.[signature hidden]"),
                "header": {"alg": "RS384"},
                "claims": {"iss": "larkmoor"},
            },
            "reports": [serde_json::to_value(report("no kid")).expect("plain data")],
            "exchanges": [{
                "request": format!(
                    "POST /token HTTP/1.1\nCookie: [cookie hidden]\n\nclient_assertion={UNSIGNED}.[signature hidden]"
                ),
                "response": "HTTP/1.1 200 OK\n\n{\"access_token\":\"[access token hidden]\"}",
            }],
            "notes": ["the password: [password hidden]"],
            "hidden": [
                {"what": "password", "count": 1},
                {"what": "signature", "count": 2},
                {"what": "access-token", "count": 1},
                {"what": "cookie", "count": 1},
            ],
        })
    );
    assert_eq!(redact(&bundle.to_json()).hidden, []);
    assert!(bundle.to_json().contains("\n  \"clientId\": \"larkmoor\",\n"));
}

#[test]
fn no_patient_gets_into_a_bundle() {
    let hidden = "[patient data hidden]";
    let outcome =
        r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"login"}]}"#;
    let rows = [
        (
            "GET /fhir/Patient?name=shaw&birthdate=1971 HTTP/1.1\nAccept: a",
            format!("GET /fhir/Patient?{hidden} HTTP/1.1\nAccept: a"),
        ),
        (
            "curl 'https://a.example/fhir/Patient?name=shaw' -H 'Accept: a'",
            format!("curl 'https://a.example/fhir/Patient?{hidden}' -H 'Accept: a'"),
        ),
        ("GET /auth/authorize?state=1 HTTP/1.1", "GET /auth/authorize?state=1 HTTP/1.1".to_owned()),
        (
            "POST /fhir/Patient/_search HTTP/1.1\n\nname=shaw",
            format!("POST /fhir/Patient/_search HTTP/1.1\n\n{hidden}"),
        ),
        (
            "HTTP/1.1 200 OK\n\n{\"resourceType\":\"Bundle\",\"entry\":[\"shaw\"]}",
            format!("HTTP/1.1 200 OK\n\n{hidden}"),
        ),
        (
            "HTTP/1.1 200 OK\n\n{\"id\":\"shaw\",\"resourceType\":\"Patient\"",
            format!("HTTP/1.1 200 OK\n\n{hidden}"),
        ),
        (
            "{\"resourceType\":\"OperationOutcome\"}\n{\"resourceType\":\"Patient\",\"id\":\"shaw\"}",
            hidden.to_owned(),
        ),
        (
            "HTTP/1.1 200 OK\n\n<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"shaw\"/></Patient>",
            format!("HTTP/1.1 200 OK\n\n{hidden}"),
        ),
        (outcome, outcome.to_owned()),
    ];
    for (message, left) in rows {
        let bundle = SupportBundle::new().exchange(message, "");
        let json: Value = serde_json::from_str(&bundle.to_json()).expect("JSON");
        assert_eq!(json["exchanges"][0]["request"], left);
        let counted = bundle.hidden().first().map(|hidden| hidden.what);
        assert_eq!(counted, left.contains(hidden).then_some(Secret::PatientData), "{message}");
        assert_eq!(bundle.hidden().len(), usize::from(left.contains(hidden)));
    }
}

#[test]
fn a_bundle_is_bounded() {
    let long = "é".repeat(1_000_000);
    let json = SupportBundle::new().note(&long).exchange(&long, "").to_json();
    assert!(json.len() < 2_200_000 && json.contains("… 951424 octets left out"));
    let hidden = Hidden { what: Secret::Password, count: 2 };
    assert_eq!(SupportBundle::new().note("password=a").note("password=b").hidden(), [hidden]);
}
