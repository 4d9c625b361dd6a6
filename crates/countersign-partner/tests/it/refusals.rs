//! One row per fault: what the client gets, and what the report says first.

use countersign::assertion::Draft;
use countersign::jws::Alg;
use countersign::time::Seconds;
use countersign::token::{ASSERTION_TYPE, FORM_TYPE};
use countersign_partner::{Outcome, block_on};
use countersign_testkit::{NOW, keys};
use http::Request;
use proptest::prelude::*;

use crate::client::{CLIENT, Client, KEY_URL, TOKEN_URL, body, first_fault, header, text};

#[test]
fn a_fault_in_the_assertion_is_invalid_client() {
    type Row = (&'static str, &'static str, fn(&mut Draft));
    let rows: &[Row] = &[
        ("jws.kid.missing", "Missing token 'kid' header", |d| d.remove_header("kid")),
        ("jws.kid.unknown", "No key in the client's set has this 'kid'", |d| {
            d.set_header("kid", "x")
        }),
        ("jws.typ.missing", "Missing token 'typ' header", |d| d.remove_header("typ")),
        ("jws.alg.none", "The header says 'alg' none: nothing is signed", |d| {
            d.set_header("alg", "none")
        }),
        ("jws.alg.symmetric", "The algorithm is an HMAC, which needs a shared secret", |d| {
            d.set_header("alg", "HS256")
        }),
        (
            "jws.signature.invalid",
            "The signature does not verify with the key that the header names",
            |d| d.set_header("alg", "RS256"),
        ),
        ("jwt.iss-sub.mismatch", "'iss' and 'sub' are not the same", |d| d.set_claim("sub", "x")),
        ("jwt.client.unknown", "No client is registered under this id", |d| {
            d.set_claim("iss", "x");
            d.set_claim("sub", "x");
        }),
        (
            "jwt.aud.trailing-slash",
            "'aud' differs from the token endpoint by a slash at the end",
            |d| d.set_claim("aud", format!("{TOKEN_URL}/")),
        ),
        ("jwt.aud.missing", "Missing token 'aud' claim", |d| d.remove_claim("aud")),
        ("jwt.exp.expired", "'exp' has passed", |d| {
            d.set_claim("exp", (NOW - Seconds::new(90)).get())
        }),
        ("jwt.exp.too-far", "'exp' is more than five minutes ahead", |d| {
            d.set_claim("exp", (NOW + Seconds::new(360)).get())
        }),
        ("jwt.exp.missing", "Missing token 'exp' claim", |d| d.remove_claim("exp")),
        ("jwt.jti.missing", "Missing token 'jti' claim", |d| d.remove_claim("jti")),
        (
            "jws.jku.not-registered",
            "The header's 'jku' is not the key set URL that the client registered",
            |d| d.set_header("jku", KEY_URL),
        ),
    ];
    for (code, description, change) in rows {
        let mut client = Client::rsa();
        let mut draft = client.draft("once");
        change(&mut draft);
        let assertion = client.sign(&draft);
        let reply = client.ask_token(&assertion, "system/*.rs");
        assert_eq!(reply.response.status(), 401, "{code}");
        assert_eq!(
            body(&reply),
            serde_json::json!({ "error": "invalid_client", "error_description": description }),
            "{code}"
        );
        assert_eq!(first_fault(&reply), *code);
        assert!(header(&reply, "www-authenticate").starts_with("Bearer"), "{code}");
        assert_eq!(header(&reply, "cache-control"), "no-store");
    }
}

#[test]
fn an_assertion_is_good_once() {
    let mut client = Client::rsa();
    let draft = client.draft("once");
    let assertion = client.sign(&draft);
    assert_eq!(client.ask_token(&assertion, "system/*.rs").response.status(), 200);
    let again = client.ask_token(&assertion, "system/*.rs");
    assert_eq!((again.response.status().as_u16(), first_fault(&again)), (401, "jwt.jti.replayed"));
    assert_eq!(body(&again)["error"], "invalid_client");
}

