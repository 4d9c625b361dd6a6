//! Rules of the JWS itself.

use super::rule::{RFC7515, RFC7518, RFC8725, Rule};

/// The rules of this group, in the order of the flow.
pub const RULES: &[&Rule] =
    &[&COMPACT, &CRIT, &EMBEDDED_KEY, &ALG_ASYMMETRIC, &ECDSA_FORM, &RSA_SIZE];

/// A compact JWS is three unpadded base64url parts; its header is a JSON object that names no member twice.
pub static COMPACT: Rule = Rule::new(
    "jose.compact",
    &RFC7515,
    "§4, §5.2, §7.1",
    "A compact JWS is three unpadded base64url parts; its header is a JSON object that names no member twice.",
);

/// A header that names a critical extension the server does not know is refused.
pub static CRIT: Rule = Rule::new(
    "smart.jose.crit",
    &RFC7515,
    "§4.1.11",
    "A header that names a critical extension the server does not know is refused.",
);

/// A key that travels in the header is never trusted; keys come from the registration.
pub static EMBEDDED_KEY: Rule = Rule::new(
    "smart.jose.embedded-key",
    &RFC8725,
    "§3.10",
    "A key that travels in the header is never trusted; keys come from the registration.",
);

/// The algorithm comes from an allow-list and fits the key's type and curve; `none` and HMAC never do.
pub static ALG_ASYMMETRIC: Rule = Rule::new(
    "smart.alg.asymmetric",
    &RFC8725,
    "§3.1, §3.2",
    "The algorithm comes from an allow-list and fits the key's type and curve; `none` and HMAC never do.",
);

/// An ECDSA signature is R and S side by side at full width: 64 octets for P-256, 96 for P-384.
pub static ECDSA_FORM: Rule = Rule::new(
    "smart.alg.ecdsa-form",
    &RFC7518,
    "§3.4",
    "An ECDSA signature is R and S side by side at full width: 64 octets for P-256, 96 for P-384.",
);

/// An RSA key that signs has at least 2048 bits.
pub static RSA_SIZE: Rule = Rule::new(
    "smart.alg.rsa-size",
    &RFC7518,
    "§3.3",
    "An RSA key that signs has at least 2048 bits.",
);
