//! What may stand after `cargo xtask`.

use lexopt::prelude::*;

/// The text of `cargo xtask --help`.
pub(crate) const HELP: &str = "\
usage: cargo xtask COMMAND

  play [--open] [--port N] [--watch]   builds the page and serves it on http://127.0.0.1:8480
  test [GROUP…]                        runs every test, or the groups named; --list names them
  npm                                  the npm package, packed, in target/npm/
  dist                                 the package, the static site in dist/, and the command with the page in it
  bench [GROUP…]                       measures npm, core and page, or the groups named; writes docs/benchmarks.md and .json
  fuzz [TARGET] [--seconds N]          runs a fuzz target, or all, for 60 seconds each
  codegen [--check]                    writes what is generated from code, or compares it";

/// Where the page is served unless `--port` says otherwise.
const PORT: u16 = 8480;
/// How long a fuzz target runs unless `--seconds` says otherwise.
const FUZZ_SECONDS: u32 = 60;

/// One command with its options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// `--help`, or nothing.
    Help,
    /// `play`
    Play(Play),
    /// `test`, with the groups named; none means all.
    Test(Vec<String>),
    /// `npm`
    Npm,
    /// `dist`
    Dist,
    /// `bench`, with the groups named; none means all.
    Bench(Vec<String>),
    /// `fuzz`
    Fuzz {
        /// The one target; none means all.
        target: Option<String>,
        /// How long each runs.
        seconds: u32,
    },
    /// `codegen`
    Codegen {
        /// Compare, write nothing.
        check: bool,
    },
}

/// How to play.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Play {
    /// Open a browser.
    pub(crate) open: bool,
    /// The port on the loopback address.
    pub(crate) port: u16,
    /// Build again when a file changes.
    pub(crate) watch: bool,
}

/// Reads the command line.
///
/// # Errors
///
/// An unknown command or option, or a port that is no number.
pub(crate) fn parse() -> Result<Command, lexopt::Error> {
    read(lexopt::Parser::from_env())
}

fn read(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut command = match parser.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(Value(name)) => match name.string()?.as_str() {
            "play" => Command::Play(Play { open: false, port: PORT, watch: false }),
            "test" => Command::Test(Vec::new()),
            "npm" => Command::Npm,
            "dist" => Command::Dist,
            "bench" => Command::Bench(Vec::new()),
            "fuzz" => Command::Fuzz { target: None, seconds: FUZZ_SECONDS },
            "codegen" => Command::Codegen { check: false },
            "help" => Command::Help,
            other => return Err(format!("no command `{other}`").into()),
        },
        Some(other) => return Err(other.unexpected()),
    };
    while let Some(arg) = parser.next()? {
        match (&mut command, arg) {
            (_, Short('h') | Long("help")) => return Ok(Command::Help),
            (Command::Play(how), Long("open")) => how.open = true,
            (Command::Play(how), Long("watch")) => how.watch = true,
            (Command::Play(how), Long("port")) => how.port = parser.value()?.parse()?,
            (Command::Test(groups), Long("list")) => groups.push("--list".into()),
            (Command::Test(groups) | Command::Bench(groups), Value(group)) => {
                groups.push(group.string()?)
            }
            (Command::Fuzz { seconds, .. }, Long("seconds")) => {
                *seconds = parser.value()?.parse()?
            }
            (Command::Fuzz { target: target @ None, .. }, Value(name)) => {
                *target = Some(name.string()?);
            }
            (Command::Codegen { check }, Long("check")) => *check = true,
            (_, other) => return Err(other.unexpected()),
        }
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(line: &str) -> Option<Command> {
        read(lexopt::Parser::from_iter(std::iter::once("xtask").chain(line.split_whitespace())))
            .ok()
    }

    #[test]
    fn commands_and_their_options() {
        let play = |open, port, watch| Some(Command::Play(Play { open, port, watch }));
        assert_eq!(reads(""), Some(Command::Help));
        assert_eq!(reads("play"), play(false, 8480, false));
        assert_eq!(reads("play --open --port 9000 --watch"), play(true, 9000, true));
        assert_eq!(
            reads("test core wasm"),
            Some(Command::Test(vec!["core".into(), "wasm".into()]))
        );
        let fuzz = |target: Option<&str>, seconds| {
            Some(Command::Fuzz { target: target.map(str::to_owned), seconds })
        };
        assert_eq!(reads("fuzz"), fuzz(None, 60));
        assert_eq!(reads("fuzz verify --seconds 600"), fuzz(Some("verify"), 600));
        assert_eq!(reads("bench npm"), Some(Command::Bench(vec!["npm".into()])));
        assert_eq!(reads("codegen --check"), Some(Command::Codegen { check: true }));
    }

    #[test]
    fn what_is_unknown_is_refused() {
        for line in
            ["plya", "play --prot 1", "play --port eighty", "dist --check", "fuzz a b", "--check"]
        {
            assert_eq!(reads(line), None, "{line}");
        }
    }
}
