//! Descriptions that no known server uses word for word, and what they speak of.
//!
//! Most servers name the claim or the key that they stumbled over, each in its own words.

use super::{Row, Rule, Sign};
use crate::explain::Likelihood;
use crate::rules::code::{jwks, jws, jwt, request};

pub(super) const RULES: &[Rule] = &[
    Rule {
        when: &[
            REFUSED,
            Sign::Says(&["audience", "'aud'", "\"aud\"", "`aud`", "aud claim", "aud value"]),
        ],
        causes: &[likely(AUD)],
    },
    Rule { when: &[REFUSED, Sign::Says(&["expired"])], causes: &[EXPIRED, TIMES] },
    Rule { when: &[REFUSED, Sign::Says(TIME_WORDS)], causes: &[likely(TIMES)] },
    Rule {
        when: &[REFUSED, Sign::Says(&["jti", "replay", "already been used", "already used"])],
        causes: &[likely(JTI)],
    },
    Rule { when: &[REFUSED, Sign::Says(&["signature"])], causes: &[SIGNATURE] },
    Rule {
        when: &[
            REFUSED,
            Sign::Says(&["kid", "matching key", "key not found", "find key", "signing key"]),
        ],
        causes: &[KEY],
    },
    Rule {
        when: &[REFUSED, Sign::Says(&["jwks", "jwk set", "key set", "public key"])],
        causes: &[KEY_SET],
    },
    Rule { when: &[REFUSED, Sign::Says(CLIENT_WORDS)], causes: &[CLIENT] },
    Rule {
        when: &[REFUSED, Sign::Says(&["algorithm", "'alg'", "\"alg\"", "`alg`"])],
        causes: &[ALG],
    },
    Rule {
        when: &[REFUSED, Sign::Says(&["client_secret", "client secret", "basic auth"])],
        causes: &[SECRET],
    },
    Rule {
        when: &[REFUSED, Sign::Says(&["parameter", "content-type", "content type", "media type"])],
        causes: &[FORM],
    },
];

/// Errors that are about the client and its assertion.
const REFUSED: Sign = Sign::Error(&[
    "invalid_client",
    "invalid_request",
    "invalid_grant",
    "unauthorized_client",
    "invalid_assertion",
]);
const TIME_WORDS: &[&str] = &[
    "expiration",
    "'exp'",
    "\"exp\"",
    "`exp`",
    "lifetime",
    "not active",
    "not yet valid",
    "in the future",
    "'iat'",
    "'nbf'",
    "too old",
];
const CLIENT_WORDS: &[&str] = &[
    "unknown client",
    "client not found",
    "client does not exist",
    "no client",
    "invalid client_id",
    "invalid client id",
    "client is not registered",
    "unregistered client",
];

const fn likely(row: Row) -> Row {
    Row { likelihood: Likelihood::Likely, ..row }
}

/// `aud`.
pub(super) const AUD: Row = Row {
    title: "`aud` is not the token endpoint as the partner knows it",
    why: "It is compared character by character: a slash, a scheme or a proxy's host is a difference.",
    test: "Compare `aud` with `token_endpoint` of the discovery document, character by character.",
    fix: "Set `aud` to the `token_endpoint` of the discovery document.",
    codes: &[
        &jwt::AUD_WRONG,
        &jwt::AUD_TRAILING_SLASH,
        &jwt::AUD_FHIR_BASE,
        &jwt::AUD_ISSUER,
        &jwt::AUD_NORMALISED,
        &jwt::AUD_SCHEME,
        &jwt::AUD_ARRAY,
        &jwt::AUD_MULTIPLE,
        &jwt::AUD_MISSING,
    ],
    ..Row::POSSIBLE
};

/// `exp`, `iat`, `nbf`.
pub(super) const TIMES: Row = Row {
    title: "A time in the assertion is wrong by the partner's clock",
    why: "An assertion may last 300 s, must not have ended when it arrives, and must not begin later.",
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
        &jwt::IAT_OLD,
    ],
    ..Row::POSSIBLE
};

/// `jti`.
pub(super) const JTI: Row = Row {
    title: "`jti` was used before, or is missing",
    why: "Each assertion is good for one request; a retry that sends it again is refused.",
    test: "Sign a new assertion with a fresh `jti` and send it once.",
    fix: "Make a new UUID for each assertion, and sign anew for each try.",
    codes: &[&jwt::JTI_REPLAYED, &jwt::JTI_MISSING, &jwt::JTI_NOT_STRING, &jwt::JTI_TOO_LONG],
    ..Row::POSSIBLE
};

