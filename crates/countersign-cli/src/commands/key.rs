//! `countersign key`: a key looked at, or in another form.

pub mod convert;
pub mod inspect;

use clap::Subcommand;

use crate::{Failure, Io, Outcome};

/// What `countersign key` does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tell what a key is, what it is called, and what was wrong with its file
    Inspect(inspect::Args),
    /// Write a key in another form; damaged PEM is put right on the way
    Convert(convert::Args),
}

pub(super) fn run(command: Command, io: &mut Io) -> Result<Outcome, Failure> {
    match command {
        Command::Inspect(args) => inspect::run(args, io),
        Command::Convert(args) => convert::run(args, io),
    }
}
