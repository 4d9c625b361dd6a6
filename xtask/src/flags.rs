//! The command line.

use lexopt::prelude::*;

/// What `cargo xtask --help` prints.
pub(crate) const HELP: &str = "\
usage: cargo xtask COMMAND

  play [--port N] [--open] [--watch]   build the page and serve it on http://127.0.0.1:8480
  test [GROUP…]                        fmt lint tidy codegen core wasm interop e2e size; all unless named
  dist                                 the static site in dist/, optimised
  bench                                measure the page; writes docs/benchmarks.md and .json
  codegen [--check]                    write the generated documents, or say which are out of date
  tidy                                 what compilers do not look at: arrows, names, keys, paths, licences";

/// A command with its options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Play(Play),
    Test { groups: Vec<String> },
    Dist,
    Bench,
    Codegen { check: bool },
    Tidy,
}

/// The options of `play`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Play {
    pub(crate) port: u16,
    pub(crate) open: bool,
    pub(crate) watch: bool,
}

/// Reads the process's arguments.
pub(crate) fn parse() -> Result<Command, lexopt::Error> {
    read(lexopt::Parser::from_env())
}

fn read(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut command = match parser.next()? {
        None | Some(Long("help") | Short('h')) => return Ok(Command::Help),
        Some(Value(name)) => match name.to_str() {
            Some("play") => Command::Play(Play { port: 8480, open: false, watch: false }),
            Some("test") => Command::Test { groups: Vec::new() },
            Some("dist") => Command::Dist,
            Some("bench") => Command::Bench,
            Some("codegen") => Command::Codegen { check: false },
            Some("tidy") => Command::Tidy,
            _ => return Err(format!("no command {}", name.display()).into()),
        },
        Some(other) => return Err(other.unexpected()),
    };
    while let Some(arg) = parser.next()? {
        match (&mut command, arg) {
            (_, Long("help") | Short('h')) => return Ok(Command::Help),
            (Command::Play(play), Long("port")) => play.port = parser.value()?.parse()?,
            (Command::Play(play), Long("open")) => play.open = true,
            (Command::Play(play), Long("watch")) => play.watch = true,
            (Command::Codegen { check }, Long("check")) => *check = true,
            (Command::Test { groups }, Value(group)) => groups.push(group.string()?),
            (_, other) => return Err(other.unexpected()),
        }
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &[&str]) -> Result<Command, String> {
        read(lexopt::Parser::from_args(args)).map_err(|error| error.to_string())
    }

    #[test]
    fn commands_take_their_own_options_only() {
        assert_eq!(of(&[]), Ok(Command::Help));
        assert_eq!(
            of(&["play", "--port", "9000", "--open"]),
            Ok(Command::Play(Play { port: 9000, open: true, watch: false }))
        );
        assert_eq!(
            of(&["test", "core", "wasm"]),
            Ok(Command::Test { groups: vec!["core".into(), "wasm".into()] })
        );
        assert_eq!(of(&["codegen", "--check"]), Ok(Command::Codegen { check: true }));
        for wrong in [&["dance"][..], &["dist", "--open"], &["play", "--port", "70000"]] {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
    }
}
