//! What `tests/wasm/webcrypto.test.mjs` runs in Node: keys of the host and of the core, each checked by the other.
#![allow(missing_docs, clippy::missing_errors_doc, reason = "a program for one test")]

use core::ops::ControlFlow;

use countersign::assertion::Assertion;
use countersign::jwk::{Jwk, JwkSet};
use countersign::jws::{Alg, CompactJws};
use countersign::key::{KeyKind, generate};
use countersign::kid::{self, KidMethod};
use countersign::verify::{Expectations, Verification, verify};
use countersign_testkit::{NOW, rng};
use countersign_webcrypto::{Checker, Extractable, HostKey, answer_later};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// What WebCrypto generates and signs, the core accepts: the compact form and the key set.
#[wasm_bindgen(js_name = madeByHost)]
pub async fn made_by_host(alg: &str) -> Result<Vec<String>, JsValue> {
    let alg: Alg = alg.parse().map_err(said)?;
    let key = HostKey::generate(alg, 2048, Extractable::No).await.map_err(said)?;
    if key.is_extractable() {
        return Err("the key may be exported".into());
    }
    let set = published(key.public(), alg);
    let signed = key.sign(&draft(alg, key.public())?).await.map_err(said)?;
    judged(&signed, &set)
}

/// What the core generates, WebCrypto signs with and verifies.
#[wasm_bindgen(js_name = madeByCore)]
pub async fn made_by_core(alg: &str) -> Result<Vec<String>, JsValue> {
    let alg: Alg = alg.parse().map_err(said)?;
    let kind = match alg {
        Alg::Es256 => KeyKind::P256,
        Alg::Es384 => KeyKind::P384,
        _ => KeyKind::Rsa { bits: 2048 },
    };
    let made = generate(kind, &mut rng(), &mut |_| ControlFlow::Continue(())).map_err(said)?;
    let key = HostKey::import(&made, alg, Extractable::Yes).await.map_err(said)?;
    let input = draft(alg, key.public())?;
    let signed = key.sign(&input).await.map_err(said)?;
    let good = |signature: Vec<u8>| {
        let (public, input) = (key.public().clone(), input.as_str().to_owned());
        async move {
            countersign_webcrypto::verify(&public, alg, input.as_bytes(), &signature)
                .await
                .map_err(said)
        }
    };
    let ours = made.sign(alg, input.as_str().as_bytes(), &mut rng()).map_err(said)?;
    let mut flipped = ours.clone();
    flipped[7] ^= 1;
    let checks = [
        good(signed.signature().to_vec()).await?,
        good(ours.clone()).await?,
        good(flipped).await?,
        good(ours[1..].to_vec()).await?,
    ];
    if checks != [true, true, false, false] {
        return Err(format!("WebCrypto says {checks:?}").into());
    }
    judged(&signed, &published(key.public(), alg))
}

/// The report of a judgement whose checks a host does, and the one that the core gives alone.
#[wasm_bindgen(js_name = bothReports)]
pub async fn both_reports(
    token: String,
    keys: String,
    checker: Checker,
) -> Result<Vec<String>, JsValue> {
    let keys = JwkSet::read(&keys).map_err(said)?;
    let expect = Expectations::default();
    let mut judgement = Verification::new(&token, Some(&keys), &expect, NOW);
    answer_later(&mut judgement, &keys, &checker).await?;
    let alone = verify(&token, Some(&keys), &expect, NOW);
    [judgement.finish(), alone]
        .iter()
        .map(|report| serde_json::to_string(report).map_err(said))
        .collect()
}

/// The name of the error that signing under another algorithm is.
#[wasm_bindgen(js_name = boundTo)]
pub async fn bound_to() -> Result<String, JsValue> {
    let key = HostKey::generate(Alg::Rs384, 2048, Extractable::No).await.map_err(said)?;
    match key.sign(&draft(Alg::Rs256, key.public())?).await {
        Ok(_) => Err("signed under another algorithm".into()),
        Err(error) => Ok(error.code().to_owned()),
    }
}

fn draft(
    alg: Alg,
    key: &countersign::key::PublicKey,
) -> Result<countersign::jws::SigningInput, JsValue> {
    let kid = kid::derive(key, KidMethod::default_for(key));
    let assertion =
        Assertion::new("larkmoor-nightly", "https://ehr.example/token", kid, alg, "7f3a", NOW);
    assertion.signing_input().map_err(said)
}

fn published(key: &countersign::key::PublicKey, alg: Alg) -> JwkSet {
    let kid = kid::derive(key, KidMethod::default_for(key));
    JwkSet::from_iter([Jwk::new(key.clone(), kid, alg)])
}

/// The verdict, and the assertion for others to look at.
fn judged(signed: &CompactJws, set: &JwkSet) -> Result<Vec<String>, JsValue> {
    let report = verify(signed.as_str(), Some(set), &Expectations::default(), NOW);
    Ok(vec![format!("{:?}", report.verdict()), signed.as_str().to_owned()])
}

fn said(error: impl ToString) -> JsValue {
    error.to_string().into()
}
