//! From text to scopes, with the place and the likely meaning of what is not one.

use core::str::FromStr;

use super::{Interaction, Level, Permissions, ResourceType, SCOPES, Scope, ScopeSet, Version};
use crate::rules::Code;
use crate::rules::code;

/// Why a text is not a scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fault}, at {at} in {scope:?}{}", hint(self.suggestion.as_deref()))]
pub struct ScopeError {
    /// What is wrong.
    pub fault: ScopeFault,
    /// The scope it is wrong in, at most 80 characters of it.
    pub scope: String,
    /// Where the fault stands, in octets of the whole text.
    pub at: usize,
    /// What was probably meant.
    pub suggestion: Option<String>,
}

/// The ways in which a text is not a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScopeFault {
    /// It does not start with `system/`, `user/` or `patient/`.
    #[error("a scope starts with system/")]
    Level,
    /// Behind the slash is neither `*` nor the name of a type.
    #[error("wanted * or a resource type, as Patient")]
    ResourceType,
    /// Behind the dot is neither `read`, `write`, `*` nor letters of `cruds`.
    #[error("wanted read, write, * or letters of cruds")]
    Permissions,
    /// The letters are of `cruds`, but not in its order, or one stands twice.
    #[error("the letters stand in the order cruds, each once")]
    Order,
    /// The restriction is not `name=value`, joined by `&`.
    #[error("wanted name=value behind the question mark")]
    Restriction,
    /// Scopes are parted by commas.
    #[error("scopes are parted by spaces, not commas")]
    Comma,
    /// There are more than [`SCOPES`].
    #[error("more than {SCOPES} scopes")]
    TooMany,
}

impl ScopeFault {
    /// The finding code that it is raised as.
    pub fn code(self) -> &'static Code {
        match self {
            Self::Order => &code::scope::ORDER,
            Self::Comma => &code::scope::COMMA,
            Self::Level
            | Self::ResourceType
            | Self::Permissions
            | Self::Restriction
            | Self::TooMany => &code::scope::SYNTAX,
        }
    }
}

impl ScopeError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        self.fault.code().id
    }
}

fn hint(suggestion: Option<&str>) -> String {
    suggestion.map(|text| format!(", perhaps {text:?} is meant")).unwrap_or_default()
}

/// Each scope of a list parted by spaces, or why it is none.
pub(super) fn each(text: &str) -> impl Iterator<Item = Result<Scope, ScopeError>> {
    let mut at = 0;
    let words = text.split(' ').filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some((start, word))
    });
    words.take(SCOPES + 1).enumerate().map(|(index, (start, word))| {
        if index == SCOPES {
            return Err(error(ScopeFault::TooMany, word, 0).behind(start));
        }
        one(word).map_err(|error| error.behind(start))
    })
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        one(text)
    }
}

impl FromStr for ScopeSet {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        Self::parse(text)
    }
}

fn one(text: &str) -> Result<Scope, ScopeError> {
    if let Some(at) = comma(text) {
        let apart = text.replace(',', " ");
        return Err(error(ScopeFault::Comma, text, at).suggest(apart.trim()));
    }
    let (level, rest) = level(text)?;
    let (head, restriction) = match rest.split_once('?') {
        Some((head, restriction)) => (head, Some(restriction)),
        None => (rest, None),
    };
    let start = text.len() - rest.len();
    let (type_name, letters) = head
        .split_once('.')
        .ok_or_else(|| error(ScopeFault::Permissions, text, start + head.len()))?;
    let resource_type = resource_type(type_name)
        .ok_or_else(|| error(ScopeFault::ResourceType, text, start).suggest_type(type_name))?;
    let letters_at = start + type_name.len() + 1;
    let (permissions, version) = permissions(letters).map_err(|fault| {
        let ordered: Permissions =
            Interaction::ALL.into_iter().filter(|one| letters.contains(one.letter())).collect();
        let failed = error(fault, text, letters_at);
        match fault {
            ScopeFault::Order => {
                failed.suggest(&text.replacen(&format!(".{letters}"), &format!(".{ordered}"), 1))
            }
            _ => failed,
        }
    })?;
    if let Some(restriction) = restriction {
        // Version 1 has no restrictions; a reader that dropped it would read more than was asked.
        if version == Version::V1 || !restriction.split('&').all(well_formed_parameter) {
            return Err(error(ScopeFault::Restriction, text, start + head.len()));
        }
    }
    let restriction = restriction.map(str::to_owned);
    Ok(Scope { level, resource_type, permissions, version, restriction })
}

