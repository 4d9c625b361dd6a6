//! The discovery document, fetched.

use countersign::discovery::{Metadata, lint_fetch};
use countersign::finding::Finding;
use countersign::rules::Profile;
use countersign::rules::code::discovery::*;
use url::Url;

use super::{Example, example};

pub(super) fn good(profile: &Profile) -> Vec<Finding> {
    changed(|_| {}, profile)
}

pub(super) fn examples() -> Vec<Example> {
    let of =
        |code, change: fn(&mut Metadata)| example(code, move |profile| changed(change, profile));
    vec![
        example(&FETCH_FAILED, |profile| fetched(404, String::new(), profile)),
        example(&FORM, |profile| fetched(200, "[]".to_owned(), profile)),
        of(&TOKEN_ENDPOINT_MISSING, |document| document.token_endpoint = None),
        of(&TOKEN_ENDPOINT_RELATIVE, |document| document.token_endpoint = Some("/token".into())),
        of(&TOKEN_ENDPOINT_HTTP, |document| {
            document.token_endpoint = Some("http://ehr.example/token".into());
        }),
        of(&GRANT_MISSING, |document| document.grant_types = None),
        of(&METHOD_MISSING, |document| document.auth_methods = Some(vec![])),
        of(&ALG_MISSING, |document| document.signing_algs = Some(vec!["RS256".into()])),
        of(&CAPABILITY_MISSING, |document| document.capabilities = Some(vec![])),
        of(&PKCE_MISSING, |document| document.code_challenge_methods = None),
        of(&PKCE_PLAIN, |document| {
            document.code_challenge_methods = Some(vec!["S256".into(), "plain".into()]);
        }),
        of(&ISSUER_UNEXPECTED, |document| document.issuer = Some("https://ehr.example".into())),
    ]
}

fn changed(change: impl Fn(&mut Metadata), profile: &Profile) -> Vec<Finding> {
    let mut document = Metadata::backend("https://ehr.example/token", &["RS384", "ES384"]);
    change(&mut document);
    fetched(200, document.to_json(), profile)
}

fn fetched(status: u16, body: String, profile: &Profile) -> Vec<Finding> {
    let answer = http::Response::builder().status(status).body(body.into_bytes());
    let base = Url::parse("https://ehr.example/fhir").expect("a URL");
    lint_fetch(&answer.expect("an answer"), &base, profile)
}
