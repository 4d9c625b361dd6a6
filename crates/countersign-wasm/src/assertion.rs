//! A client assertion, signed by whoever has the key: its octets go out, the signature comes in.

use countersign::assertion::{Assertion, AssertionError};
use countersign::jws;
use countersign::time::{Seconds, UnixSeconds};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::{Failure, read};
use crate::keys::{alg_of, kid_of};

/// What goes into an assertion.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    client_id: String,
    aud: String,
    alg: String,
    kid: String,
    jti: String,
    /// Seconds since 1970.
    at: i64,
    lifetime: i64,
    jku: Option<String>,
}

/// An assertion that waits for its signature.
#[wasm_bindgen]
pub struct SigningInput(jws::SigningInput);

#[wasm_bindgen]
impl SigningInput {
    /// Header and claims, encoded.
    ///
    /// # Errors
    /// One of the values is refused.
    #[wasm_bindgen(constructor)]
    pub fn new(wanted: &str) -> Result<SigningInput, JsValue> {
        let wanted: Wanted = read(wanted, "options")?;
        let (alg, kid) = (alg_of(&wanted.alg)?, kid_of(&wanted.kid)?);
        let assertion = Assertion {
            lifetime: Seconds::new(wanted.lifetime),
            jku: wanted.jku,
            ..Assertion::new(
                wanted.client_id,
                wanted.aud,
                kid,
                alg,
                wanted.jti,
                UnixSeconds::new(wanted.at),
            )
        };
        assertion.signing_input().map(Self).map_err(|error| {
            let argument = match error {
                AssertionError::Lifetime { .. } => "lifetime",
                _ => "options",
            };
            Failure::new(error.code(), error).about(argument).into()
        })
    }

    /// The text to sign; its octets are ASCII.
    #[wasm_bindgen(getter)]
    pub fn text(&self) -> String {
        self.0.as_str().to_owned()
    }

    /// The whole assertion.
    ///
    /// # Errors
    /// No signature of the algorithm has as many octets.
    #[wasm_bindgen(js_name = withSignature)]
    pub fn with_signature(&self, signature: &[u8]) -> Result<String, JsValue> {
        match self.0.with_signature(signature) {
            Ok(assertion) => Ok(assertion.as_str().to_owned()),
            Err(error) => Err(Failure::new("signature-form", error).about("key").into()),
        }
    }
}
