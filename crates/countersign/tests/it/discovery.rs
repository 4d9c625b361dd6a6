//! Discovery documents, as partners write them.

use countersign::discovery::{
    DiscoveryError, Metadata, SmartConfiguration, TokenEndpoint, TokenEndpointError, best_alg,
    capability, lint, lint_fetch, request, well_known,
};
use countersign::finding::{Finding, Status};
use countersign::jws::{Alg, KeyType};
use countersign::rules::Profile;
use proptest::prelude::*;
use url::Url;

fn base() -> Url {
    Url::parse("https://ehr.example/fhir/r4").expect("a URL")
}

fn parse(text: &str) -> Result<SmartConfiguration, DiscoveryError> {
    SmartConfiguration::parse(text, &base())
}

#[test]
fn the_document_is_below_the_base() {
    for (base, document) in [
        ("https://ehr.example", "https://ehr.example/.well-known/smart-configuration"),
        ("https://ehr.example/", "https://ehr.example/.well-known/smart-configuration"),
        (
            "https://ehr.example/a%20b/?x=1#y",
            "https://ehr.example/a%20b/.well-known/smart-configuration",
        ),
        ("https://ehr.example/r4//", "https://ehr.example/r4//.well-known/smart-configuration"),
    ] {
        assert_eq!(well_known(&Url::parse(base).expect("a URL")).as_str(), document);
    }
    let request = request(&base()).expect("sendable");
    assert_eq!(
        (request.method().as_str(), &request.headers()["accept"]),
        ("GET", &"application/json".parse().expect("a value"))
    );
    assert!(
        countersign::discovery::request(&Url::parse("data:text/plain,x").expect("a URL")).is_err()
    );
}

/// The example of the guide's conformance page, shortened: it lists neither algorithms nor private_key_jwt.
#[test]
fn the_guides_own_example_warns_and_works() {
    let text = r#"{
        "issuer": "https://ehr.example.com", "jwks_uri": "https://ehr.example.com/.well-known/jwks.json",
        "authorization_endpoint": "https://ehr.example.com/auth/authorize",
        "token_endpoint": "https://ehr.example.com/auth/token",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "scopes_supported": ["openid", "launch", "system/*.rs"],
        "code_challenge_methods_supported": ["S256"],
        "capabilities": ["launch-ehr", "sso-openid-connect", "client-confidential-symmetric"]
    }"#;
    let found = parse(text).expect("usable");
    assert_eq!(found.token_endpoint().as_str(), "https://ehr.example.com/auth/token");
    assert_eq!((found.algs(), found.metadata().signing_algs.as_ref()), (vec![], None));
    assert_eq!(found.raw(), text);
    let raised: Vec<_> = lint(text, &Profile::SPEC)
        .into_iter()
        .filter(|f| f.status != Status::Pass)
        .map(|f| (f.code.id, f.status))
        .collect();
    assert_eq!(
        raised,
        [("discovery.alg.missing", Status::Warn), ("discovery.capability.missing", Status::Warn)]
    );
}

