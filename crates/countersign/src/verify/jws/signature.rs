//! The signature itself.

use crate::assertion::inspect::Decoded;
use crate::finding::Part;
use crate::jws::Alg;
use crate::key::{PublicKey, SignatureError};
use crate::rules::code::jws;
use crate::verify::judge::Judge;

use super::header::not_computed;
use super::key::Selection;

/// What the signature check came to, or what it waits for.
pub(in crate::verify) fn check(
    judge: &mut Judge<'_>,
    decoded: &Decoded,
    selection: &Selection<'_>,
    alg: Option<Alg>,
    outcome: Option<Result<(), SignatureError>>,
    near: Option<&PublicKey>,
) {
    let subject = "signature";
    let signature = decoded.jws.signature();
    let Some(outcome) = outcome else {
        let name = decoded.header_text("alg").unwrap_or_default();
        let needs = match selection {
            _ if not_computed(name) => {
                format!("{name} is not computed here: no key type of this flow signs under it")
            }
            Selection::NoKeys => {
                "The signature was not checked: needs the client's public keys".to_owned()
            }
            _ if alg.is_none() => {
                "The signature was not checked: needs an `alg` that signs".to_owned()
            }
            _ => "The signature, as the partner checks it: needs a key first".to_owned(),
        };
        return judge.skip(&jws::SIGNATURE_UNVERIFIED, subject, needs);
    };
    let whole = 0..signature.len();
    let finding = match outcome {
        Ok(()) => {
            return judge.pass(
                &jws::SIGNATURE_INVALID,
                subject,
                "The signature verifies with the key that `kid` names",
            );
        }
        Err(SignatureError::Der) => {
            judge.fault(&jws::SIGNATURE_DER, subject, "The signature is in DER form, not R‖S")
        }
        Err(SignatureError::Zero) => {
            judge.fault(&jws::SIGNATURE_ZERO, subject, "R or S is zero or out of range")
        }
        Err(SignatureError::Length { got, want }) => judge
            .fault(&jws::SIGNATURE_LENGTH, subject, format!("The signature has {got} octets"))
            .got(got.to_string())
            .expected(want.to_string()),
        Err(SignatureError::KeyMismatch) => judge.fault(
            &jws::ALG_KEY_MISMATCH,
            "header.alg",
            "The key cannot be used with this `alg`",
        ),
        Err(_) => {
            let finding = judge.fault(
                &jws::SIGNATURE_INVALID,
                subject,
                "The signature does not verify with the key that `kid` names",
            );
            match near {
                Some(key) => finding.near_miss(format!(
                    "It verifies with another key of the set, {} with thumbprint `{}`: the header names the wrong one.",
                    key.kind(),
                    crate::kid::thumbprint(key)
                )),
                None => finding,
            }
        }
    };
    judge.add(finding.at(Part::Signature, whole));
}