#[test]
fn an_assertion_that_asked_for_too_much_is_used_up() {
    let mut client = Client::rsa();
    let draft = client.draft("once");
    let assertion = client.sign(&draft);
    let refused = client.ask_token(&assertion, "system/Location.rs");
    assert_eq!(first_fault(&refused), "scope.none-granted");
    let again = client.ask_token(&assertion, "system/*.rs");
    assert_eq!(first_fault(&again), "jwt.jti.replayed");
    let both = client.ask_token(&assertion, "system/Location.rs");
    assert_eq!(first_fault(&both), "jwt.jti.replayed", "the replay comes first");
    let codes = both.record.report.expect("a report").findings;
    let place = |code| codes.iter().position(|finding| finding.code.id == code);
    assert!(place("jwt.jti.replayed") < place("scope.none-granted"), "{codes:?}");
    let kinds = block_on(client.partner.audit()).expect("in memory");
    assert!(kinds.iter().all(|entry| entry.outcome == Outcome::Refused), "no token was given out");
    assert_eq!(kinds.len(), 3, "each refusal is written down");
}

#[test]
fn a_forged_assertion_does_not_use_the_jti_up() {
    let mut client = Client::rsa();
    let draft = client.draft("once");
    let good = client.sign(&draft);
    let forged = format!("{}AAAA", &good[..good.len() - 4]);
    assert_eq!(client.ask_token(&forged, "system/*.rs").response.status(), 401);
    assert_eq!(client.ask_token(&good, "system/*.rs").response.status(), 200);
}

#[test]
fn a_fault_in_the_request_has_an_answer_of_its_own() {
    let mut client = Client::rsa();
    let draft = client.draft("once");
    let assertion = client.sign(&draft);
    let form = |parts: &[(&str, &str)]| {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(parts).finish()
    };
    let (grant, kind, held, scope) = (
        ("grant_type", "client_credentials"),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion.as_str()),
        ("scope", "system/*.rs"),
    );
    let jwt_bearer = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    let rows: [(u16, &str, &str, String); 9] = [
        (400, "invalid_request", "request.grant-type.missing", form(&[kind, held, scope])),
        (
            400,
            "unsupported_grant_type",
            "request.grant-type.wrong",
            form(&[jwt_bearer, kind, held, scope]),
        ),
        (401, "invalid_client", "request.assertion-type.missing", form(&[grant, held, scope])),
        (
            401,
            "invalid_client",
            "request.assertion-type.wrong",
            form(&[grant, ("client_assertion_type", "jwt"), held, scope]),
        ),
        (401, "invalid_client", "request.assertion.missing", form(&[grant, kind, scope])),
        (
            400,
            "invalid_request",
            "request.param.repeated",
            form(&[grant, grant, kind, held, scope]),
        ),
        (400, "invalid_scope", "request.scope.missing", form(&[grant, kind, held])),
        (
            400,
            "invalid_scope",
            "scope.order",
            form(&[grant, kind, held, ("scope", "system/Patient.sr")]),
        ),
        (
            400,
            "invalid_scope",
            "scope.none-granted",
            form(&[grant, kind, held, ("scope", "system/Observation.rs")]),
        ),
    ];
    for (status, error, code, sent) in rows {
        // Each row needs an assertion that is still good.
        client.now = client.now + Seconds::new(1);
        let draft = client.draft(code);
        let fresh = client.sign(&draft);
        let sent = sent.replace(&assertion, &fresh);
        let request = Request::post(TOKEN_URL)
            .header("content-type", FORM_TYPE)
            .body(sent.into_bytes())
            .expect("a request");
        let reply = client.send(request);
        assert_eq!(reply.response.status(), status, "{code}: {}", text(&reply));
        assert_eq!(body(&reply)["error"], error, "{code}");
        assert_eq!(first_fault(&reply), code);
    }
}

#[test]
fn json_and_shared_secrets_are_refused_with_the_reason() {
    let mut client = Client::rsa();
    let json = Request::post(TOKEN_URL)
        .header("content-type", "application/json")
        .body(b"{}".to_vec())
        .expect("a request");
    let reply = client.send(json);
    assert_eq!(
        (reply.response.status().as_u16(), first_fault(&reply)),
        (400, "request.content-type")
    );
    let basic = Request::post(TOKEN_URL)
        .header("content-type", FORM_TYPE)
        .header("authorization", "Basic bGFya21vb3I6c2VjcmV0")
        .body(b"grant_type=client_credentials&scope=system/*.rs".to_vec())
        .expect("a request");
    let reply = client.send(basic);
    assert_eq!(
        (reply.response.status().as_u16(), first_fault(&reply)),
        (401, "request.auth.basic")
    );
    assert!(
        text(&reply).contains("shared secret") && !text(&reply).contains("bGFya"),
        "{}",
        text(&reply)
    );
    let get = client.get("/auth/token", None);
    assert_eq!((get.response.status().as_u16(), header(&get, "allow")), (405, "POST"));
}

