//! The token response.

use countersign::finding::Finding;
use countersign::rules::Profile;
use countersign::rules::code::token::*;
use countersign::scope::ScopeSet;
use countersign::token::lint;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::{Example, example};

pub(super) fn good(profile: &Profile) -> Vec<Finding> {
    answered(|_| {}, true, profile)
}

pub(super) fn examples() -> Vec<Example> {
    let of = |code, change: fn(&mut Value)| {
        example(code, move |profile| answered(change, true, profile))
    };
    vec![
        of(&NOT_JSON, |answer| *answer = json!([])),
        of(&TYPE, |answer| answer["token_type"] = json!("mac")),
        of(&ACCESS_TOKEN_MISSING, |answer| answer["access_token"] = json!("")),
        of(&EXPIRES_IN_MISSING, |answer| answer["expires_in"] = json!("300")),
        of(&SCOPE_MISSING, |answer| answer["scope"] = Value::Null),
        of(&EXPIRES_IN_LONG, |answer| answer["expires_in"] = json!(3600)),
        of(&SCOPE_NARROWER, |answer| answer["scope"] = json!("system/Patient.r")),
        example(&NO_STORE_MISSING, |profile| answered(|_| {}, false, profile)),
        of(&REFRESH, |answer| answer["refresh_token"] = json!("r")),
    ]
}

fn answered(change: impl Fn(&mut Value), not_stored: bool, profile: &Profile) -> Vec<Finding> {
    let mut headers = HeaderMap::new();
    if not_stored {
        headers.insert("cache-control", HeaderValue::from_static("no-store"));
        headers.insert("pragma", HeaderValue::from_static("no-cache"));
    }
    let mut answer = json!({
        "access_token": "t", "token_type": "Bearer", "expires_in": 300, "scope": "system/Patient.rs",
    });
    change(&mut answer);
    let asked = ScopeSet::parse("system/Patient.rs").expect("well formed");
    lint(StatusCode::OK, &headers, answer.to_string().as_bytes(), Some(&asked), profile)
}
