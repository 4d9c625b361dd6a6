//! Refusals in OAuth's words (RFC 6749 §5.2), where nothing more particular is known.

use super::{Row, Rule, Sign, spoken, vendor};
use crate::rules::code::{jws, jwt, request, scope};

pub(super) const RULES: &[Rule] = &[
    Rule { when: &[Sign::Error(&["invalid_client"])], causes: INVALID_CLIENT },
    Rule { when: &[Sign::Error(&["invalid_grant"])], causes: INVALID_GRANT },
    Rule { when: &[Sign::Error(&["invalid_scope"])], causes: INVALID_SCOPE },
    Rule { when: &[Sign::Error(&["unsupported_grant_type"])], causes: UNSUPPORTED_GRANT },
    Rule {
        when: &[Sign::Error(&["unauthorized_client", "access_denied"])],
        causes: UNAUTHORIZED_CLIENT,
    },
    Rule { when: &[Sign::Error(&["invalid_request"])], causes: INVALID_REQUEST },
    Rule {
        when: &[Sign::Error(&["server_error", "temporarily_unavailable"])],
        causes: SERVER_ERROR,
    },
];

const INVALID_CLIENT: &[Row] = &[
    Row {
        title: "The client id is not known to this server",
        why: "`invalid_client` is OAuth's word for any trouble with the client's authentication.",
        test: "Compare `iss` with the registration in the partner's portal, for the environment that was asked.",
        fix: "Use the client id of the environment that is asked.",
        codes: &[&jwt::CLIENT_UNKNOWN],
        ..Row::POSSIBLE
    },
    Row {
        title: "The partner finds no key under the header's `kid`",
        why: "It looks in the key set that is registered, or in its copy of it.",
        test: "Fetch the registered JWKS from another network and look for the header's `kid` in it.",
        fix: "Use the same `kid` in the header and in the published key set.",
        codes: &[&jws::KID_UNKNOWN, &jws::KID_MISSING, &jws::KID_AMBIGUOUS],
        ..Row::POSSIBLE
    },
    Row {
        title: "The signature does not verify with the registered key",
        why: "Another key signed, or the text changed after it was signed.",
        test: "Verify the assertion that was sent against the JWKS as the partner gets it.",
        fix: "Sign the exact octets that are sent, with the key whose `kid` is in the header.",
        codes: &[&jws::SIGNATURE_INVALID, &jws::SIGNATURE_DER],
        ..Row::POSSIBLE
    },
    vendor::NEWER_THAN_COPY,
    vendor::NOT_YET_THERE,
    spoken::AUD,
    spoken::TIMES,
    spoken::JTI,
    Row {
        title: "The client is registered with a secret and not with keys",
        why: "Then the server looks for a secret and not for an assertion.",
        test: "Look in the partner's portal how the client authenticates.",
        fix: "Register the client for `private_key_jwt`, with a JWKS URL.",
        codes: &[&request::AUTH_BASIC],
        ..Row::REMOTE
    },
];

const INVALID_GRANT: &[Row] = &[
    Row {
        title: "The assertion is at fault: the SMART bulk data server says `invalid_grant` to that",
        why: "It uses this word for `aud`, `iss`, `kid`, `jku`, signature and expiry, where others say `invalid_client`.",
        test: "Verify the assertion that was sent and read the first finding that fails.",
        fix: "Mend what the first failing finding names.",
        codes: &[
            &jwt::AUD_WRONG,
            &jwt::AUD_TRAILING_SLASH,
            &jws::KID_UNKNOWN,
            &jws::SIGNATURE_INVALID,
            &jwt::EXP_EXPIRED,
            &jwt::ISS_SUB_MISMATCH,
            &jws::JKU_NOT_REGISTERED,
        ],
        ..Row::LIKELY.observed()
    },
    Row {
        title: "The token endpoint is another tenant's: Oracle Health says `invalid_grant` to that",
        why: "The path of its token endpoint names the tenant.",
        test: "Compare the tenant in the token endpoint with the one in the FHIR base.",
        fix: "Take the token endpoint from the discovery document of the FHIR base in use.",
        ..Row::POSSIBLE.observed()
    },
    Row {
        title: "The assertion was sent as a grant, with `grant_type` jwt-bearer",
        why: "That is another flow: there the assertion is the grant and `assertion` its parameter.",
        test: "Look at `grant_type` in the request as it leaves.",
        fix: "Set `grant_type` to `client_credentials`, and send the JWT in `client_assertion`.",
        codes: &[&request::GRANT_TYPE_WRONG, &request::GRANT_TYPE_MISSING],
        ..Row::POSSIBLE
    },
];

