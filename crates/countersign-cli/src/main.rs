//! The `countersign` command.

use std::process::ExitCode;

use clap::Parser;
use countersign_cli::{Cli, Io, run};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut io = Io::of_process();
    run(cli, &mut io).into()
}
