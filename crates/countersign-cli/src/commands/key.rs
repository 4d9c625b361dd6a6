//! `countersign key`.

use clap::Subcommand;

use crate::{Failure, Io, Outcome};

/// What `countersign key` does.
#[derive(Debug, Subcommand)]
pub enum Command {}

pub(super) fn run(command: Command, _io: &mut Io) -> Result<Outcome, Failure> {
    match command {}
}
