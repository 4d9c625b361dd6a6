//! The command in this process: its arguments in, its exit code and what it said out.

use std::ffi::OsString;
use std::io::{self, Cursor, Write};
use std::sync::{Arc, Mutex};

use anstream::adapter::strip_str;
use clap::Parser;
use countersign_cli::{Cli, Exit, Io, refuse, run};
use countersign_testkit::{NOW, keys, rng};
use serde_json::Value;

/// What a run of the command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code.
    pub(crate) exit: u8,
    /// Without styles.
    pub(crate) stdout: String,
    /// Without styles.
    pub(crate) stderr: String,
    /// All of it, octet for octet as the terminal gets it.
    pub(crate) raw: String,
}

impl Ran {
    /// What it printed, where it has ended well.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.exit, 0, "{}", self.stderr);
        self.stdout
    }

    /// What it complained of, where it could not be run; then it has printed nothing.
    #[track_caller]
    pub(crate) fn failed(self) -> String {
        assert_eq!((self.exit, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        self.stderr
    }
}

/// Runs the command with nothing on stdin.
pub(crate) fn ran<A: AsRef<str>>(args: impl IntoIterator<Item = A>) -> Ran {
    ran_with(args, "")
}

/// Runs the command with that on stdin.
pub(crate) fn ran_with<A: AsRef<str>>(
    args: impl IntoIterator<Item = A>,
    stdin: impl AsRef<[u8]>,
) -> Ran {
    ran_by(args, stdin, |_| {})
}

/// Runs the command in a world that `change` has changed: a terminal, or another clock.
pub(crate) fn ran_by<A: AsRef<str>>(
    args: impl IntoIterator<Item = A>,
    stdin: impl AsRef<[u8]>,
    change: impl FnOnce(&mut Io),
) -> Ran {
    let args: Vec<String> = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
    let words = ["countersign"].into_iter().chain(args.iter().map(String::as_str));
    let cli = Cli::try_parse_from(words).unwrap_or_else(|error| panic!("{error}"));
    in_a_world(stdin, |io| {
        change(io);
        run(cli, io)
    })
}

/// Runs what was asked for with nothing on stdin.
pub(crate) fn ran_cli(cli: Cli) -> Ran {
    in_a_world("", |io| run(cli, io))
}

/// Calls the command with arguments that cannot be read.
pub(crate) fn refused(args: &[&str]) -> Ran {
    let words: Vec<OsString> = ["countersign"].iter().chain(args).map(Into::into).collect();
    let error = Cli::try_parse_from(&words).expect_err("arguments that cannot be read");
    in_a_world("", |io| refuse(&error, &words, io))
}

fn in_a_world(stdin: impl AsRef<[u8]>, ends: impl FnOnce(&mut Io) -> Exit) -> Ran {
    let (stdout, stderr) = (Shared::default(), Shared::default());
    let stdin = Cursor::new(stdin.as_ref().to_vec());
    let mut io = Io::of_test(stdin, stdout.clone(), stderr.clone(), rng(), || NOW);
    let exit = ends(&mut io).code();
    let raw = stdout.raw() + &stderr.raw();
    Ran { exit, stdout: stdout.text(), stderr: stderr.text(), raw }
}

/// What is said about arguments that cannot be read, or to whoever asks for help.
pub(crate) fn usage(args: &[&str]) -> String {
    let words = ["countersign"].iter().chain(args);
    let error = Cli::try_parse_from(words).expect_err("arguments that cannot be read");
    assert_eq!(error.exit_code(), if error.use_stderr() { 2 } else { 0 }, "{error}");
    error.to_string()
}

/// A file under `tests/vectors/keys/`, seen from here.
pub(crate) fn key_file(name: &str) -> String {
    format!("../../tests/vectors/keys/{name}")
}

/// What other software says of a test key.
pub(crate) fn known(name: &str, member: &str) -> String {
    let known: Value = serde_json::from_str(keys::KNOWN_JSON).expect("JSON");
    known["keys"][name][member].as_str().expect("a string").to_owned()
}

/// A stream whose other end can be looked at.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        strip_str(&self.raw()).to_string()
    }

    fn raw(&self) -> String {
        let octets = self.0.lock().expect("no writer panicked").clone();
        String::from_utf8(octets).expect("the command writes UTF-8")
    }
}

impl Write for Shared {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panicked").extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
