//! What is required, by whom, and how we know: rules, finding codes and profiles as data.
//!
//! A [`Rule`] is a requirement with its source. A [`Code`] names one way to break it and says how each profile takes
//! that. A [`Profile`] is a column of those levels and a few settings. Nothing here runs: the checks stand in the
//! modules that a code's first segment names.

pub mod assertion;
pub mod code;
pub mod documents;
pub mod jose;
pub mod jwks;
mod profile;
pub mod replies;
pub mod request;
mod rule;

pub use code::Code;
pub use profile::{Level, Levels, Profile};
pub use rule::{Confidence, Rule, Source};

use rule::READ_ON;

/// Every rule, in the order of the flow.
pub const ALL: &[&[&Rule]] =
    &[jose::RULES, assertion::RULES, jwks::RULES, request::RULES, documents::RULES];

/// Every rule, one by one.
///
/// ```
/// let five_minutes = countersign::rules::rules().find(|rule| rule.id == "smart.assertion.exp.five-minutes");
/// assert!(five_minutes.is_some_and(|rule| rule.text.contains("300")));
/// ```
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().flat_map(|group| group.iter().copied())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn rules_are_sourced_and_named_once() {
        let mut seen = HashSet::new();
        for rule in rules() {
            assert!(seen.insert(rule.id), "{} stands twice", rule.id);
            assert!(rule.id.split('.').all(well_formed), "{}", rule.id);
            assert!(
                !rule.clause.is_empty() && rule.seen.starts_with("20"),
                "{} has no clause or date",
                rule.id
            );
            assert!(rule.text.ends_with('.'), "{} is no sentence", rule.id);
        }
    }

    #[test]
    fn codes_are_named_once_and_stand_on_a_listed_rule() {
        let listed: HashSet<_> = rules().map(|rule| rule.id).collect();
        let mut seen = HashSet::new();
        for code in code::codes() {
            assert!(seen.insert(code.id), "{} stands twice", code.id);
            assert!(code.id.split('.').all(well_formed), "{}", code.id);
            assert!(listed.contains(code.rule.id), "{} stands on an unlisted rule", code.id);
            for sentence in [code.what, code.why, code.fix] {
                assert!(
                    sentence.ends_with('.') && sentence.len() > 12,
                    "{}: {sentence:?}",
                    code.id
                );
            }
            assert_eq!(Code::by_id(code.id), Some(code));
        }
        assert_eq!(Code::by_id("jws.nothing"), None);
    }

    fn well_formed(segment: &str) -> bool {
        !segment.is_empty()
            && segment.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    }
}
