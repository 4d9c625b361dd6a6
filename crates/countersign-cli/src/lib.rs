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
pub mod serve;
mod source;
mod subject;
mod visit;
mod walk;

use std::ffi::OsString;
use std::io::ErrorKind;

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
    let (exit, shown) = match ran {
        Ok(outcome) => (outcome.exit, output::show(&outcome, format, io)),
        Err(failure) => (failure.exit, output::complain(&failure, format, io)),
    };
    match shown {
        Ok(()) => exit,
        // Whoever closed the pipe has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => exit,
        Err(error) => {
            // Where this cannot be said either, the exit code is all that is left.
            let _ = output::complain(&output::unwritable(&error), format, io);
            Exit::Failed
        }
    }
}

/// Shows what is wrong with the arguments, and says how the process should end; for whoever asked for help or the
/// version, that is shown.
pub fn refuse(error: &clap::Error, args: &[OsString], io: &mut Io) -> Exit {
    let code = error.exit_code();
    let is_json = args.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
        || args.iter().any(|arg| arg == "--format=json");
    // A closed stream has nobody who reads it.
    let _ = match is_json && error.use_stderr() {
        true => output::complain(&Failure::usage(error), Format::Json, io),
        false => error.print(),
    };
    if code == 0 { Exit::Done } else { Exit::Failed }
}
