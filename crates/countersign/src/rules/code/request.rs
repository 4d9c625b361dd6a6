//! Faults of the token request.

use super::Code;
use crate::rules::request;

/// The codes of this group, in the order of the checks.
pub const CODES: &[&Code] = &[
    &METHOD,
    &CONTENT_TYPE,
    &ENCODING,
    &PARAM_REPEATED,
    &GRANT_TYPE_MISSING,
    &GRANT_TYPE_WRONG,
    &ASSERTION_TYPE_MISSING,
    &ASSERTION_TYPE_WRONG,
    &ASSERTION_MISSING,
    &SCOPE_MISSING,
    &AUTH_BASIC,
    &AUTH_BEARER,
];

/// The request is not a POST.
pub static METHOD: Code = Code::new(
    "request.method",
    &request::TOKEN_REQUEST,
    "FFFff-",
    "The request is not a POST.",
    "A token endpoint takes nothing else.",
    "POST the form; check for a redirect that turned POST into GET.",
);

/// The body is not `application/x-www-form-urlencoded`.
pub static CONTENT_TYPE: Code = Code::new(
    "request.content-type",
    &request::TOKEN_REQUEST,
    "FFFff-",
    "The body is not `application/x-www-form-urlencoded`.",
    "OAuth sends a form, not JSON.",
    "Encode the parameters as a form.",
);

/// The form cannot be decoded.
pub static ENCODING: Code = Code::new(
    "request.encoding",
    &request::PARAMS,
    "Fpfff-",
    "The form cannot be decoded.",
    "The parameters cannot be read.",
    "Escape each value, `+` and `&` above all.",
);

/// A parameter comes twice.
pub static PARAM_REPEATED: Code = Code::new(
    "request.param.repeated",
    &request::PARAMS,
    "Fpfff-",
    "A parameter comes twice.",
    "Which one counts would depend on the reader.",
    "Send each parameter once.",
);

/// The form has no `grant_type`.
pub static GRANT_TYPE_MISSING: Code = Code::new(
    "request.grant-type.missing",
    &request::TOKEN_REQUEST,
    "FFFff-",
    "The form has no `grant_type`.",
    "The endpoint serves several kinds of request.",
    "Set `grant_type` to `client_credentials`.",
);

/// `grant_type` is not `client_credentials`.
pub static GRANT_TYPE_WRONG: Code = Code::new(
    "request.grant-type.wrong",
    &request::TOKEN_REQUEST,
    "FFFff-",
    "`grant_type` is not `client_credentials`.",
    "It is another flow.",
    "Set `grant_type` to `client_credentials`.",
);

/// The form has no `client_assertion_type`.
pub static ASSERTION_TYPE_MISSING: Code = Code::new(
    "request.assertion-type.missing",
    &request::TOKEN_REQUEST,
    "FFFff-",
    "The form has no `client_assertion_type`.",
    "The partner does not know what the assertion is.",
    "Set it to `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.",
);

/// `client_assertion_type` is not the JWT one.
pub static ASSERTION_TYPE_WRONG: Code = Code::new(
    "request.assertion-type.wrong",
    &request::TOKEN_REQUEST,
    "FFFff-",
    "`client_assertion_type` is not the JWT one.",
    "The value is an exact URN.",
    "Set it to `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.",
);

/// The form has no `client_assertion`.
pub static ASSERTION_MISSING: Code = Code::new(
    "request.assertion.missing",
    &request::TOKEN_REQUEST,
    "FFFff-",
    "The form has no `client_assertion`.",
    "Nothing says who the client is.",
    "Put the signed JWT in `client_assertion`.",
);

/// The form has no `scope`.
pub static SCOPE_MISSING: Code = Code::new(
    "request.scope.missing",
    &request::TOKEN_REQUEST,
    "FFPff-",
    "The form has no `scope`.",
    "The partner does not know what the token is for.",
    "Ask for what you need, `system/Patient.rs` for example.",
);

/// The request authenticates with a shared secret.
pub static AUTH_BASIC: Code = Code::new(
    "request.auth.basic",
    &request::ONE_AUTH,
    "FPfPP-",
    "The request authenticates with a shared secret.",
    "A secret that both sides know cannot prove which of them acted; this flow uses a key pair.",
    "Leave the Authorization header and `client_secret` out, and send a client assertion.",
);

/// The token request carries a bearer token or another Authorization header.
pub static AUTH_BEARER: Code = Code::new(
    "request.auth.bearer",
    &request::ONE_AUTH,
    "FFfFf-",
    "The token request carries a bearer token or another Authorization header.",
    "The assertion belongs in the form.",
    "Leave the Authorization header out.",
);
