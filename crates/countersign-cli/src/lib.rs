//! The `countersign` command as a library, so that its tests need no process.
//!
//! [`run`] takes what was asked and an [`Io`], which carries the streams, the clock and the randomness. A command returns
//! an [`Outcome`] or a [`Failure`] and prints nothing; [`output`] shows it.

mod args;
mod client;
pub mod commands;
mod curl;
mod exit;
mod hint;
mod http;
mod input;
mod io;
mod key_file;
mod moment;
mod outcome;
pub mod output;
mod output_file;
mod pasted;
mod profile;
mod progress;
mod refusal;
mod rows;
pub mod serve;
mod source;
mod subject;
mod visit;
mod walk;

pub use args::{Cli, Command, Format};
pub use exit::Exit;
pub use hint::Failure;
pub use io::{Ask, Io};
pub use outcome::{Judged, Outcome};
pub use subject::Subject;

/// Runs a command, shows what came of it, and says how the process should end.
pub fn run(cli: Cli, io: &mut Io) -> Exit {
    let format = cli.format;
    let ran =
        output::check(format, &cli.command).and_then(|()| commands::run(cli.command, format, io));
    let shown = match ran {
        Ok(outcome) => output::show(&outcome, format, io).map(|()| outcome.exit),
        Err(failure) => output::complain(&failure, format, io).map(|()| failure.exit),
    };
    // Whoever closed the pipe has seen enough.
    shown.unwrap_or(Exit::Done)
}
