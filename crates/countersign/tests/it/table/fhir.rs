//! Answers of the FHIR server.

use countersign::fhir::{Answer, FHIR_TYPE, lint};
use countersign::finding::Finding;
use countersign::rules::Profile;
use countersign::rules::code::fhir::*;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::{Example, example};

const BUNDLE: &str = r#"{"resourceType":"Bundle","type":"searchset","total":0,
    "link":[{"relation":"self","url":"https://ehr.example/fhir/Patient"}]}"#;

pub(super) fn good(profile: &Profile) -> Vec<Finding> {
    answered(StatusCode::OK, FHIR_TYPE, BUNDLE, profile)
}

pub(super) fn examples() -> Vec<Example> {
    vec![
        example(&CONTENT_TYPE, |profile| {
            answered(StatusCode::OK, "application/json", BUNDLE, profile)
        }),
        example(&SELF_MISSING, |profile| {
            answered(StatusCode::OK, FHIR_TYPE, &BUNDLE.replace("self", "next"), profile)
        }),
        example(&STATUS, |profile| answered(StatusCode::FORBIDDEN, FHIR_TYPE, BUNDLE, profile)),
    ]
}

fn answered(
    status: StatusCode,
    content_type: &'static str,
    body: &str,
    profile: &Profile,
) -> Vec<Finding> {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static(content_type));
    let answer = Answer::parse(body).expect("a Bundle");
    lint(status, &headers, Some(&answer), profile)
}
