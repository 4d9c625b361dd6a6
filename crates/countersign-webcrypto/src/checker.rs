//! Signature checks, done by the host.

use core::ptr;

use countersign::jwk::{Jwk, JwkSet};
use countersign::key::SignatureError;
use countersign::verify::{SignatureCheck, Verification};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
unsafe extern "C" {
    /// Who checks signatures in the core's place: any object with these methods.
    pub type Checker;

    /// Whether the signature is good; nothing where the host cannot tell, and the core shall. `key` counts the entries
    /// of the set, `alg` is as a JWS spells it.
    #[wasm_bindgen(method, catch)]
    fn check(
        this: &Checker,
        key: usize,
        alg: &str,
        input: &[u8],
        signature: &[u8],
    ) -> Result<Option<bool>, JsValue>;

    /// The same, later. The octets are good until the call returns.
    #[wasm_bindgen(method, catch, js_name = checkLater)]
    fn check_later(
        this: &Checker,
        key: usize,
        alg: &str,
        input: &[u8],
        signature: &[u8],
    ) -> Result<Promise, JsValue>;
}

/// Has every check answered that the judgement against `keys` wants.
///
/// # Errors
/// What the checker threw.
pub fn answer(
    verification: &mut Verification<'_>,
    keys: &JwkSet,
    checker: &Checker,
) -> Result<(), JsValue> {
    while let Some(check) = verification.wanted() {
        let good =
            checker.check(entry(keys, &check), check.alg.as_str(), check.input, check.signature)?;
        verification.answer(verdict(good, &check));
    }
    Ok(())
}

/// The same, waiting for each answer.
///
/// # Errors
/// What the checker threw, or its promise was rejected with.
pub async fn answer_later(
    verification: &mut Verification<'_>,
    keys: &JwkSet,
    checker: &Checker,
) -> Result<(), JsValue> {
    while let Some(check) = verification.wanted() {
        let later = checker.check_later(
            entry(keys, &check),
            check.alg.as_str(),
            check.input,
            check.signature,
        )?;
        let good = JsFuture::from(later).await?.as_bool();
        verification.answer(verdict(good, &check));
    }
    Ok(())
}

/// Where the key of a check stands in its set.
fn entry(keys: &JwkSet, check: &SignatureCheck<'_>) -> usize {
    let same = |jwk: &Jwk| ptr::eq(jwk.public_key(), check.key);
    keys.entries()
        .iter()
        .position(|entry| entry.key.as_ref().is_ok_and(same))
        .expect("a check is about a key of the set that was begun with")
}

/// Hosts say no more than yes or no, and the form was looked at before: every engine's report is the same.
fn verdict(good: Option<bool>, check: &SignatureCheck<'_>) -> Result<(), SignatureError> {
    match good {
        Some(true) => Ok(()),
        Some(false) => Err(SignatureError::Invalid),
        None => check.key.verify(check.alg, check.input, check.signature),
    }
}