const INVALID_SCOPE: &[Row] = &[
    Row {
        title: "A scope is not registered for this client",
        why: "A server grants no more than the registration has, and some refuse the whole list for one scope.",
        test: "Ask for one scope alone that the partner's portal shows as registered.",
        fix: "Have the scopes registered, or ask for those that are.",
        codes: &[&scope::NONE_GRANTED, &scope::LEVEL],
        ..Row::LIKELY
    },
    Row {
        title: "The scopes are written in the form that this server does not take, v1 or v2",
        why: "`system/Patient.read` is the old form and `system/Patient.rs` the new one.",
        test: "Ask for `system/Patient.read` and then for `system/Patient.rs`, each alone.",
        fix: "Use the form that `scopes_supported` and `permission-v2` in the discovery document show.",
        codes: &[&scope::SYNTAX],
        ..Row::POSSIBLE
    },
    Row {
        title: "The server refuses `*` for the type",
        why: "Some want each type named.",
        test: "Ask for one type alone, `system/Patient.read` for example.",
        fix: "Name each type that you need.",
        codes: &[&scope::NONE_GRANTED],
        ..Row::POSSIBLE
    },
    Row {
        title: "The letters are out of order, or commas part the scopes",
        why: "The letters are a part of `cruds` in that order, and spaces part scopes.",
        test: "Look at `scope` in the request as it leaves.",
        fix: "Write `system/Patient.rs system/Observation.rs`, for example.",
        codes: &[&scope::ORDER, &scope::COMMA],
        ..Row::POSSIBLE
    },
    Row {
        title: "There is no `scope` in the request",
        why: "Some servers then say that the scope is invalid.",
        test: "Look at `scope` in the request as it leaves.",
        fix: "Ask for what you need, `system/Patient.rs` for example.",
        codes: &[&request::SCOPE_MISSING],
        ..Row::REMOTE
    },
];

const UNSUPPORTED_GRANT: &[Row] = &[
    Row {
        title: "The body was not read as a form, so no `grant_type` arrived",
        why: "A client that sends JSON gets this answer rather than one about its media type.",
        test: "Look at the `Content-Type` of the request as it leaves, with `curl -v` for example.",
        fix: "Send `application/x-www-form-urlencoded`, with the parameters in the body.",
        codes: &[&request::CONTENT_TYPE, &request::GRANT_TYPE_MISSING],
        ..Row::LIKELY.observed()
    },
    Row {
        title: "`grant_type` is another flow's, or misspelt",
        why: "`urn:ietf:params:oauth:grant-type:jwt-bearer` is another flow.",
        test: "Look at `grant_type` in the request as it leaves.",
        fix: "Set `grant_type` to `client_credentials`.",
        codes: &[&request::GRANT_TYPE_WRONG],
        ..Row::POSSIBLE
    },
    Row {
        title: "This server does not offer Backend Services",
        why: "A server may have launches of apps alone.",
        test: "Read `grant_types_supported` of the discovery document.",
        fix: "Ask the partner whether Backend Services can be switched on.",
        ..Row::REMOTE
    },
];

const UNAUTHORIZED_CLIENT: &[Row] = &[
    Row {
        title: "The client is known and not allowed this grant",
        why: "It was registered for users who log in, and not as a backend service.",
        test: "Look in the partner's portal for the client's type and grants.",
        fix: "Have `client_credentials` allowed for the client, or register a backend client.",
        ..Row::LIKELY
    },
    Row {
        title: "The client is not yet approved at this site",
        why: "Sites switch on each client by themselves.",
        test: "Ask the site whether the client is active there.",
        fix: "Only waiting helps, and asking the site.",
        ..Row::POSSIBLE.modelled()
    },
];

const INVALID_REQUEST: &[Row] = &[
    Row {
        title: "A parameter is absent or stands twice",
        why: "`grant_type`, `scope`, `client_assertion_type` and `client_assertion` are all required, once each.",
        test: "Send the same parameters with `curl -v --data-urlencode` and compare the two requests as they leave.",
        fix: "Send the four parameters once each, in the body.",
        codes: &[
            &request::ASSERTION_MISSING,
            &request::ASSERTION_TYPE_MISSING,
            &request::ASSERTION_TYPE_WRONG,
            &request::GRANT_TYPE_MISSING,
            &request::SCOPE_MISSING,
            &request::PARAM_REPEATED,
        ],
        ..Row::LIKELY
    },
    Row {
        title: "The assertion was cut, or broken by line ends",
        why: "Then it is not three parts of base64url any more.",
        test: "Compare the length of `client_assertion` in the request as it leaves with the assertion that was signed.",
        fix: "Send the assertion as one line, and let the HTTP client encode the form.",
        codes: &[&jws::PARTS, &jws::BASE64URL, &request::ENCODING],
        ..Row::POSSIBLE
    },
    Row {
        title: "The body is not a form",
        why: "Then no parameter arrives.",
        test: "Look at the `Content-Type` of the request as it leaves.",
        fix: "Send `application/x-www-form-urlencoded`.",
        codes: &[&request::CONTENT_TYPE],
        ..Row::POSSIBLE
    },
    Row {
        title: "The assertion itself is refused",
        why: "Some servers say `invalid_request` to a bad assertion too; Medplum says nothing else.",
        test: "Verify the assertion that was sent and read the first finding that fails.",
        fix: "Mend what the first failing finding names.",
        codes: &[
            &jwt::AUD_WRONG,
            &jws::SIGNATURE_INVALID,
            &jws::KID_UNKNOWN,
            &jws::KID_MISSING,
            &jwt::EXP_EXPIRED,
        ],
        ..Row::REMOTE.observed()
    },
];

const SERVER_ERROR: &[Row] = &[Row {
    title: "The partner's server failed, or is overloaded",
    why: "It says so itself; what was sent has most likely not been judged.",
    test: "Send a freshly signed request once more after a minute.",
    fix: "Only waiting helps; give the partner's support the time and the request id.",
    ..Row::LIKELY
}];
