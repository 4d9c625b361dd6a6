//! `countersign man`: the manual pages.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::CommandFactory;
use clap_mangen::Man;
use serde_json::json;

use crate::{Cli, Failure, Io, Outcome};

const EXAMPLES: &str = "\
Examples:
  countersign man | man -l -
  countersign man key convert | man -l -
  countersign man --out ~/.local/share/man/man1";

/// What `countersign man` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The command whose page is wanted, such as: key convert
    command: Vec<String>,
    /// Write the page of every command into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: Args, _io: &mut Io) -> Result<Outcome, Failure> {
    let mut whole = Cli::command().disable_help_subcommand(true);
    whole.build();
    if let Some(folder) = &args.out {
        return write(whole, folder);
    }
    let mut command = &whole;
    for name in &args.command {
        command = command.find_subcommand(name).ok_or_else(|| {
            let says = format!("there is no command {name:?} in {}", command.get_name());
            Failure::new("man.command", says).hint("the commands: countersign --help")
        })?;
    }
    let page = page(command).map_err(|error| Failure::new("man", error.to_string()))?;
    let json = json!({ "command": args.command, "page": page });
    Ok(Outcome { text: page.trim_end().to_owned(), json, ..Outcome::default() })
}

fn page(command: &clap::Command) -> io::Result<String> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    Ok(String::from_utf8(page).expect("made of names and help, which are text"))
}

fn write(whole: clap::Command, folder: &Path) -> Result<Outcome, Failure> {
    fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(whole, folder)).map_err(
        |error| {
            let why = match error.kind() {
                io::ErrorKind::AlreadyExists => "it is a file, wanted a folder".to_owned(),
                _ => error.to_string(),
            };
            Failure::new("output.unwritable", format!("{}: {why}", folder.display()))
        },
    )?;
    let json = json!({ "out": folder.display().to_string() });
    let words = format!("manual pages written to {}", folder.display());
    Ok(Outcome { json, words, ..Outcome::default() })
}
