//! What is thrown when a job cannot be done, and what an argument is read as.

use core::fmt::Display;

use countersign::rules::Profile;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// A stable code, a sentence, and the argument it is about where there is one. Crosses as JSON text.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    argument: Option<&'static str>,
}

impl Failure {
    pub(crate) fn new(code: &'static str, error: impl Display) -> Self {
        Self { code, message: error.to_string(), argument: None }
    }

    /// An argument that is not what it should be.
    pub(crate) fn wrong(argument: &'static str, error: impl Display) -> Self {
        Self::new("invalid-argument", error).about(argument)
    }

    pub(crate) fn about(mut self, argument: &'static str) -> Self {
        self.argument = Some(argument);
        self
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        json(&failure).into()
    }
}

/// A document that crosses to JavaScript.
pub(crate) fn json(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("plain data with strings as names is JSON")
}

/// What the face made of an argument.
///
/// # Errors
/// Face and bindings are not of one build.
pub(crate) fn read<'de, T: serde::Deserialize<'de>>(
    text: &'de str,
    argument: &'static str,
) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::wrong(argument, error))
}

/// The profile of that name.
///
/// # Errors
/// There is none.
pub(crate) fn profile(id: &str) -> Result<&'static Profile, Failure> {
    Profile::by_id(id).ok_or_else(|| {
        let known: Vec<_> = Profile::ALL.iter().map(|profile| profile.id).collect();
        let says = format!("no profile is called {id:?}; there are {}", known.join(", "));
        Failure::wrong("profile", says)
    })
}
