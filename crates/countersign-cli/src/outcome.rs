//! What a command found or made.

use std::fmt;

use countersign::finding::Report;
use serde_json::Value;

use crate::Exit;
use crate::subject::Subject;

/// What a command found or made, ready for any format. Text may hold ANSI styles; they are taken off where nobody sees them.
#[derive(Default)]
pub struct Outcome {
    /// How the process ends.
    pub exit: Exit,
    /// Data for a person, to stdout. Without a line break at the end: that is added.
    pub text: String,
    /// Data for a program, to stdout. Null where there is none, or where the command has written it already.
    pub json: Value,
    /// Words for a person, to stderr, with either format.
    pub words: String,
    /// What was judged, for SARIF and JUnit: `verify` and `lint` alone.
    pub judged: Vec<Judged>,
}

/// Without what was found or made: that may be a private key.
impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome").field("exit", &self.exit).finish_non_exhaustive()
    }
}

/// A report, and what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// What was judged.
    pub subject: Subject,
    /// The document itself, where findings point into it.
    pub document: Option<String>,
    /// What was found.
    pub report: Report,
}
