//! Headers that somebody sends along: a gateway's subscription key, for example.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use http::{HeaderName, HeaderValue};

use crate::Failure;

/// A header, or the file that it is in, since a secret has no place on a command line.
#[derive(Clone, Debug)]
pub(super) enum HeaderOption {
    /// `Name: value`.
    Header(HeaderName, HeaderValue),
    /// `@FILE`, with a header on each line.
    File(PathBuf),
}

/// Why a text is no header. It never repeats the text, which may be a secret.
#[derive(Debug, thiserror::Error)]
pub(super) enum HeaderError {
    /// No colon.
    #[error("it has no colon, wanted NAME: VALUE or @FILE")]
    NoColon,
    /// The name.
    #[error("its name is none that a header can have")]
    Name,
    /// The value.
    #[error("its value has a character that no header can carry")]
    Value,
}

impl FromStr for HeaderOption {
    type Err = HeaderError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix('@') {
            Some(path) => Ok(Self::File(path.into())),
            None => line(text).map(|(name, value)| Self::Header(name, value)),
        }
    }
}

impl fmt::Display for HeaderOption {
    /// As it was given, and as curl takes it too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name, value) => {
                write!(f, "{name}: {}", String::from_utf8_lossy(value.as_bytes()))
            }
            Self::File(path) => write!(f, "@{}", path.display()),
        }
    }
}

/// All headers, those in files too.
pub(super) fn read(options: &[HeaderOption]) -> Result<Vec<(HeaderName, HeaderValue)>, Failure> {
    let mut headers = Vec::new();
    for option in options {
        match option {
            HeaderOption::Header(name, value) => headers.push((name.clone(), value.clone())),
            HeaderOption::File(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    Failure::new("input.unreadable", format!("{}: {error}", path.display()))
                })?;
                for (index, text) in text.lines().enumerate() {
                    if text.trim().is_empty() {
                        continue;
                    }
                    headers.push(line(text).map_err(|error| {
                        let says = format!("{}, line {}: {error}", path.display(), index + 1);
                        Failure::new("input.header", says)
                    })?);
                }
            }
        }
    }
    Ok(headers)
}

fn line(text: &str) -> Result<(HeaderName, HeaderValue), HeaderError> {
    let (name, value) = text.split_once(':').ok_or(HeaderError::NoColon)?;
    let name = name.trim().parse().map_err(|_| HeaderError::Name)?;
    let mut value = HeaderValue::from_str(value.trim()).map_err(|_| HeaderError::Value)?;
    value.set_sensitive(true);
    Ok((name, value))
}
