//! Faults of a key set.

use super::Code;
use crate::rules::{jose, jwks};

/// The codes of this group, in the order of the checks.
pub const CODES: &[&Code] = &[
    &FORM,
    &EMPTY,
    &UNREGISTERED,
    &PRIVATE_MEMBER,
    &SYMMETRIC,
    &PUBLISHED_TEST_KEY,
    &KID_MISSING,
    &KID_DUPLICATE,
    &KEY_DUPLICATE,
    &ALG_MISSING,
    &ALG_MISMATCH,
    &USE_WRONG,
    &KEY_OPS_WRONG,
    &RSA_SMALL,
    &RSA_EXPONENT,
    &RSA_LARGE,
    &ENCODING,
    &EC_OFF_CURVE,
    &KTY_UNKNOWN,
    &X5C_MISMATCH,
    &X5C_ONLY,
    &FETCH_FAILED,
    &FETCH_NOT_HTTPS,
    &FETCH_AUTH,
    &FETCH_REDIRECT,
    &FETCH_CONTENT_TYPE,
    &FETCH_NO_CACHE_CONTROL,
];

/// The document is not a key set.
pub static FORM: Code = Code::new(
    "jwks.form",
    &jwks::FORM,
    "FFfffF",
    "The document is not a key set.",
    "Servers look for an object with an array `keys`.",
    "Wrap the keys: `{\"keys\": [ … ]}`.",
);

/// The key set holds no key that can be used.
pub static EMPTY: Code = Code::new(
    "jwks.empty",
    &jwks::FORM,
    "FFfffF",
    "The key set holds no key that can be used.",
    "There is nothing to check a signature with.",
    "Publish the public half of the signing key.",
);

/// The client has no key set on file.
pub static UNREGISTERED: Code = Code::new(
    "jwks.unregistered",
    &jwks::FORM,
    "FFfffF",
    "The client has no key set on file.",
    "There is nothing to check a signature with.",
    "Register a key set, or a URL that serves one.",
);

/// The key set holds a private key.
pub static PRIVATE_MEMBER: Code = Code::new(
    "jwks.private-member",
    &jwks::PUBLIC_ONLY,
    "FPfffF",
    "The key set holds a private key.",
    "Whoever has read it can sign as this client.",
    "Treat the key as burned: make a new one and publish its public half only.",
);

/// The key set holds a shared secret.
pub static SYMMETRIC: Code = Code::new(
    "jwks.symmetric",
    &jwks::PUBLIC_ONLY,
    "FPfffF",
    "The key set holds a shared secret.",
    "Backend Services uses key pairs; a published secret is no secret.",
    "Make a key pair and publish its public half.",
);

/// The key is a sample from a specification.
pub static PUBLISHED_TEST_KEY: Code = Code::new(
    "jwks.published-test-key",
    &jwks::TEST_KEY,
    "FPwwwW",
    "The key is a sample from a specification.",
    "Its private half is printed there for anybody to sign with.",
    "Make a key pair of your own.",
);

/// A key in the set has no `kid`.
pub static KID_MISSING: Code = Code::new(
    "jwks.kid.missing",
    &jwks::KTY_KID,
    "FFWffP",
    "A key in the set has no `kid`.",
    "A header cannot name it.",
    "Give each key a `kid`.",
);

/// Two keys in the set have the same `kid`.
pub static KID_DUPLICATE: Code = Code::new(
    "jwks.kid.duplicate",
    &jwks::KTY_KID,
    "FFwffW",
    "Two keys in the set have the same `kid`.",
    "A header cannot tell them apart.",
    "Give each key a `kid` of its own.",
);

/// The same key stands in the set twice.
pub static KEY_DUPLICATE: Code = Code::new(
    "jwks.key.duplicate",
    &jwks::KTY_KID,
    "WwwwwW",
    "The same key stands in the set twice.",
    "A rotation may believe it has changed keys when it has not.",
    "Remove one of them.",
);

/// A key in the set has no `alg`.
pub static ALG_MISSING: Code = Code::new(
    "jwks.alg.missing",
    &jwks::USE,
    "WFPppP",
    "A key in the set has no `alg`.",
    "SMART does not ask for it, and at least one server matches on it.",
    "Add the `alg` that the key signs with.",
);

/// A key's `alg` does not fit its type.
pub static ALG_MISMATCH: Code = Code::new(
    "jwks.alg.mismatch",
    &jwks::USE,
    "FFfffF",
    "A key's `alg` does not fit its type.",
    "No signature could ever match.",
    "Correct `alg`.",
);

/// A key's `use` is not `sig`.
pub static USE_WRONG: Code = Code::new(
    "jwks.use.wrong",
    &jwks::USE,
    "FPfffF",
    "A key's `use` is not `sig`.",
    "It says that the key is not for signatures.",
    "Set `use` to `sig`.",
);

/// A public key's `key_ops` does not hold `verify`.
pub static KEY_OPS_WRONG: Code = Code::new(
    "jwks.key-ops.wrong",
    &jwks::USE,
    "FFfffF",
    "A public key's `key_ops` does not hold `verify`.",
    "`sign` is an operation of the private half.",
    "Set `key_ops` to `[\"verify\"]`, or leave it out.",
);

