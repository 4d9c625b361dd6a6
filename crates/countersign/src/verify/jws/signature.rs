//! The signature itself, and what else would have verified.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use crate::assertion::inspect::Decoded;
use crate::finding::{Finding, Part};
use crate::jwk::Jwk;
use crate::key::{PublicKey, SignatureError};
use crate::rules::code::jws;
use crate::verify::judge::Judge;
use crate::verify::trials::{Form, Input, Trial, Trials};

use super::header::not_computed;
use super::key::{Selection, name};

const SUBJECT: &str = "signature";

/// What the signature check came to, or what it waits for.
pub(in crate::verify) fn check(
    judge: &mut Judge<'_>,
    decoded: &Decoded,
    trials: &Trials<'_>,
    verified: Option<&Jwk>,
) {
    if let Some(key) = verified {
        let message = match trials.selection {
            Selection::One(_) => "The signature verifies with the key that `kid` names".to_owned(),
            _ => format!("The signature verifies with the key `{}`, found by trying", name(key)),
        };
        return judge.pass(&jws::SIGNATURE_INVALID, SUBJECT, message);
    }
    let Some(error) = refusal(judge, trials) else {
        let finding = Finding::skipped(&jws::SIGNATURE_UNVERIFIED, SUBJECT, needs(decoded, trials));
        return judge.add(match instead(decoded, trials) {
            Some(near) => finding.near_miss(near),
            None => finding,
        });
    };
    let mut finding = fault(judge, error, trials);
    if let Some(near) = trials.found.map(|found| explained(trials, found)).or_else(|| vain(trials))
    {
        finding = finding.near_miss(near);
    }
    judge.add(finding.at(Part::Signature, 0..decoded.jws.signature().len()));
}

/// Why the key that counts did not verify it; nothing when there was no such key.
fn refusal(judge: &Judge<'_>, trials: &Trials<'_>) -> Option<SignatureError> {
    match trials.named {
        Some(Err(error)) => Some(error),
        Some(Ok(())) => None,
        None => {
            let searched = trials.alg.is_some() && trials.selection.is_searched(judge.profile);
            searched.then_some(SignatureError::Invalid)
        }
    }
}

fn fault(judge: &Judge<'_>, error: SignatureError, trials: &Trials<'_>) -> Finding {
    match error {
        SignatureError::Der => {
            judge.fault(&jws::SIGNATURE_DER, SUBJECT, "The signature is in DER form, not R‖S")
        }
        SignatureError::Zero => {
            judge.fault(&jws::SIGNATURE_ZERO, SUBJECT, "R or S is zero or out of range")
        }
        SignatureError::Length { got, want } => judge
            .fault(&jws::SIGNATURE_LENGTH, SUBJECT, format!("The signature has {got} octets"))
            .got(got.to_string())
            .expected(want.to_string()),
        _ if trials.named.is_none() => judge.fault(
            &jws::SIGNATURE_INVALID,
            SUBJECT,
            "The signature verifies with none of the keys",
        ),
        _ => judge.fault(
            &jws::SIGNATURE_INVALID,
            SUBJECT,
            "The signature does not verify with the key that `kid` names",
        ),
    }
}

/// What the one change is that makes it verify.
fn explained(trials: &Trials<'_>, found: Trial<'_>) -> String {
    if found.form == Form::FromDer && !is_other_key(trials, found) {
        return "Turned into R‖S it verifies: only the form is wrong.".to_owned();
    }
    match found.input {
        Input::Sent => {}
        Input::Pasted => {
            return "It verifies over the text with its padding and plain base64: the signer has to encode as base64url first, and sign that.".to_owned();
        }
        Input::Compact => {
            return "It verifies over the same claims without white space: the claims were written again after they were signed.".to_owned();
        }
        Input::Spaced => {
            return "It verifies over the same claims with a space behind each comma and colon: the claims were written again after they were signed.".to_owned();
        }
    }
    if !is_other_key(trials, found) {
        return format!(
            "It verifies under {}: the header names another algorithm than the one that signed.",
            found.alg
        );
    }
    let key = found.key.public_key();
    let under =
        if Some(found.alg) == trials.alg { String::new() } else { format!(" under {}", found.alg) };
    format!(
        "It verifies{under} with another key of the set, {} with thumbprint `{}`: the header names the wrong one.",
        key.kind(),
        found.key.thumbprint()
    )
}

/// That others were tried as well, where there were others.
fn vain(trials: &Trials<'_>) -> Option<String> {
    let tried = trials.keys_tried();
    let others = if trials.named.is_some() { "other " } else { "" };
    match tried {
        0 => None,
        1 if trials.named.is_some() => {
            Some("Another algorithm or key of the set does not verify it either.".to_owned())
        }
        _ => Some(format!("{tried} {others}keys of the set were tried; none verifies it.")),
    }
}

fn is_other_key(trials: &Trials<'_>, found: Trial<'_>) -> bool {
    !matches!(trials.selection, Selection::One(named) if core::ptr::eq(named, found.key))
}

/// What the check waits for.
fn needs(decoded: &Decoded, trials: &Trials<'_>) -> String {
    let alg = decoded.header_text("alg").unwrap_or_default();
    match trials.selection {
        _ if not_computed(alg) => {
            format!("{alg} is not computed here: no key type of this flow signs under it")
        }
        Selection::NoKeys => "The signature was not checked: needs the client's public keys".into(),
        _ if trials.alg.is_none() => {
            "The signature was not checked: needs an `alg` that signs".into()
        }
        _ => "The signature, as the partner checks it: needs a key first".into(),
    }
}

/// What the signature is, where the header's algorithm is none that could be checked.
fn instead(decoded: &Decoded, trials: &Trials<'_>) -> Option<String> {
    if trials.alg.is_some() && !matches!(trials.selection, Selection::Mismatch { .. }) {
        return None;
    }
    if let Some(found) = trials.found {
        return Some(format!(
            "It verifies under {} with the key `{}`.",
            found.alg,
            name(found.key)
        ));
    }
    let alg = decoded.header_text("alg")?;
    let keys = trials.keys().take(8).map(Jwk::public_key);
    let secret = keys.into_iter().find_map(|key| mac_secret(alg, decoded, key))?;
    Some(format!(
        "The MAC is right with the public key as its secret ({secret}): anybody who can read the key set could have made it."
    ))
}

/// In which of its written forms the public key was used as the secret of an HMAC.
fn mac_secret(alg: &str, decoded: &Decoded, key: &PublicKey) -> Option<&'static str> {
    let pem = key.to_spki_pem();
    let forms: [(&'static str, &[u8]); 3] = [
        ("the PEM text", pem.as_bytes()),
        ("the PEM text without its last line break", pem.trim_end().as_bytes()),
        ("the DER octets", &key.to_spki_der()),
    ];
    let (input, tag) = (decoded.jws.signing_input().as_bytes(), decoded.jws.signature());
    let is_mac = |secret: &[u8]| match alg {
        "HS256" => is_mac_of::<Hmac<Sha256>>(secret, input, tag),
        "HS384" => is_mac_of::<Hmac<Sha384>>(secret, input, tag),
        "HS512" => is_mac_of::<Hmac<Sha512>>(secret, input, tag),
        _ => false,
    };
    forms.into_iter().find(|(_, secret)| is_mac(secret)).map(|(name, _)| name)
}

fn is_mac_of<M: Mac + KeyInit>(secret: &[u8], input: &[u8], tag: &[u8]) -> bool {
    <M as KeyInit>::new_from_slice(secret)
        .is_ok_and(|mac| mac.chain_update(input).verify_slice(tag).is_ok())
}
