//! Why a command could not be run, and what to do next.

use countersign::key::KeyError;

use crate::Exit;

/// An error of the command: what is wrong, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// How the process ends: `Failed`, or `Rejected` where a partner refused.
    pub exit: Exit,
    /// Short and stable, for programs.
    pub code: &'static str,
    /// What was wrong: lower case, no full stop.
    pub says: String,
    /// What to do next, with a command to paste where there is one.
    pub hint: Option<String>,
}

impl Failure {
    /// An error that ends the process with 2.
    pub fn new(code: &'static str, says: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, code, says: says.into(), hint: None }
    }

    /// With what to do next.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}
