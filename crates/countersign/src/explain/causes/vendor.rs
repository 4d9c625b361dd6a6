//! Replies whose shape or words are one vendor's own.

use super::{Row, Rule, Sign};
use crate::rules::code::{jwks, jws, jwt, request, scope};

pub(super) const RULES: &[Rule] = &[
    Rule { when: &[Sign::Error(&["invalid_client"]), Sign::NullDescription], causes: EPIC },
    Rule { when: &[Sign::Urn("invalid-authorization-header")], causes: ORACLE_HEADER },
    Rule { when: &[Sign::Urn("invalid-signature")], causes: ORACLE_SIGNATURE },
    Rule { when: &[Sign::Urn("invalid-tenant")], causes: ORACLE_TENANT },
    Rule { when: &[Sign::Urn("empty-scopes")], causes: ORACLE_SCOPES },
    Rule { when: &[Sign::Urn("invalid-client-credentials")], causes: ORACLE_SECRET },
    Rule { when: &[Sign::Urn("unsupported-grant-type")], causes: ORACLE_GRANT },
    Rule { when: &[Sign::Says(&["jwt kid is invalid"])], causes: OKTA_KID },
    Rule { when: &[Sign::Says(&["must be the endpoint invoked"])], causes: OKTA_AUD },
    Rule {
        when: &[Sign::Says(&["client_assertion signature is invalid"])],
        causes: OKTA_SIGNATURE,
    },
    Rule {
        when: &[Sign::Says(&["service not registered with api gateway"])],
        causes: ATHENA_GATEWAY,
    },
];

/// `invalid_client` and not a word more, the way Epic answers to every fault.
const EPIC: &[Row] = &[
    Row {
        title: "The client id belongs to another environment, or is not known here",
        why: "Sandbox and production have ids of their own. The one in `iss` may be right, elsewhere.",
        test: "Compare `iss` with the client id in the vendor's portal, for the environment whose address was asked.",
        fix: "Use the id of the environment that is asked.",
        codes: &[&jwt::CLIENT_UNKNOWN],
        ..Row::LIKELY
    },
    NOT_YET_THERE,
    Row {
        title: "Keys that were uploaded are no longer taken",
        why: "Epic refuses static keys in its sandbox since February 2026, and at each site from its upgrade of May 2026 on.",
        test: "Look in the portal whether the client has a JWKS URL or an uploaded key.",
        fix: "Register a JWKS URL.",
        codes: &[&jwks::UNREGISTERED],
        ..Row::POSSIBLE
    },
    NEWER_THAN_COPY,
    Row {
        title: "`aud` is not the token endpoint as the partner knows it",
        why: "Behind a proxy the address that you see and the one that the server knows may differ.",
        test: "Compare `aud` with `token_endpoint` of the discovery document, character by character.",
        fix: "Set `aud` to the `token_endpoint` of the discovery document; behind a proxy ask for the name to be allowed.",
        codes: &[
            &jwt::AUD_WRONG,
            &jwt::AUD_TRAILING_SLASH,
            &jwt::AUD_FHIR_BASE,
            &jwt::AUD_NORMALISED,
            &jwt::AUD_SCHEME,
            &jwt::AUD_MISSING,
        ],
        ..Row::POSSIBLE
    },
    Row {
        title: "A time in the assertion is wrong by the partner's clock",
        why: "`exp` may be 300 s ahead when it arrives, and `iat` and `nbf` not ahead at all.",
        test: "Compare the `Date` header of the reply with `iat` and `exp`.",
        fix: "Set the clock by NTP, take seconds and not milliseconds, and set `iat` and `nbf` back by 5 to 30 s.",
        codes: &[
            &jwt::IAT_FUTURE,
            &jwt::NBF_FUTURE,
            &jwt::EXP_EXPIRED,
            &jwt::EXP_TOO_FAR,
            &jwt::EXP_MILLISECONDS,
            &jwt::LIFETIME_TOO_LONG,
            &jwt::EXP_MISSING,
            &jwt::EXP_NOT_NUMBER,
        ],
        ..Row::POSSIBLE
    },
    Row {
        title: "`jti` was used before, or is not a string of up to 151 characters",
        why: "Each assertion is good for one request; a retry that sends it again is refused.",
        test: "Sign a new assertion with a fresh `jti` and send it once.",
        fix: "Make a new UUID for each assertion, and sign anew for each try.",
        codes: &[&jwt::JTI_REPLAYED, &jwt::JTI_MISSING, &jwt::JTI_NOT_STRING, &jwt::JTI_TOO_LONG],
        ..Row::POSSIBLE
    },
    Row {
        title: "The request is not a form",
        why: "A body of JSON holds no parameters for a token endpoint.",
        test: "Send the same parameters with `curl -v --data-urlencode`.",
        fix: "Send `application/x-www-form-urlencoded`, with the parameters in the body.",
        codes: &[&request::CONTENT_TYPE, &request::ENCODING],
        ..Row::REMOTE
    },
    Row {
        title: "The site has not yet given the client a user",
        why: "At Epic a site maps each backend client to a user before it may do anything.",
        test: "Ask the site whether the client is mapped to a background user.",
        fix: "Have the site's administrator map it.",
        ..Row::REMOTE
    },
];