#[test]
fn a_key_set_url_that_gives_none_is_said() {
    for hosted in [None, Some("<html>login</html>".to_owned())] {
        let mut client = Client::new(keys::p384(), Alg::Es384);
        client.register(&serde_json::json!({ "client_id": CLIENT, "jwks_uri": KEY_URL }));
        client.hosted = hosted;
        let draft = client.draft("once");
        let assertion = client.sign(&draft);
        let reply = client.ask_token(&assertion, "system/*.rs");
        assert_eq!(
            (reply.response.status().as_u16(), first_fault(&reply)),
            (401, "jwks.fetch.failed")
        );
    }
}

#[test]
fn a_private_key_behind_the_url_is_refused() {
    let mut client = Client::new(keys::rsa_2048(), Alg::Rs384);
    let secret: serde_json::Value = serde_json::from_str(keys::RSA_2048.jwk).expect("JSON");
    let mut set: serde_json::Value = serde_json::from_str(&client.key_set()).expect("JSON");
    set["keys"][0]["d"] = secret["d"].clone();
    client.hosted = Some(set.to_string());
    client.register(&serde_json::json!({ "client_id": CLIENT, "jwks_uri": KEY_URL }));
    let draft = client.draft("once");
    let assertion = client.sign(&draft);
    let reply = client.ask_token(&assertion, "system/*.rs");
    assert_eq!(
        (reply.response.status().as_u16(), first_fault(&reply)),
        (401, "jwks.private-member")
    );
}

#[test]
fn fetches_are_not_to_be_had_for_nothing() {
    let mut client = Client::new(keys::p384(), Alg::Es384);
    client.register(&serde_json::json!({ "client_id": CLIENT, "jwks_uri": KEY_URL }));
    let draft = client.draft("once");
    let assertion = client.sign(&draft);
    let form = format!("grant_type=password&client_assertion={assertion}");
    let request = Request::post(TOKEN_URL)
        .header("content-type", FORM_TYPE)
        .body(form.into_bytes())
        .expect("a request");
    client.send(request);
    assert_eq!(client.fetches, 0, "what is refused anyhow is not worth a fetch");
    for round in 0..20 {
        let draft = client.draft(&format!("jti-{round}"));
        let assertion = client.sign(&draft);
        let reply = client.ask_token(&assertion, "system/*.rs");
        assert_eq!(first_fault(&reply), "jwks.fetch.failed");
    }
    assert_eq!(client.fetches, 1, "a URL that gave nothing is left alone for a while");
    client.hosted = Some(client.key_set());
    client.now = client.now + Seconds::new(16);
    client.token("system/*.rs");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_request_makes_it_panic(
        method in prop::sample::select(vec!["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE"]),
        path in "(/auth/token|/register|/fhir/(Patient|AuditEvent|metadata|X)(/[a-z_]{0,8})?|/\\.well-known/[a-z.-]{0,20}|/[ -~&&[^?#]]{0,12})(\\?[a-z_:=&,|%0-9+.-]{0,40})?",
        kind in "\\PC{0,40}",
        authorization in "(Bearer |Basic |)[ -~]{0,20}",
        sent in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut client = Client::new(keys::p256(), Alg::Es256);
        let request = Request::builder().method(method).uri(path.replace(' ', "%20"))
            .header("content-type", kind).header("authorization", authorization).body(sent);
        if let Ok(request) = request {
            let reply = client.send(request);
            prop_assert!(reply.response.status().as_u16() >= 200);
            prop_assert!(method != "HEAD" || reply.response.body().is_empty());
        }
    }

    #[test]
    fn no_form_makes_it_panic(assertion in "[A-Za-z0-9_.-]{0,80}", scope in "\\PC{0,60}") {
        let mut client = Client::new(keys::p256(), Alg::Es256);
        let reply = client.ask_token(&assertion, &scope);
        prop_assert!(reply.response.status().is_client_error());
    }
}
