//! How an outcome is shown: data to stdout, words to stderr.

pub(crate) mod json;
mod junit;
pub(crate) mod report;
mod sarif;
pub(crate) mod style;
pub(crate) mod summary;
pub(crate) mod text;

use std::io;

use crate::{Command, Failure, Format, Io, Outcome};

/// Whether a command has results of that format, before it is run.
///
/// # Errors
/// [`Failure`] that names the commands which have them.
pub fn check(format: Format, command: &Command) -> Result<(), Failure> {
    let is_for_judgements = matches!(format, Format::Sarif | Format::Junit);
    if !is_for_judgements || matches!(command, Command::Verify(_) | Command::Lint(_)) {
        return Ok(());
    }
    let says = "only `verify` and `lint` have results in SARIF or JUnit";
    Err(Failure::new("format.not-here", says).hint("for a program, take --format json"))
}

/// Shows what came of a command.
///
/// # Errors
/// A stream was closed.
pub fn show(outcome: &Outcome, format: Format, io: &mut Io) -> io::Result<()> {
    let data = match format {
        Format::Text => outcome.text.clone(),
        Format::Json if outcome.json.is_null() => String::new(),
        Format::Json => json::written(&outcome.json),
        Format::Sarif => sarif::written(&outcome.judged),
        Format::Junit => junit::written(&outcome.judged),
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
    if format == Format::Json {
        writeln!(io.stderr, "{}", json::failure(failure))?;
        return io.stderr.flush();
    }
    let error = style::BAD;
    writeln!(io.stderr, "{error}error{error:#}: {}", lines(&failure.says))?;
    if let Some(hint) = &failure.hint {
        let name = style::NAME;
        writeln!(io.stderr, "\n{name}hint{name:#}: {}", lines(hint))?;
    }
    io.stderr.flush()
}

/// Why what came of a command did not arrive.
pub(crate) fn unwritable(error: &io::Error) -> Failure {
    Failure::new("output.unwritable", format!("stdout: {error}"))
}

/// Lines of our own, and nothing in them that a terminal obeys.
fn lines(text: &str) -> String {
    text.lines().map(text::harmless).collect::<Vec<_>>().join("\n")
}
