//! Rules of the token request, and of scopes.

use super::rule::{BACKEND, RFC6749, Rule, SCOPES};

/// The rules of this group, in the order of the flow.
pub const RULES: &[&Rule] = &[
    &TOKEN_REQUEST,
    &PARAMS,
    &ONE_AUTH,
    &SCOPE_GRAMMAR,
    &SCOPE_ORDER,
    &SCOPE_LEVEL,
    &SCOPE_QUERY,
    &SCOPE_MAP,
    &SCOPE_LETTERS,
    &PREAUTHORIZED,
];

/// The request is a form, posted, with `grant_type`, `scope`, `client_assertion_type` and `client_assertion`.
pub static TOKEN_REQUEST: Rule = Rule::new(
    "smart.token.request",
    &BACKEND,
    "Obtain access token, Request",
    "The request is a form, posted, with `grant_type`, `scope`, `client_assertion_type` and `client_assertion`.",
);

/// No parameter comes twice; an empty one counts as absent; unknown ones are ignored.
pub static PARAMS: Rule = Rule::new(
    "smart.oauth.params",
    &RFC6749,
    "§3.2",
    "No parameter comes twice; an empty one counts as absent; unknown ones are ignored.",
);

/// A client authenticates in one way per request; here that is the assertion, not a shared secret.
pub static ONE_AUTH: Rule = Rule::new(
    "smart.oauth.one-auth",
    &RFC6749,
    "§2.3",
    "A client authenticates in one way per request; here that is the assertion, not a shared secret.",
);

/// A scope is `system/`, a resource type or `*`, a dot, and `read`, `write`, `*` or letters of `cruds`; scopes are parted by spaces.
pub static SCOPE_GRAMMAR: Rule = Rule::new(
    "smart.scope.grammar",
    &SCOPES,
    "Scopes for requesting FHIR resources",
    "A scope is `system/`, a resource type or `*`, a dot, and `read`, `write`, `*` or letters of `cruds`; scopes are parted by spaces.",
);

/// The letters of a scope stand in the order `cruds`.
pub static SCOPE_ORDER: Rule = Rule::new(
    "smart.scope.order",
    &SCOPES,
    "Scopes for requesting FHIR resources",
    "The letters of a scope stand in the order `cruds`.",
);

/// Without a user, scopes are at the `system/` level.
pub static SCOPE_LEVEL: Rule = Rule::new(
    "smart.scope.level",
    &SCOPES,
    "System-level scopes",
    "Without a user, scopes are at the `system/` level.",
);

/// A restriction that a server cannot enforce is refused, never dropped.
pub static SCOPE_QUERY: Rule = Rule::new(
    "smart.scope.query",
    &SCOPES,
    "Finer-grained resource constraints",
    "A restriction that a server cannot enforce is refused, never dropped.",
);

/// `.read` is `.rs`, `.write` is `.cud`, `.*` is `.cruds`.
pub static SCOPE_MAP: Rule = Rule::new(
    "smart.scope.map",
    &SCOPES,
    "Version 1 and version 2",
    "`.read` is `.rs`, `.write` is `.cud`, `.*` is `.cruds`.",
);

/// Reading one resource takes `r`; searching takes `s`.
pub static SCOPE_LETTERS: Rule = Rule::new(
    "smart.scope.letters",
    &SCOPES,
    "Scopes for requesting FHIR resources",
    "Reading one resource takes `r`; searching takes `s`.",
);

/// A token never carries more than the client is registered for.
pub static PREAUTHORIZED: Rule = Rule::new(
    "smart.scope.preauthorized",
    &BACKEND,
    "Scopes",
    "A token never carries more than the client is registered for.",
);
