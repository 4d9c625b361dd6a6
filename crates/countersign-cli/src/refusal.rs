//! What a partner refused, why most likely, and what to do about it.

use std::fmt;

use countersign::exchange::Step;
use countersign::explain::{Explanation, Fact, FactKind, Seen};
use countersign::finding::Finding;
use countersign::redact::redact;
use countersign::rules::Profile;
use serde_json::{Value, json};

use crate::commands::explain;
use crate::http::{Answer, shown};
use crate::output::report;
use crate::output::style::{BAD, FAINT};
use crate::output::text::{Cell, Text};
use crate::{Exit, Outcome};

/// An answer that is a refusal, and what it most likely means.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) answer: Answer,
    pub(crate) explanation: Explanation,
    /// What settles the matter, where something does.
    pub(crate) traced: Option<Finding>,
}

/// Most causes that are told of: who needs more has `explain`.
const CAUSES: usize = 3;

impl Refused {
    /// What an answer at that step most likely means.
    pub(crate) fn new(answer: Answer, step: Step, assertion: Option<&str>) -> Self {
        let response = &answer.response;
        let explanation = countersign::explain::explain(&Seen {
            status: Some(response.status().as_u16()),
            headers: response.headers().clone(),
            body: response.body(),
            assertion,
            request_url: Some(answer.url.as_str()),
            now: Some(answer.received_at),
            browser: None,
            step: Some(step),
        });
        Self { answer, explanation, traced: None }
    }

    /// What the command comes to.
    pub(crate) fn outcome(&self) -> Outcome {
        let mut text = Text::default();
        self.tell(&mut text);
        Outcome {
            exit: Exit::Rejected,
            json: self.json(),
            words: text.finish(),
            ..Outcome::default()
        }
    }

    /// The answer, then its causes, likeliest first.
    pub(crate) fn tell(&self, text: &mut Text) {
        let Self { answer, explanation, traced } = self;
        let refused = Cell::styled(BAD, "REFUSED");
        text.rows(
            0,
            [
                [refused, Cell::from(&explanation.reading)],
                [Cell::default(), Cell::styled(FAINT, format!("from {}", shown(&answer.url)))],
            ],
        );
        match traced {
            Some(finding) => report::faults(text, &Profile::SPEC, std::slice::from_ref(finding)),
            None => causes(explanation, text),
        }
        let telling = |fact: &&Fact| matches!(fact.kind, FactKind::Retry | FactKind::Correlation);
        text.gap();
        text.rows(
            0,
            explanation.facts.iter().filter(telling).map(|fact| {
                [Cell::styled(FAINT, &fact.name), Cell::value(&fact.value), Cell::from(&fact.note)]
            }),
        );
    }

    /// For a program.
    pub(crate) fn json(&self) -> Value {
        let response = &self.answer.response;
        // What was nearly a token response may hold a token.
        let body = redact(&String::from_utf8_lossy(response.body())).text;
        let body = serde_json::from_str(&body).unwrap_or_else(|_| Value::from(body));
        json!({
            "url": shown(&self.answer.url),
            "status": response.status().as_u16(),
            "body": body,
            "finding": self.traced,
            "explanation": self.explanation,
        })
    }
}

/// The likeliest causes.
fn causes(explanation: &Explanation, text: &mut Text) {
    for (index, cause) in explanation.causes.iter().take(CAUSES).enumerate() {
        text.gap();
        explain::show(text, index + 1, cause);
    }
    let further = explanation.causes.len().saturating_sub(CAUSES);
    if further > 0 {
        text.gap();
        let words = format!("{further} more with --format json, or by countersign explain");
        text.words(0, Cell::styled(FAINT, words));
    }
}

impl fmt::Display for Refused {
    /// In a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explanation.reading)
    }
}