#[test]
fn the_endpoint_keeps_its_octets() {
    for given in
        ["https://ehr.example", "https://EHR.example:443/token", "https://ehr.example/a/../token"]
    {
        let found = parse(&format!(r#"{{"token_endpoint":"{given}"}}"#)).expect("usable");
        assert_eq!(found.token_endpoint().as_str(), given);
    }
}

#[test]
fn relative_endpoints_are_resolved_on_the_base() {
    for (given, endpoint) in [
        ("token", "https://ehr.example/fhir/r4/token"),
        ("/token", "https://ehr.example/token"),
        ("../token", "https://ehr.example/fhir/token"),
        ("//other.example/token", "https://other.example/token"),
    ] {
        let found = parse(&format!(r#"{{"token_endpoint":"{given}"}}"#)).expect("usable");
        assert_eq!(
            (found.token_endpoint().as_str(), found.token_endpoint().url().as_str()),
            (endpoint, endpoint)
        );
    }
}

#[test]
fn an_unusable_document_says_where_it_broke() {
    for (text, message) in [
        ("", "the document is not JSON: EOF while parsing a value, at line 1 column 0"),
        ("[]", "the document is not a JSON object"),
        ("{}", "the document names no token endpoint: nothing at /token_endpoint"),
        (r#"{"token_endpoint":7}"#, "at /token_endpoint wanted a URL, got 7"),
        (r#"{"token_endpoint":""}"#, "at /token_endpoint wanted a URL, got \"\""),
        (
            r#"{"token_endpoint":"ftp://ehr.example/"}"#,
            "at /token_endpoint: \"ftp://ehr.example/\" is no address to post to, wanted https://…",
        ),
        (
            r#"{"token_endpoint":"https://"}"#,
            "at /token_endpoint: \"https://\" is no URL: empty host",
        ),
        (
            r#"{"token_endpoint":"https://a:b@ehr.example/"}"#,
            "at /token_endpoint: the URL carries a user name or password",
        ),
    ] {
        assert_eq!(parse(text).expect_err(text).to_string(), message);
    }
    let twice = r#"{"token_endpoint":"https://a.example/","token_endpoint":"https://b.example/"}"#;
    assert!(matches!(parse(twice), Err(DiscoveryError::Json(_))));
    let long = format!("https://ehr.example/{}", "a".repeat(5000));
    assert_eq!(long.parse::<TokenEndpoint>(), Err(TokenEndpointError::TooLong { octets: 5020 }));
}

#[test]
fn answers_that_are_no_document() {
    let answer = |status: u16, body: &[u8]| {
        let response =
            http::Response::builder().status(status).body(body.to_vec()).expect("a status");
        SmartConfiguration::from_response(&response, &base())
    };
    assert_eq!(answer(404, b"{}"), Err(DiscoveryError::Status { status: 404 }));
    assert_eq!(answer(200, b" <!doctype html>"), Err(DiscoveryError::Page));
    assert_eq!(answer(200, b"{\xff"), Err(DiscoveryError::NotUtf8 { at: 1 }));
    assert_eq!(
        answer(200, &vec![b' '; 1024 * 1024 + 1]),
        Err(DiscoveryError::TooLarge { octets: 1024 * 1024 + 1 })
    );
    assert!(answer(200, br#"{"token_endpoint":"https://ehr.example/token"}"#).is_ok());
}

#[test]
fn findings_know_their_place() {
    let text = r#"{"token_endpoint":"http://ehr.example/token","issuer":"https://ehr.example",
        "grant_types_supported":"client_credentials","token_endpoint_auth_methods_supported":["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported":["RS384"],"capabilities":["client-confidential-asymmetric"]}"#;
    let findings = lint(text, &Profile::SPEC);
    let raised: Vec<_> =
        findings.iter().filter(|f| f.status != Status::Pass).map(|f| f.code.id).collect();
    assert_eq!(
        raised,
        [
            "discovery.token-endpoint.http",
            "discovery.grant.missing",
            "discovery.pkce.missing",
            "discovery.issuer.unexpected"
        ]
    );
    let http =
        findings.iter().find(|f| f.code.id == "discovery.token-endpoint.http").expect("raised");
    let span = http.span.expect("the member is there");
    assert_eq!(&text[span.start..span.end], r#""token_endpoint":"http://ehr.example/token""#);
    let loopback = lint(r#"{"token_endpoint":"http://127.0.0.1:8481/token"}"#, &Profile::SPEC);
    assert!(
        loopback
            .iter()
            .all(|f| f.code.id != "discovery.token-endpoint.http" || f.status == Status::Pass)
    );
    let page = lint("<html>", &Profile::SPEC);
    assert_eq!((page[0].code.id, page[0].status), ("discovery.form", Status::Fail));
    assert_eq!(page[0].span.map(|span| (span.start, span.end)), Some((0, 1)));
    assert!(page[1..].iter().all(|finding| finding.status == Status::Skipped) && page.len() == 10);
}

/// The findings that fail or warn, each with its near miss.
fn near_misses(findings: &[Finding]) -> Vec<(&'static str, Option<&str>)> {
    let raised = findings.iter().filter(|f| matches!(f.status, Status::Fail | Status::Warn));
    raised.map(|f| (f.code.id, f.evidence.near_miss.as_deref())).collect()
}

#[test]
fn a_document_that_did_not_come_says_what_to_try() {
    let tried = "Compare the FHIR base letter by letter, a tenant or version in it above all. An older server may still \
        name its token endpoint in the capability statement: try https://ehr.example/fhir/r4/metadata.";
    let below = "The FHIR base may be https://ehr.example/fhir/r4: then the document is at \
        https://ehr.example/fhir/r4/.well-known/smart-configuration.";
    let gateway = "The document is for everybody: something in front of the server asks who comes.";
    for (path, status, body, near) in [
        ("/fhir/r4", 404, "{}", tried),
        ("/fhir/r4/", 200, " <!DOCTYPE html>", tried),
        ("/fhir/r4/metadata", 404, "", below),
        ("/fhir/r4/Patient?name=shaw", 404, "", below),
        ("/fhir/r4/Patient/odalys-shaw", 400, "", below),
        ("/fhir/r4/.well-known/smart-configuration", 200, "<html>", below),
        ("/fhir/r4", 401, "", gateway),
        ("/fhir/r4", 503, "", "The server or something in front of it is down."),
        (
            "/fhir/r4",
            302,
            "",
            "The answer leads to https://new.example/: the FHIR base may have moved there.",
        ),
    ] {
        let base = base().join(path).expect("a URL");
        let answer = http::Response::builder()
            .status(status)
            .header("location", "https://new.example/")
            .body(body.as_bytes().to_vec())
            .expect("an answer");
        let findings = lint_fetch(&answer, &base, &Profile::SPEC);
        assert_eq!(
            near_misses(&findings),
            [("discovery.fetch.failed", Some(near))],
            "{path} {status}"
        );
        assert_eq!(findings.len(), 11);
    }
    // `FHIR` is no resource type.
    let base = Url::parse("https://ehr.example/api/FHIR/R4").expect("a URL");
    let answer = http::Response::builder().status(404).body(Vec::new()).expect("an answer");
    let near = lint_fetch(&answer, &base, &Profile::SPEC)[0].evidence.near_miss.clone();
    assert!(
        near.is_some_and(|near| near.ends_with("try https://ehr.example/api/FHIR/R4/metadata."))
    );
}

#[test]
fn a_document_that_came_is_judged_on_its_base() {
    let answer = |text: &str| {
        let answer = http::Response::new(text.as_bytes().to_vec());
        lint_fetch(&answer, &base(), &Profile::SPEC)
    };
    let good = Metadata::backend("https://ehr.example/token", &["RS384"]).to_json();
    assert!(answer(&good).iter().all(|finding| finding.status == Status::Pass));
    let relative = Metadata::backend("../token", &["RS384"]).to_json();
    assert_eq!(
        near_misses(&answer(&relative)),
        [(
            "discovery.token-endpoint.relative",
            Some("Resolved it is https://ehr.example/fhir/token.")
        )]
    );
    assert_eq!(near_misses(&answer("[]")), [("discovery.form", None)]);
}

#[test]
fn an_endpoint_under_another_name_is_seen() {
    let statement = r#"{"resourceType":"CapabilityStatement","rest":[{"security":{"extension":[{
        "url":"http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
        "extension":[{"url":"token","valueUri":"https://ehr.example/token"}]}]}}]}"#;
    for (text, near) in [
        (
            r#"{"tokenEndpoint":"https://ehr.example/token"}"#,
            r#"The member `tokenEndpoint` may be meant: its name is `token_endpoint`."#,
        ),
        (
            r#"{"token_url":"https://ehr.example/token"}"#,
            r#"The member `token_url` may be meant: its name is `token_endpoint`."#,
        ),
        (r#"{"resourceType":"Patient"}"#, "This is a FHIR resource, not a discovery document."),
        (
            statement,
            "This is a FHIR resource, not a discovery document; as a capability statement it names https://ehr.example/token.",
        ),
    ] {
        let findings = lint(text, &Profile::SPEC);
        assert_eq!(near_misses(&findings)[0], ("discovery.token-endpoint.missing", Some(near)));
    }
    let absent = lint("{}", &Profile::SPEC);
    assert_eq!(near_misses(&absent)[0], ("discovery.token-endpoint.missing", None));
    let list =
        absent.iter().find(|f| f.code.id == "discovery.grant.missing").expect("it is judged");
    assert_eq!(list.message, "The document has no list `grant_types_supported`");
    let text = lint(r#"{"grant_types_supported":"client_credentials"}"#, &Profile::SPEC);
    let list = text.iter().find(|f| f.code.id == "discovery.grant.missing").expect("it is judged");
    assert_eq!(list.message, "`grant_types_supported` is a string, wanted a list of strings");
}

#[test]
fn the_algorithm_is_the_partners_first_choice_that_the_key_can_do() {
    use Alg::{Es256, Es384, Ps256, Rs256, Rs384};
    for (listed, key, chosen) in [
        (vec![Rs384, Es384], None, Some(Rs384)),
        (vec![Es384, Rs384], None, Some(Es384)),
        (vec![Es384, Rs384], Some(KeyType::Rsa), Some(Rs384)),
        (vec![Ps256, Rs256], None, Some(Rs256)),
        (vec![Es256], None, Some(Es256)),
        (vec![], Some(KeyType::P384), Some(Es384)),
        (vec![], Some(KeyType::Rsa), Some(Rs384)),
        (vec![Rs256], Some(KeyType::P256), None),
    ] {
        assert_eq!(best_alg(&listed, key), chosen, "{listed:?} {key:?}");
    }
}

#[test]
fn a_capability_statement_is_the_fallback() {
    let statement = r#"{"resourceType":"CapabilityStatement","rest":[{"mode":"server"},{"security":{"extension":[{"url":"x"},
        {"url":"http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
         "extension":[{"url":"authorize","valueUri":"https://ehr.example/auth"},{"url":"token","valueUri":7}]}]}}]}"#;
    let error = capability::token_endpoint(statement, &base()).expect_err("a number");
    assert_eq!(
        error.to_string(),
        "at /rest/1/security/extension/1/extension/1/valueUri wanted a URL, got 7"
    );

    let statement = statement.replace('7', r#""https://ehr.example/token""#);
    let found = SmartConfiguration::from_capability_statement(&statement, &base()).expect("usable");
    assert_eq!(found.token_endpoint().as_str(), "https://ehr.example/token");
    assert_eq!(found.algs(), []);
    let kept = serde_json::to_string(&found).expect("plain data");
    assert_eq!(serde_json::from_str::<SmartConfiguration>(&kept).expect("just written"), found);
}

#[test]
fn one_struct_serves_both_sides() {
    let sent = Metadata {
        scopes_supported: Some(vec!["system/Patient.rs".into()]),
        registration_endpoint: Some("https://ternvalley.example/register".into()),
        ..Metadata::backend("https://ternvalley.example/auth/token", &["RS384", "XX"])
    };
    let found = parse(&sent.to_json()).expect("usable");
    assert_eq!((found.metadata(), found.algs()), (&sent, vec![Alg::Rs384]));
    let kept = serde_json::to_string(&found).expect("plain data");
    assert_eq!(serde_json::from_str::<SmartConfiguration>(&kept).expect("just written"), found);
}

#[test]
fn a_host_that_http_does_not_know_is_no_endpoint() {
    assert!(TokenEndpoint::resolve("//\"", &base()).is_err());
}

proptest! {
    #[test]
    fn any_document_is_read_without_a_panic(
        text in "\\PC{0,80}|<\\PC{0,9}",
        endpoint in "\\PC{0,30}",
        status in 200_u16..600,
        target in "[ -~]{0,20}",
        path in "(/[a-zA-Z.é]{0,12}){0,3}|/metadata/?|/Patient/[a-z]{0,3}",
    ) {
        let _ = parse(&text);
        let _ = lint(&text, &Profile::SPEC);
        let _ = capability::token_endpoint(&text, &base());
        let quoted = serde_json::Value::from(endpoint.as_str());
        if let Ok(found) = parse(&format!(r#"{{"token_endpoint":{quoted}}}"#)) {
            let _ = countersign::token::TokenRequest::new("a", "b").to_http(found.token_endpoint().url());
        }
        let _ = lint(&format!(r#"{{"token_endpoint":{quoted},"capabilities":{quoted}}}"#), &Profile::SPEC);
        let mut below = base();
        below.set_path(&path);
        let answer = http::Response::builder()
            .status(status)
            .header("location", target)
            .body(text.into_bytes())
            .expect("an answer");
        prop_assert!(lint_fetch(&answer, &below, &Profile::SPEC).len() >= 10);
    }

    /// What is a token endpoint can be posted to: `https://"` once was one.
    #[test]
    fn an_endpoint_can_be_posted_to(path in "[ -~]{0,40}") {
        if let Ok(endpoint) = TokenEndpoint::resolve(&path, &base()) {
            prop_assert!(countersign::token::TokenRequest::new("a", "b").to_http(endpoint.url()).is_ok());
        }
    }
}
