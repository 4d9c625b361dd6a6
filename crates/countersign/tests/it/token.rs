//! The token request, written and read, and its answers.

use countersign::finding::{Finding, Status};
use countersign::rules::Profile;
use countersign::scope::ScopeSet;
use countersign::time::Seconds;
use countersign::token::{
    ASSERTION_TYPE, AccessToken, FORM_TYPE, FormRequest, OAuthError, TokenError, TokenRequest,
    TokenResponse, lint, read_form,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use proptest::prelude::*;
use url::Url;

const GOOD: &str = "grant_type=client_credentials&scope=system%2F*.read&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=a.b.c";

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

fn form(body: &str) -> (Option<FormRequest>, Vec<Finding>) {
    read_form(
        &Method::POST,
        &headers(&[("content-type", FORM_TYPE)]),
        body.as_bytes(),
        &Profile::SPEC,
    )
}

fn raised(findings: &[Finding]) -> Vec<&str> {
    findings
        .iter()
        .filter(|f| matches!(f.status, Status::Fail | Status::Warn))
        .map(|f| f.code.id)
        .collect()
}

#[test]
fn a_request_is_four_parameters_in_a_form() {
    let request = TokenRequest::new("system/*.read system/*.write", "a.b.c");
    let names: Vec<_> = request.parameters().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["grant_type", "scope", "client_assertion_type", "client_assertion"]);
    let sent = request
        .to_http(&Url::parse("https://ternvalley.example/auth/token").expect("a URL"))
        .expect("sendable");
    assert_eq!((sent.method(), sent.uri().path()), (&Method::POST, "/auth/token"));
    assert_eq!(sent.headers()["content-type"], FORM_TYPE);
    assert_eq!(
        String::from_utf8_lossy(sent.body()),
        "grant_type=client_credentials&scope=system%2F*.read+system%2F*.write\
         &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=a.b.c"
    );
    let (form, findings) = read_form(sent.method(), sent.headers(), sent.body(), &Profile::SPEC);
    let form = form.expect("a form");
    assert_eq!(form.scope.as_deref(), Some("system/*.read system/*.write"));
    assert_eq!((form.assertion.as_deref(), form.client_id), (Some("a.b.c"), None));
    assert_eq!(raised(&findings), [""; 0]);
}

#[test]
fn an_assertion_is_not_printed() {
    let secret = "eyJhbGciOi.c2Vj.cmV0";
    let request = TokenRequest::new("s", secret);
    let (form, _) = form(&request.to_form());
    for shown in
        [format!("{request:?}"), format!("{form:?}"), format!("{:?}", AccessToken::new(secret))]
    {
        assert!(!shown.contains("c2Vj"), "{shown}");
    }
}

