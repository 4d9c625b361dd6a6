//! Where a document is had from: a file, stdin, or an address.

use std::ffi::OsString;
use std::fmt;
use std::str::FromStr;

use countersign::finding::Finding;
use countersign::jwk::{Fetched, lint_fetch};
use countersign::rules::Profile;
use url::Url;

use crate::http::Answer;
use crate::input::Input;
use crate::subject::Subject;

/// A file, stdin, or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A file, or `-`.
    Input(Input),
    /// An address, `http` or `https`.
    Url(Url),
}

/// Why a text names no source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SourceError {
    /// Nearly an address.
    #[error(transparent)]
    Url(#[from] url::ParseError),
    /// An address that nothing is fetched from.
    #[error("nothing is fetched by {scheme}, wanted https or http")]
    Scheme {
        /// Its scheme.
        scheme: String,
    },
}

impl FromStr for Source {
    type Err = SourceError;

    fn from_str(text: &str) -> Result<Self, SourceError> {
        let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("http" | "https") => Ok(Self::Url(Url::parse(text)?)),
            Some(scheme) => Err(SourceError::Scheme { scheme: scheme.to_owned() }),
            None => Ok(Self::Input(OsString::from(text).into())),
        }
    }
}

impl Source {
    /// The same as what a report is about.
    pub(crate) fn subject(&self) -> Subject {
        match self {
            Self::Input(Input::Stdin) => Subject::Stdin,
            Self::Input(Input::File(path)) => Subject::File(path.clone()),
            Self::Url(url) => Subject::Url(url.clone()),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.subject().fmt(f)
    }
}

/// A key set as it came from an address, judged with the way in which it came.
pub(crate) fn fetched(url: &Url, answer: &Answer, profile: &Profile) -> Vec<Finding> {
    let response = &answer.response;
    let fetched = Fetched {
        url: url.as_str(),
        status: response.status(),
        headers: response.headers(),
        redirected_to: (answer.url != *url).then_some(answer.url.as_str()),
        body: response.body(),
    };
    lint_fetch(&fetched, profile)
}
