//! How an outcome is shown: data to stdout, words to stderr.

use std::io::{self, Write};

use serde_json::json;

use crate::{Failure, Format, Io, Outcome};

/// Shows what came of a command.
///
/// # Errors
/// A stream was closed.
pub fn show(outcome: &Outcome, format: Format, io: &mut Io) -> io::Result<()> {
    let data = match format {
        Format::Text => outcome.text.clone(),
        Format::Json => format!("{:#}", outcome.json),
        Format::Sarif | Format::Junit => String::new(),
    };
    if !data.is_empty() {
        writeln!(io.stdout, "{data}")?;
        io.stdout.flush()?;
    }
    if !outcome.words.is_empty() {
        writeln!(io.stderr, "{}", outcome.words)?;
    }
    io.stderr.flush()
}

/// Shows why a command could not be run.
///
/// # Errors
/// A stream was closed.
pub fn complain(failure: &Failure, format: Format, io: &mut Io) -> io::Result<()> {
    let Failure { code, says, hint, .. } = failure;
    match format {
        Format::Json => {
            let error = json!({ "error": { "code": code, "message": says, "hint": hint } });
            writeln!(io.stderr, "{error}")?;
        }
        _ => {
            writeln!(io.stderr, "error: {says}")?;
            if let Some(hint) = hint {
                writeln!(io.stderr, "\nhint: {hint}")?;
            }
        }
    }
    io.stderr.flush()
}
