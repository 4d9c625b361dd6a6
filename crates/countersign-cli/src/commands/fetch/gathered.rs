//! Answers that are held until the last is there, under a limit.

use countersign::fhir::Answer as Body;
use serde_json::Value;

use super::records::matches;
use crate::Failure;

/// Most that is gathered, in octets.
const OCTETS: usize = 64 * 1024 * 1024;

/// Answers and what was in them.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    answers: Vec<(Value, Body)>,
    octets: usize,
}

impl Gathered {
    /// Keeps an answer: its text, and what was read in it.
    ///
    /// # Errors
    /// [`Failure`] when it would be more than may be held.
    pub(super) fn keep(&mut self, text: &[u8], read: Body) -> Result<(), Failure> {
        self.octets += text.len();
        if self.octets > OCTETS {
            return Err(Failure::new("fetch.too-large", format!("more than {OCTETS} octets"))
                .hint("ask for less at a time, by _lastUpdated or _since, for example; --all without --summary has no such limit"));
        }
        // What was read is JSON.
        self.answers.push((serde_json::from_slice(text).unwrap_or_default(), read));
        Ok(())
    }

    /// The answers as they came.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &Value> {
        self.answers.iter().map(|(body, _)| body)
    }

    /// The resources in them.
    pub(super) fn resources(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.answers.iter().flat_map(|(_, read)| matches(read))
    }
}
