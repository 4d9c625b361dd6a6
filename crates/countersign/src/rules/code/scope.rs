//! Faults of scopes, asked and granted.

use super::Code;
use crate::rules::request;

/// The codes of this group, in the order of the checks.
pub const CODES: &[&Code] =
    &[&SYNTAX, &COMMA, &ORDER, &LEVEL, &V1, &QUERY, &NONE_GRANTED, &PARTIAL, &INSUFFICIENT];

/// A scope is not written as SMART writes it.
pub static SYNTAX: Code = Code::new(
    "scope.syntax",
    &request::SCOPE_GRAMMAR,
    "FFfff-",
    "A scope is not written as SMART writes it.",
    "The partner cannot tell what it would permit.",
    "Write `system/`, a type or `*`, a dot, then `read` or letters of `cruds`.",
);

/// Scopes are parted by commas.
pub static COMMA: Code = Code::new(
    "scope.comma",
    &request::SCOPE_GRAMMAR,
    "FFfff-",
    "Scopes are parted by commas.",
    "OAuth parts them by spaces.",
    "Put a space between scopes.",
);

/// The letters of a scope are not in the order `cruds`.
pub static ORDER: Code = Code::new(
    "scope.order",
    &request::SCOPE_ORDER,
    "FPfff-",
    "The letters of a scope are not in the order `cruds`.",
    "Servers may ignore or refuse such a scope.",
    "Write the letters in the order `cruds`.",
);

/// A scope is not at the `system/` level.
pub static LEVEL: Code = Code::new(
    "scope.level",
    &request::SCOPE_LEVEL,
    "WFwww-",
    "A scope is not at the `system/` level.",
    "`user/` and `patient/` need somebody logged in, and here nobody is.",
    "Use `system/` scopes.",
);

/// A scope is written the first way, with `read` or `write`.
pub static V1: Code = Code::new(
    "scope.v1",
    &request::SCOPE_MAP,
    "WPPPP-",
    "A scope is written the first way, with `read` or `write`.",
    "It stands for letters of the second way, and a partner may know one of the two only.",
    "Ask in the form that the partner's `scopes_supported` shows: `.read` is `.rs`, `.write` is `.cud`.",
);

/// A scope has a restriction that this partner cannot enforce.
pub static QUERY: Code = Code::new(
    "scope.query",
    &request::SCOPE_QUERY,
    "Fpwww-",
    "A scope has a restriction that this partner cannot enforce.",
    "Granting it without would grant more than was asked.",
    "Leave the restriction out.",
);

/// None of the scopes asked for can be granted.
pub static NONE_GRANTED: Code = Code::new(
    "scope.none-granted",
    &request::PREAUTHORIZED,
    "FFfFf-",
    "None of the scopes asked for can be granted.",
    "They are not registered for this client, or not supported.",
    "Ask for scopes that are registered and that the partner lists.",
);

/// Not all of what was asked is granted.
pub static PARTIAL: Code = Code::new(
    "scope.partial",
    &request::PREAUTHORIZED,
    "WWWww-",
    "Not all of what was asked is granted.",
    "The token permits less than the client may expect.",
    "Read the `scope` of the token response, and ask only for what is listed.",
);

/// The token's scope does not cover this request.
pub static INSUFFICIENT: Code = Code::new(
    "scope.insufficient",
    &request::SCOPE_LETTERS,
    "FPfff-",
    "The token's scope does not cover this request.",
    "A token permits what its scope says and nothing else.",
    "Ask for a token with a scope that covers the resource type, `r` to read and `s` to search.",
);
