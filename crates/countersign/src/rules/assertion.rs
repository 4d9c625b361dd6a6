//! Rules of the client assertion.

use super::rule::{ASYMMETRIC, BIS, RFC7521, RFC7523, Rule};

/// The rules of this group, in the order of the flow.
pub const RULES: &[&Rule] = &[
    &ALG,
    &ALG_SERVER,
    &KID,
    &TYP,
    &JKU,
    &KEY_SELECT,
    &ISS_SUB,
    &CLIENT_KNOWN,
    &AUD_TOKEN_URL,
    &AUD_ISSUER,
    &EXP_PRESENT,
    &EXP_NOT_PAST,
    &FIVE_MINUTES,
    &TIMES,
    &JTI_PRESENT,
    &JTI_ONCE,
    &CLIENT_ID_PARAM,
];

/// The header has `alg`; RS384 or ES384 should be used.
pub static ALG: Rule = Rule::new(
    "smart.assertion.alg",
    &ASYMMETRIC,
    "Authentication JWT header values",
    "The header has `alg`; RS384 or ES384 should be used.",
);

/// A server verifies RS384 or ES384, and may verify others it lists.
pub static ALG_SERVER: Rule = Rule::new(
    "smart.alg.server",
    &ASYMMETRIC,
    "Advertising server support",
    "A server verifies RS384 or ES384, and may verify others it lists.",
);

/// The header has `kid`, the identifier of the key pair that signed, unique in the client's key set.
pub static KID: Rule = Rule::new(
    "smart.assertion.kid",
    &ASYMMETRIC,
    "Authentication JWT header values",
    "The header has `kid`, the identifier of the key pair that signed, unique in the client's key set.",
);

/// The header has `typ`, and it is `JWT`.
pub static TYP: Rule = Rule::new(
    "smart.assertion.typ",
    &ASYMMETRIC,
    "Authentication JWT header values",
    "The header has `typ`, and it is `JWT`.",
);

/// If the header has `jku`, it equals the key set URL that the client registered.
pub static JKU: Rule = Rule::new(
    "smart.assertion.jku",
    &ASYMMETRIC,
    "Authentication JWT header values",
    "If the header has `jku`, it equals the key set URL that the client registered.",
);

/// Exactly one key of the client's set has the header's `kid` and a type that fits `alg`, and it verifies the signature.
pub static KEY_SELECT: Rule = Rule::new(
    "smart.key.select",
    &ASYMMETRIC,
    "Signature verification",
    "Exactly one key of the client's set has the header's `kid` and a type that fits `alg`, and it verifies the signature.",
);

/// `iss` and `sub` are both the client id.
pub static ISS_SUB: Rule = Rule::new(
    "smart.assertion.iss-sub",
    &ASYMMETRIC,
    "Authentication JWT claims",
    "`iss` and `sub` are both the client id.",
);

/// The client id is one that the server has registered.
pub static CLIENT_KNOWN: Rule = Rule::new(
    "smart.assertion.client-known",
    &ASYMMETRIC,
    "Signature verification",
    "The client id is one that the server has registered.",
);

/// `aud` is the URL of the token endpoint that the assertion is posted to, compared character by character.
pub static AUD_TOKEN_URL: Rule = Rule::new(
    "smart.assertion.aud.token-url",
    &ASYMMETRIC,
    "Authentication JWT claims; RFC 7523 §3",
    "`aud` is the URL of the token endpoint that the assertion is posted to, compared character by character.",
);

/// In the draft, `aud` is the server's issuer and never its token endpoint: the opposite of SMART 2.2.
pub static AUD_ISSUER: Rule = Rule::new(
    "smart.bis.aud.issuer",
    &BIS,
    "Audience",
    "In the draft, `aud` is the server's issuer and never its token endpoint: the opposite of SMART 2.2.",
);

/// The assertion has `exp`, a number of seconds since 1970.
pub static EXP_PRESENT: Rule = Rule::new(
    "smart.assertion.exp.present",
    &ASYMMETRIC,
    "Authentication JWT claims",
    "The assertion has `exp`, a number of seconds since 1970.",
);

/// `exp` has not passed, give or take a small leeway for clocks.
pub static EXP_NOT_PAST: Rule = Rule::new(
    "smart.assertion.exp.not-past",
    &RFC7523,
    "§3",
    "`exp` has not passed, give or take a small leeway for clocks.",
);

/// `exp` is at most 300 seconds in the future, in whole seconds.
pub static FIVE_MINUTES: Rule = Rule::new(
    "smart.assertion.exp.five-minutes",
    &ASYMMETRIC,
    "Authentication JWT claims",
    "`exp` is at most 300 seconds in the future, in whole seconds.",
);

/// `nbf` has come, and `iat` is neither ahead nor unreasonably old.
pub static TIMES: Rule = Rule::new(
    "smart.assertion.times",
    &RFC7523,
    "§3",
    "`nbf` has come, and `iat` is neither ahead nor unreasonably old.",
);

/// The assertion has `jti`, a string that no other assertion of this client carries.
pub static JTI_PRESENT: Rule = Rule::new(
    "smart.assertion.jti.present",
    &ASYMMETRIC,
    "Authentication JWT claims",
    "The assertion has `jti`, a string that no other assertion of this client carries.",
);

/// A server refuses a `jti` that it has seen from the same `iss` within its time.
pub static JTI_ONCE: Rule = Rule::new(
    "smart.assertion.jti.once",
    &ASYMMETRIC,
    "Signature verification",
    "A server refuses a `jti` that it has seen from the same `iss` within its time.",
);

/// A `client_id` in the form is optional; if it is there, it names the client that the assertion names.
pub static CLIENT_ID_PARAM: Rule = Rule::new(
    "smart.oauth.client-id-param",
    &RFC7521,
    "§4.2",
    "A `client_id` in the form is optional; if it is there, it names the client that the assertion names.",
);
