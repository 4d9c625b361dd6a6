//! Faults of the claims.

use super::Code;
use crate::rules::assertion;

/// The codes of this group, in the order of the checks.
pub const CODES: &[&Code] = &[
    &ISS_MISSING,
    &SUB_MISSING,
    &ISS_SUB_MISMATCH,
    &CLIENT_UNKNOWN,
    &CLIENT_PARAM_MISMATCH,
    &AUD_MISSING,
    &AUD_WRONG,
    &AUD_TRAILING_SLASH,
    &AUD_NORMALISED,
    &AUD_FHIR_BASE,
    &AUD_SCHEME,
    &AUD_ISSUER,
    &AUD_ARRAY,
    &AUD_MULTIPLE,
    &EXP_MISSING,
    &EXP_NOT_NUMBER,
    &EXP_EXPIRED,
    &EXP_TOO_FAR,
    &EXP_MILLISECONDS,
    &EXP_FRACTION,
    &LIFETIME_TOO_LONG,
    &NBF_FUTURE,
    &IAT_FUTURE,
    &IAT_OLD,
    &JTI_MISSING,
    &JTI_NOT_STRING,
    &JTI_TOO_LONG,
    &JTI_REPLAYED,
    &JTI_WEAK,
];

/// The assertion has no `iss`.
pub static ISS_MISSING: Code = Code::new(
    "jwt.iss.missing",
    &assertion::ISS_SUB,
    "FFFff-",
    "The assertion has no `iss`.",
    "The partner does not know who is speaking.",
    "Set `iss` to the client id.",
);

/// The assertion has no `sub`.
pub static SUB_MISSING: Code = Code::new(
    "jwt.sub.missing",
    &assertion::ISS_SUB,
    "FFFff-",
    "The assertion has no `sub`.",
    "The partner does not know about whom it speaks.",
    "Set `sub` to the client id.",
);

/// `iss` and `sub` are not the same.
pub static ISS_SUB_MISMATCH: Code = Code::new(
    "jwt.iss-sub.mismatch",
    &assertion::ISS_SUB,
    "FFFff-",
    "`iss` and `sub` are not the same.",
    "In this flow a client speaks only for itself.",
    "Set both to the client id.",
);

/// No client is registered under this id.
pub static CLIENT_UNKNOWN: Code = Code::new(
    "jwt.client.unknown",
    &assertion::CLIENT_KNOWN,
    "FPfff-",
    "No client is registered under this id.",
    "The partner has no key to check the assertion with.",
    "Register first, or use the id of this environment's registration.",
);

/// The form's `client_id` names another client than the assertion.
pub static CLIENT_PARAM_MISMATCH: Code = Code::new(
    "jwt.client.param-mismatch",
    &assertion::CLIENT_ID_PARAM,
    "FPfff-",
    "The form's `client_id` names another client than the assertion.",
    "One request speaks for one client.",
    "Leave `client_id` out, or make it equal to `iss`.",
);

/// The assertion has no `aud`.
pub static AUD_MISSING: Code = Code::new(
    "jwt.aud.missing",
    &assertion::AUD_TOKEN_URL,
    "FFFff-",
    "The assertion has no `aud`.",
    "It could be replayed at any other server.",
    "Set `aud` to the token endpoint's URL.",
);

/// `aud` is not the token endpoint that the assertion was sent to.
pub static AUD_WRONG: Code = Code::new(
    "jwt.aud.wrong",
    &assertion::AUD_TOKEN_URL,
    "FFFff-",
    "`aud` is not the token endpoint that the assertion was sent to.",
    "It may have been made for another server.",
    "Set `aud` to the `token_endpoint` of the discovery document, character by character.",
);

/// `aud` differs from the token endpoint by a slash at the end.
pub static AUD_TRAILING_SLASH: Code = Code::new(
    "jwt.aud.trailing-slash",
    &assertion::AUD_TOKEN_URL,
    "FFfff-",
    "`aud` differs from the token endpoint by a slash at the end.",
    "The comparison is by character, so it is another address.",
    "Use the `token_endpoint` as discovery gives it.",
);

/// `aud` is the token endpoint in another spelling.
pub static AUD_NORMALISED: Code = Code::new(
    "jwt.aud.normalised",
    &assertion::AUD_TOKEN_URL,
    "FFfff-",
    "`aud` is the token endpoint in another spelling.",
    "The comparison is by character; case, ports and escapes count.",
    "Use the `token_endpoint` as discovery gives it.",
);

/// `aud` is the FHIR base, not the token endpoint.
pub static AUD_FHIR_BASE: Code = Code::new(
    "jwt.aud.fhir-base",
    &assertion::AUD_TOKEN_URL,
    "FFfff-",
    "`aud` is the FHIR base, not the token endpoint.",
    "The assertion is for the authorization server, not for the data.",
    "Use the `token_endpoint` of the discovery document.",
);

/// `aud` differs from the token endpoint in http against https.
pub static AUD_SCHEME: Code = Code::new(
    "jwt.aud.scheme",
    &assertion::AUD_TOKEN_URL,
    "FPfff-",
    "`aud` differs from the token endpoint in http against https.",
    "The comparison is by character.",
    "Use the `token_endpoint` as discovery gives it.",
);

/// `aud` is the server's base URL, its issuer.
pub static AUD_ISSUER: Code = Code::new(
    "jwt.aud.issuer",
    &assertion::AUD_ISSUER,
    "FFfff-",
    "`aud` is the server's base URL, its issuer.",
    "A draft asks for that; SMART 2.2 asks for the token endpoint.",
    "Use the `token_endpoint` of the discovery document.",
);

