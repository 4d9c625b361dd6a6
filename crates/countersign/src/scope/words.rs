//! What a scope permits, in words for a page.

use super::{Level, Permissions, ResourceType, Scope, Version};

impl Scope {
    /// What it permits, in words: `read every type`, `read and search Patient`.
    ///
    /// ```
    /// use countersign::scope::Scope;
    ///
    /// assert_eq!("system/*.read".parse::<Scope>()?.in_words(), "read every type");
    /// assert_eq!("system/Patient.rs".parse::<Scope>()?.in_words(), "read and search Patient");
    /// # Ok::<(), countersign::scope::ScopeError>(())
    /// ```
    pub fn in_words(&self) -> String {
        let verbs = match (self.version, self.permissions) {
            (Version::V1, Permissions::READ) => "read".to_owned(),
            (Version::V1, Permissions::WRITE) => "write".to_owned(),
            (Version::V1, Permissions::ALL) => "read and write".to_owned(),
            (_, permissions) => permissions.listed(),
        };
        let what = match &self.resource_type {
            ResourceType::Any => "every type",
            ResourceType::Named(name) => name,
        };
        let of_whom = match self.level {
            Level::System => "",
            Level::User => ", as the user who logs in may",
            Level::Patient => ", of one patient",
        };
        let only = match &self.restriction {
            Some(restriction) => format!(", only where {}", restriction.replace('&', " and ")),
            None => String::new(),
        };
        format!("{verbs} {what}{of_whom}{only}")
    }
}
