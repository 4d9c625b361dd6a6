//! Why the host did not do it.

use countersign::jws::{Alg, SignatureFormError};
use countersign::key::KeyError;
use wasm_bindgen::{JsCast, JsValue};

/// Why WebCrypto could not be used, or did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// There is none: a page on plain http, off loopback, has no `crypto.subtle`.
    #[error(
        "there is no WebCrypto here; open the page on https or on loopback, or use the engine of the core"
    )]
    Absent,
    /// The key was made for another algorithm; WebCrypto binds each key to one.
    #[error("this key signs {bound} alone, wanted {wanted}")]
    Bound {
        /// The algorithm that the key is for.
        bound: Alg,
        /// The algorithm asked for.
        wanted: Alg,
    },
    /// It refused, with what it said.
    #[error("WebCrypto refused: {0}")]
    Refused(String),
    /// What it made is no key that may be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What it signed is no signature of the algorithm.
    #[error(transparent)]
    Form(#[from] SignatureFormError),
}

impl HostError {
    /// A stable name, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Absent => "webcrypto.absent",
            Self::Bound { .. } => "webcrypto.bound",
            Self::Refused(_) => "webcrypto.refused",
            Self::Key(error) => error.code(),
            Self::Form(_) => "webcrypto.signature-form",
        }
    }
}

/// What was thrown, in its own words: WebCrypto's errors name the operation and never the key.
impl From<JsValue> for HostError {
    fn from(thrown: JsValue) -> Self {
        let said = thrown.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
        Self::Refused(said.unwrap_or_else(|| "it gave no reason".to_owned()))
    }
}
