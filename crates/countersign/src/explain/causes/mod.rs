//! Causes as data: tables of what must be seen, and what that can mean.
//!
//! A [`Rule`] holds when all its signs do; its rows are the causes, the likeliest first. The tables stand in the order of
//! how much they know: the first that has a rule which holds is used, and no table behind it. Words that a server is
//! known to say ([`words`]) come before all of them.

mod fallback;
mod fhir;
mod oauth;
mod sign;
mod spoken;
mod status;
pub(super) mod telling;
mod token;
mod transport;
mod vendor;
pub(super) mod words;

pub(super) use sign::Sign;

use super::reply::Reading;
use super::{Cause, Likelihood};
use crate::rules::{Code, Confidence};

/// The tables, from the surest to the last resort.
const TABLES: &[&[Rule]] = &[
    transport::RULES,
    vendor::RULES,
    fhir::RULES,
    status::RULES,
    spoken::RULES,
    oauth::RULES,
    token::RULES,
    fallback::RULES,
];

/// Causes that go with what is seen.
#[derive(Debug)]
pub(super) struct Rule {
    /// All of these must be seen.
    pub(super) when: &'static [Sign],
    /// The causes, the likeliest first.
    pub(super) causes: &'static [Row],
}

/// One cause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) likelihood: Likelihood,
    pub(super) title: &'static str,
    /// Why the reply can mean this.
    pub(super) why: &'static str,
    /// What to do now to see whether it is so.
    pub(super) test: &'static str,
    /// What to do about it.
    pub(super) fix: &'static str,
    /// The findings that it stands for.
    pub(super) codes: &'static [&'static Code],
    pub(super) confidence: Confidence,
}

/// A cause that was found, and whether the words of the reply name the fault itself.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) cause: Cause,
    pub(super) is_said: bool,
}

/// Every cause that fits, in the order of the tables.
pub(super) fn find(reading: &Reading<'_>, matches: &[words::Match<'_>]) -> Vec<Found> {
    let said = words::find(reading, matches);
    if !said.is_empty() {
        return said;
    }
    let held = |table: &&[Rule]| {
        let found: Vec<Found> = table.iter().flat_map(|rule| rule.find(reading)).collect();
        (!found.is_empty()).then_some(found)
    };
    TABLES.iter().find_map(held).unwrap_or_default()
}

impl Rule {
    fn find(&self, reading: &Reading<'_>) -> Vec<Found> {
        let seen: Option<Vec<String>> = self.when.iter().map(|sign| sign.seen(reading)).collect();
        let Some(seen) = seen else { return Vec::new() };
        let evidence = sentence(&seen);
        self.causes
            .iter()
            .map(|row| Found { cause: row.cause(&evidence), is_said: false })
            .collect()
    }
}

/// `the status is 401`, `the body is empty` → `The status is 401, and the body is empty.`
fn sentence(parts: &[String]) -> String {
    let parts: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let joined = match parts[..] {
        [] => return String::new(),
        [one] => one.to_owned(),
        [.., last] => format!("{}, and {last}", parts[..parts.len() - 1].join(", ")),
    };
    let mut chars = joined.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

impl Row {
    /// A row that fits everything; documented, unless it says otherwise.
    const LIKELY: Self = Self {
        likelihood: Likelihood::Likely,
        title: "",
        why: "",
        test: "",
        fix: "",
        codes: &[],
        confidence: Confidence::Documented,
    };
    const POSSIBLE: Self = Self { likelihood: Likelihood::Possible, ..Self::LIKELY };
    const REMOTE: Self = Self { likelihood: Likelihood::Remote, ..Self::LIKELY };

    const fn observed(self) -> Self {
        Self { confidence: Confidence::Observed, ..self }
    }

    const fn modelled(self) -> Self {
        Self { confidence: Confidence::Modelled, ..self }
    }

    fn cause(&self, evidence: &str) -> Cause {
        let because = [evidence, self.why].into_iter().filter(|text| !text.is_empty());
        Cause {
            title: self.title.into(),
            because: because.map(str::to_owned).collect(),
            test: self.test.into(),
            fix: self.fix.into(),
            codes: self.codes.to_vec(),
            confidence: self.confidence,
            likelihood: self.likelihood,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_says_why_how_to_test_and_what_to_do() {
        for rule in TABLES.iter().flat_map(|table| *table) {
            assert!(!rule.causes.is_empty(), "{rule:?}");
            for row in rule.causes {
                assert!(!row.title.ends_with('.') && row.title.len() > 10, "{}", row.title);
                for sentence in [row.why, row.test, row.fix] {
                    assert!(
                        sentence.ends_with('.') && sentence.len() > 12,
                        "{}: {sentence:?}",
                        row.title
                    );
                }
            }
            let order: Vec<_> = rule.causes.iter().map(|row| row.likelihood).collect();
            assert!(order.is_sorted(), "{:?}", rule.causes[0].title);
        }
    }

    #[test]
    fn what_is_seen_reads_as_a_sentence() {
        let parts =
            |all: &[&str]| sentence(&all.iter().map(|&part| part.to_owned()).collect::<Vec<_>>());
        assert_eq!(parts(&[]), "");
        assert_eq!(parts(&["the status is 401"]), "The status is 401.");
        assert_eq!(parts(&["a", "b", "", "c"]), "A, b, and c.");
    }
}
