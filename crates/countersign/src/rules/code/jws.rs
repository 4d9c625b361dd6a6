//! Faults of the JWS: its parts, its header, its signature.

use super::Code;
use crate::rules::{assertion, jose};

/// The codes of this group, in the order of the checks.
pub const CODES: &[&Code] = &[
    &PARTS,
    &BASE64URL,
    &HEADER_JSON,
    &PAYLOAD_JSON,
    &ALG_MISSING,
    &ALG_NONE,
    &ALG_SYMMETRIC,
    &ALG_NOT_BASELINE,
    &ALG_UNSUPPORTED,
    &ALG_KEY_MISMATCH,
    &TYP_MISSING,
    &TYP_WRONG,
    &KID_MISSING,
    &KID_UNKNOWN,
    &KID_AMBIGUOUS,
    &KID_NOT_STRING,
    &JKU_NOT_REGISTERED,
    &JKU_NOT_HTTPS,
    &CRIT_UNKNOWN,
    &B64_FALSE,
    &EMBEDDED_KEY,
    &SIGNATURE_INVALID,
    &SIGNATURE_DER,
    &SIGNATURE_LENGTH,
    &SIGNATURE_ZERO,
    &SIGNATURE_UNVERIFIED,
];

/// The text is not three parts with two dots between them.
pub static PARTS: Code = Code::new(
    "jws.parts",
    &jose::COMPACT,
    "FFFFFF",
    "The text is not three parts with two dots between them.",
    "Nothing in it can be read as a signed JWT.",
    "Send the compact form alone: no `Bearer`, quotes or line breaks.",
);

/// A part is not canonical base64url without padding.
pub static BASE64URL: Code = Code::new(
    "jws.base64url",
    &jose::COMPACT,
    "FpfffF",
    "A part is not canonical base64url without padding.",
    "Two readers may decode it differently, and strict ones refuse it.",
    "Encode with the URL alphabet, without `=`, and do not re-wrap the text.",
);

/// The header is not a JSON object, or names a member twice.
pub static HEADER_JSON: Code = Code::new(
    "jws.header.json",
    &jose::COMPACT,
    "FFFFFF",
    "The header is not a JSON object, or names a member twice.",
    "Which member counts would depend on the reader.",
    "Write the header as one JSON object with each name once.",
);

/// The claims are not a JSON object, or name a member twice.
pub static PAYLOAD_JSON: Code = Code::new(
    "jws.payload.json",
    &jose::COMPACT,
    "FFFFFF",
    "The claims are not a JSON object, or name a member twice.",
    "Which member counts would depend on the reader.",
    "Write the claims as one JSON object with each name once.",
);

/// The header has no `alg`.
pub static ALG_MISSING: Code = Code::new(
    "jws.alg.missing",
    &jose::ALG_ASYMMETRIC,
    "FFFFFF",
    "The header has no `alg`.",
    "The partner does not guess how the assertion was signed.",
    "Put the signing algorithm in the header: RS384 or ES384.",
);

/// The header says `alg` none: nothing is signed.
pub static ALG_NONE: Code = Code::new(
    "jws.alg.none",
    &jose::ALG_ASYMMETRIC,
    "FFFFFF",
    "The header says `alg` none: nothing is signed.",
    "Anybody could have written it.",
    "Sign with the private key, under RS384 or ES384.",
);

/// The algorithm is an HMAC, which needs a shared secret.
pub static ALG_SYMMETRIC: Code = Code::new(
    "jws.alg.symmetric",
    &jose::ALG_ASYMMETRIC,
    "FFFFFF",
    "The algorithm is an HMAC, which needs a shared secret.",
    "With a public key as the secret anybody could sign, so servers refuse it.",
    "Sign with the private key, under RS384 or ES384.",
);

/// The algorithm is neither RS384 nor ES384.
pub static ALG_NOT_BASELINE: Code = Code::new(
    "jws.alg.not-baseline",
    &assertion::ALG_SERVER,
    "WPPFw-",
    "The algorithm is neither RS384 nor ES384.",
    "Only these two are named by SMART; some partners take nothing else.",
    "Use RS384 or ES384 unless the partner lists only others.",
);

/// The partner does not take this algorithm.
pub static ALG_UNSUPPORTED: Code = Code::new(
    "jws.alg.unsupported",
    &assertion::ALG_SERVER,
    "FFFFFF",
    "The partner does not take this algorithm.",
    "It can only check what it implements.",
    "Use one of the algorithms in its discovery document.",
);

/// The key cannot be used with the header's algorithm.
pub static ALG_KEY_MISMATCH: Code = Code::new(
    "jws.alg.key-mismatch",
    &assertion::KEY_SELECT,
    "FFFFFF",
    "The key cannot be used with the header's algorithm.",
    "RS and PS need an RSA key; ES256 needs P-256 and ES384 needs P-384.",
    "Take an algorithm that fits the key, or a key that fits the algorithm.",
);

/// The header has no `typ`.
pub static TYP_MISSING: Code = Code::new(
    "jws.typ.missing",
    &assertion::TYP,
    "FFPww-",
    "The header has no `typ`.",
    "SMART asks for `JWT`, and some servers check.",
    "Put `typ` with the value `JWT` in the header.",
);

