//! `countersign compare`.

use crate::{Failure, Io, Outcome};

/// What `countersign compare` takes.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(super) fn run(_args: Args, _io: &mut Io) -> Result<Outcome, Failure> {
    Err(Failure::new("not-written", "not written"))
}
