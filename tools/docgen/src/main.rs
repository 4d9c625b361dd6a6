//! Writes the documents that are generated from the core, into the folder named: `docgen FOLDER`.
//!
//! `cargo xtask codegen` puts them in their place, or compares.
#![allow(clippy::print_stderr, reason = "a command talks on the terminal")]

mod defects;
mod findings;
mod json;
mod rules;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1) else {
        eprintln!("usage: docgen FOLDER");
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
    fs::write(docs.join("defects.md"), defects::document())?;
    fs::write(docs.join("findings.md"), findings::document())?;
    fs::write(docs.join("rules.md"), rules::document())?;
    fs::write(docs.join("rules.json"), json::document())
}
