//! Writes `docs/findings.md`, `docs/rules.md` and `docs/rules.json` from the core's tables; `--check` compares.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks on the terminal")]

mod findings;
mod json;
mod rules;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use countersign::rules::{Confidence, Level};
use countersign::finding::Status;

fn main() -> ExitCode {
    let check = std::env::args().any(|arg| arg == "--check");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let documents = [
        ("docs/findings.md", findings::markdown()),
        ("docs/rules.md", rules::markdown()),
        ("docs/rules.json", json::document()),
    ];
    let mut stale = false;
    for (name, text) in documents {
        let path = root.join(name);
        if fs::read_to_string(&path).is_ok_and(|found| found == text) {
            println!("ok    {name}");
        } else if check {
            println!("stale {name}: run cargo xtask codegen");
            stale = true;
        } else if let Err(error) = fs::write(&path, text) {
            eprintln!("error: cannot write {name}: {error}");
            return ExitCode::FAILURE;
        } else {
            println!("wrote {name}");
        }
    }
    if stale { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The columns of a code's levels, as `rules::Levels` orders them.
const COLUMNS: [&str; 5] = ["specification", "launcher", "Epic", "Oracle", "athena"];

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Observed => "observed",
        Confidence::Documented => "documented",
        Confidence::Modelled => "modelled",
    }
}

/// The status in a word; what is inferred is in brackets.
fn level(level: Level) -> String {
    let word = status(level.status);
    if level.modelled { format!("({word})") } else { word.to_owned() }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Fail => "fail",
        Status::Warn => "warn",
        Status::Skipped => "skipped",
    }
}
