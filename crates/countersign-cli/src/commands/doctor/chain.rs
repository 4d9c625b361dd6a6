//! The links of the chain, as they were found.

use countersign::finding::{Finding, Status};
use countersign::rules::Profile;
use serde_json::{Value, json};
use url::Url;

use crate::Failure;
use crate::output::style::{self, NAME};
use crate::output::text::{Cell, Text};
use crate::output::{json, report};
use crate::refusal::Refused;

/// A link, in the order of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Something answers at the FHIR base.
    Server,
    /// Where tokens are given is said.
    Discovery,
    /// The clocks agree.
    Clock,
    /// The key can sign what is taken.
    Key,
    /// The key is published as the partner needs it.
    KeySet,
    /// The assertion holds, judged as the partner judges.
    Assertion,
    /// A token is given for it.
    Token,
    /// The token permits what was asked.
    Scope,
    /// Records come for the token.
    Records,
}

/// How a link was found.
#[derive(Debug)]
pub(super) struct Found {
    link: Link,
    status: Status,
    says: String,
    why: Why,
}

/// What there is to say about a link that is not whole.
#[derive(Debug)]
pub(super) enum Why {
    /// Nothing more.
    Plain,
    /// What was found.
    Findings(Vec<Finding>),
    /// No answer came.
    Failed(Failure),
    /// The partner refused.
    Refused(Box<Refused>),
}

/// All links that were looked at.
#[derive(Debug, Default)]
pub(super) struct Chain(Vec<Found>);

impl Link {
    const ALL: [Self; 9] = [
        Self::Server,
        Self::Discovery,
        Self::Clock,
        Self::Key,
        Self::KeySet,
        Self::Assertion,
        Self::Token,
        Self::Scope,
        Self::Records,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Discovery => "discovery",
            Self::Clock => "clock",
            Self::Key => "key",
            Self::KeySet => "key set",
            Self::Assertion => "assertion",
            Self::Token => "token",
            Self::Scope => "scope",
            Self::Records => "records",
        }
    }
}

impl Chain {
    pub(super) fn pass(&mut self, link: Link, says: impl Into<String>) {
        self.push(link, Status::Pass, says, Why::Plain);
    }

    pub(super) fn warn(&mut self, link: Link, says: impl Into<String>) {
        self.push(link, Status::Warn, says, Why::Plain);
    }

    pub(super) fn skip(&mut self, link: Link, says: impl Into<String>) {
        self.push(link, Status::Skipped, says, Why::Plain);
    }

    /// Every link that was not looked at.
    pub(super) fn skip_rest(&mut self, says: &str) {
        for link in Link::ALL {
            if self.0.iter().all(|found| found.link != link) {
                self.skip(link, says);
            }
        }
    }

    pub(super) fn failed(&mut self, link: Link, failure: Failure) {
        self.push(link, Status::Fail, failure.says.clone(), Why::Failed(failure));
    }

    pub(super) fn refused(&mut self, link: Link, refused: Box<Refused>) {
        self.push(link, Status::Fail, refused.explanation.reading.clone(), Why::Refused(refused));
    }

    /// The worst of the findings decides: its message, else `says`.
    pub(super) fn found(&mut self, link: Link, says: impl Into<String>, findings: Vec<Finding>) {
        let of = |status| findings.iter().find(|finding| finding.status == status);
        let worst = of(Status::Fail).or_else(|| of(Status::Warn));
        let (status, says) = match worst {
            Some(finding) => {
                let more =
                    findings.iter().filter(|other| other.status == finding.status).count() - 1;
                let more = if more == 0 { String::new() } else { format!(", and {more} more") };
                (finding.status, format!("{}{more}", finding.message))
            }
            None => (Status::Pass, says.into()),
        };
        self.push(link, status, says, Why::Findings(findings));
    }

    fn push(&mut self, link: Link, status: Status, says: impl Into<String>, why: Why) {
        self.0.push(Found { link, status, says: says.into(), why });
    }

    /// Whether no link is broken.
    pub(super) fn is_whole(&self) -> bool {
        self.0.iter().all(|found| found.status != Status::Fail)
    }

    /// The list; then the first broken link in full, or else what is to be known of the whole ones.
    pub(super) fn text(&self) -> String {
        let mut text = Text::default();
        text.rows(0, self.0.iter().map(Found::row));
        match self.0.iter().find(|found| found.status == Status::Fail) {
            Some(first) => {
                text.gap();
                text.words(
                    0,
                    Cell::styled(NAME, format!("The first broken link: {}", first.link.name())),
                );
                first.tell(&mut text);
            }
            None => self.0.iter().for_each(|found| found.tell(&mut text)),
        }
        text.finish()
    }

    /// For a program.
    pub(super) fn json(&self, base: &Url, client: &str) -> Value {
        json!({
            "fhirBase": base.as_str(),
            "clientId": client,
            "whole": self.is_whole(),
            "links": self.0.iter().map(Found::json).collect::<Vec<_>>(),
        })
    }

    /// A line for each link.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.0
            .iter()
            .map(|found| format!("{} {}: {}", word(found.status), found.link.name(), found.says))
    }
}

impl Found {
    fn row(&self) -> [Cell; 4] {
        let mark = match self.status {
            Status::Pass => "✓",
            Status::Warn => "!",
            Status::Fail => "✗",
            Status::Skipped => "–",
        };
        let word = style::status(self.status);
        [Cell::from(mark), word, Cell::styled(NAME, self.link.name()), Cell::from(&self.says)]
    }

    fn tell(&self, text: &mut Text) {
        match &self.why {
            Why::Plain => {}
            Why::Findings(findings) => report::faults(text, &Profile::SPEC, findings),
            Why::Failed(failure) => {
                for hint in failure.hint.iter().flat_map(|hint| hint.lines()) {
                    text.words(0, format!("hint: {hint}"));
                }
            }
            Why::Refused(refused) => {
                text.gap();
                refused.tell(text);
            }
        }
    }

    fn json(&self) -> Value {
        let mut value = json!({
            "name": self.link.name(),
            "status": word(self.status),
            "message": self.says,
        });
        match &self.why {
            Why::Plain => {}
            Why::Findings(findings) => value["findings"] = json::value(findings),
            Why::Failed(failure) => {
                value["error"] =
                    json!({ "code": failure.code, "message": failure.says, "hint": failure.hint });
            }
            Why::Refused(refused) => value["refused"] = refused.json(),
        }
        value
    }
}

/// As findings have it in JSON.
const fn word(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Warn => "warn",
        Status::Fail => "fail",
        Status::Skipped => "skipped",
    }
}