#[test]
fn each_fault_of_the_form_is_found() {
    let cut = |name: &str| -> String {
        GOOD.split('&')
            .filter(|pair| !pair.starts_with(&format!("{name}=")))
            .collect::<Vec<_>>()
            .join("&")
    };
    for (body, codes) in [
        (GOOD.to_owned(), &[][..]),
        (format!("{GOOD}&unknown=1&client_id=larkmoor-nightly"), &[]),
        (cut("grant_type"), &["request.grant-type.missing"]),
        (GOOD.replace("=client_credentials", "="), &["request.grant-type.missing"]),
        (
            GOOD.replace("client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            &["request.grant-type.wrong"],
        ),
        (cut("client_assertion_type"), &["request.assertion-type.missing"]),
        (GOOD.replace("jwt-bearer", "jwt-beerer"), &["request.assertion-type.wrong"]),
        (cut("client_assertion"), &["request.assertion.missing"]),
        (cut("scope"), &["request.scope.missing"]),
        (format!("{GOOD}&scope=system%2F*.rs"), &["request.param.repeated"]),
        (format!("{GOOD}&x=1&x=2"), &["request.param.repeated"]),
        (format!("{GOOD}&x=%zz"), &["request.encoding"]),
        (format!("{GOOD}%"), &["request.encoding"]),
        (format!("{GOOD}%4"), &["request.encoding"]),
        (format!("{GOOD}&x=%ff"), &["request.encoding"]),
        (format!("{GOOD}&x=%C3&y=%A9"), &["request.encoding"]),
        (format!("{GOOD}&x=%c3%A9"), &[]),
        // The replacement character itself is no fault.
        (format!("{GOOD}&x=%EF%BF%BD"), &[]),
        (format!("{GOOD}\n"), &["request.encoding"]),
        (GOOD.replace("%2F*.read", "/*.read system/*.write"), &["request.encoding"]),
        (format!("{GOOD}&client_secret=hush"), &["request.auth.basic"]),
        (
            String::new(),
            &[
                "request.grant-type.missing",
                "request.assertion-type.missing",
                "request.assertion.missing",
                "request.scope.missing",
            ],
        ),
    ] {
        let (read, findings) = form(&body);
        assert!(read.is_some());
        assert_eq!(raised(&findings), codes, "{body}");
        assert!(findings.iter().all(|finding| !format!("{finding:?}").contains("hush")));
        assert_eq!(
            findings.last().map(|f| f.code.id),
            Some("request.scope.missing"),
            "scope is judged last"
        );
    }
}

#[test]
fn what_was_lost_on_the_way_is_told() {
    let jws = "eyJh+GciOi/J.eyJpc3MiOi.c2ln";
    for (body, place, near) in [
        (GOOD.replace("a.b.c", "a.b\n.c"), "\n", "Line breaks come from base64 that was wrapped"),
        (GOOD.replace("a.b.c", "a.b\r\n.c"), "\r", "Line breaks come from"),
        (GOOD.replace("%2F*.read", "/*.read system/*.write"), " ", "A space is written + or %20."),
        (format!("{GOOD}&x=50%"), "%", "A % that stands for itself is written %25."),
        (format!("{GOOD}&x=\u{e9}"), "", "A character outside ASCII"),
        (format!("{GOOD}&x=%e9"), "%", "Another character set was escaped"),
        (GOOD.replace("a.b.c", jws), "+", "The assertion is in base64 with + and /;"),
        (
            GOOD.replace("*.read", "Observation.rs?category=laboratory&status=final"),
            "&status=final",
            "The scope that was meant is system/Observation.rs?category=laboratory&status=final: its & is written %26.",
        ),
    ] {
        let (_, findings) = form(&body);
        let finding =
            findings.iter().find(|f| f.code.id == "request.encoding").expect("it is judged");
        assert_eq!(finding.status, Status::Fail, "{near}");
        let said = finding.evidence.near_miss.as_deref().unwrap_or_default();
        assert!(said.starts_with(near), "{said}");
        let span = finding.span.expect("a place");
        assert!(body.as_bytes()[span.start..span.end].starts_with(place.as_bytes()), "{near}");
    }
    for fine in [
        GOOD.replace("a.b.c", "eyJ+x.b.c.d"),
        GOOD.replace("a.b.c", &jws.replace('+', "%2B")),
        GOOD.replace("*.read", "Observation.rs?category=laboratory"),
        format!(
            "grant_type=client_credentials&scope=system%2F*.rs%3Fa%3Db&client_id=x{}",
            &GOOD[54..]
        ),
    ] {
        assert!(!raised(&form(&fine).1).contains(&"request.encoding"), "{fine}");
    }
}

#[test]
fn wrong_values_come_with_what_they_are() {
    let near = |body: &str, code: &str| {
        let finding = form(body).1.into_iter().find(|f| f.code.id == code).expect("raised");
        assert_eq!(finding.status, Status::Fail);
        finding.evidence.near_miss.unwrap_or_default()
    };
    for (value, said) in [
        (
            "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer",
            "This is jwt-bearer, another flow: there the JWT is the grant.",
        ),
        ("Client_Credentials+", "It differs in case or in white space only."),
        ("password", ""),
    ] {
        let body = GOOD.replace("client_credentials", value);
        assert_eq!(near(&body, "request.grant-type.wrong"), said);
    }
    const TYPE: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    for (value, said) in [
        (TYPE.replace('%', "%25"), "It was escaped twice."),
        (TYPE.to_ascii_uppercase(), "It differs in case or in white space only."),
        (
            TYPE.replace("client-assertion", "grant"),
            "The last word is right; the words in front are `client-assertion-type`.",
        ),
        (TYPE.replace("jwt", "saml2"), "That is the URN for a SAML assertion."),
        ("jwt".to_owned(), ""),
    ] {
        assert_eq!(near(&GOOD.replace(TYPE, &value), "request.assertion-type.wrong"), said);
    }
    let typed = headers(&[("content-type", FORM_TYPE)]);
    let (_, json) = read_form(&Method::POST, &typed, b"{}", &Profile::SPEC);
    let grant = json.iter().find(|f| f.code.id == "request.grant-type.missing").expect("judged");
    assert_eq!(
        grant.evidence.near_miss.as_deref(),
        Some("The body is JSON under the type of a form.")
    );
    let (_, get) = read_form(&Method::GET, &typed, b"", &Profile::SPEC);
    assert!(get[0].evidence.near_miss.as_ref().is_some_and(|near| near.starts_with("A redirect")));
}

#[test]
fn each_profile_takes_a_form_its_own_way() {
    let typed = headers(&[("content-type", FORM_TYPE), ("authorization", "Basic bGFya21vb3I=")]);
    for profile in Profile::ALL {
        let (_, findings) = read_form(&Method::POST, &typed, GOOD.as_bytes(), profile);
        let basic = findings.iter().find(|f| f.code.id == "request.auth.basic").expect("judged");
        assert_eq!(basic.status, profile.level(basic.code).status, "{}", profile.id);
    }
}

#[test]
fn each_check_leaves_a_finding() {
    let checked = [
        "request.method",
        "request.content-type",
        "request.encoding",
        "request.param.repeated",
        "request.grant-type.missing",
        "request.auth.basic",
        "request.auth.bearer",
        "request.assertion-type.missing",
        "request.assertion.missing",
        "request.scope.missing",
    ];
    let (_, passes) = form(GOOD);
    assert_eq!(passes.iter().map(|f| f.code.id).collect::<Vec<_>>(), checked);
    let (none, findings) = read_form(
        &Method::GET,
        &headers(&[("content-type", "application/json")]),
        br#"{"grant_type":"x"}"#,
        &Profile::SPEC,
    );
    assert_eq!(none, None);
    assert_eq!(findings.iter().map(|f| f.code.id).collect::<Vec<_>>(), checked);
    assert_eq!(raised(&findings), ["request.method", "request.content-type"]);
    assert_eq!(
        findings[1].evidence.near_miss.as_deref(),
        Some("The body is JSON: OAuth sends the same parameters as a form.")
    );
}

#[test]
fn a_form_without_its_type_is_still_read() {
    let (form, findings) =
        read_form(&Method::POST, &HeaderMap::new(), GOOD.as_bytes(), &Profile::SPEC);
    assert!(form.is_some_and(|form| form.assertion.is_some()));
    assert_eq!(raised(&findings), ["request.content-type"]);
    let typed = headers(&[("content-type", "Application/X-WWW-Form-URLencoded; charset=utf-8")]);
    assert_eq!(
        raised(&read_form(&Method::POST, &typed, GOOD.as_bytes(), &Profile::SPEC).1),
        [""; 0]
    );
}

#[test]
fn another_authentication_is_found_before_the_missing_assertion() {
    let with = |authorization: &str, body: &str| {
        let headers = headers(&[("content-type", FORM_TYPE), ("authorization", authorization)]);
        read_form(&Method::POST, &headers, body.as_bytes(), &Profile::SPEC).1
    };
    let basic =
        with("Basic bGFya21vb3I6c2VjcmV0", "grant_type=client_credentials&scope=system%2F*.read");
    assert_eq!(
        raised(&basic),
        ["request.auth.basic", "request.assertion-type.missing", "request.assertion.missing"]
    );
    assert!(!format!("{basic:?}").contains("bGFya21vb3I"));
    assert_eq!(raised(&with("bearer tv_6Jq", GOOD)), ["request.auth.bearer"]);
    assert_eq!(raised(&with("whatever", GOOD)), ["request.auth.bearer"]);
}

#[test]
fn a_body_too_big_is_not_read() {
    let (form, findings) = form(&format!("{GOOD}&x={}", "a".repeat(64 * 1024)));
    assert!(form.is_none());
    assert_eq!(raised(&findings), ["request.encoding"]);
}

#[test]
fn a_response_round_trips() {
    let sent =
        TokenResponse::bearer(AccessToken::new("tv_6Jq"), Seconds::new(300), "system/*.read");
    assert_eq!(
        sent.to_json(),
        r#"{"access_token":"tv_6Jq","token_type":"Bearer","expires_in":300,"scope":"system/*.read"}"#
    );
    assert_eq!(TokenResponse::parse(StatusCode::OK, sent.to_json().as_bytes()), Ok(sent));
}

#[test]
fn what_is_no_token_response_is_told() {
    let parse = |status: StatusCode, body: &str| {
        TokenResponse::parse(status, body.as_bytes()).expect_err(body)
    };
    for (body, message) in [
        ("<html>", "the answer is not a JSON object: expected value, at line 1 column 1"),
        ("{}", "the answer has no access_token"),
        (
            r#"{"access_token":7}"#,
            "access_token, at octet 16, is a number, wanted a string that is not empty",
        ),
        (
            r#"{"access_token":""}"#,
            "access_token, at octet 16, is an empty string, wanted a string that is not empty",
        ),
        (r#"{"access_token":"t"}"#, "the answer has no token_type"),
        (r#"{"access_token":"t","token_type":"mac"}"#, "token_type is \"mac\", wanted Bearer"),
    ] {
        assert_eq!(parse(StatusCode::OK, body).to_string(), message);
    }
    assert_eq!(parse(StatusCode::BAD_GATEWAY, "<html>"), TokenError::Status { status: 502 });
    let oracle = parse(
        StatusCode::UNAUTHORIZED,
        r#"{"error":"invalid_client","error_uri":"https://ehr.example/e"}"#,
    );
    let error = OAuthError {
        error_uri: Some("https://ehr.example/e".into()),
        ..OAuthError::new("invalid_client")
    };
    assert_eq!(oracle, TokenError::Refused { status: 401, error });
    assert_eq!(oracle.to_string(), "the partner answered 401 invalid_client");
    for body in [r#"{"error":""}"#, r#"{"error":null}"#, "[]", ""] {
        assert!(OAuthError::parse(body.as_bytes()).is_err(), "{body}");
    }
    let described = OAuthError::new("invalid_scope").described("none granted");
    assert_eq!(OAuthError::parse(described.to_json().as_bytes()), Ok(described));
}

#[test]
fn each_fault_of_a_response_is_found() {
    let strict = headers(&[("cache-control", "private, No-Store"), ("pragma", "no-cache")]);
    let asked = ScopeSet::parse("system/*.read system/*.write").expect("well formed");
    for (body, codes) in [
        (
            r#"{"access_token":"t","token_type":"bearer","expires_in":300,"scope":"system/*.cruds"}"#,
            &[][..],
        ),
        (
            r#"{"access_token":"t","token_type":"bearer","expires_in":300,"scope":"system/*.read"}"#,
            &["token.scope.narrower"],
        ),
        (
            r#"{"access_token":"t","token_type":"bearer","expires_in":"300","scope":"system/*.*"}"#,
            &["token.expires-in.missing"],
        ),
        (
            r#"{"access_token":"t","token_type":"bearer","expires_in":570.5,"scope":"system/*.*"}"#,
            &["token.expires-in.long"],
        ),
        (
            r#"{"token_type":"mac","expires_in":1,"refresh_token":"r"}"#,
            &["token.type", "token.access-token.missing", "token.scope.missing", "token.refresh"],
        ),
        ("<html>", &["token.not-json"]),
    ] {
        let findings = lint(StatusCode::OK, &strict, body.as_bytes(), Some(&asked), &Profile::SPEC);
        assert_eq!(raised(&findings), codes, "{body}");
    }
    assert_eq!(lint(StatusCode::UNAUTHORIZED, &strict, b"{}", None, &Profile::SPEC), []);
    let empty = br#"{"access_token":"t","token_type":"bearer","expires_in":300,"scope":""}"#;
    assert_eq!(
        raised(&lint(StatusCode::OK, &strict, empty, Some(&asked), &Profile::SPEC)),
        ["token.scope.narrower"]
    );
}

#[test]
fn a_fault_of_a_response_says_where() {
    let body = r#"{"access_token":7, "token_type":"mac","expires_in":"300","refresh_token":"r"}"#;
    let findings = lint(StatusCode::OK, &HeaderMap::new(), body.as_bytes(), None, &Profile::SPEC);
    for (code, place) in [
        ("token.access-token.missing", r#""access_token":7"#),
        ("token.type", r#""token_type":"mac""#),
        ("token.expires-in.missing", r#""expires_in":"300""#),
        ("token.refresh", r#""refresh_token":"r""#),
    ] {
        let span = findings.iter().find(|f| f.code.id == code).and_then(|f| f.span).expect(code);
        assert_eq!(&body[span.start..span.end], place);
    }
    let near = |body: &[u8]| {
        let first = lint(StatusCode::OK, &HeaderMap::new(), body, None, &Profile::SPEC).remove(0);
        first.evidence.near_miss.unwrap_or_default()
    };
    assert_eq!(near(b" <html>"), "The body is a page, perhaps of a login.");
    assert_eq!(near(b""), "The body is empty.");
    assert_eq!(
        near(b"access_token=t&token_type=bearer"),
        "The body is a form; OAuth 2.0 answers in JSON."
    );
    let quoted = findings.iter().find(|f| f.code.id == "token.expires-in.missing").expect("raised");
    assert_eq!(
        quoted.evidence.near_miss.as_deref(),
        Some("It is 300 in quotation marks: a number has none.")
    );
}

proptest! {
    #[test]
    fn any_octets_are_read_without_a_panic(body in proptest::collection::vec(any::<u8>(), 0..80), form_like in "[a-z=&%+0-9\n]{0,60}") {
        let typed = headers(&[("content-type", FORM_TYPE)]);
        for body in [body.as_slice(), form_like.as_bytes()] {
            let (_, findings) = read_form(&Method::POST, &typed, body, &Profile::SPEC);
            prop_assert!(findings.len() >= 10);
            let _ = read_form(&Method::PUT, &HeaderMap::new(), body, &Profile::SPEC);
            let _ = TokenResponse::parse(StatusCode::OK, body);
            let _ = OAuthError::parse(body);
            let _ = lint(StatusCode::OK, &typed, body, None, &Profile::SPEC);
        }
    }

    #[test]
    fn what_is_sent_is_read(scope in "\\PC{1,30}", assertion in "\\PC{1,30}") {
        let (read, findings) = form(&TokenRequest::new(scope.clone(), assertion.clone()).to_form());
        let read = read.expect("a form");
        prop_assert_eq!((read.scope, read.assertion), (Some(scope), Some(assertion)));
        prop_assert_eq!(read.assertion_type.as_deref(), Some(ASSERTION_TYPE));
        prop_assert_eq!(raised(&findings), [""; 0]);
    }
}
