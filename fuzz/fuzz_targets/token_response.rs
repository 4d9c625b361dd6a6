//! The answer to a token request, good or refused.
#![no_main]

use countersign::rules::Profile;
use countersign::scope::ScopeSet;
use countersign::token::{OAuthError, TokenResponse, lint};
use http::{HeaderMap, StatusCode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let asked: ScopeSet = "system/Patient.rs system/*.read".parse().expect("scopes");
    let _ = lint(StatusCode::OK, &HeaderMap::new(), data, Some(&asked), &Profile::SPEC);
    let _ = OAuthError::parse(data);
    if let Ok(response) = TokenResponse::parse(StatusCode::OK, data) {
        let again = TokenResponse::parse(StatusCode::OK, response.to_json().as_bytes());
        assert!(again.is_ok(), "an answer reads as it was written");
    }
});
