//! Rules of the published key set.

use super::rule::{ASYMMETRIC, OWN, RFC7517, RFC7518, Rule};

/// The rules of this group, in the order of the flow.
pub const RULES: &[&Rule] =
    &[&FORM, &KTY_KID, &BARE, &ENCODING, &USE, &PUBLIC_ONLY, &URL, &CACHE, &TEST_KEY];

/// A key set is a JSON object with an array `keys`; keys of an unknown type are passed over.
pub static FORM: Rule = Rule::new(
    "smart.jwks.form",
    &RFC7517,
    "§5",
    "A key set is a JSON object with an array `keys`; keys of an unknown type are passed over.",
);

/// Each key has `kty` and a `kid` that is unique in the set.
pub static KTY_KID: Rule = Rule::new(
    "smart.jwks.kty-kid",
    &ASYMMETRIC,
    "Registering a client",
    "Each key has `kty` and a `kid` that is unique in the set.",
);

/// Each key carries its own `n` and `e`, or `crv`, `x` and `y`; a certificate comes only in addition.
pub static BARE: Rule = Rule::new(
    "smart.jwks.bare",
    &ASYMMETRIC,
    "Registering a client",
    "Each key carries its own `n` and `e`, or `crv`, `x` and `y`; a certificate comes only in addition.",
);

/// `n` and `e` are written in the fewest octets, `x` and `y` at the full width of the curve, and the point is on it.
pub static ENCODING: Rule = Rule::new(
    "smart.jwks.encoding",
    &RFC7518,
    "§6.2, §6.3",
    "`n` and `e` are written in the fewest octets, `x` and `y` at the full width of the curve, and the point is on it.",
);

/// `use` is `sig` or `key_ops` is `verify`, and `alg` fits the key.
pub static USE: Rule = Rule::new(
    "smart.jwks.use",
    &RFC7517,
    "§4.2 to §4.4",
    "`use` is `sig` or `key_ops` is `verify`, and `alg` fits the key.",
);

/// A published set holds no private or symmetric member.
pub static PUBLIC_ONLY: Rule = Rule::new(
    "smart.jwks.public-only",
    &ASYMMETRIC,
    "Registering a client",
    "A published set holds no private or symmetric member.",
);

/// A key set URL is https and open to everybody.
pub static URL: Rule = Rule::new(
    "smart.jwks.url",
    &ASYMMETRIC,
    "Registering a client",
    "A key set URL is https and open to everybody.",
);

/// A client says with Cache-Control how long its key set may be kept, and a server never keeps it longer.
pub static CACHE: Rule = Rule::new(
    "smart.jwks.cache",
    &ASYMMETRIC,
    "Registering a client",
    "A client says with Cache-Control how long its key set may be kept, and a server never keeps it longer.",
);

/// A key whose private half is printed in a specification is nobody's.
pub static TEST_KEY: Rule = Rule::new(
    "smart.jwks.test-key",
    &OWN,
    "own rule",
    "A key whose private half is printed in a specification is nobody's.",
);