/// `aud` is an array with the one right value.
pub static AUD_ARRAY: Code = Code::new(
    "jwt.aud.array",
    &assertion::AUD_TOKEN_URL,
    "WFwww-",
    "`aud` is an array with the one right value.",
    "JWT allows it, and some servers fail on it.",
    "Write `aud` as a string.",
);

/// `aud` names the token endpoint among others.
pub static AUD_MULTIPLE: Code = Code::new(
    "jwt.aud.multiple",
    &assertion::AUD_TOKEN_URL,
    "Wfwww-",
    "`aud` names the token endpoint among others.",
    "Any of the others could replay the assertion here.",
    "Make one assertion per partner.",
);

/// The assertion has no `exp`.
pub static EXP_MISSING: Code = Code::new(
    "jwt.exp.missing",
    &assertion::EXP_PRESENT,
    "FFFffP",
    "The assertion has no `exp`.",
    "It would be good for ever if it leaked.",
    "Set `exp` to at most 300 seconds from now.",
);

/// `exp` is not a number.
pub static EXP_NOT_NUMBER: Code = Code::new(
    "jwt.exp.not-number",
    &assertion::EXP_PRESENT,
    "FFFffF",
    "`exp` is not a number.",
    "It cannot be compared with the clock.",
    "Write `exp` as a JSON number of seconds since 1970.",
);

/// `exp` has passed.
pub static EXP_EXPIRED: Code = Code::new(
    "jwt.exp.expired",
    &assertion::EXP_NOT_PAST,
    "FFFffF",
    "`exp` has passed.",
    "The assertion has ended, or a clock is wrong.",
    "Sign a new assertion just before each request, and check the clock.",
);

/// `exp` is more than five minutes ahead.
pub static EXP_TOO_FAR: Code = Code::new(
    "jwt.exp.too-far",
    &assertion::FIVE_MINUTES,
    "FPFwp-",
    "`exp` is more than five minutes ahead.",
    "A short life limits what a stolen assertion is worth.",
    "Set `exp` to at most 300 seconds from now.",
);

/// `exp` counts milliseconds.
pub static EXP_MILLISECONDS: Code = Code::new(
    "jwt.exp.milliseconds",
    &assertion::EXP_PRESENT,
    "FPFffW",
    "`exp` counts milliseconds.",
    "Read as seconds, it is tens of thousands of years ahead.",
    "Divide by 1000: JWT times are in seconds.",
);

/// `exp` has a fraction.
pub static EXP_FRACTION: Code = Code::new(
    "jwt.exp.fraction",
    &assertion::FIVE_MINUTES,
    "WPwwwP",
    "`exp` has a fraction.",
    "JWT allows it; SMART asks for whole seconds.",
    "Round `exp` down to a whole number.",
);

/// `exp` is more than five minutes after `iat`.
pub static LIFETIME_TOO_LONG: Code = Code::new(
    "jwt.lifetime.too-long",
    &assertion::FIVE_MINUTES,
    "WPFww-",
    "`exp` is more than five minutes after `iat`.",
    "Some servers measure the life from `iat`.",
    "Keep `exp` within 300 seconds of `iat`.",
);

/// `nbf` has not come yet.
pub static NBF_FUTURE: Code = Code::new(
    "jwt.nbf.future",
    &assertion::TIMES,
    "FFFwwF",
    "`nbf` has not come yet.",
    "The assertion says itself that it is not good yet.",
    "Leave `nbf` out, or set it a few seconds back.",
);

/// `iat` is in the future.
pub static IAT_FUTURE: Code = Code::new(
    "jwt.iat.future",
    &assertion::TIMES,
    "WPFww-",
    "`iat` is in the future.",
    "A clock is wrong.",
    "Check the clock; set `iat` a few seconds back.",
);

/// `iat` is unreasonably old.
pub static IAT_OLD: Code = Code::new(
    "jwt.iat.old",
    &assertion::TIMES,
    "WPwww-",
    "`iat` is unreasonably old.",
    "The assertion was made long before it was sent.",
    "Sign a new assertion for each request.",
);

/// The assertion has no `jti`.
pub static JTI_MISSING: Code = Code::new(
    "jwt.jti.missing",
    &assertion::JTI_PRESENT,
    "FFFww-",
    "The assertion has no `jti`.",
    "Without it a replay cannot be told from a new request.",
    "Set `jti` to a random value, a UUID for example.",
);

/// `jti` is not a string.
pub static JTI_NOT_STRING: Code = Code::new(
    "jwt.jti.not-string",
    &assertion::JTI_PRESENT,
    "FPFpp-",
    "`jti` is not a string.",
    "JWT asks for a string, and servers compare it as one.",
    "Write `jti` as a JSON string.",
);

/// `jti` has more than 151 characters.
pub static JTI_TOO_LONG: Code = Code::new(
    "jwt.jti.too-long",
    &assertion::JTI_PRESENT,
    "FPFpp-",
    "`jti` has more than 151 characters.",
    "Servers keep it, and at least one refuses more.",
    "Use a UUID as `jti`.",
);

/// This `jti` was used before.
pub static JTI_REPLAYED: Code = Code::new(
    "jwt.jti.replayed",
    &assertion::JTI_ONCE,
    "FPFff-",
    "This `jti` was used before.",
    "Each assertion is good for one request.",
    "Sign a new assertion, with a new `jti`, for each request.",
);

/// `jti` is a constant or a counter.
pub static JTI_WEAK: Code = Code::new(
    "jwt.jti.weak",
    &assertion::JTI_PRESENT,
    "WPwww-",
    "`jti` is a constant or a counter.",
    "The next one can be guessed, and it starts again when the client does.",
    "Use a random value of 128 bits, a UUID of version 4 for example.",
);
