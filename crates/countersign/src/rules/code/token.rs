//! Faults of the token response.

use super::Code;
use crate::rules::{documents, request};

/// The codes of this group, in the order of the checks.
pub const CODES: &[&Code] = &[
    &NOT_JSON,
    &TYPE,
    &ACCESS_TOKEN_MISSING,
    &EXPIRES_IN_MISSING,
    &SCOPE_MISSING,
    &EXPIRES_IN_LONG,
    &SCOPE_NARROWER,
    &NO_STORE_MISSING,
    &REFRESH,
];

/// The answer is not JSON.
pub static NOT_JSON: Code = Code::new(
    "token.not-json",
    &documents::TOKEN_RESPONSE,
    "FFFFF-",
    "The answer is not JSON.",
    "Something other than the token endpoint answered: a gateway, a login page.",
    "Check the URL, and read the answer's first lines.",
);

/// `token_type` is not bearer.
pub static TYPE: Code = Code::new(
    "token.type",
    &documents::TOKEN_RESPONSE,
    "FFFFF-",
    "`token_type` is not bearer.",
    "The client does not know how to use the token.",
    "Tell the partner.",
);

/// The answer has no `access_token`.
pub static ACCESS_TOKEN_MISSING: Code = Code::new(
    "token.access-token.missing",
    &documents::TOKEN_RESPONSE,
    "FFFFF-",
    "The answer has no `access_token`.",
    "There is nothing to query with.",
    "Tell the partner.",
);

/// The answer has no numeric `expires_in`.
pub static EXPIRES_IN_MISSING: Code = Code::new(
    "token.expires-in.missing",
    &documents::TOKEN_RESPONSE,
    "FFFFF-",
    "The answer has no numeric `expires_in`.",
    "The client cannot tell when to renew.",
    "Treat the token as good for a few minutes, and renew on 401.",
);

/// The answer has no `scope`.
pub static SCOPE_MISSING: Code = Code::new(
    "token.scope.missing",
    &documents::TOKEN_RESPONSE,
    "FFFFF-",
    "The answer has no `scope`.",
    "The client cannot tell what was granted.",
    "Assume what was asked, and read 403 answers.",
);

/// The token lasts longer than five minutes.
pub static EXPIRES_IN_LONG: Code = Code::new(
    "token.expires-in.long",
    &documents::TOKEN_SHORT,
    "WWWWW-",
    "The token lasts longer than five minutes.",
    "A stolen token is worth more.",
    "Nothing to do in the client.",
);

/// The token permits less than was asked.
pub static SCOPE_NARROWER: Code = Code::new(
    "token.scope.narrower",
    &request::PREAUTHORIZED,
    "WWWWW-",
    "The token permits less than was asked.",
    "Some queries will get 403.",
    "Compare the granted scope with what you need.",
);

/// The answer may be cached.
pub static NO_STORE_MISSING: Code = Code::new(
    "token.no-store.missing",
    &documents::NO_STORE,
    "WWWWW-",
    "The answer may be cached.",
    "A cache could keep the token.",
    "Tell the partner.",
);

/// A refresh token came along.
pub static REFRESH: Code = Code::new(
    "token.refresh",
    &documents::TOKEN_SHORT,
    "WWWWW-",
    "A refresh token came along.",
    "This flow needs none: sign a new assertion.",
    "Ignore the refresh token.",
);
