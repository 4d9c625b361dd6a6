//! `countersign explain`.

use crate::{Failure, Io, Outcome};

/// What `countersign explain` takes.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(super) fn run(_args: Args, _io: &mut Io) -> Result<Outcome, Failure> {
    Err(Failure::new("not-written", "not written"))
}