const EXPIRED: Row = Row {
    title: "The assertion had ended when it arrived",
    why: "Your clock is behind, or the assertion was kept and sent again later.",
    test: "Compare `exp` with the `Date` header of the reply.",
    fix: "Sign anew for each request, and set the clock by NTP.",
    codes: &[&jwt::EXP_EXPIRED],
    ..Row::LIKELY.modelled()
};

const SIGNATURE: Row = Row {
    title: "The signature does not verify with the registered key",
    why: "Another key signed, the text changed after it was signed, or an ECDSA signature is in DER form.",
    test: "Verify the assertion that was sent against the JWKS as the partner gets it.",
    fix: "Sign the exact octets that are sent, with the key whose `kid` is in the header.",
    codes: &[
        &jws::SIGNATURE_INVALID,
        &jws::SIGNATURE_DER,
        &jws::SIGNATURE_LENGTH,
        &jws::KID_UNKNOWN,
    ],
    ..Row::LIKELY.modelled()
};

const KEY: Row = Row {
    title: "The partner finds no key under the header's `kid`",
    why: "It looks in the key set that is registered, or in its copy of it.",
    test: "Fetch the registered JWKS from another network and look for the header's `kid` in it, character by character.",
    fix: "Use the same `kid` in the header and in the published key set.",
    codes: &[&jws::KID_UNKNOWN, &jws::KID_MISSING, &jws::KID_AMBIGUOUS],
    ..Row::LIKELY.modelled()
};

const KEY_SET: Row = Row {
    title: "The partner cannot fetch or read your key set",
    why: "It asks from its own network: a login page, a redirect or a private address is enough to stop it.",
    test: "Fetch the registered JWKS URL with curl from outside your network, without cookies or a VPN.",
    fix: "Serve the key set over https to everybody, as JSON, without a redirect.",
    codes: &[&jwks::FETCH_FAILED, &jwks::FORM, &jwks::EMPTY, &jwks::UNREGISTERED],
    ..Row::LIKELY.modelled()
};

const CLIENT: Row = Row {
    title: "The client id is not known to this server",
    why: "Sandbox and production have ids of their own, and a new one takes time to arrive.",
    test: "Compare `iss` with the registration in the partner's portal, for the environment that was asked.",
    fix: "Use the client id of the environment that is asked.",
    codes: &[&jwt::CLIENT_UNKNOWN],
    ..Row::LIKELY.modelled()
};

const ALG: Row = Row {
    title: "The partner does not take the algorithm",
    why: "Servers take RS384 or ES384, and some nothing else.",
    test: "Compare `alg` of the header with `token_endpoint_auth_signing_alg_values_supported` of the discovery document.",
    fix: "Sign under RS384 or ES384.",
    codes: &[
        &jws::ALG_UNSUPPORTED,
        &jws::ALG_NOT_BASELINE,
        &jws::ALG_KEY_MISMATCH,
        &jws::ALG_NONE,
        &jws::ALG_SYMMETRIC,
    ],
    ..Row::LIKELY.modelled()
};

const SECRET: Row = Row {
    title: "The server looks for a client secret",
    why: "The client is registered with one, or the assertion did not arrive.",
    test: "Look in the partner's portal how the client authenticates, and at the form as it leaves.",
    fix: "Register the client for `private_key_jwt`, and send `client_assertion` in the form.",
    codes: &[&request::AUTH_BASIC, &request::ASSERTION_MISSING],
    ..Row::LIKELY.modelled()
};

const FORM: Row = Row {
    title: "A parameter of the form is absent, stands twice, or was not read",
    why: "`grant_type`, `scope`, `client_assertion_type` and `client_assertion` are all required, once each, in a form.",
    test: "Send the same parameters with `curl -v --data-urlencode` and compare the two requests as they leave.",
    fix: "Send the four parameters once each, as `application/x-www-form-urlencoded`.",
    codes: &[
        &request::ASSERTION_MISSING,
        &request::ASSERTION_TYPE_MISSING,
        &request::ASSERTION_TYPE_WRONG,
        &request::GRANT_TYPE_MISSING,
        &request::SCOPE_MISSING,
        &request::PARAM_REPEATED,
        &request::CONTENT_TYPE,
    ],
    ..Row::LIKELY.modelled()
};
