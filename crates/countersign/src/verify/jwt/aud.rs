//! `aud`: the token endpoint, character by character.

use serde_json::Value;

use crate::rules::Code;
use crate::rules::code::jwt;
use crate::verify::judge::{Judge, Members};
use crate::verify::urls::{Address, difference};

const SUBJECT: &str = "claims.aud";

pub(super) fn check(judge: &mut Judge<'_>, claims: Members<'_>) {
    let Some(aud) = claims.get("aud") else {
        let mut finding = judge.fault(&jwt::AUD_MISSING, SUBJECT, "The assertion has no `aud`");
        finding.evidence.expected = judge.expect.audience.map(str::to_owned);
        return judge.add(finding);
    };
    let Some(endpoint) = judge.expect.audience else {
        return judge.skip(
            &jwt::AUD_WRONG,
            SUBJECT,
            "`aud` was not compared: needs the token endpoint",
        );
    };
    let finding = match &aud.value {
        Value::String(got) if got == endpoint => {
            return judge.pass(
                &jwt::AUD_WRONG,
                SUBJECT,
                "`aud` is the token endpoint, byte for byte",
            );
        }
        Value::String(got) => {
            let (code, message, near) = diagnose(judge, got, endpoint);
            let finding = judge.fault(code, SUBJECT, message);
            match near {
                Some(near) => finding.near_miss(near),
                None => finding,
            }
        }
        Value::Array(all) if all.iter().any(|one| one == endpoint) => {
            let (code, message) = if all.len() == 1 {
                (&jwt::AUD_ARRAY, "`aud` is an array with the one right value")
            } else {
                (&jwt::AUD_MULTIPLE, "`aud` names the token endpoint among others")
            };
            judge.fault(code, SUBJECT, message)
        }
        _ => judge.fault(&jwt::AUD_WRONG, SUBJECT, "`aud` is not the token endpoint"),
    };
    judge.add(claims.shown(finding.expected(endpoint), aud));
}

/// Names the way in which a wrong `aud` is wrong, and the one small thing in which it differs, if it is one.
fn diagnose(
    judge: &Judge<'_>,
    got: &str,
    endpoint: &str,
) -> (&'static Code, &'static str, Option<String>) {
    let bare = |text: &str| text.trim_end_matches('/').to_owned();
    let is = |other: Option<&str>| other.is_some_and(|other| bare(other) == bare(got));
    let near = difference(got, endpoint);
    if bare(got) == bare(endpoint) {
        let message = "`aud` differs from the token endpoint by a slash at the end";
        return (&jwt::AUD_TRAILING_SLASH, message, near);
    }
    if is(judge.expect.fhir_base) {
        return (&jwt::AUD_FHIR_BASE, "`aud` is the FHIR base, not the token endpoint", None);
    }
    if is(judge.expect.issuer) {
        let near =
            "A draft (RFC 7523bis) asks for the issuer; SMART 2.2 asks for the token endpoint.";
        let message = "`aud` is the server's base URL, not the token endpoint";
        return (&jwt::AUD_ISSUER, message, Some(near.into()));
    }
    let without_scheme = |text: &str| text.split_once("://").map(|(_, rest)| rest.to_owned());
    if without_scheme(got).is_some() && without_scheme(got) == without_scheme(endpoint) {
        let message = "`aud` differs from the token endpoint in its scheme";
        return (&jwt::AUD_SCHEME, message, near);
    }
    let (sent, wanted) = (Address::parse(got.trim()), Address::parse(endpoint));
    if sent.is_some() && sent == wanted {
        return (&jwt::AUD_NORMALISED, "`aud` is the token endpoint in another spelling", near);
    }
    (&jwt::AUD_WRONG, "`aud` is not the token endpoint", near)
}