/// An RSA key has fewer than 2048 bits.
pub static RSA_SMALL: Code = Code::new(
    "jwks.rsa.small",
    &jose::RSA_SIZE,
    "FPFffF",
    "An RSA key has fewer than 2048 bits.",
    "It is too weak to sign with.",
    "Make a key of 2048 bits or more.",
);

/// An RSA key has an exponent that is unsafe.
pub static RSA_EXPONENT: Code = Code::new(
    "jwks.rsa.exponent",
    &jose::RSA_SIZE,
    "FPFffF",
    "An RSA key has an exponent that is unsafe.",
    "An even exponent, or 1, signs nothing.",
    "Make a key with the exponent 65537.",
);

/// An RSA key has more than 4096 bits.
pub static RSA_LARGE: Code = Code::new(
    "jwks.rsa.large",
    &jose::RSA_SIZE,
    "WPwwwW",
    "An RSA key has more than 4096 bits.",
    "It is slow everywhere, and some servers refuse it.",
    "Use 2048 or 3072 bits, or a P-384 key.",
);

/// A key's numbers are not written in canonical form.
pub static ENCODING: Code = Code::new(
    "jwks.encoding",
    &jwks::ENCODING,
    "WpwwwW",
    "A key's numbers are not written in canonical form.",
    "Strict readers refuse leading zeros, short coordinates and padding.",
    "Write the key again with a library that is kept up.",
);

/// A key's point is not on its curve.
pub static EC_OFF_CURVE: Code = Code::new(
    "jwks.ec.off-curve",
    &jwks::ENCODING,
    "FFFFFF",
    "A key's point is not on its curve.",
    "It is no key at all.",
    "Write the key again from its private half.",
);

/// A key in the set is of a type that is not used here.
pub static KTY_UNKNOWN: Code = Code::new(
    "jwks.kty.unknown",
    &jwks::FORM,
    "WPPppW",
    "A key in the set is of a type that is not used here.",
    "Readers pass it over.",
    "Publish RSA, P-256 or P-384 keys for this flow.",
);

/// A key's certificate holds another key.
pub static X5C_MISMATCH: Code = Code::new(
    "jwks.x5c.mismatch",
    &jwks::BARE,
    "FPwwwF",
    "A key's certificate holds another key.",
    "Two readers would check signatures with different keys.",
    "Leave `x5c` out, or renew it together with the key.",
);

/// A key is given by a certificate alone.
pub static X5C_ONLY: Code = Code::new(
    "jwks.x5c.only",
    &jwks::BARE,
    "FFfffF",
    "A key is given by a certificate alone.",
    "Servers read `n` and `e`, or `crv`, `x` and `y`; most do not open certificates.",
    "Add the key's own members; the certificate may stay beside them.",
);

/// The key set URL did not give a key set.
pub static FETCH_FAILED: Code = Code::new(
    "jwks.fetch.failed",
    &jwks::URL,
    "FFFffF",
    "The key set URL did not give a key set.",
    "The partner could not fetch the client's public key.",
    "Open the URL without a login from outside, and check that it gives JSON.",
);

/// The key set URL is not https.
pub static FETCH_NOT_HTTPS: Code = Code::new(
    "jwks.fetch.not-https",
    &jwks::URL,
    "FFFffF",
    "The key set URL is not https.",
    "Anybody on the way could swap the key.",
    "Serve the key set over https.",
);

/// The key set URL asks for a login.
pub static FETCH_AUTH: Code = Code::new(
    "jwks.fetch.auth",
    &jwks::URL,
    "FFFffF",
    "The key set URL asks for a login.",
    "A partner sends no credentials: public keys are for everybody.",
    "Serve the key set without authentication, outside the gateway that asks for it.",
);

/// The key set URL redirects.
pub static FETCH_REDIRECT: Code = Code::new(
    "jwks.fetch.redirect",
    &jwks::URL,
    "WWWwwW",
    "The key set URL redirects.",
    "Some servers do not follow, and an allow-list holds the first address only.",
    "Register the address that the redirect leads to.",
);

/// The key set is served under another media type.
pub static FETCH_CONTENT_TYPE: Code = Code::new(
    "jwks.fetch.content-type",
    &jwks::URL,
    "WWWwwW",
    "The key set is served under another media type.",
    "Strict readers take `application/json` or `application/jwk-set+json` only.",
    "Serve it as `application/json`.",
);

/// The key set says nothing about how long it may be kept.
pub static FETCH_NO_CACHE_CONTROL: Code = Code::new(
    "jwks.fetch.no-cache-control",
    &jwks::CACHE,
    "WPWwwP",
    "The key set says nothing about how long it may be kept.",
    "A server then keeps it as long as it likes, and a new key is not seen: Epic keeps it up to 29 hours.",
    "Send `Cache-Control: max-age=…` no longer than a rotation may take.",
);
