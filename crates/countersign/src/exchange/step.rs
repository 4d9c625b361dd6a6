//! The six steps.

use core::fmt;

use serde::{Deserialize, Serialize};

/// One step of the walk.
///
/// ```
/// use countersign::exchange::Step;
///
/// assert_eq!(Step::Token.number(), 4);
/// assert_eq!(Step::by_slug("token"), Some(Step::Token));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Reading where the token endpoint is, and what it takes.
    Discovery,
    /// Making a key pair and registering its public half.
    Keys,
    /// Saying who the client is, and signing it.
    Assertion,
    /// Trading the assertion for an access token.
    Token,
    /// Asking for records with the token.
    Query,
    /// Reading what the partner wrote down.
    Audit,
}

impl Step {
    /// All steps, in order.
    pub const ALL: [Self; 6] =
        [Self::Discovery, Self::Keys, Self::Assertion, Self::Token, Self::Query, Self::Audit];

    /// Its place, from 1.
    pub const fn number(self) -> usize {
        self as usize + 1
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Discovery => "Discovery",
            Self::Keys => "Keys",
            Self::Assertion => "Assertion",
            Self::Token => "Token",
            Self::Query => "Query",
            Self::Audit => "Audit",
        }
    }

    /// Its name in an address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Keys => "keys",
            Self::Assertion => "assertion",
            Self::Token => "token",
            Self::Query => "query",
            Self::Audit => "audit",
        }
    }

    /// The step of that name in an address.
    #[must_use]
    pub fn by_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.slug() == slug)
    }

    /// The step behind it.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self as usize + 1).copied()
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
