//! `jwt.*`: who, for whom, when, and once.

use countersign::finding::Finding;
use countersign::rules::Profile;
use countersign::rules::code::jwt;
use countersign::time::Seconds;
use countersign::verify::{client_id, replay};
use countersign_testkit::NOW;
use serde_json::json;

use super::jws::judge;
use super::{Example, example};
use crate::verify::{CLIENT, TOKEN_URL};

pub(super) fn good(profile: &Profile) -> Vec<Finding> {
    vec![client_id(CLIENT, Some(CLIENT), profile), replay("a-uuid", None, profile, NOW)]
}

pub(super) fn examples() -> Vec<Example> {
    let mut all = parties();
    all.extend(audience());
    all.extend(times());
    all.extend(once());
    all
}

fn parties() -> Vec<Example> {
    vec![
        example(&jwt::ISS_MISSING, |p| judge(p, |d| d.remove_claim("iss"))),
        example(&jwt::SUB_MISSING, |p| judge(p, |d| d.remove_claim("sub"))),
        example(&jwt::ISS_SUB_MISMATCH, |p| judge(p, |d| d.set_claim("sub", "somebody"))),
        example(&jwt::CLIENT_UNKNOWN, |p| {
            judge(p, |d| {
                d.set_claim("iss", "somebody");
                d.set_claim("sub", "somebody");
            })
        }),
        example(&jwt::CLIENT_PARAM_MISMATCH, |p| vec![client_id("somebody", Some(CLIENT), p)]),
    ]
}

fn audience() -> Vec<Example> {
    fn aud(profile: &Profile, aud: impl Into<serde_json::Value>) -> Vec<Finding> {
        judge(profile, |d| d.set_claim("aud", aud))
    }
    vec![
        example(&jwt::AUD_MISSING, |p| judge(p, |d| d.remove_claim("aud"))),
        example(&jwt::AUD_WRONG, |p| aud(p, "https://elsewhere.example/token")),
        example(&jwt::AUD_TRAILING_SLASH, |p| aud(p, format!("{TOKEN_URL}/"))),
        example(&jwt::AUD_NORMALISED, |p| aud(p, "https://ternvalley.example:443/auth/token")),
        example(&jwt::AUD_FHIR_BASE, |p| aud(p, "https://ternvalley.example/fhir")),
        example(&jwt::AUD_SCHEME, |p| aud(p, "http://ternvalley.example/auth/token")),
        example(&jwt::AUD_ISSUER, |p| aud(p, "https://ternvalley.example")),
        example(&jwt::AUD_ARRAY, |p| aud(p, json!([TOKEN_URL]))),
        example(&jwt::AUD_MULTIPLE, |p| aud(p, json!([TOKEN_URL, "https://elsewhere.example"]))),
    ]
}

fn times() -> Vec<Example> {
    /// An assertion with `exp` and nothing else to measure from.
    fn exp(profile: &Profile, exp: impl Into<serde_json::Value>) -> Vec<Finding> {
        judge(profile, |d| {
            d.remove_claim("iat");
            d.set_claim("exp", exp);
        })
    }
    let at = |offset: i64| (NOW + Seconds::new(offset)).get();
    vec![
        example(&jwt::EXP_MISSING, |p| judge(p, |d| d.remove_claim("exp"))),
        example(&jwt::EXP_NOT_NUMBER, |p| exp(p, "soon")),
        example(&jwt::EXP_EXPIRED, move |p| exp(p, at(-90))),
        example(&jwt::EXP_TOO_FAR, move |p| exp(p, at(360))),
        example(&jwt::EXP_MILLISECONDS, move |p| exp(p, at(300) * 1000)),
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        example(&jwt::EXP_FRACTION, move |p| exp(p, at(200) as f64 + 0.5)),
        example(&jwt::LIFETIME_TOO_LONG, move |p| judge(p, |d| d.set_claim("iat", at(-30)))),
        example(&jwt::NBF_FUTURE, move |p| judge(p, |d| d.set_claim("nbf", at(600)))),
        example(&jwt::IAT_FUTURE, move |p| judge(p, |d| d.set_claim("iat", at(90)))),
        example(&jwt::IAT_OLD, move |p| judge(p, |d| d.set_claim("iat", at(-7200))))
            .with(&["jwt.lifetime.too-long"]),
    ]
}

fn once() -> Vec<Example> {
    fn jti(profile: &Profile, jti: impl Into<serde_json::Value>) -> Vec<Finding> {
        judge(profile, |d| d.set_claim("jti", jti))
    }
    vec![
        example(&jwt::JTI_MISSING, |p| judge(p, |d| d.remove_claim("jti"))),
        example(&jwt::JTI_NOT_STRING, |p| jti(p, 12)),
        example(&jwt::JTI_TOO_LONG, |p| jti(p, "x1".repeat(76))),
        example(&jwt::JTI_REPLAYED, |p| {
            vec![replay("a-uuid", Some(NOW - Seconds::new(12)), p, NOW)]
        }),
        example(&jwt::JTI_WEAK, |p| jti(p, "42")),
    ]
}
