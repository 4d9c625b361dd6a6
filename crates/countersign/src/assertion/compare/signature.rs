//! Signatures, compared by form: whether one verifies is not looked at.

use super::{Comparison, Difference, Same, Token, Weight};
use crate::finding::Part;
use crate::jws::Alg;

/// What to call it.
pub(super) const NAME: &str = "signature";

/// Compares the signatures, if both can be read.
pub(super) fn compare(into: &mut Comparison, left: &Token<'_>, right: &Token<'_>) {
    let (Some(a), Some(b)) = (&left.signature, &right.signature) else { return };
    let (part, name) = (Part::Signature, NAME.to_owned());
    let value = |octets: &[u8]| format!("{} octets", octets.len());
    let (weight, says) = match (a == b, left.input() == right.input()) {
        (true, true) => return into.same.push(Same { part, name, value: value(a) }),
        (true, false) if a.is_empty() => {
            return into.same.push(Same { part, name, value: value(a) });
        }
        (true, false) => {
            (Weight::Decisive, "The same signature under different octets: at most one can hold")
        }
        (false, true) if is_deterministic(left) => (
            Weight::Decisive,
            "The same header and claims under different signatures: not the same key, or one is broken",
        ),
        _ => of_lengths((left, a), (right, b)),
    };
    let (left, right) = (Some(value(a)), Some(value(b)));
    into.differences.push(Difference { part, name, left, right, weight, says: says.to_owned() });
}

fn of_lengths(
    (left, a): (&Token<'_>, &[u8]),
    (right, b): (&Token<'_>, &[u8]),
) -> (Weight, &'static str) {
    match (a.is_empty(), b.is_empty()) {
        (true, false) => (Weight::Decisive, "The left one has no signature"),
        (false, true) => (Weight::Decisive, "The right one has no signature"),
        _ if is_as_long_as_made(left, a) && !is_as_long_as_made(right, b) => (
            Weight::Decisive,
            "The right signature has not the length that its algorithm makes; it may be DER",
        ),
        _ if is_as_long_as_made(right, b) && !is_as_long_as_made(left, a) => (
            Weight::Decisive,
            "The left signature has not the length that its algorithm makes; it may be DER",
        ),
        _ if a.len() == b.len() => (Weight::Expected, "Each has its own signature"),
        _ => (Weight::Notable, "The signatures are not of the same length"),
    }
}

/// ECDSA in JOSE has one length to a curve; DER, which other software makes, is longer (RFC 7518 §3.4). Where the
/// algorithm has no one length, any is right.
fn is_as_long_as_made(token: &Token<'_>, signature: &[u8]) -> bool {
    alg(token).and_then(Alg::signature_octets).is_none_or(|wanted| signature.len() == wanted)
}

/// RSA with PKCS#1 v1.5 padding signs the same octets the same way each time.
fn is_deterministic(token: &Token<'_>) -> bool {
    let alg = token.header.as_ref().and_then(|header| header.text("alg"));
    alg.is_some_and(|alg| alg.starts_with("RS") || alg.starts_with("HS"))
}

fn alg(token: &Token<'_>) -> Option<Alg> {
    token.header.as_ref()?.text("alg")?.parse().ok()
}