/// The header's `typ` is not `JWT`.
pub static TYP_WRONG: Code = Code::new(
    "jws.typ.wrong",
    &assertion::TYP,
    "FFFww-",
    "The header's `typ` is not `JWT`.",
    "SMART asks for exactly that value.",
    "Set `typ` to `JWT`.",
);

/// The header has no `kid`.
pub static KID_MISSING: Code = Code::new(
    "jws.kid.missing",
    &assertion::KID,
    "FFWffP",
    "The header has no `kid`.",
    "A client may own several keys, and the partner will not guess which one signed.",
    "Put the `kid` of the signing key in the header, as the key set has it.",
);

/// No key in the client's set has this `kid`.
pub static KID_UNKNOWN: Code = Code::new(
    "jws.kid.unknown",
    &assertion::KEY_SELECT,
    "FFwffF",
    "No key in the client's set has this `kid`.",
    "The partner looks the key up by this name alone.",
    "Use the same `kid` in the header and in the published key set.",
);

/// Several keys in the client's set have this `kid` and fit the algorithm.
pub static KID_AMBIGUOUS: Code = Code::new(
    "jws.kid.ambiguous",
    &assertion::KEY_SELECT,
    "FFwffW",
    "Several keys in the client's set have this `kid` and fit the algorithm.",
    "The partner cannot tell which one is meant.",
    "Give each key a `kid` of its own.",
);

/// The header's `kid` is not a string.
pub static KID_NOT_STRING: Code = Code::new(
    "jws.kid.not-string",
    &assertion::KID,
    "FFwffF",
    "The header's `kid` is not a string.",
    "It is compared with strings and matches none.",
    "Write `kid` as a JSON string.",
);

/// The header's `jku` is not the key set URL that the client registered.
pub static JKU_NOT_REGISTERED: Code = Code::new(
    "jws.jku.not-registered",
    &assertion::JKU,
    "FFfff-",
    "The header's `jku` is not the key set URL that the client registered.",
    "Otherwise anybody could point at keys of their own.",
    "Send the registered URL exactly, or leave `jku` out.",
);

/// The header's `jku` is not https.
pub static JKU_NOT_HTTPS: Code = Code::new(
    "jws.jku.not-https",
    &assertion::JKU,
    "FFfff-",
    "The header's `jku` is not https.",
    "Anybody on the way could swap the keys.",
    "Register and send an https URL, or leave `jku` out.",
);

/// The header marks an extension as critical that the server does not know.
pub static CRIT_UNKNOWN: Code = Code::new(
    "jws.crit.unknown",
    &jose::CRIT,
    "FpfffF",
    "The header marks an extension as critical that the server does not know.",
    "The sender asks to be refused when it is not understood.",
    "Leave `crit` out.",
);

/// The header says `b64` false: the payload is not encoded.
pub static B64_FALSE: Code = Code::new(
    "jws.b64.false",
    &jose::CRIT,
    "FpfffF",
    "The header says `b64` false: the payload is not encoded.",
    "Other octets are signed then, and a JWT may not do so (RFC 7797 §7).",
    "Leave `b64` and `crit` out.",
);

/// The header carries a key of its own.
pub static EMBEDDED_KEY: Code = Code::new(
    "jws.embedded-key",
    &jose::EMBEDDED_KEY,
    "WPpppW",
    "The header carries a key of its own.",
    "It proves nothing, so it is not used.",
    "Leave `jwk`, `x5c` and `x5u` out; publish the key in the key set.",
);

/// The signature does not verify with the key that the header names.
pub static SIGNATURE_INVALID: Code = Code::new(
    "jws.signature.invalid",
    &assertion::KEY_SELECT,
    "FFFFFF",
    "The signature does not verify with the key that the header names.",
    "Either another key signed, or the text changed after it was signed.",
    "Sign the exact octets that are sent, with the key whose `kid` is in the header.",
);

/// The ECDSA signature is in DER form.
pub static SIGNATURE_DER: Code = Code::new(
    "jws.signature.der",
    &jose::ECDSA_FORM,
    "FFFFFF",
    "The ECDSA signature is in DER form.",
    "JWS wants R and S side by side; most crypto libraries give DER unless told otherwise.",
    "Convert the signature to R‖S (IEEE P1363 form) before encoding it.",
);

/// The signature has the wrong length for its key and algorithm.
pub static SIGNATURE_LENGTH: Code = Code::new(
    "jws.signature.length",
    &jose::ECDSA_FORM,
    "FFFFFF",
    "The signature has the wrong length for its key and algorithm.",
    "It cannot have been made by this key.",
    "Sign with the key that the header names, and send the signature whole.",
);

/// R or S of the ECDSA signature is zero or out of range.
pub static SIGNATURE_ZERO: Code = Code::new(
    "jws.signature.zero",
    &jose::ECDSA_FORM,
    "FFFFFF",
    "R or S of the ECDSA signature is zero or out of range.",
    "Careless verifiers accept such values for any text.",
    "Sign with a library that is kept up.",
);

/// There was no key to check the signature with.
pub static SIGNATURE_UNVERIFIED: Code = Code::new(
    "jws.signature.unverified",
    &assertion::KEY_SELECT,
    "FFFFFF",
    "There was no key to check the signature with.",
    "Everything else may be right, and the assertion still be a forgery.",
    "Give the client's public keys.",
);
