//! Discovery documents, as partners write them.

use countersign::discovery::{
    DiscoveryError, Metadata, SmartConfiguration, TokenEndpoint, TokenEndpointError, best_alg,
    capability, lint, request, well_known,
};
use countersign::finding::Status;
use countersign::jws::{Alg, KeyType};
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
    let raised: Vec<_> = lint(text)
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
    let findings = lint(text);
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
    let loopback = lint(r#"{"token_endpoint":"http://127.0.0.1:8481/token"}"#);
    assert!(
        loopback
            .iter()
            .all(|f| f.code.id != "discovery.token-endpoint.http" || f.status == Status::Pass)
    );
    assert_eq!(lint("<html>").iter().map(|f| f.code.id).collect::<Vec<_>>(), ["discovery.form"]);
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
    fn any_document_is_read_without_a_panic(text in "\\PC{0,80}", endpoint in "\\PC{0,30}") {
        let _ = parse(&text);
        let _ = lint(&text);
        let _ = capability::token_endpoint(&text, &base());
        let quoted = serde_json::Value::from(endpoint.as_str());
        if let Ok(found) = parse(&format!(r#"{{"token_endpoint":{quoted}}}"#)) {
            let _ = countersign::token::TokenRequest::new("a", "b").to_http(found.token_endpoint().url());
        }
        let _ = lint(&format!(r#"{{"token_endpoint":{quoted},"capabilities":{quoted}}}"#));
    }

    /// What is a token endpoint can be posted to: `https://"` once was one.
    #[test]
    fn an_endpoint_can_be_posted_to(path in "[ -~]{0,40}") {
        if let Ok(endpoint) = TokenEndpoint::resolve(&path, &base()) {
            prop_assert!(countersign::token::TokenRequest::new("a", "b").to_http(endpoint.url()).is_ok());
        }
    }
}
