//! What has come so far: page after page, under a limit.

use std::collections::HashSet;
use std::fmt::Display;

use countersign::exchange::Step;
use countersign::fhir::{Answer as Body, Bundle, Entry, Issue, OperationOutcome, SearchMode};
use countersign::finding::Status;
use serde_json::Value;

use crate::Failure;
use crate::commands::token;
use crate::http::{Answer, shown};
use crate::output::style;
use crate::output::text::{Cell, Text};
use crate::refusal::Refused;
use crate::visit::Visit;
use crate::walk::{Endpoint, Stop};

/// Most that is gathered, in octets: it is held until the last page is there.
const OCTETS: usize = 64 * 1024 * 1024;

/// Pages and what was in them.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pages: Vec<Page>,
    octets: usize,
    links: HashSet<String>,
    /// How many searches have further pages that were not asked for.
    unread: usize,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Page {
    body: Value,
    read: Body,
}

impl Gathered {
    /// Takes an answer, and says which link leads on where it is to be followed.
    pub(super) fn take(&mut self, answer: Answer, follows: bool) -> Result<Option<String>, Stop> {
        self.count(&answer)?;
        let Ok(read) = Body::from_response(&answer.response) else {
            return Err(Stop::Refused(Box::new(Refused::new(answer, Step::Query, None))));
        };
        // What was read is JSON.
        let body = serde_json::from_slice(answer.response.body()).unwrap_or_default();
        let next = match &read {
            Body::Bundle(Bundle { next_link: Some(link), .. }) => Some(link.clone()),
            _ => None,
        };
        self.pages.push(Page { body, read });
        match next {
            Some(_) if !follows => {
                self.unread += 1;
                Ok(None)
            }
            Some(link) if !self.links.insert(link.clone()) => {
                let says =
                    format!("the links to further pages lead in a circle, after {}", self.so_far());
                Err(Failure::new("fetch.circle", says)
                    .hint("this is a fault of the server: tell the partner, with the query")
                    .into())
            }
            next => Ok(next),
        }
    }

    /// Takes a file of an export: a resource on each line.
    pub(super) fn take_lines(&mut self, answer: Answer) -> Result<(), Stop> {
        if !answer.response.status().is_success() {
            return Err(Stop::Refused(Box::new(Refused::new(answer, Step::Query, None))));
        }
        self.count(&answer)?;
        let text = str::from_utf8(answer.response.body());
        let text = text.map_err(|_| unreadable(&answer, "it is not UTF-8"))?;
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let fault =
                |why: &dyn Display| unreadable(&answer, format!("line {}: {why}", index + 1));
            let read = Body::parse(line).map_err(|error| fault(&error))?;
            let body = serde_json::from_str(line).map_err(|error| fault(&error))?;
            self.pages.push(Page { body, read });
        }
        Ok(())
    }

    /// How many octets may still come.
    pub(super) const fn room(&self) -> usize {
        OCTETS - self.octets
    }

    /// Something to be said at the end.
    pub(super) fn note(&mut self, words: impl Into<String>) {
        self.notes.push(words.into());
    }

    fn count(&mut self, answer: &Answer) -> Result<(), Failure> {
        let octets = answer.response.body().len();
        if octets > self.room() {
            let says = format!("more than {OCTETS} octets, after {}", self.so_far());
            return Err(Failure::new("fetch.too-large", says)
                .hint("ask for less at a time: by _lastUpdated or _since, for example"));
        }
        self.octets += octets;
        Ok(())
    }

    /// The answers as they came.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &Value> {
        self.pages.iter().map(|page| &page.body)
    }

    /// The resources, without those that are about the search.
    pub(super) fn resources(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.pages.iter().flat_map(|page| match &page.read {
            Body::Bundle(bundle) => bundle
                .entries
                .iter()
                .filter(|entry| entry.mode != Some(SearchMode::Outcome))
                .filter_map(|entry| Some((entry.pointer.as_str(), entry.resource.as_ref()?)))
                .collect(),
            read => read.resources(),
        })
    }

    /// How far it is.
    pub(super) fn so_far(&self) -> String {
        let (pages, resources) = (self.pages.len(), self.resources().count());
        let word = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            count => format!("{count} {word}s"),
        };
        format!("{}, {}", word(pages, "page"), word(resources, "resource"))
    }

    /// What a client should know of beside the records.
    pub(super) fn words(&self, visit: &Visit<'_>, endpoint: &Endpoint) -> String {
        let warn = |words: String| [style::status(Status::Warn), Cell::from(words)];
        let mut text = Text::default();
        text.rows(0, token::warnings(&visit.granted, endpoint, visit.scope));
        text.rows(0, self.outcomes().chain(self.notes.iter().cloned()).map(warn));
        if self.unread > 0 {
            let total = self.total().map(|total| format!(" of {total} in all")).unwrap_or_default();
            let words = format!("{}{total}; there are further pages: --all", self.so_far());
            text.rows(0, [warn(words)]);
        }
        text.finish()
    }

    /// What the server says about the searches.
    fn outcomes(&self) -> impl Iterator<Item = String> {
        self.pages.iter().flat_map(|page| {
            let issues = match &page.read {
                Body::Outcome(outcome) => outcome.issues.clone(),
                Body::Bundle(bundle) => {
                    bundle.entries.iter().filter_map(outcome).flatten().collect()
                }
                Body::Resource(_) => Vec::new(),
            };
            issues.into_iter().map(|issue| format!("the server says: {issue}"))
        })
    }

    /// How many match, where a single search says so.
    fn total(&self) -> Option<u64> {
        match &self.pages[..] {
            [Page { read: Body::Bundle(bundle), .. }] => bundle.total,
            _ => None,
        }
    }
}

fn unreadable(answer: &Answer, why: impl Display) -> Failure {
    Failure::new("export.file", format!("{}: {why}", shown(&answer.url)))
        .hint("this is a fault of the server: tell the partner")
}

fn outcome(entry: &Entry) -> Option<Vec<Issue>> {
    let resource = entry.resource.as_ref().filter(|_| entry.mode == Some(SearchMode::Outcome))?;
    Some(OperationOutcome::read(resource).ok()?.issues)
}
