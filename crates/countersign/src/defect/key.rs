//! Defects of the signature.

use super::{Attempt, Defect, Needs, Reply, Signing};
use crate::rules::code::jws;

pub(super) const DEFECTS: &[Defect] = &[
    Defect {
        id: "der-signature",
        number: 18,
        title: "ES384 signature in DER",
        what: "R and S are wrapped in DER, as OpenSSL and the standard library of most languages give them. JWS wants the \
               two side by side.",
        needs: Needs::EllipticCurve,
        finds: &jws::SIGNATURE_DER,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| attempt.signing = Signing::Der,
    },
    Defect {
        id: "byte-changed",
        number: 19,
        title: "One byte of the claims changed",
        what: "The last character of `jti` is another than the one that was signed. Whatever reads the claims and writes \
               them again on the way does as much.",
        needs: Needs::AnyKey,
        finds: &jws::SIGNATURE_INVALID,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| change_a_byte(attempt),
    },
];

fn change_a_byte(attempt: &mut Attempt<'_>) {
    let mut sent = attempt.draft.clone();
    let jti = sent.claim("jti").and_then(|jti| jti.as_str()).unwrap_or_default();
    let other = if jti.ends_with('0') { '1' } else { '0' };
    let mut changed: String = jti.to_owned();
    changed.pop();
    changed.push(other);
    sent.set_claim("jti", changed);
    attempt.swapped = Some(sent);
}
