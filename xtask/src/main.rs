//! The project's own commands: `cargo xtask play|test|npm|dist|bench|fuzz|codegen`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks on the terminal")]

mod bench;
mod codegen;
mod command;
mod csp;
mod dist;
mod files;
mod flags;
mod fuzz;
mod inline;
mod npm;
mod page;
mod play;
mod process;
mod sbom;
mod serve;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

use flags::Command;

fn main() -> ExitCode {
    let done = match flags::parse() {
        Ok(Command::Help) => {
            println!("{}", flags::HELP);
            Ok(true)
        }
        Ok(Command::Play(how)) => play::play(&how).map(|()| true),
        Ok(Command::Test(groups)) => test::test(&groups),
        Ok(Command::Npm) => npm::npm().map(|()| true),
        Ok(Command::Dist) => npm::npm().and_then(|()| dist::dist()).map(|()| true),
        Ok(Command::Bench(groups)) => bench::bench(&groups),
        Ok(Command::Fuzz { target, seconds }) => fuzz::fuzz(target.as_deref(), seconds),
        Ok(Command::Codegen { check }) => codegen::codegen(check),
        Err(error) => {
            eprintln!("error: {error}\n\n{}", flags::HELP);
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
