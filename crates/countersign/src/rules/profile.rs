//! Who judges: a column of levels and a few settings.

use super::Code;
use crate::finding::Status;
use crate::jws::Alg;
use crate::time::Seconds;

/// How one profile takes one fault, and whether that is known or modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// What the check ends with when the fault is there.
    pub status: Status,
    /// Inferred, not observed or documented.
    pub modelled: bool,
}

/// The levels of one code, one per column: specification, launcher, Epic, Oracle, athena.
pub type Levels = [Level; 5];

/// Reads the notation of the rules: `F` fails, `W` warns, `P` is accepted, a small letter is modelled.
pub(super) const fn levels(notation: &str) -> Levels {
    let letters = notation.as_bytes();
    assert!(letters.len() == 5, "one letter per column");
    let mut read = [Level { status: Status::Pass, modelled: false }; 5];
    let mut column = 0;
    while column < 5 {
        let status = match letters[column].to_ascii_uppercase() {
            b'F' => Status::Fail,
            b'W' => Status::Warn,
            b'P' => Status::Pass,
            _ => panic!("a level is F, W or P"),
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
    /// How far clocks may disagree.
    pub leeway: Seconds,
    /// Algorithms it verifies, when the partner lists none.
    pub algs: &'static [Alg],
    column: usize,
}

impl Profile {
    /// The specification: SMART App Launch 2.2 and the RFCs under it. The leeway is ours.
    pub const SPEC: Self = Self {
        id: "spec",
        name: "Specification",
        leeway: Seconds::new(60),
        algs: &Alg::ALL,
        column: 0,
    };

    /// How this profile takes the fault that `code` names.
    pub const fn level(&self, code: &Code) -> Level {
        code.levels[self.column]
    }
}
