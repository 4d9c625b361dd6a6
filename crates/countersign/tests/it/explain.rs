//! A reply in, ranked causes out: a row for each case that is known, real replies, and what an assertion changes.

use countersign::assertion::{Assertion, Draft};
use countersign::exchange::Step;
use countersign::explain::{
    BrowserFailure, Explanation, Fact, FactKind, Likelihood, Pasted, Seen, explain,
};
use countersign::jws::Alg;
use countersign::kid::{self, KidMethod};
use countersign::rules::Confidence;
use countersign::time::{Seconds, UnixSeconds};
use countersign_testkit::{NOW, keys, rng};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use serde_json::{Value, json};

const TOKEN_URL: &str = "https://ternvalley.example/auth/token";
const SILENT: &[u8] = br#"{"error":"invalid_client","error_description":null}"#;

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| {
            (
                name.parse::<HeaderName>().expect("a name"),
                value.parse::<HeaderValue>().expect("a value"),
            )
        })
        .collect()
}

fn reply(status: u16, body: &str) -> Explanation {
    explain(&Seen { status: Some(status), body: body.as_bytes(), ..Seen::default() })
}

fn refused(status: u16, error: &str, words: &str) -> Explanation {
    reply(status, &json!({"error": error, "error_description": words}).to_string())
}

fn codes(explanation: &Explanation) -> Vec<&'static str> {
    explanation.causes.iter().flat_map(|cause| &cause.codes).map(|code| code.id).collect()
}

fn first_code(explanation: &Explanation) -> &'static str {
    explanation.causes[0].codes.first().map_or("", |code| code.id)
}

#[track_caller]
fn check_first(explanation: &Explanation, title: &str, likelihood: Likelihood) {
    let first = &explanation.causes[0];
    assert!(first.title.contains(title), "{title:?} is not first:\n{explanation:#?}");
    assert_eq!(first.likelihood, likelihood, "{title}");
}

/// The launcher's texts, by the rows of `protocol-rules` §2 (read in its source, revision 64374254).
#[test]
fn the_launchers_words_name_the_fault() {
    let jwks = "None of the keys found in the JWKS have";
    for (status, error, words, code) in [
        (
            400,
            "invalid_request",
            "Invalid request content-type header 'application/json' (must be 'application/x-www-form-urlencoded')",
            "request.content-type",
        ),
        (
            400,
            "unsupported_grant_type",
            "Invalid or missing grant_type parameter \"undefined\"",
            "request.grant-type.missing",
        ),
        (
            400,
            "unsupported_grant_type",
            "Invalid or missing grant_type parameter \"password\"",
            "request.grant-type.wrong",
        ),
        (400, "invalid_client", "Missing 'scope' parameter", "request.scope.missing"),
        (
            400,
            "invalid_client",
            "Missing 'client_assertion_type' parameter",
            "request.assertion-type.missing",
        ),
        (
            400,
            "invalid_client",
            "Missing 'client_assertion' parameter",
            "request.assertion.missing",
        ),
        (
            400,
            "invalid_client",
            "Invalid 'client_assertion_type' parameter. Must be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'.",
            "request.assertion-type.wrong",
        ),
        (
            401,
            "invalid_request",
            "Could not decode the \"client_assertion\" parameter",
            "jws.parts",
        ),
        (401, "invalid_client", "Missing token 'iss' claim", "jwt.iss.missing"),
        (401, "invalid_client", "Missing token 'sub' claim", "jwt.sub.missing"),
        (401, "invalid_client", "Missing token 'aud' claim", "jwt.aud.missing"),
        (401, "invalid_client", "Missing token 'exp' claim", "jwt.exp.missing"),
        (401, "invalid_client", "Missing token 'jti' claim", "jwt.jti.missing"),
        (401, "invalid_client", "Invalid token 'typ' header. Must be 'JWT'.", "jws.typ.missing"),
        (401, "invalid_client", "Missing token 'kid' header", "jws.kid.missing"),
        (401, "invalid_client", "Missing token 'alg' header", "jws.alg.missing"),
        (
            401,
            "invalid_client",
            "The token sub does not match the token iss claim",
            "jwt.iss-sub.mismatch",
        ),
        (
            401,
            "invalid_client",
            "Invalid token 'aud' value (https://a.example/fhir). Must be 'https://a.example/token'.",
            "jwt.aud.wrong",
        ),
        (
            401,
            "invalid_client",
            "Invalid token 'aud' value (https://a.example/token/). Must be 'https://a.example/token'.",
            "jwt.aud.trailing-slash",
        ),
        (
            401,
            "invalid_client",
            "Failed to fetch JWKS from https://b.example/jwks.json. 404 Not Found",
            "jwks.fetch.failed",
        ),
        (401, "invalid_client", "JWKS does not have a \"keys\" property", "jwks.form"),
        (401, "invalid_client", "No usable keys found", "jwks.empty"),
        (401, "invalid_client", &format!("{jwks} alg equal to ES384"), "jwks.alg.missing"),
        (401, "invalid_client", &format!("{jwks} alg equal to HS256"), "jws.alg.symmetric"),
        (401, "invalid_client", &format!("{jwks} alg equal to none"), "jws.alg.none"),
        (
            401,
            "invalid_client",
            &format!("{jwks} kid equal to 893bdf2b355443ac"),
            "jws.kid.unknown",
        ),
        (401, "invalid_client", "No usable public keys found in the JWKS", "jwks.key-ops.wrong"),
        (
            401,
            "invalid_client",
            "Multiple usable public keys found in the JWKS",
            "jws.kid.ambiguous",
        ),
        (401, "invalid_client", "Invalid token. invalid signature", "jws.signature.invalid"),
        (401, "invalid_client", "Invalid token. jwt expired", "jwt.exp.expired"),
        (401, "invalid_client", "Invalid token. jwt not active", "jwt.nbf.future"),
        (401, "invalid_client", "Invalid token. invalid exp value", "jwt.exp.not-number"),
        (401, "invalid_client", "Invalid token. invalid algorithm", "jws.alg.unsupported"),
        (
            401,
            "invalid_client",
            "Invalid token. \"ES384\" signatures must be \"96\" bytes, saw \"103\"",
            "jws.signature.der",
        ),
        (
            401,
            "invalid_request",
            "Invalid jku header of the assertion token token. must be 'https://b.example/jwks.json'",
            "jws.jku.not-registered",
        ),
        (
            401,
            "invalid_client",
            "Invalid 'client_id' (as sub claim of the assertion JWT)",
            "jwt.client.unknown",
        ),
        (
            401,
            "invalid_scope",
            "Invalid scope(s) \"patient/*.read\" requested. Only system scopes are allowed.",
            "scope.level",
        ),
        (401, "invalid_scope", "No scope(s) could be granted", "scope.none-granted"),
    ] {
        let explanation = refused(status, error, words);
        assert_eq!(first_code(&explanation), code, "{words}");
        let first = &explanation.causes[0];
        assert!(
            first.because[0].contains("launcher") || first.because[0].contains("Launcher"),
            "{:?}",
            first.because
        );
        assert_eq!(
            explanation.partner.map(|partner| partner.id).as_deref(),
            Some("launcher"),
            "{words}"
        );
        assert_eq!(first.confidence, Confidence::Observed, "{words}");
    }
}