fn level(text: &str) -> Result<(Level, &str), ScopeError> {
    [Level::System, Level::User, Level::Patient]
        .into_iter()
        .find_map(|level| {
            let rest = text.strip_prefix(level.as_str())?.strip_prefix('/')?;
            Some((level, rest))
        })
        .ok_or_else(|| error(ScopeFault::Level, text, 0))
}

fn resource_type(name: &str) -> Option<ResourceType> {
    let named = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|octet| octet.is_ascii_alphanumeric());
    match name {
        "*" => Some(ResourceType::Any),
        _ => named.then(|| ResourceType::Named(name.to_owned())),
    }
}

fn permissions(text: &str) -> Result<(Permissions, Version), ScopeFault> {
    if let Some(permissions) = Permissions::of_v1(text) {
        return Ok((permissions, Version::V1));
    }
    let letter = |c| Interaction::ALL.into_iter().find(|one| one.letter() == c);
    let read: Option<Vec<_>> = text.chars().map(letter).collect();
    match read {
        Some(read) if read.is_empty() => Err(ScopeFault::Permissions),
        Some(read) if read.is_sorted_by(|a, b| a < b) => {
            Ok((read.into_iter().collect(), Version::V2))
        }
        Some(_) => Err(ScopeFault::Order),
        None => Err(ScopeFault::Permissions),
    }
}

/// `name=value` in the characters that OAuth allows in a scope (RFC 6749 §3.3).
fn well_formed_parameter(pair: &str) -> bool {
    pair.split_once('=').is_some_and(|(name, value)| !name.is_empty() && !value.is_empty())
        && pair.bytes().all(|octet| octet.is_ascii_graphic() && !matches!(octet, b'"' | b'\\'))
}

/// A comma that parts scopes; inside a restriction it means "or" and is fine.
fn comma(text: &str) -> Option<usize> {
    let restriction = text.find('?').unwrap_or(text.len());
    text.match_indices(',')
        .map(|(at, _)| at)
        .find(|&at| at < restriction || text[at + 1..].is_empty() || level(&text[at + 1..]).is_ok())
}

fn error(fault: ScopeFault, text: &str, at: usize) -> ScopeError {
    ScopeError { fault, scope: text.chars().take(80).collect(), at, suggestion: None }
}

impl ScopeError {
    fn behind(mut self, start: usize) -> Self {
        self.at += start;
        self
    }

    fn suggest(mut self, meant: &str) -> Self {
        self.suggestion = Some(meant.chars().take(400).collect());
        self
    }

    /// `patient` where `Patient` is meant.
    fn suggest_type(self, name: &str) -> Self {
        let mut letters = name.chars();
        let capital = letters.next().map(|first| first.to_ascii_uppercase());
        let meant: String = capital.into_iter().chain(letters).collect();
        if meant == name || resource_type(&meant).is_none() {
            return self;
        }
        let scope = self.scope.replacen(&format!("/{name}."), &format!("/{meant}."), 1);
        self.suggest(&scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_an_ordered_part_of_cruds() {
        for (letters, read) in [
            ("cruds", Ok((Permissions::ALL, Version::V2))),
            ("rs", Ok((Permissions::READ, Version::V2))),
            ("read", Ok((Permissions::READ, Version::V1))),
            ("*", Ok((Permissions::ALL, Version::V1))),
            ("sr", Err(ScopeFault::Order)),
            ("dus", Err(ScopeFault::Order)),
            ("rr", Err(ScopeFault::Order)),
            (
                "rd",
                Ok(([Interaction::Read, Interaction::Delete].into_iter().collect(), Version::V2)),
            ),
            ("", Err(ScopeFault::Permissions)),
            ("Read", Err(ScopeFault::Permissions)),
            ("rx", Err(ScopeFault::Permissions)),
        ] {
            assert_eq!(permissions(letters), read, "{letters}");
        }
    }

    #[test]
    fn a_comma_inside_a_restriction_is_an_or() {
        assert_eq!(comma("system/Observation.rs?category=a,b"), None);
        assert_eq!(comma("system/A.rs,system/B.rs"), Some(11));
        assert_eq!(comma("system/A.rs?x=a,system/B.rs"), Some(15));
        assert_eq!(comma("system/A.rs?x=a,"), Some(15));
    }
}
