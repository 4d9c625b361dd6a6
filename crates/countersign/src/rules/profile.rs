//! Who judges: a column of levels and a few settings.

use super::rule::{
    ATHENA_DOCS, Confidence, EPIC_DOCS, LAUNCHER_CODE, ORACLE_DOCS, RFC7519, SMART, Source,
};
use super::{Code, READ_ON};
use crate::finding::Status;
use crate::time::Seconds;

/// How one profile takes one fault, and whether that is known or modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// What the check ends with when the fault is there; `Skipped` where the profile does not ask at all.
    pub status: Status,
    /// Inferred, not observed or documented.
    pub modelled: bool,
}

/// The levels of one code, one per profile in the order of [`Profile::ALL`].
pub type Levels = [Level; COLUMNS];

const COLUMNS: usize = 6;

/// Reads the notation of the rules: `F` fails, `W` warns, `P` is accepted, a small letter is modelled, `-` is not asked.
pub(super) const fn levels(notation: &str) -> Levels {
    let letters = notation.as_bytes();
    assert!(letters.len() == COLUMNS, "one letter per column");
    let mut read = [Level { status: Status::Pass, modelled: false }; COLUMNS];
    let mut column = 0;
    while column < COLUMNS {
        let status = match letters[column].to_ascii_uppercase() {
            b'F' => Status::Fail,
            b'W' => Status::Warn,
            b'P' => Status::Pass,
            b'-' => Status::Skipped,
            _ => panic!("a level is F, W, P or -"),
        };
        read[column] = Level { status, modelled: letters[column].is_ascii_lowercase() };
        column += 1;
    }
    read
}

/// Whose strictness an assertion is judged by.
#[derive(Debug, PartialEq, Eq)]
pub struct Profile {
    /// Short, stable name.
    pub id: &'static str,
    /// What to call it on a page.
    pub name: &'static str,
    /// Where its settings were read.
    pub source: &'static Source,
    /// The day the source was read, `YYYY-MM-DD`.
    pub seen: &'static str,
    /// How its settings are known. A level that is known less well says so itself.
    pub confidence: Confidence,
    /// How far clocks may disagree.
    pub leeway: Seconds,
    /// How far `exp` may be over five minutes before it fails rather than warns.
    pub lifetime_grace: Seconds,
    /// The algorithms it verifies, by their JWS names; empty when any asymmetric one may do.
    pub algs: &'static [&'static str],
    column: usize,
}

impl Profile {
    /// The specification: SMART App Launch 2.2 and the RFCs under it. The leeway and the grace are ours: one test kit
    /// signs at exactly 300 s, and meets clocks that are a few seconds behind.
    pub const SPEC: Self = Self {
        id: "spec",
        name: "Specification",
        source: &SMART,
        seen: READ_ON,
        confidence: Confidence::Documented,
        leeway: Seconds::new(60),
        lifetime_grace: Seconds::new(10),
        algs: &[],
        column: 0,
    };

    /// The SMART App Launcher, version 2, when a key set is in its link.
    pub const LAUNCHER: Self = Self {
        id: "launcher",
        name: "SMART App Launcher",
        source: &LAUNCHER_CODE,
        seen: READ_ON,
        confidence: Confidence::Observed,
        leeway: Seconds::new(0),
        lifetime_grace: Seconds::new(0),
        algs: &["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
        column: 1,
    };

    /// Epic.
    pub const EPIC: Self = Self {
        id: "epic",
        name: "Epic",
        source: &EPIC_DOCS,
        seen: READ_ON,
        confidence: Confidence::Documented,
        leeway: Seconds::new(0),
        lifetime_grace: Seconds::new(0),
        algs: &["RS256", "RS384", "RS512", "ES256", "ES384"],
        column: 2,
    };

    /// Oracle Health, formerly Cerner.
    pub const ORACLE: Self = Self {
        id: "oracle",
        name: "Oracle Health",
        source: &ORACLE_DOCS,
        seen: READ_ON,
        confidence: Confidence::Documented,
        leeway: Seconds::new(60),
        lifetime_grace: Seconds::new(0),
        algs: &["RS384", "ES384"],
        column: 3,
    };

    /// athenahealth. Its list of algorithms was not seen.
    pub const ATHENA: Self = Self {
        id: "athena",
        name: "athenahealth",
        source: &ATHENA_DOCS,
        seen: READ_ON,
        confidence: Confidence::Modelled,
        leeway: Seconds::new(60),
        lifetime_grace: Seconds::new(0),
        algs: &[],
        column: 4,
    };

    /// A plain JWT: its form, keys, signature, `exp` and `nbf`. What SMART adds is not asked.
    pub const JWT: Self = Self {
        id: "jwt",
        name: "Plain JWT",
        source: &RFC7519,
        seen: READ_ON,
        confidence: Confidence::Documented,
        leeway: Seconds::new(60),
        lifetime_grace: Seconds::new(0),
        algs: &[],
        column: 5,
    };

    /// Every profile, in the order of the columns of [`Levels`].
    pub const ALL: [&'static Self; COLUMNS] =
        [&Self::SPEC, &Self::LAUNCHER, &Self::EPIC, &Self::ORACLE, &Self::ATHENA, &Self::JWT];

    /// The profile of that id.
    ///
    /// ```
    /// use countersign::finding::Status;
    /// use countersign::rules::{Profile, code::jwt};
    ///
    /// let launcher = Profile::by_id("launcher").expect("a known id");
    /// assert_eq!(launcher.level(&jwt::EXP_TOO_FAR).status, Status::Pass);
    /// assert_eq!(Profile::SPEC.level(&jwt::EXP_TOO_FAR).status, Status::Fail);
    /// ```
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|profile| profile.id == id)
    }

    /// How this profile takes the fault that `code` names.
    pub const fn level(&self, code: &Code) -> Level {
        code.levels[self.column]
    }

    /// Whether it refuses an assertion for that fault.
    pub const fn refuses(&self, code: &Code) -> bool {
        matches!(self.level(code).status, Status::Fail)
    }
}

#[cfg(test)]
mod tests {
    use super::super::rule::OWN;
    use super::*;

    #[test]
    fn each_profile_reads_its_own_column() {
        for (column, profile) in Profile::ALL.into_iter().enumerate() {
            assert_eq!(profile.column, column, "{}", profile.id);
            assert_eq!(Profile::by_id(profile.id), Some(profile));
        }
    }

    #[test]
    fn settings_are_sourced_and_dated() {
        for profile in Profile::ALL {
            assert!(profile.source != &OWN, "{}", profile.id);
            assert!(profile.seen.starts_with("20") && profile.seen.len() == 10, "{}", profile.id);
            assert!(profile.algs.iter().all(|alg| !alg.starts_with("HS") && *alg != "none"));
        }
    }
}
