//! The `countersign` command.

use std::env;
use std::process::ExitCode;

use clap::Parser;
use countersign_cli::{Cli, Io, refuse, run};

fn main() -> ExitCode {
    let args: Vec<_> = env::args_os().collect();
    let mut io = Io::of_process();
    match Cli::try_parse_from(&args) {
        Ok(cli) => run(cli, &mut io),
        Err(error) => refuse(&error, &args, &mut io),
    }
    .into()
}
