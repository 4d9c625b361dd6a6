//! What a command looks at: where the text was found.

use std::fmt;
use std::path::PathBuf;

use url::Url;

use crate::http::shown;

/// Where a text was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// On the command line itself.
    Argument,
    /// On stdin.
    Stdin,
    /// In a file.
    File(PathBuf),
    /// At an address.
    Url(Url),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument => f.write_str("argument"),
            Self::Stdin => f.write_str("stdin"),
            Self::File(path) => path.display().fmt(f),
            Self::Url(url) => f.write_str(&shown(url)),
        }
    }
}
