//! What a command touches of the world: streams, clock, randomness.

use std::fmt;
use std::io::{self, IsTerminal, Read, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use anstream::AutoStream;
use countersign::time::UnixSeconds;
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use jiff::tz::TimeZone;
use rand_core::CryptoRng;
use terminal_size::{Width, terminal_size_of};
use zeroize::Zeroizing;

use crate::output::text;

/// Puts a question, and gives the answer.
pub type Ask = fn(&str) -> io::Result<Zeroizing<String>>;

/// Streams, clock and randomness, so that a test can give its own.
pub struct Io {
    /// Where `-` is read from.
    pub stdin: Box<dyn Read + Send>,
    /// Data. Styles are taken off where it is no terminal.
    pub stdout: Box<dyn Write + Send>,
    /// Words.
    pub stderr: Box<dyn Write + Send>,
    /// Whether stdout is a terminal, so that data and progress would get in each other's way.
    pub stdout_is_terminal: bool,
    /// Whether somebody looks at stderr and can be shown progress.
    pub is_watched: bool,
    /// Asks on the terminal for what must not be shown; nothing where nobody sits at one.
    pub ask: Option<Ask>,
    /// The randomness of keys, `jti`s and RSA's blinding.
    pub rng: Box<dyn CryptoRng + Send>,
    /// Where the person is who reads times.
    pub zone: TimeZone,
    clock: fn() -> UnixSeconds,
}

impl Io {
    /// The streams of this process, its clock, and the system's randomness.
    pub fn of_process() -> Self {
        if let Some((Width(columns), _)) = terminal_size_of(io::stdout()) {
            text::fit(columns.into());
        }
        Self {
            stdin: Box::new(io::stdin()),
            stdout: Box::new(AutoStream::auto(io::stdout())),
            stderr: Box::new(AutoStream::auto(io::stderr())),
            stdout_is_terminal: io::stdout().is_terminal(),
            is_watched: io::stderr().is_terminal(),
            ask: (io::stdin().is_terminal() && io::stderr().is_terminal())
                .then_some(ask_on_terminal),
            rng: Box::new(UnwrapErr(SysRng)),
            zone: TimeZone::system(),
            clock: system_clock,
        }
    }

    /// Streams that are given, a clock that stands still in UTC, and randomness that is given.
    pub fn of_test(
        stdin: impl Read + Send + 'static,
        stdout: impl Write + Send + 'static,
        stderr: impl Write + Send + 'static,
        rng: impl CryptoRng + Send + 'static,
        clock: fn() -> UnixSeconds,
    ) -> Self {
        Self {
            stdin: Box::new(stdin),
            stdout: Box::new(stdout),
            stderr: Box::new(stderr),
            stdout_is_terminal: false,
            is_watched: false,
            ask: None,
            rng: Box::new(rng),
            zone: TimeZone::UTC,
            clock,
        }
    }

    /// A `jti` that was never used before: 128 random bits in hex.
    pub(crate) fn new_jti(&mut self) -> String {
        let mut octets = [0; 16];
        self.rng.fill_bytes(&mut octets);
        octets.iter().map(|octet| format!("{octet:02x}")).collect()
    }

    /// The clock, for what outlives a borrow of this.
    pub fn clock(&self) -> fn() -> UnixSeconds {
        self.clock
    }

    /// What time it is.
    pub fn now(&self) -> UnixSeconds {
        (self.clock)()
    }
}

impl fmt::Debug for Io {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Io").field("is_watched", &self.is_watched).finish_non_exhaustive()
    }
}

fn ask_on_terminal(question: &str) -> io::Result<Zeroizing<String>> {
    rpassword::prompt_password(question).map(Zeroizing::new)
}

fn system_clock() -> UnixSeconds {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixSeconds::new(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX))
}