/// A registration that is on its way.
pub(super) const NOT_YET_THERE: Row = Row {
    title: "The client or its key has not reached this server yet",
    why: "Registrations are copied to the servers, which is said to take from hours to two days.",
    test: "Look in the log of your JWKS URL: if nobody fetched it, the partner does not know of it yet.",
    fix: "Only waiting helps; after two days ask the partner's support.",
    codes: &[&jwks::UNREGISTERED],
    ..Row::POSSIBLE.modelled()
};

/// A key set that is kept too long.
pub(super) const NEWER_THAN_COPY: Row = Row {
    title: "The key is newer than the partner's copy of your key set",
    why: "Servers keep a key set for as long as its `Cache-Control` says, Epic for up to 29 hours.",
    test: "Sign with the key that was published before, if there is one.",
    fix: "Publish a key two days before it signs, and send the key set with a short `Cache-Control`.",
    codes: &[&jws::KID_UNKNOWN, &jws::SIGNATURE_INVALID],
    ..Row::POSSIBLE
};

const ORACLE_HEADER: &[Row] = &[
    Row {
        title: "The assertion is not in the form, so the server looked for an Authorization header",
        why: "Oracle Health takes a secret in the header as well as an assertion in the form, and falls back to the header.",
        test: "Send the same parameters with `curl -v --data-urlencode`, without an Authorization header.",
        fix: "Put `client_assertion` and `client_assertion_type` in the form, and leave the header out.",
        codes: &[&request::ASSERTION_MISSING, &request::AUTH_BEARER, &request::AUTH_BASIC],
        ..Row::LIKELY.observed()
    },
    Row {
        title: "`client_assertion_type` is absent or misspelt",
        why: "Without it the assertion is not looked at.",
        test: "Compare it with `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, character by character.",
        fix: "Set `client_assertion_type` to exactly that value.",
        codes: &[&request::ASSERTION_TYPE_MISSING, &request::ASSERTION_TYPE_WRONG],
        ..Row::POSSIBLE.modelled()
    },
    Row {
        title: "The body is not a form",
        why: "Then no parameter arrives, the assertion among them.",
        test: "Look at the `Content-Type` of the request as it leaves.",
        fix: "Send `application/x-www-form-urlencoded`.",
        codes: &[&request::CONTENT_TYPE],
        ..Row::POSSIBLE.modelled()
    },
];

const ORACLE_SIGNATURE: &[Row] = &[
    Row {
        title: "The key that signed is not in the key set that is registered",
        why: "The server found no registered key that verifies the signature.",
        test: "Verify the assertion that was sent against the registered key set.",
        fix: "Register the public half of the key that signs, under the `kid` of the header.",
        codes: &[&jws::SIGNATURE_INVALID, &jws::KID_UNKNOWN],
        ..Row::LIKELY.observed()
    },
    Row {
        title: "The algorithm is not one that Oracle Health verifies",
        why: "Its discovery document lists RS384 and ES384 and no other.",
        test: "Inspect the assertion and read `alg`.",
        fix: "Sign under RS384 or ES384.",
        codes: &[&jws::ALG_UNSUPPORTED, &jws::ALG_NOT_BASELINE, &jws::ALG_SYMMETRIC],
        ..Row::POSSIBLE
    },
    Row {
        title: "The ECDSA signature is in DER form",
        why: "Most crypto libraries give DER unless told otherwise; JWS wants R and S side by side.",
        test: "Verify the assertion that was sent: a DER signature is named there.",
        fix: "Convert the signature to R‖S (IEEE P1363 form) before encoding it.",
        codes: &[&jws::SIGNATURE_DER],
        ..Row::POSSIBLE.modelled()
    },
];

