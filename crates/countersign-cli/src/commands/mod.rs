//! A file for each command: what it takes, and what it does.

pub mod assert;
pub mod audit;
pub mod compare;
pub mod completions;
pub mod discover;
pub mod doctor;
pub mod explain;
pub mod fetch;
pub mod inspect;
pub mod jwks;
pub mod key;
pub mod keygen;
pub mod kid;
pub mod lint;
pub mod man;
pub mod rule;
pub mod serve;
pub mod token;
pub mod verify;

use crate::http::wait;
use crate::{Command, Failure, Format, Io, Outcome};

/// Runs a command.
///
/// # Errors
/// [`Failure`], when it could not be run or the partner refused.
pub fn run(command: Command, format: Format, io: &mut Io) -> Result<Outcome, Failure> {
    match command {
        Command::Keygen(args) => keygen::run(args, io),
        Command::Key(command) => key::run(command, io),
        Command::Kid(args) => kid::run(args, io),
        Command::Jwks(args) => jwks::run(args, io),
        Command::Assert(args) => assert::run(args, io),
        Command::Inspect(args) => inspect::run(args, io),
        Command::Verify(args) => verify::run(args, io),
        Command::Compare(args) => compare::run(args, io),
        Command::Lint(args) => lint::run(args, io),
        Command::Discover(args) => wait(discover::run(args, io)),
        Command::Token(args) => wait(token::run(args, io)),
        Command::Fetch(args) => wait(fetch::run(args, io)),
        Command::Doctor(args) => wait(doctor::run(args, io)),
        Command::Rule(args) => rule::run(args, io),
        Command::Explain(args) => explain::run(args, io),
        Command::Serve(args) => serve::run(args, format, io),
        Command::Audit(command) => wait(audit::run(command, io)),
        Command::Completions(args) => completions::run(args, io),
        Command::Man(args) => man::run(args, io),
    }
}
