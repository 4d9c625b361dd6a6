//! What a command is given: a file, or `-` for stdin, under limits.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use crate::{Failure, Io};

/// A file, or stdin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// `-`.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl From<OsString> for Input {
    fn from(name: OsString) -> Self {
        if name == "-" { Self::Stdin } else { Self::File(name.into()) }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("stdin"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl Input {
    /// All of it, if it has at most `limit` octets.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be read or is longer.
    pub(crate) fn read(&self, limit: usize, io: &mut Io) -> Result<Vec<u8>, Failure> {
        // A key may come this way: a vector that grows would leave copies behind.
        let mut octets = Vec::with_capacity(limit.saturating_add(1));
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let read = match self {
            Self::Stdin => io.stdin.as_mut().take(most).read_to_end(&mut octets),
            Self::File(path) => {
                File::open(path).and_then(|file| file.take(most).read_to_end(&mut octets))
            }
        };
        read.map_err(|error| {
            Failure::new("input.unreadable", format!("{self}: {}", reason(&error)))
        })?;
        if octets.len() > limit {
            return Err(Failure::new(
                "input.too-long",
                format!("{self}: more than {limit} octets"),
            ));
        }
        Ok(octets)
    }

    /// All of it as text.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be read, is longer than `limit` octets, or is not UTF-8.
    pub(crate) fn read_text(&self, limit: usize, io: &mut Io) -> Result<String, Failure> {
        String::from_utf8(self.read(limit, io)?)
            .map_err(|_| Failure::new("input.not-text", format!("{self}: not UTF-8 text")))
    }

    /// That there is something in it.
    ///
    /// # Errors
    /// [`Failure`] when there is not.
    pub(crate) fn check_filled(&self, octets: &[u8]) -> Result<(), Failure> {
        match octets.trim_ascii().is_empty() {
            true => Err(Failure::new("input.empty", format!("{self}: it is empty"))),
            false => Ok(()),
        }
    }
}

/// Stdin is read once, and `what` would all be read from there.
pub(crate) fn stdin_twice(what: &str) -> Failure {
    Failure::new("input.twice", format!("{what} are read from stdin"))
        .hint("give all but one of them as files")
}

/// The same words on every system, for what happens every day.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder, wanted a file".to_owned(),
        _ => error.to_string(),
    }
}
