//! Key sets, and assertions judged against them.

use std::borrow::Cow;

use countersign::finding::Report;
use countersign::jwk::{JwkSet, JwkSetError, publish};
use countersign::jws::Alg;
use countersign::time::{Seconds, UnixSeconds};
use countersign::verify::{Client, Expectations, Verification};
use countersign_webcrypto::{Checker, answer};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::{Failure, profile, read};
use crate::reports::written;

/// Public keys, read once.
#[wasm_bindgen]
pub struct KeySet(JwkSet);

#[wasm_bindgen]
impl KeySet {
    /// Reads a JWK, a key set, an array of JWK, PEM or certificates. A private key is read for its public half in the build
    /// that has private keys at all.
    ///
    /// # Errors
    /// The text is none of these.
    pub fn read(text: &str) -> Result<KeySet, JsValue> {
        let read = if cfg!(feature = "keys") { JwkSet::read } else { JwkSet::read_public };
        read(text).map(Self).map_err(|error| {
            let says = match error {
                JwkSetError::Json(_) | JwkSetError::NotASet { .. } => {
                    format!("{error}; give a JWK, a JWKS, an array of JWK, or PEM")
                }
                _ => error.to_string(),
            };
            Failure::new(error.code(), says).about("keys").into()
        })
    }

    /// How many entries it has, the unusable ones among them.
    #[wasm_bindgen(getter)]
    pub fn size(&self) -> usize {
        self.0.entries().len()
    }

    /// The key of that entry as a public JWK, for another engine to import.
    pub fn jwk(&self, entry: usize) -> Option<String> {
        let jwk = self.0.entries().get(entry)?.key.as_ref().ok()?;
        Some(publish::public_jwk(jwk))
    }

    /// An array of reports, one for each profile asked for.
    ///
    /// # Errors
    /// What was asked is not understood, or the checker threw.
    pub fn judge(
        &self,
        token: &str,
        asked: &str,
        checker: Option<Checker>,
    ) -> Result<String, JsValue> {
        let asked: Asked<'_> = read(asked, "options")?;
        let algs = asked.algs()?;
        let expect = asked.expect(&algs);
        let mut verification = Verification::new(token, Some(&self.0), &expect, asked.now());
        match &checker {
            Some(checker) => answer(&mut verification, &self.0, checker)?,
            None => here(&mut verification),
        }
        asked.reports(&verification)
    }
}

/// Reports without keys: everything but the signature is judged.
///
/// # Errors
/// What was asked is not understood.
#[wasm_bindgen(js_name = judgeWithoutKeys)]
pub fn judge_without_keys(token: &str, asked: &str) -> Result<String, JsValue> {
    let asked: Asked<'_> = read(asked, "options")?;
    let algs = asked.algs()?;
    let expect = asked.expect(&algs);
    asked.reports(&Verification::new(token, None, &expect, asked.now()))
}

/// Has the checks done by the engine here.
fn here(verification: &mut Verification<'_>) {
    while let Some(check) = verification.wanted() {
        let answer = check.key.verify(check.alg, check.input, check.signature);
        verification.answer(answer);
    }
}

/// What the caller wants to know, and expects.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Asked<'a> {
    #[serde(borrow)]
    profiles: Vec<Cow<'a, str>>,
    /// Seconds since 1970.
    at: i64,
    #[serde(borrow)]
    client_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    aud: Option<Cow<'a, str>>,
    leeway: Option<i64>,
    #[serde(borrow)]
    fhir_base: Option<Cow<'a, str>>,
    #[serde(borrow)]
    issuer: Option<Cow<'a, str>>,
    #[serde(borrow)]
    jwks_uri: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    algs: Vec<Cow<'a, str>>,
}

impl Asked<'_> {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::new(self.at)
    }

    fn algs(&self) -> Result<Vec<Alg>, Failure> {
        let alg = |name: &Cow<'_, str>| name.parse().map_err(|error| Failure::wrong("algs", error));
        self.algs.iter().map(alg).collect()
    }

    fn expect<'a>(&'a self, algs: &'a [Alg]) -> Expectations<'a> {
        Expectations {
            client: self.client_id.as_deref().map_or(Client::Any, Client::Known),
            audience: self.aud.as_deref(),
            fhir_base: self.fhir_base.as_deref(),
            issuer: self.issuer.as_deref(),
            jwks_url: self.jwks_uri.as_deref(),
            algs,
            leeway: self.leeway.map(Seconds::new),
            ..Expectations::default()
        }
    }

    fn reports(&self, verification: &Verification<'_>) -> Result<String, JsValue> {
        let reports: Result<Vec<Report>, Failure> = self
            .profiles
            .iter()
            .map(|id| profile(id).map(|profile| verification.report(profile)))
            .collect();
        Ok(written(&reports?))
    }
}