#[test]
fn what_stood_in_the_gaps_is_evidence() {
    let explanation = refused(
        401,
        "invalid_client",
        "None of the keys found in the JWKS have kid equal to 893bdf2b355443ac",
    );
    let because = explanation.causes[0].because.join(" ");
    assert!(because.contains("The `kid` in it is `893bdf2b355443ac`."), "{because}");
}

/// Every reply that was collected, as its server writes it, leads back to its fault.
#[test]
fn collected_replies_lead_back_to_their_fault() {
    let all: Value = serde_json::from_str(include_str!(
        "../../../../tests/vectors/replies/partner-replies.json"
    ))
    .expect("JSON");
    let mut seen = 0;
    for (server, facts) in all["profiles"].as_object().expect("profiles") {
        for (code, said) in facts["replies"].as_object().expect("replies") {
            for one in said.as_array().cloned().unwrap_or_else(|| vec![said.clone()]) {
                if code.contains('*') || code.starts_with("other.") {
                    continue;
                }
                let explanation = explain(&Seen {
                    status: one["status"].as_u64().and_then(|status| status.try_into().ok()),
                    body: written(&one).as_bytes(),
                    ..Seen::default()
                });
                assert!(
                    codes(&explanation).contains(&code.as_str()),
                    "{server} {code}: {explanation:#?}"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 90, "{seen}");
}

/// A collected reply as a body, with something plausible in each gap.
fn written(reply: &Value) -> String {
    let filled = |text: &Value| {
        let mut text = text.as_str()?.to_owned();
        let urn: String =
            form_urlencoded::byte_serialize(reply["urn"].as_str().unwrap_or_default().as_bytes())
                .collect();
        for (name, value) in [
            ("urn", urn.as_str()),
            ("aud", "https://a.example/token/"),
            ("token_url", "https://a.example/token"),
            ("alg", "HS256"),
            ("n", "103"),
            ("kid", "893bdf2b355443ac"),
            ("scope", "patient/*.read"),
            ("status", "404"),
        ] {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        Some(text)
    };
    if let Some(text) = filled(&reply["text"]) {
        return text;
    }
    let mut body = json!({"error": reply["error"]});
    for name in ["error_description", "error_uri"] {
        if let Some(text) = filled(&reply[name]) {
            body[name] = text.into();
        }
    }
    body.to_string()
}

/// The null description: the causes stand in the order of `protocol-rules` §5.
#[test]
fn epics_silence_has_an_order() {
    let explanation = explain(&Seen { status: Some(400), body: SILENT, ..Seen::default() });
    assert_eq!(
        explanation.reading,
        "400 `invalid_client` with a description that is null, the way Epic answers"
    );
    assert_eq!(explanation.partner.as_ref().map(|partner| partner.id.as_str()), Some("epic"));
    let firsts: Vec<_> =
        explanation.causes.iter().map(|cause| cause.codes.first().map(|code| code.id)).collect();
    assert_eq!(
        firsts,
        [
            Some("jwt.client.unknown"),
            Some("jwks.unregistered"),
            Some("jwks.unregistered"),
            Some("jws.kid.unknown"),
            Some("jwt.aud.wrong"),
            Some("jwt.iat.future"),
            Some("jwt.jti.replayed"),
            Some("request.content-type"),
            None,
        ]
    );
    let without = reply(401, r#"{"error":"invalid_client"}"#);
    assert_eq!(without.reading, "401 `invalid_client` without a description");
    assert_eq!((without.partner.is_none(), first_code(&without)), (true, "jwt.client.unknown"));
}

fn oracle(fault: &str) -> Explanation {
    let uri = format!(
        "https://authorization.cerner.com/errors/urn%3Acerner%3Aerror%3Aauthorization-server%3Aoauth2%3Atoken%3A{fault}/instances/4f1c9b2e-7a55-4d0e-9a3b-2f6d1c8e0b17?client=unknown&tenant=ec2458f2"
    );
    reply(401, &json!({"error": "invalid_client", "error_uri": uri}).to_string())
}

#[test]
fn oracles_urn_is_decoded() {
    for (fault, title, code) in [
        ("invalid-authorization-header", "not in the form", "request.assertion.missing"),
        ("invalid-signature", "not in the key set", "jws.signature.invalid"),
        ("invalid-tenant", "another tenant's", ""),
        ("empty-scopes", "None of the scopes", "scope.none-granted"),
        ("invalid-client-credentials", "secret", "request.auth.basic"),
        ("unsupported-grant-type", "grant_type", "request.grant-type.wrong"),
    ] {
        let explanation = oracle(fault);
        check_first(&explanation, title, Likelihood::Likely);
        assert_eq!(first_code(&explanation), code, "{fault}");
        assert_eq!(explanation.partner.as_ref().map(|partner| partner.id.as_str()), Some("oracle"));
        assert!(explanation.reading.contains(fault), "{}", explanation.reading);
        let instance = fact(&explanation, "error instance");
        assert_eq!(instance.value, "4f1c9b2e-7a55-4d0e-9a3b-2f6d1c8e0b17");
        assert_eq!(
            (instance.kind, fact(&explanation, "tenant").value.as_str()),
            (FactKind::Correlation, "ec2458f2")
        );
    }
    assert!(codes(&oracle("empty-scopes")).contains(&"scope.comma"));
    // A fault that nobody has seen yet still gets what OAuth's word allows.
    check_first(&oracle("invalid-moon"), "client id", Likelihood::Possible);
}

#[track_caller]
fn fact<'a>(explanation: &'a Explanation, name: &str) -> &'a Fact {
    explanation
        .facts
        .iter()
        .find(|fact| fact.name == name)
        .unwrap_or_else(|| panic!("no {name}: {:#?}", explanation.facts))
}

#[test]
fn oktas_words_are_modelled_for_athena() {
    for (words, wanted) in [
        ("The client_assertion JWT kid is invalid.", &["jws.kid.missing", "jws.kid.unknown"][..]),
        (
            "The audience claim for client_assertion must be the endpoint invoked for the request.",
            &["jwt.aud.wrong"],
        ),
        ("The client_assertion signature is invalid.", &["jws.signature.invalid"]),
    ] {
        let explanation = refused(401, "invalid_client", words);
        let codes = codes(&explanation);
        assert_eq!(codes[0], wanted[0], "{words}");
        assert!(wanted.iter().all(|code| codes.contains(code)), "{words}");
        let partner = explanation.partner.expect("known words");
        assert!(partner.id == "athena" && partner.because.contains("Okta"), "{partner:?}");
    }
    let gateway = reply(404, "Service not registered with API gateway.");
    check_first(&gateway, "gateway", Likelihood::Likely);
    let partner = gateway.partner.expect("known words");
    assert!(partner.id == "athena" && partner.because.contains("documentation"), "{partner:?}");
}

/// Refusals that say no more than OAuth's word.
#[test]
fn oauths_words_have_their_causes() {
    for (error, title, wanted) in [
        (
            "invalid_grant",
            "The assertion is at fault",
            &["jwt.aud.wrong", "request.grant-type.wrong"][..],
        ),
        (
            "invalid_scope",
            "not registered",
            &["scope.none-granted", "scope.syntax", "scope.order", "scope.comma"],
        ),
        (
            "unsupported_grant_type",
            "not read as a form",
            &["request.content-type", "request.grant-type.wrong"],
        ),
        (
            "invalid_request",
            "absent or stands twice",
            &["request.param.repeated", "jws.parts", "request.encoding"],
        ),
        ("unauthorized_client", "not allowed this grant", &[]),
        ("temporarily_unavailable", "overloaded", &[]),
    ] {
        let explanation = reply(400, &json!({"error": error}).to_string());
        check_first(&explanation, title, Likelihood::Likely);
        let codes = codes(&explanation);
        assert!(wanted.iter().all(|code| codes.contains(code)), "{error}: {codes:?}");
    }
    let order = codes(&reply(400, r#"{"error":"unsupported_grant_type"}"#));
    let place = |code| order.iter().position(|known| *known == code);
    assert!(place("request.content-type") < place("request.grant-type.wrong"), "{order:?}");
}

/// Words that no known server uses, and what they speak of.
#[test]
fn other_words_are_understood_by_what_they_name() {
    for (words, code) in [
        ("JWT audience is wrong", "jwt.aud.wrong"),
        ("Assertion has expired", "jwt.exp.expired"),
        ("jti has already been used", "jwt.jti.replayed"),
        ("bad signature", "jws.signature.invalid"),
        ("Unable to find a signing key that matches", "jws.kid.unknown"),
        ("could not load the JWKS", "jwks.fetch.failed"),
        ("Unknown client", "jwt.client.unknown"),
        ("unsupported algorithm", "jws.alg.unsupported"),
        ("client_secret is required", "request.auth.basic"),
    ] {
        let explanation = refused(401, "invalid_client", words);
        assert_eq!(first_code(&explanation), code, "{words}");
        assert_eq!(explanation.causes[0].likelihood, Likelihood::Likely, "{words}");
    }
}

/// The partner of this project answers with what a code means.
#[test]
fn our_own_partner_is_understood() {
    for (words, code) in [
        ("No key in the client's set has this 'kid'", "jws.kid.unknown"),
        ("The assertion was refused: jwt.exp.too-far", "jwt.exp.too-far"),
    ] {
        assert_eq!(first_code(&refused(401, "invalid_client", words)), code, "{words}");
    }
}

const PAGE: &str =
    "<!doctype html><html><head><title>Not Found</title></head><body>nginx</body></html>";
const LOGIN: &str = "<html><head><title>Sign in to your account</title></head><form><input type=\"password\"></form></html>";

/// Replies that are told by status and form: `protocol-rules` §5, one row each.
#[test]
fn status_and_form_have_their_causes() {
    for (status, body, title, code) in [
        (415, "", "not sent as a form", "request.content-type"),
        (404, PAGE, "FHIR base", ""),
        (405, "", "not a POST", "request.method"),
        (302, "", "has moved", "request.method"),
        (200, LOGIN, "login page", "token.not-json"),
        (200, PAGE, "login page", "token.not-json"),
        (401, "", "gateway", "token.not-json"),
        (401, PAGE, "gateway", "token.not-json"),
        (403, "Forbidden", "gateway", "token.not-json"),
        (
            403,
            r#"{"message":"Missing Authentication Token"}"#,
            "path or the method",
            "request.method",
        ),
        (
            401,
            r#"{"statusCode":401,"message":"Access denied due to missing subscription key."}"#,
            "API key",
            "",
        ),
        (429, "", "Too many requests", ""),
        (500, "", "failed at this request", ""),
        (503, PAGE, "down or overloaded", ""),
        (200, "", "nothing in it", "token.not-json"),
        (400, r#"{"error":"invalid_cl"#, "cut off", "token.not-json"),
        (200, "\u{1f}\0\u{8}", "compressed", "token.not-json"),
        (407, "", "proxy on your own side", ""),
    ] {
        let explanation = reply(status, body);
        check_first(&explanation, title, Likelihood::Likely);
        assert_eq!(first_code(&explanation), code, "{status} {body}");
    }
    assert!(codes(&reply(500, "")).contains(&"jwt.aud.array"), "the launcher fails at an array");
    assert!(codes(&reply(405, "")).len() >= 2, "a redirect may have turned POST into GET");
    let long = " ".repeat(2 * 1024 * 1024);
    check_first(&reply(200, &long), "one page of a search", Likelihood::Likely);
}

#[test]
fn a_success_that_is_no_token_is_told() {
    for (body, title, code) in [
        (r#"{"access_token":"t","token_type":"DPoP"}"#, "token_type", "token.type"),
        (
            r#"{"access_token":"","token_type":"Bearer"}"#,
            "no `access_token`",
            "token.access-token.missing",
        ),
        (
            r#"{"access_token":"t","access_token":"u","token_type":"Bearer"}"#,
            "member twice",
            "token.not-json",
        ),
    ] {
        let explanation = reply(200, body);
        check_first(&explanation, title, Likelihood::Likely);
        assert_eq!(first_code(&explanation), code, "{body}");
    }
    let wrapped = Seen {
        status: Some(200),
        body: br#"{"data":{"ok":true}}"#,
        step: Some(Step::Token),
        ..Seen::default()
    };
    check_first(&explain(&wrapped), "wraps the answer", Likelihood::Likely);
    let fine = reply(
        200,
        r#"{"access_token":"t","token_type":"Bearer","expires_in":300,"scope":"system/*.rs"}"#,
    );
    check_first(&fine, "Nothing is wrong", Likelihood::Possible);
}

#[test]
fn a_failed_fetch_is_cors_first() {
    let told = explain(&Seen { browser: Some(BrowserFailure::FailedToFetch), ..Seen::default() });
    check_first(&told, "CORS", Likelihood::Likely);
    let titles: String = told.causes.iter().map(|cause| cause.title.as_str()).collect();
    assert!(
        titles.contains("down") && titles.contains("certificate") && titles.contains("https"),
        "{titles}"
    );
    for text in [
        "TypeError: Failed to fetch",
        "NetworkError when attempting to fetch resource.",
        "Load failed",
    ] {
        let pasted = explain(&Seen { body: text.as_bytes(), ..Seen::default() });
        check_first(&pasted, "CORS", Likelihood::Likely);
    }
    for (failure, title) in [
        (BrowserFailure::MixedContent, "may not ask"),
        (BrowserFailure::Offline, "no network"),
        (BrowserFailure::TimedOut, "down"),
    ] {
        check_first(
            &explain(&Seen { browser: Some(failure), ..Seen::default() }),
            title,
            Likelihood::Likely,
        );
    }
    for (text, title) in [
        ("curl: (6) Could not resolve host: ehr.example", "DNS"),
        ("curl: (7) Failed to connect to ehr.example port 443", "down"),
        (
            "curl: (60) SSL certificate problem: unable to get local issuer certificate",
            "certificate",
        ),
    ] {
        check_first(
            &explain(&Seen { body: text.as_bytes(), ..Seen::default() }),
            title,
            Likelihood::Likely,
        );
    }
}

fn challenged(status: u16, challenge: &str, body: &str) -> Explanation {
    explain(&Seen {
        status: Some(status),
        headers: headers(&[("www-authenticate", challenge)]),
        body: body.as_bytes(),
        ..Seen::default()
    })
}

#[test]
fn fhir_refuses_a_token_that_is_fine() {
    let outcome = |code: &str| {
        json!({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]})
            .to_string()
    };
    check_first(
        &challenged(
            401,
            r#"Bearer realm="fhir", error="invalid_token", error_description="expired""#,
            "",
        ),
        "has ended",
        Likelihood::Likely,
    );
    let scope = challenged(
        403,
        r#"Bearer error="insufficient_scope", scope="system/Condition.rs""#,
        &outcome("forbidden"),
    );
    check_first(&scope, "scope does not cover", Likelihood::Likely);
    assert_eq!(first_code(&scope), "scope.insufficient");
    assert_eq!(fact(&scope, "scope").value, "system/Condition.rs");
    check_first(
        &challenged(401, r#"Bearer realm="fhir""#, &outcome("login")),
        "did not arrive",
        Likelihood::Likely,
    );
    check_first(&reply(401, &outcome("login")), "has ended", Likelihood::Likely);
    let forbidden = reply(403, &outcome("forbidden"));
    check_first(&forbidden, "scope does not cover", Likelihood::Likely);
    assert!(
        forbidden.causes.iter().any(|cause| cause.title.contains("site lets")),
        "{forbidden:#?}"
    );
    check_first(&reply(404, &outcome("not-found")), "no such record", Likelihood::Likely);
    check_first(&reply(400, &outcome("invalid")), "search parameter", Likelihood::Likely);
    let step = Seen { status: Some(401), step: Some(Step::Query), ..Seen::default() };
    check_first(&explain(&step), "has ended", Likelihood::Likely);
}

#[test]
fn discovery_has_its_own_causes() {
    let asked = |status, body: &'static str| {
        let url = Some("https://ehr.example/fhir/.well-known/smart-configuration");
        explain(&Seen {
            status: Some(status),
            body: body.as_bytes(),
            request_url: url,
            ..Seen::default()
        })
    };
    check_first(&asked(404, PAGE), "no smart-configuration", Likelihood::Likely);
    check_first(&asked(401, ""), "discovery document is closed", Likelihood::Likely);
    check_first(&asked(200, PAGE), "login page", Likelihood::Likely);
}

#[test]
fn a_host_names_the_partner() {
    for (url, id) in [
        ("https://fhir.epic.com/interconnect-fhir-oauth/oauth2/token", Some("epic")),
        ("https://authorization.cerner.com/tenants/t/token", Some("oracle")),
        ("https://launch.smarthealthit.org/v/r4/auth/token", Some("launcher")),
        ("https://notepic.com/token", None),
        ("not a url", None),
    ] {
        let explanation =
            explain(&Seen { status: Some(404), request_url: Some(url), ..Seen::default() });
        assert_eq!(explanation.partner.map(|partner| partner.id).as_deref(), id, "{url}");
    }
}

#[test]
fn facts_are_read_from_the_headers() {
    let explanation = explain(&Seen {
        status: Some(429),
        headers: headers(&[
            ("date", "Tue, 12 May 2026 14:02:06 GMT"),
            ("retry-after", "90"),
            ("x-request-id", "req-7"),
            ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            ("server", "AkamaiGHost"),
            ("via", "1.1 proxy.larkmoor.example"),
            ("allow", "POST"),
        ]),
        now: Some(UnixSeconds::new(1_778_594_600)),
        ..Seen::default()
    });
    // 14:03:20 here, 14:02:06 there.
    assert_eq!(fact(&explanation, "date").note, "Your clock is 1 min 14 s ahead of the partner's.");
    assert_eq!(fact(&explanation, "retry-after").note, "Try again in 1 min 30 s.");
    for (name, kind) in [
        ("x-request-id", FactKind::Correlation),
        ("traceparent", FactKind::Correlation),
        ("server", FactKind::Answered),
        ("via", FactKind::Answered),
        ("allow", FactKind::Demand),
    ] {
        assert_eq!(fact(&explanation, name).kind, kind, "{name}");
    }
    assert_eq!(
        explanation.would_help,
        ["The body of the reply", "The assertion that was sent", "The address that was asked"]
    );
}

/// A signed assertion, `change`d before it is signed.
fn assertion(change: impl FnOnce(&mut Draft)) -> String {
    let key = keys::p384();
    let public = key.public();
    let kid = kid::derive(&public, KidMethod::default_for(&public));
    let mut draft = Assertion::new(
        "larkmoor-nightly",
        TOKEN_URL,
        kid,
        Alg::Es384,
        "5f0c2b7e-8d14-4c8e-9a35-0e6d1f3b9c72",
        NOW,
    )
    .draft()
    .expect("complete");
    change(&mut draft);
    let input = draft.signing_input(Alg::Es384);
    let signature =
        key.sign(Alg::Es384, input.as_str().as_bytes(), &mut rng()).expect("the key can");
    input.with_signature(&signature).expect("the right form").as_str().to_owned()
}

/// A silent refusal of that assertion, answered `later` than it was made by the partner's clock.
fn silently_refused(assertion: &str, later: i64) -> Explanation {
    let date = jiff::Timestamp::from_second((NOW + Seconds::new(later)).get()).expect("in range");
    let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    explain(&Seen {
        status: Some(400),
        headers: headers(&[("date", &date)]),
        body: SILENT,
        assertion: Some(assertion),
        request_url: Some(TOKEN_URL),
        ..Seen::default()
    })
}

#[test]
fn a_good_assertion_rules_causes_out() {
    let explanation = silently_refused(&assertion(|_| {}), 1);
    assert_eq!(first_code(&explanation), "jwt.client.unknown");
    let ruled_out: Vec<_> = explanation.ruled_out.iter().map(|out| out.because.as_str()).collect();
    assert!(ruled_out.contains(&"`aud` is the token endpoint, byte for byte."), "{ruled_out:?}");
    assert!(
        explanation.ruled_out.iter().any(|out| out.title.contains("A time in the assertion")),
        "{:?}",
        explanation.ruled_out
    );
    assert!(!codes(&explanation).contains(&"jwt.aud.wrong"));
}

#[test]
fn what_the_assertion_shows_comes_first() {
    for (change, code, evidence) in [
        (
            set("aud", json!("https://ternvalley.example/auth/token/")),
            "jwt.aud.trailing-slash",
            "There is a `/` too many at the end.",
        ),
        (set("exp", json!(NOW.get() + 360)), "jwt.exp.too-far", "over five minutes"),
        (set("exp", json!(NOW.get() * 1000)), "jwt.exp.milliseconds", "milliseconds"),
        (set("jti", json!(7)), "jwt.jti.not-string", "not a string"),
        (set("sub", json!("other")), "jwt.iss-sub.mismatch", "not the same"),
    ] {
        let explanation = silently_refused(&assertion(change), 1);
        let first = &explanation.causes[0];
        assert_eq!(
            (first_code(&explanation), first.likelihood),
            (code, Likelihood::Likely),
            "{explanation:#?}"
        );
        assert!(first.because.join(" ").contains(evidence), "{:?}", first.because);
    }
}

/// Something done to a draft, by name of the claim.
/// Epic does not ask for a `kid`, so its silence is not about one that is missing.
#[test]
fn what_the_partner_accepts_is_not_the_cause() {
    let token = assertion(|draft| draft.remove_header("kid"));
    let explanation = silently_refused(&token, 0);
    assert_ne!(first_code(&explanation), "jws.kid.missing", "{explanation:#?}");
    let elsewhere = explain(&Seen {
        status: Some(401),
        body: br#"{"error":"invalid_client"}"#,
        assertion: Some(&token),
        now: Some(NOW),
        ..Seen::default()
    });
    assert_eq!(first_code(&elsewhere), "jws.kid.missing");
}

fn set(name: &'static str, value: Value) -> Box<dyn FnOnce(&mut Draft)> {
    Box::new(move |draft| draft.set_claim(name, value))
}

#[test]
fn a_fast_clock_is_seen_in_the_date() {
    // By the partner's clock the assertion was made 74 s from now.
    let explanation = silently_refused(&assertion(|_| {}), -74);
    let first = &explanation.causes[0];
    assert_eq!(
        (first_code(&explanation), first.likelihood),
        ("jwt.iat.future", Likelihood::Likely)
    );
    assert!(first.because.join(" ").contains("1 min 14 s ahead"), "{:?}", first.because);
    assert!(fact(&explanation, "iat").note.contains("your clock is ahead"));
    // The same assertion, answered at once, is not suspected.
    assert_ne!(first_code(&silently_refused(&assertion(|_| {}), 0)), "jwt.iat.future");
}

#[test]
fn clocks_that_differ_are_blamed_without_an_assertion() {
    let seen = |now| Seen {
        status: Some(400),
        headers: headers(&[("date", "Tue, 12 May 2026 14:02:06 GMT")]),
        body: SILENT,
        now: Some(UnixSeconds::new(now)),
        ..Seen::default()
    };
    let differ = explain(&seen(1_778_594_600));
    assert!(differ.causes[0].codes.iter().any(|code| code.id == "clock.skew"), "{differ:#?}");
    let agree = explain(&seen(1_778_594_527));
    assert!(!codes(&agree).contains(&"clock.skew"));
    let old = explain(&seen(1_778_594_600 + 200_000));
    assert!(
        !codes(&old).contains(&"clock.skew"),
        "a reply of the day before yesterday says nothing about clocks"
    );
}

#[test]
fn an_assertion_that_has_aged_since_is_not_blamed() {
    let late = Seen { body: SILENT, now: Some(NOW + Seconds::new(7_200)), ..Seen::default() };
    let signed = assertion(|_| {});
    let explanation = explain(&Seen { assertion: Some(&signed), ..late });
    assert_ne!(first_code(&explanation), "jwt.exp.expired");
    let unknown = explain(&Seen { body: SILENT, assertion: Some(&signed), ..Seen::default() });
    assert!(
        unknown
            .causes
            .iter()
            .all(|cause| cause.because.iter().all(|because| !because.contains("ago"))),
        "{unknown:#?}"
    );
}

#[test]
fn oktas_kid_is_told_apart_by_the_assertion() {
    let okta = br#"{"error":"invalid_client","error_description":"The client_assertion JWT kid is invalid."}"#;
    let with_kid = assertion(|_| {});
    let explanation = explain(&Seen {
        status: Some(401),
        body: okta,
        assertion: Some(&with_kid),
        ..Seen::default()
    });
    assert_eq!(first_code(&explanation), "jws.kid.unknown");
    assert!(
        explanation.ruled_out.iter().any(|out| out.title.contains("no `kid`")),
        "{:?}",
        explanation.ruled_out
    );
    let without = assertion(|draft| draft.remove_header("kid"));
    let explanation = explain(&Seen {
        status: Some(401),
        body: okta,
        assertion: Some(&without),
        ..Seen::default()
    });
    assert_eq!(first_code(&explanation), "jws.kid.missing");
}

#[test]
fn a_reply_to_another_assertion_is_told() {
    let signed = assertion(|_| {});
    let body = br#"{"error":"invalid_client","error_description":"Missing token 'kid' header"}"#;
    let explanation =
        explain(&Seen { status: Some(401), body, assertion: Some(&signed), ..Seen::default() });
    check_first(&explanation, "Another assertion", Likelihood::Likely);
    let said = &explanation.causes[1];
    assert_eq!((said.codes[0].id, said.likelihood), ("jws.kid.missing", Likelihood::Possible));
}

#[test]
fn an_assertion_is_not_blamed_for_a_fhir_reply() {
    let broken = assertion(set("aud", json!("https://elsewhere.example")));
    let explanation = explain(&Seen {
        status: Some(403),
        body: br#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]}"#,
        assertion: Some(&broken),
        request_url: Some("https://ternvalley.example/fhir/Patient"),
        ..Seen::default()
    });
    assert!(!codes(&explanation).contains(&"jwt.aud.wrong"));
    assert_eq!(first_code(&explanation), "scope.insufficient");
}

#[test]
fn secrets_are_not_repeated_whole() {
    let signed = assertion(|_| {});
    let signature = signed.rsplit('.').next().expect("three parts").to_owned();
    let secret = "hunter2-hunter2-hunter2";
    let d = "ME2tOCYkzsm4zGUYR3yHeLxbAdWOp_4hUOeyOqjUe-jMRoGA-3Cc_IWKXOKWjLfD";
    for body in [
        format!("got {signed}"),
        format!("client_assertion={signed}&client_secret={secret}"),
        json!({"error": "invalid_client", "error_description": format!("bad assertion {signed}")}).to_string(),
        json!({"error": signed, "error_uri": format!("https://a.example/?client_secret={secret}")}).to_string(),
        json!({"message": format!("client_secret: {secret}"), "d": d}).to_string(),
        json!({"error": "invalid_client", "error_description": format!(r#"{{"kty":"EC","d":"{d}"}}"#)}).to_string(),
        json!({"access_token": secret, "token_type": signed}).to_string(),
        format!("<html><title>{signed} client_secret={secret}</title></html>"),
        format!("-----BEGIN PRIVATE KEY-----\n{d}\n-----END PRIVATE KEY-----"),
        json!({"error": "invalid_client", "error_description": format!("None of the keys found in the JWKS have kid equal to {signed}")}).to_string(),
        json!({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": signed, "diagnostics": format!("Bearer {secret}")}]}).to_string(),
    ] {
        let explanation = explain(&Seen {
            status: Some(400),
            headers: headers(&[("server", &signed), ("www-authenticate", &format!("Bearer error=\"{signed}\", scope=\"client_secret={secret}\""))]),
            body: body.as_bytes(),
            assertion: Some(&signed),
            ..Seen::default()
        });
        let out = serde_json::to_string(&explanation).expect("plain data");
        for hidden in [signature.as_str(), secret, d] {
            assert!(!out.contains(hidden), "{hidden} of {body} stands in {out}");
        }
    }
}

#[test]
fn debug_output_keeps_the_assertion_to_itself() {
    let signed = assertion(|_| {});
    let pasted = Pasted { body: signed.clone(), ..Pasted::default() };
    let seen = Seen { assertion: Some(&signed), ..pasted.seen() };
    for shown in [format!("{seen:?}"), format!("{pasted:?}")] {
        assert!(!shown.contains(&signed[..40]), "{shown}");
    }
}

#[test]
fn an_explanation_survives_json() {
    let explanation = silently_refused(&assertion(|_| {}), -74);
    let json = serde_json::to_value(&explanation).expect("plain data");
    assert_eq!(json["causes"][0]["codes"][0], "jwt.iat.future");
    assert_eq!(
        (&json["causes"][0]["likelihood"], &json["causes"][0]["confidence"]),
        (&json!("likely"), &json!("documented"))
    );
    assert!(json["ruledOut"].is_array() && json["wouldHelp"].is_array());
    assert_eq!(serde_json::from_value::<Explanation>(json).expect("just written"), explanation);
}

proptest! {
    #[test]
    fn anything_has_a_cause(
        status in proptest::option::of(any::<u16>()),
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..400),
            "[ -~]{0,200}".prop_map(String::into_bytes),
            "\\{\"error\":\"[a-z_]{0,20}\",\"error_description\":(null|\"[ -!#-\\[\\]-~]{0,80}\")(,\"error_uri\":\"https://a/urn:[a-z:%0-9]{0,40}\")?\\}".prop_map(String::into_bytes),
            "<[a-z!]{0,8}>?.{0,80}(<title>.{0,20}(</title>)?)?".prop_map(String::into_bytes),
        ],
        challenge in "[ -~]{0,80}",
        date in "[ -~]{0,40}",
        assertion in proptest::option::of("[A-Za-z0-9_.-]{0,120}"),
        url in proptest::option::of("[ -~]{0,60}"),
        now in proptest::option::of(any::<i64>()),
    ) {
        let seen = Seen {
            status,
            headers: headers(&[("www-authenticate", &challenge), ("date", &date), ("retry-after", &date)]),
            body: &body,
            assertion: assertion.as_deref(),
            request_url: url.as_deref(),
            now: now.map(UnixSeconds::new),
            ..Seen::default()
        };
        let explanation = explain(&seen);
        prop_assert!(!explanation.causes.is_empty() && explanation.causes.len() <= 12);
        prop_assert!(explanation.causes.is_sorted_by_key(|cause| cause.likelihood));
        for cause in &explanation.causes {
            prop_assert!(!cause.title.is_empty() && !cause.test.is_empty() && !cause.fix.is_empty());
            prop_assert!(cause.because.iter().chain([&cause.title]).all(|text| text.chars().count() < 2_000));
        }
        prop_assert_eq!(explain(&seen), explanation);
    }
    #[test]
    fn no_named_secret_gets_out(secret in "[A-Za-z0-9+/_~-]{24,60}", prose in "[a-z ]{0,30}", form in 0_usize..6) {
        let words = match form {
            0 => format!("{prose} client_secret={secret}&scope=x"),
            1 => format!(r#"{prose} {{"client_secret": "{secret}"}}"#),
            2 => format!("{prose} Authorization: Basic {secret}"),
            3 => format!("{prose} access_token: {secret}"),
            4 => format!("{prose} eyJ{secret}.eyJ{secret}.{secret}"),
            _ => format!("{prose} -----BEGIN RSA PRIVATE KEY----- {secret} -----END RSA PRIVATE KEY-----"),
        };
        for body in [words.clone(), json!({"error": "invalid_client", "error_description": words}).to_string(), json!({"message": words}).to_string()] {
            let explanation = explain(&Seen { status: Some(401), body: body.as_bytes(), ..Seen::default() });
            let out = serde_json::to_string(&explanation).expect("plain data");
            prop_assert!(!out.contains(&secret), "{} gives {}", body, out);
        }
    }

    #[test]
    fn anything_can_be_pasted(text in "(< |> |\\* )?(HTTP/[12](\\.1)? )?[0-9]{0,4} ?[ -~]{0,20}\n([A-Za-z-]{0,8}: ?.{0,20}\r?\n){0,4}\n?.{0,60}") {
        let pasted = Pasted::read(&text);
        prop_assert!(pasted.body.len() <= text.len());
        prop_assert!(!explain(&pasted.seen()).causes.is_empty());
    }
}
