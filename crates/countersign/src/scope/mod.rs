//! Scopes: what a token permits (SMART App Launch 2.2, Scopes and Launch Context).
//!
//! Both spellings are read: version 1 (`system/Patient.read`) and version 2 (`system/Patient.rs`, with an optional
//! restriction `?category=laboratory`). What was asked in version 1 is answered in version 1.
//!
//! ```
//! use countersign::scope::{Interaction, ScopeSet};
//!
//! let asked = ScopeSet::parse("system/*.read system/*.write")?;
//! let registered = ScopeSet::parse("system/*.cruds")?;
//! let supported = ScopeSet::parse("system/*.rs")?;
//!
//! let grant = asked.grant(&registered, &supported);
//! assert_eq!(grant.granted.to_string(), "system/*.read");
//! assert_eq!(grant.dropped[0].to_string(), "system/*.write: this partner does not support create, update and delete");
//! assert!(grant.granted.allows("Patient", Interaction::Search));
//! assert!(!grant.granted.allows("Patient", Interaction::Update));
//! # Ok::<(), countersign::scope::ScopeError>(())
//! ```

mod grant;
mod parse;
mod permissions;
mod read;
mod words;

use core::fmt;

use serde::{Deserialize, Serialize};

pub use grant::{Cut, CutReason, Grant};
pub use parse::{ScopeError, ScopeFault};
pub use permissions::{Interaction, Permissions};
pub use read::{judge_access, read};

/// Most scopes in one [`ScopeSet`]: what is granted is worked out pair by pair.
pub const SCOPES: usize = 256;

/// On whose behalf a scope is: the part before the slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// `patient/`: one patient, chosen when somebody logs in.
    Patient,
    /// `user/`: what the user who logs in may see.
    User,
    /// `system/`: nobody is logged in. The only level that is granted here.
    System,
}

/// The resource types that a scope covers: the part between slash and dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResourceType {
    /// `*`: every type.
    Any,
    /// One type, `Patient` for example.
    Named(String),
}

/// Which version of the syntax a scope is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// `.read`, `.write` or `.*`.
    V1,
    /// Letters of `cruds`.
    V2,
}

/// One scope. A value that exists is well formed; [`Display`](fmt::Display) writes it as it was read.
///
/// ```
/// use countersign::scope::{Interaction, Scope};
///
/// let scope: Scope = "system/Observation.rs?category=laboratory".parse()?;
/// assert!(scope.permissions().has(Interaction::Read));
/// assert_eq!(scope.restriction(), Some("category=laboratory"));
/// assert_eq!(scope.to_string(), "system/Observation.rs?category=laboratory");
/// # Ok::<(), countersign::scope::ScopeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Scope {
    level: Level,
    resource_type: ResourceType,
    permissions: Permissions,
    version: Version,
    restriction: Option<String>,
}

impl Level {
    /// The word before the slash.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::User => "user",
            Self::System => "system",
        }
    }
}

impl ResourceType {
    /// `*`, or the name of the type.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Any => "*",
            Self::Named(name) => name,
        }
    }

    /// Whether that type is among them.
    pub fn covers(&self, resource_type: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Named(name) => name == resource_type,
        }
    }
}

impl Scope {
    /// On whose behalf.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The types that are covered.
    pub fn resource_type(&self) -> &ResourceType {
        &self.resource_type
    }

    /// What may be done with them.
    pub fn permissions(&self) -> Permissions {
        self.permissions
    }

    /// The syntax it is written in.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The restriction behind the `?`, as written.
    pub fn restriction(&self) -> Option<&str> {
        self.restriction.as_deref()
    }

    /// The search parameters of the restriction, name and value as written, still escaped.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.restriction
            .iter()
            .flat_map(|text| text.split('&'))
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }

    /// Whether it permits that interaction with every resource of that type, with nobody logged in.
    ///
    /// A scope with a restriction permits a part only, and a scope of another level needs a user: both are `false`.
    pub fn allows(&self, resource_type: &str, interaction: Interaction) -> bool {
        self.level == Level::System
            && self.restriction.is_none()
            && self.permissions.has(interaction)
            && self.resource_type.covers(resource_type)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}.", self.level.as_str(), self.resource_type.as_str())?;
        match (self.version, self.permissions.v1()) {
            (Version::V1, Some(word)) => f.write_str(word)?,
            _ => self.permissions.fmt(f)?,
        }
        match &self.restriction {
            Some(restriction) => write!(f, "?{restriction}"),
            None => Ok(()),
        }
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

impl TryFrom<String> for Scope {
    type Error = ScopeError;

    fn try_from(text: String) -> Result<Self, ScopeError> {
        text.parse()
    }
}

/// Scopes as a request or a token carries them: in order, none twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ScopeSet {
    scopes: Vec<Scope>,
}

impl ScopeSet {
    /// Reads scopes parted by spaces; an empty text is an empty set.
    ///
    /// # Errors
    /// [`ScopeError`] for the first scope that is not well formed, with its place in the text.
    ///
    /// ```
    /// use countersign::scope::ScopeSet;
    ///
    /// assert_eq!(ScopeSet::parse("system/*.read")?.len(), 1);
    /// let error = ScopeSet::parse("system/*.read system/Patient.sr").expect_err("out of order");
    /// assert_eq!((error.at, error.suggestion.as_deref()), (29, Some("system/Patient.rs")));
    /// # Ok::<(), countersign::scope::ScopeError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        parse::each(text).collect()
    }

    /// The scopes, in the order written.
    pub fn iter(&self) -> core::slice::Iter<'_, Scope> {
        self.scopes.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.scopes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty()
    }

    /// Whether one of the scopes permits that interaction; see [`Scope::allows`].
    pub fn allows(&self, resource_type: &str, interaction: Interaction) -> bool {
        self.iter().any(|scope| scope.allows(resource_type, interaction))
    }

    /// What a server grants of this: the part that is both registered for the client and supported.
    pub fn grant(&self, registered: &Self, supported: &Self) -> Grant {
        grant::grant(self, registered, supported)
    }

    fn push(&mut self, scope: Scope) {
        if !self.scopes.contains(&scope) {
            self.scopes.push(scope);
        }
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let mut set = Self::default();
        scopes.into_iter().for_each(|scope| set.push(scope));
        set
    }
}

impl<'a> IntoIterator for &'a ScopeSet {
    type Item = &'a Scope;
    type IntoIter = core::slice::Iter<'a, Scope>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            scope.fmt(f)?;
        }
        Ok(())
    }
}

impl From<ScopeSet> for String {
    fn from(scopes: ScopeSet) -> Self {
        scopes.to_string()
    }
}

impl TryFrom<String> for ScopeSet {
    type Error = ScopeError;

    fn try_from(text: String) -> Result<Self, ScopeError> {
        Self::parse(&text)
    }
}
