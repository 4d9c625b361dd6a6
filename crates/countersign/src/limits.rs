//! Every bound on input, in one place.
//!
//! Text that strangers wrote is measured before it is parsed. Past a bound the answer is an error or a finding
//! that names it, never a panic or memory without end.

/// Longest assertion looked at, in octets.
pub const TOKEN_OCTETS: usize = 64 * 1024;
/// Largest key set looked at, in octets.
pub const KEY_SET_OCTETS: usize = 1024 * 1024;
/// Longest single key looked at, as PEM, DER or JWK, in octets.
pub const KEY_OCTETS: usize = 64 * 1024;
/// Most keys in one set.
pub const KEY_SET_KEYS: usize = 1_000;
/// Deepest nesting of a JSON document.
pub const JSON_DEPTH: usize = 64;
/// Largest fetched document (discovery, token response, one FHIR page), in octets.
pub const DOCUMENT_OCTETS: usize = 1024 * 1024;
/// Smallest RSA modulus that may sign or verify (RFC 7518 §3.3), in bits.
pub const RSA_MIN_BITS: usize = 2048;
/// Largest RSA modulus that is made, in bits; larger ones only cost time.
pub const RSA_MAX_BITS: usize = 4096;
/// Largest RSA modulus that is verified with, in bits.
pub const RSA_VERIFY_MAX_BITS: usize = 8192;
/// Widest RSA public exponent, in bits.
pub const RSA_EXPONENT_BITS: usize = 33;
/// Most iterations of PBKDF2 that a passphrase is put through; a few seconds' work.
pub const PBKDF2_ITERATIONS: u32 = 2_000_000;
/// Most memory of scrypt, 128 × N × r, in octets.
pub const SCRYPT_OCTETS: u64 = 64 * 1024 * 1024;
/// Most rounds of scrypt over that memory, its p.
pub const SCRYPT_ROUNDS: u16 = 16;
/// Longest lifetime of an assertion, in seconds (SMART App Launch 2.2).
pub const ASSERTION_LIFETIME: i64 = 300;
/// Signature checks made to explain one that failed, in a tool: a key set at its largest.
pub const NEAR_MISS_TRIES: usize = KEY_SET_KEYS;
/// Keys of a set whose every derived `kid` is compared with an unknown one: a dozen hashes each.
pub const NEAR_MISS_KIDS: usize = 16;
/// Signature checks made to explain one, where a stranger chooses the token.
pub const NEAR_MISS_TRIES_SERVING: usize = 8;
/// Most of a reply that an explanation repeats in one place, in characters.
pub const EXPLAIN_SHOWN_CHARS: usize = 200;
/// Longest text of a reply that is compared with known replies, in octets.
pub const EXPLAIN_TEXT_OCTETS: usize = 4 * 1024;
/// Most challenges that are read from `WWW-Authenticate`.
pub const EXPLAIN_CHALLENGES: usize = 8;
/// Most headers that are read from a pasted reply.
pub const EXPLAIN_HEADERS: usize = 100;
/// Most causes that an explanation gives.
pub const EXPLAIN_CAUSES: usize = 12;
/// Most parts of one text that are shown: keys of a set, blocks of PEM.
pub const INSPECTED_PARTS: usize = 100;
/// Most members of one part that are explained.
pub const INSPECTED_MEMBERS: usize = 200;
/// Octets that all passes of hiding secrets may go over, beyond the second pass.
pub const REDACT_OCTETS: usize = 8 * 1024 * 1024;
