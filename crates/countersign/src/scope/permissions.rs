//! What may be done with a resource: the letters of `cruds`.

use core::fmt;

/// One kind of FHIR interaction, as a letter of version 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Interaction {
    /// `c`: create.
    Create,
    /// `r`: read, vread, history of one resource.
    Read,
    /// `u`: update and patch.
    Update,
    /// `d`: delete.
    Delete,
    /// `s`: search, history of a type or of the system.
    Search,
}

impl Interaction {
    /// All of them, in the order of `cruds`.
    pub const ALL: [Self; 5] = [Self::Create, Self::Read, Self::Update, Self::Delete, Self::Search];

    /// Its letter.
    pub const fn letter(self) -> char {
        match self {
            Self::Create => 'c',
            Self::Read => 'r',
            Self::Update => 'u',
            Self::Delete => 'd',
            Self::Search => 's',
        }
    }

    /// Its name: `create`, `read`, `update`, `delete`, `search`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Search => "search",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of [`Interaction`]s.
///
/// ```
/// use countersign::scope::{Interaction, Permissions};
///
/// let read: Permissions = [Interaction::Search, Interaction::Read].into_iter().collect();
/// assert_eq!((read.to_string().as_str(), read.v1()), ("rs", Some("read")));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Permissions(u8);

impl Permissions {
    /// `rs`, which version 1 calls `read`.
    pub const READ: Self = Self(Interaction::Read.bit() | Interaction::Search.bit());
    /// `cud`, which version 1 calls `write`.
    pub const WRITE: Self =
        Self(Interaction::Create.bit() | Interaction::Update.bit() | Interaction::Delete.bit());
    /// `cruds`, which version 1 calls `*`.
    pub const ALL: Self = Self(Self::READ.0 | Self::WRITE.0);

    /// Whether the interaction is among them.
    pub const fn has(self, interaction: Interaction) -> bool {
        self.0 & interaction.bit() != 0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The interactions, in the order of `cruds`.
    pub fn iter(self) -> impl Iterator<Item = Interaction> {
        Interaction::ALL.into_iter().filter(move |&interaction| self.has(interaction))
    }

    /// The word of version 1 for exactly these: `read`, `write`, `*`. Nothing else has one.
    pub fn v1(self) -> Option<&'static str> {
        match self {
            Self::READ => Some("read"),
            Self::WRITE => Some("write"),
            Self::ALL => Some("*"),
            _ => None,
        }
    }

    /// What a word of version 1 stands for.
    pub(super) fn of_v1(word: &str) -> Option<Self> {
        [Self::READ, Self::WRITE, Self::ALL].into_iter().find(|set| set.v1() == Some(word))
    }

    /// Their names as a sentence lists them: `create, update and delete`.
    pub(super) fn listed(self) -> String {
        let names: Vec<_> = self.iter().map(Interaction::as_str).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [most @ .., last] => format!("{} and {last}", most.join(", ")),
        }
    }
}

impl FromIterator<Interaction> for Permissions {
    fn from_iter<I: IntoIterator<Item = Interaction>>(interactions: I) -> Self {
        interactions.into_iter().fold(Self::default(), |set, one| Self(set.0 | one.bit()))
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|interaction| write!(f, "{}", interaction.letter()))
    }
}
