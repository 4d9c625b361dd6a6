//! A finding code as a cause, with the one thing to do that tells whether it is so.

use crate::explain::{Cause, Likelihood};
use crate::rules::code::{jwks, jws, jwt, request, scope};
use crate::rules::{Code, Confidence};

/// The fault that `code` names, as a likely cause, known by `because` and by what the code says itself.
pub(in crate::explain) fn of_code(code: &'static Code, mut because: Vec<String>) -> Cause {
    because.push(code.why.into());
    let telling = TESTS.iter().find(|(about, _)| about.contains(&code)).map(|(_, test)| *test);
    Cause {
        title: code.what.trim_end_matches('.').into(),
        because,
        test: telling.unwrap_or(VERIFY).into(),
        fix: code.fix.into(),
        codes: vec![code],
        confidence: Confidence::Observed,
        likelihood: Likelihood::Likely,
    }
}

const VERIFY: &str = "Verify the assertion that was sent and read the first finding that fails.";

/// For the faults that verifying does not show best, what does.
const TESTS: &[(&[&Code], &str)] = &[
    (
        &[&jws::KID_MISSING, &jws::ALG_MISSING, &jws::TYP_MISSING, &jws::TYP_WRONG, &jws::ALG_NONE],
        "Inspect the assertion that was sent and read its header.",
    ),
    (
        &[
            &jwt::ISS_MISSING,
            &jwt::SUB_MISSING,
            &jwt::AUD_MISSING,
            &jwt::EXP_MISSING,
            &jwt::JTI_MISSING,
            &jwt::ISS_SUB_MISMATCH,
        ],
        "Inspect the assertion that was sent and read its claims.",
    ),
    (
        &[&jws::KID_UNKNOWN],
        "Fetch the registered JWKS from another network and look for the header's `kid` in it, character by character.",
    ),
    (
        &[
            &jws::KID_AMBIGUOUS,
            &jwks::KID_DUPLICATE,
            &jwks::ALG_MISSING,
            &jwks::ALG_MISMATCH,
            &jwks::KEY_OPS_WRONG,
            &jwks::FORM,
            &jwks::EMPTY,
        ],
        "Lint the JWKS at the registered URL, as the partner gets it.",
    ),
    (
        &[&jwks::FETCH_FAILED, &jwks::FETCH_NOT_HTTPS],
        "Fetch the registered JWKS URL with curl from outside your network, without cookies or a VPN.",
    ),
    (
        &[&jwks::UNREGISTERED, &jwt::CLIENT_UNKNOWN],
        "Compare `iss` and the key set with the registration in the partner's portal, for the environment that was asked.",
    ),
    (
        &[
            &jws::SIGNATURE_INVALID,
            &jws::SIGNATURE_DER,
            &jws::SIGNATURE_LENGTH,
            &jws::ALG_KEY_MISMATCH,
        ],
        "Verify the assertion that was sent against the JWKS as the partner gets it.",
    ),
    (
        &[
            &jwt::AUD_WRONG,
            &jwt::AUD_TRAILING_SLASH,
            &jwt::AUD_NORMALISED,
            &jwt::AUD_FHIR_BASE,
            &jwt::AUD_SCHEME,
            &jwt::AUD_ARRAY,
        ],
        "Compare `aud` with `token_endpoint` of the discovery document, character by character.",
    ),
    (
        &[&jwt::EXP_EXPIRED, &jwt::NBF_FUTURE, &jwt::IAT_FUTURE],
        "Compare the `Date` header of the reply with your clock at that moment.",
    ),
    (
        &[&jws::JKU_NOT_REGISTERED],
        "Compare `jku` in the header with the registered JWKS URL, character by character.",
    ),
    (&[&jwt::JTI_REPLAYED], "Sign a new assertion with a fresh `jti` and send it once."),
    (
        &[
            &request::CONTENT_TYPE,
            &request::METHOD,
            &request::GRANT_TYPE_MISSING,
            &request::GRANT_TYPE_WRONG,
            &request::ASSERTION_TYPE_MISSING,
            &request::ASSERTION_TYPE_WRONG,
            &request::ASSERTION_MISSING,
            &request::SCOPE_MISSING,
            &request::PARAM_REPEATED,
            &request::ENCODING,
            &request::AUTH_BASIC,
            &request::AUTH_BEARER,
        ],
        "Send the same parameters with `curl -v --data-urlencode` and compare the two requests as they leave.",
    ),
    (
        &[
            &scope::SYNTAX,
            &scope::COMMA,
            &scope::ORDER,
            &scope::LEVEL,
            &scope::QUERY,
            &scope::NONE_GRANTED,
        ],
        "Ask for one registered scope alone, `system/Patient.read` for example.",
    ),
];
