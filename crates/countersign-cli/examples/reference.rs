//! Writes the reference of the command, `docs/cli.md`, into the folder named: `reference FOLDER`.
//!
//! `cargo xtask codegen` puts it in its place, or compares.
#![allow(clippy::print_stderr, reason = "a command talks on the terminal")]

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use clap::{Command, CommandFactory};
use countersign_cli::Cli;

const INTRODUCTION: &str = "\
# The `countersign` command

<!-- Written by `cargo xtask codegen` from the help of each command. -->

Data goes to stdout and words to stderr. `-` is stdin. Colour is for terminals alone, and nothing is told by colour
alone. Work that takes long shows on a terminal how far it is.

| exit code | means |
|---|---|
| 0 | it was done, or the thing checked was accepted |
| 1 | the thing checked was rejected, or the partner refused |
| 2 | it could not be run: usage, a file, the network |
| 130 | somebody ended it with Ctrl-C |

| `--format` | gives |
|---|---|
| `text` | words for a person |
| `json` | one JSON document for a program, or one a line where there may be any number; an error is one too, `{\"error\": {\"code\", \"message\", \"hint\"}}`, on stderr |
| `sarif` | results for code scanning; `verify` and `lint` |
| `junit` | results for a CI gate; `verify` and `lint` |

No secret is an argument. A private key is a file or stdin; its passphrase is asked on the terminal or is the first
line of `--passphrase-file`. A new file with a private key has mode 0600, and no file is replaced without `--force`.
";

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1) else {
        eprintln!("usage: reference FOLDER");
        return ExitCode::from(2);
    };
    match write(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> io::Result<()> {
    let docs = folder.join("docs");
    fs::create_dir_all(&docs)?;
    fs::write(docs.join("cli.md"), document())
}

fn document() -> String {
    let mut whole = Cli::command().disable_help_subcommand(true);
    whole.build();
    let commands = leaves(&whole);
    let contents = commands.iter().map(|command| {
        let name = name(command);
        format!("| [`{name}`](#{}) | {} |\n", name.replace(' ', "-"), about(command))
    });
    let contents: String = contents.collect();
    let sections: String = commands.iter().map(section).collect();
    format!("{INTRODUCTION}\n| command | does |\n|---|---|\n{contents}{sections}")
}

/// The commands that do something, in the order of the flow.
fn leaves(command: &Command) -> Vec<Command> {
    if !command.has_subcommands() {
        return vec![command.clone()];
    }
    command.get_subcommands().flat_map(leaves).collect()
}

fn section(command: &Command) -> String {
    let words = ["countersign"].into_iter().chain(name(command).split(' ')).chain(["--help"]);
    let read = Cli::command().term_width(100).try_get_matches_from(words);
    let help = read.expect_err("help is no command").to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    format!("\n## `{}`\n\n```text\n{}\n```\n", name(command), lines.join("\n").trim_end())
}

/// What calls it, without the name of the program.
fn name(command: &Command) -> &str {
    let called = command.get_bin_name().unwrap_or(command.get_name());
    called.strip_prefix("countersign ").unwrap_or(called)
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}
