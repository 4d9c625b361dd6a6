//! What a command found or made.

use countersign::finding::Report;
use serde_json::Value;

use crate::Exit;

/// What a command found or made, ready for any format. Text may hold ANSI styles; they are taken off where nobody sees them.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How the process ends.
    pub exit: Exit,
    /// Data for a person, to stdout. Without a line break at the end: that is added.
    pub text: String,
    /// Data for a program, to stdout.
    pub json: Value,
    /// Words for a person, to stderr, with either format.
    pub words: String,
    /// What was judged, for SARIF and JUnit: `verify` and `lint` alone.
    pub judged: Vec<Judged>,
}

/// A report, and what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The file, URL or `stdin` that was judged.
    pub subject: String,
    /// What was found.
    pub report: Report,
}
