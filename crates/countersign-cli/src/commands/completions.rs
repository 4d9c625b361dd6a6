//! `countersign completions`: what a shell completes.

use clap::CommandFactory;
use clap_complete::{Shell, generate};
use serde_json::json;

use crate::{Cli, Failure, Io, Outcome};

const EXAMPLES: &str = "\
Examples:
  countersign completions bash > ~/.local/share/bash-completion/completions/countersign
  countersign completions zsh > ~/.zfunc/_countersign
  countersign completions fish > ~/.config/fish/completions/countersign.fish";

/// What `countersign completions` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: Args, _io: &mut Io) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "countersign", &mut script);
    let script = String::from_utf8(script).expect("made of names and help, which are text");
    let json = json!({ "shell": args.shell.to_string(), "script": script });
    Ok(Outcome { text: script.trim_end().to_owned(), json, ..Outcome::default() })
}