const ORACLE_TENANT: &[Row] = &[Row {
    title: "The token endpoint is another tenant's than the client's",
    why: "The path of the token endpoint names the tenant, and a client is registered with one or more.",
    test: "Compare the tenant in the token endpoint with the one in the FHIR base, and with the registration.",
    fix: "Take the token endpoint from the discovery document of the FHIR base in use.",
    ..Row::LIKELY.observed()
}];

const ORACLE_SCOPES: &[Row] = &[
    Row {
        title: "None of the scopes asked for is enabled for this client",
        why: "The server took out what is not registered, and nothing was left.",
        test: "Ask for one scope alone that the portal shows as enabled.",
        fix: "Enable the scopes in the vendor's portal; there is no `system/*` there, each resource is named.",
        codes: &[&scope::NONE_GRANTED],
        ..Row::LIKELY.observed()
    },
    Row {
        title: "The scopes are parted by commas",
        why: "Then the whole list is one scope that nobody knows.",
        test: "Look at `scope` in the request as it leaves.",
        fix: "Put a space between scopes.",
        codes: &[&scope::COMMA],
        ..Row::POSSIBLE.observed()
    },
];

const ORACLE_SECRET: &[Row] = &[Row {
    title: "A client secret was sent, and it is not the registered one",
    why: "The server judged an Authorization header with a secret and not an assertion.",
    test: "Look for an Authorization header in the request as it leaves.",
    fix: "Leave the header out and send a client assertion; the client must be registered with keys.",
    codes: &[&request::AUTH_BASIC],
    ..Row::LIKELY.observed()
}];

const ORACLE_GRANT: &[Row] = &[Row {
    title: "`grant_type` is not `client_credentials`",
    why: "The server knows no such grant.",
    test: "Look at `grant_type` in the request as it leaves.",
    fix: "Set `grant_type` to `client_credentials`.",
    codes: &[&request::GRANT_TYPE_WRONG, &request::GRANT_TYPE_MISSING],
    ..Row::LIKELY
}];

const OKTA_KID: &[Row] = &[
    Row {
        title: "The header has no `kid`",
        why: "Okta says the same to a `kid` that is missing and to one that it does not know.",
        test: "Inspect the assertion that was sent and read its header.",
        fix: "Put the `kid` of the signing key in the header, as the key set has it.",
        codes: &[&jws::KID_MISSING, &jws::KID_NOT_STRING],
        ..Row::LIKELY
    },
    Row {
        title: "The header's `kid` is not in the key set of that environment",
        why: "No registered key has that name; preview and production are separate clients.",
        test: "Look for the header's `kid` in the registered key set, character by character.",
        fix: "Register the key under the `kid` that the header has, in the environment that is asked.",
        codes: &[&jws::KID_UNKNOWN],
        ..Row::LIKELY
    },
];

const OKTA_AUD: &[Row] = &[Row {
    title: "`aud` is not, character by character, the address that was posted to",
    why: "Okta compares it with the endpoint that was invoked.",
    test: "Compare `aud` with the address that was posted to, character by character.",
    fix: "Set `aud` to the token endpoint of the discovery document, and post there.",
    codes: &[
        &jwt::AUD_WRONG,
        &jwt::AUD_TRAILING_SLASH,
        &jwt::AUD_FHIR_BASE,
        &jwt::AUD_ISSUER,
        &jwt::AUD_NORMALISED,
        &jwt::AUD_SCHEME,
    ],
    ..Row::LIKELY
}];

const OKTA_SIGNATURE: &[Row] = &[Row {
    title: "The signature does not verify with the key that the header names",
    why: "The key was found by its `kid`; either another key signed, or the text changed after it was signed.",
    test: "Verify the assertion that was sent against the registered key set.",
    fix: "Sign the exact octets that are sent, with the key whose `kid` is in the header.",
    codes: &[&jws::SIGNATURE_INVALID, &jws::SIGNATURE_DER],
    ..Row::LIKELY
}];

const ATHENA_GATEWAY: &[Row] = &[
    Row {
        title: "The address is not one that athenahealth's gateway serves",
        why: "The gateway answers so before any server behind it sees the request.",
        test: "Compare host and path with the FHIR base and the discovery document, preview or production.",
        fix: "Take the token endpoint from the discovery document of the environment in use.",
        ..Row::LIKELY
    },
    Row {
        title: "The client is not subscribed to this API",
        why: "The gateway serves an API only to the clients that are registered for it.",
        test: "Look in the developer portal which APIs the client has.",
        fix: "Add the API to the client in the portal.",
        ..Row::POSSIBLE.modelled()
    },
];
