//! What comes of queries and exports: counted, and held or passed on.

use std::borrow::Cow;
use std::fmt::Display;

use countersign::exchange::Step;
use countersign::fhir::{Answer as Body, Bundle, Entry, Issue, OperationOutcome, SearchMode};
use countersign::finding::Status;
use indicatif::{HumanBytes, HumanCount};
use serde::Deserialize;
use serde_json::Value;

use super::circle::Circle;
use super::end::End;
use super::gathered::Gathered;
use super::written::Written;
use crate::commands::token;
use crate::http::{Answer, Lines};
use crate::output::text::{Cell, Text};
use crate::output::{json, style};
use crate::progress::Progress;
use crate::refusal::Refused;
use crate::visit::Visit;
use crate::walk::{Endpoint, Stop};
use crate::{Failure, Io};

/// Most that is repeated of what the server says beside the records; the rest is counted.
const REMARKS: usize = 20;

/// What has come so far.
#[derive(Debug)]
pub(super) struct Records<'a> {
    pub(super) to: To<'a>,
    pages: u64,
    resources: u64,
    octets: u64,
    /// How many match, as the last search says.
    total: Option<u64>,
    /// How many searches have further pages that were not asked for.
    unread: u64,
    circle: Option<Circle>,
    remarks: Vec<String>,
    unsaid: u64,
    progress: Option<Progress>,
    is_watched: bool,
    /// Whether the lines go to the terminal, where they are the sign of life themselves.
    is_seen: bool,
}

/// Where resources go.
#[derive(Debug)]
pub(super) enum To<'a> {
    /// Into memory, to be shown at the end.
    Memory(Gathered),
    /// On, at once.
    Lines(Written<'a>),
}

/// As much of a resource as says that it is one.
#[derive(Deserialize)]
struct Resource<'a> {
    #[serde(borrow, rename = "resourceType")]
    _type: Cow<'a, str>,
}

impl<'a> Records<'a> {
    /// None yet.
    pub(super) fn new(to: To<'a>, io: &Io) -> Self {
        let is_printed = matches!(&to, To::Lines(written) if written.target().is_none());
        Self {
            to,
            pages: 0,
            resources: 0,
            octets: 0,
            total: None,
            unread: 0,
            circle: None,
            remarks: Vec::new(),
            unsaid: 0,
            progress: None,
            is_watched: io.is_watched,
            is_seen: is_printed && io.stdout_is_terminal,
        }
    }

    /// Takes an answer, and says which link leads on where it is to be followed.
    ///
    /// # Errors
    /// [`End`] when it is no resource, is too much, cannot be written, or leads back.
    pub(super) fn take(
        &mut self,
        answer: Answer,
        follows: bool,
        io: &mut Io,
    ) -> Result<Option<String>, End> {
        let Ok(read) = Body::from_response(&answer.response) else {
            return Err(Stop::Refused(Box::new(Refused::new(answer, Step::Query, None))).into());
        };
        issues(&read).iter().for_each(|issue| self.remark(says(issue)));
        let next = match &read {
            Body::Bundle(Bundle { next_link, total, .. }) => {
                self.total = *total;
                next_link.clone()
            }
            _ => None,
        };
        self.make_way();
        let text = answer.response.body();
        self.pages += 1;
        self.octets += text.len() as u64;
        match &mut self.to {
            To::Memory(gathered) => {
                self.resources += matches(&read).len() as u64;
                gathered.keep(text, read)?;
            }
            To::Lines(written) => {
                for (_, resource) in matches(&read) {
                    written.line(&json::line(resource), io)?;
                    self.resources += 1;
                }
            }
        }
        self.tell("");
        match (next, follows) {
            (None, _) => {
                self.circle = None;
                Ok(None)
            }
            (Some(_), false) => {
                self.unread += 1;
                Ok(None)
            }
            (Some(link), true) => Ok(Some(self.follow(link)?)),
        }
    }

    /// Takes a line of an export's file, the last of `lines`.
    ///
    /// # Errors
    /// [`End`] when it is no resource, is too much, or cannot be written.
    pub(super) fn take_line(&mut self, line: &str, lines: &Lines, io: &mut Io) -> Result<(), End> {
        self.make_way();
        match &mut self.to {
            To::Memory(gathered) => {
                let read = Body::parse(line).map_err(|error| unreadable(lines, &error))?;
                gathered.keep(line.as_bytes(), read)?;
            }
            To::Lines(written) => {
                judge(line).map_err(|why| unreadable(lines, &why))?;
                written.line(&json::as_it_came(line), io)?;
            }
        }
        self.resources += 1;
        self.octets += line.len() as u64;
        Ok(())
    }

    /// Takes a line that says what went wrong with an export.
    ///
    /// # Errors
    /// [`Failure`] when it says no such thing.
    pub(super) fn take_error(&mut self, line: &str, lines: &Lines) -> Result<(), Failure> {
        let outcome = OperationOutcome::parse(line).map_err(|error| unreadable(lines, &error))?;
        outcome.issues.iter().for_each(|issue| self.remark(says(issue)));
        Ok(())
    }

    /// Something to be said at the end.
    pub(super) fn remark(&mut self, words: impl Into<String>) {
        match self.remarks.len() < REMARKS {
            true => self.remarks.push(words.into()),
            false => self.unsaid += 1,
        }
    }

    /// Tells on the terminal how far it is, in what is being done.
    pub(super) fn tell(&mut self, doing: &str) {
        if self.is_watched && !self.is_seen {
            self.wait(format!("{doing}{}, {}", self.so_far(), HumanBytes(self.octets)));
        }
    }

    /// Tells on the terminal what is waited for.
    pub(super) fn wait(&mut self, words: impl Into<String>) {
        self.progress.get_or_insert_with(|| Progress::new(self.is_watched)).show(words);
    }

    /// Takes the progress off the terminal where lines are to be printed there.
    fn make_way(&mut self) {
        if self.is_seen {
            self.progress = None;
        }
    }

    /// How far it is.
    pub(super) fn so_far(&self) -> String {
        let resources = counted(self.resources, "resource");
        match self.pages {
            0 => resources,
            pages => format!("{}, {resources}", counted(pages, "page")),
        }
    }

    /// What was passed on so far, and what became of it, where something was.
    pub(super) fn came(&self) -> Option<String> {
        match &self.to {
            To::Lines(written) if self.pages + self.resources > 0 => Some(match written.target() {
                Some(target) => format!("{}; {target} is not written", self.so_far()),
                None => self.so_far(),
            }),
            _ => None,
        }
    }

    fn follow(&mut self, link: String) -> Result<String, Failure> {
        if self.circle.as_mut().is_some_and(|circle| circle.closes_at(&link)) {
            let says = "the links to further pages lead in a circle";
            return Err(Failure::new("fetch.circle", says)
                .hint("this is a fault of the server: tell the partner, with the query"));
        }
        self.circle.get_or_insert_with(|| Circle::at(&link));
        Ok(link)
    }

    /// What a client should know of beside the records.
    pub(super) fn words(&self, visit: &Visit<'_>, endpoint: &Endpoint) -> String {
        let warn = |words: String| [style::status(Status::Warn), Cell::from(words)];
        let mut text = Text::default();
        text.rows(0, token::warnings(&visit.granted, endpoint, visit.scope));
        text.rows(0, self.remarks.iter().cloned().map(warn));
        if self.unsaid > 0 {
            text.rows(0, [warn(format!("and {} more like these", HumanCount(self.unsaid)))]);
        }
        if self.unread > 0 {
            let total = self.total.filter(|_| self.pages == 1);
            let total = total.map(|total| format!(" of {total} in all")).unwrap_or_default();
            let words = format!("{}{total}; there are further pages: --all", self.so_far());
            text.rows(0, [warn(words)]);
        }
        if let To::Lines(written) = &self.to
            && let Some(target) = written.target()
        {
            text.words(0, format!("{}, in {target}", counted(self.resources, "resource")));
        }
        text.finish()
    }
}

/// The resources of an answer, without those that are about the search.
pub(super) fn matches(read: &Body) -> Vec<(&str, &Value)> {
    match read {
        Body::Bundle(bundle) => bundle
            .entries
            .iter()
            .filter(|entry| entry.mode != Some(SearchMode::Outcome))
            .filter_map(|entry| Some((entry.pointer.as_str(), entry.resource.as_ref()?)))
            .collect(),
        read => read.resources(),
    }
}

/// What the server says about a search.
fn issues(read: &Body) -> Vec<Issue> {
    match read {
        Body::Outcome(outcome) => outcome.issues.clone(),
        Body::Bundle(bundle) => bundle.entries.iter().filter_map(outcome).flatten().collect(),
        Body::Resource(_) => Vec::new(),
    }
}

fn outcome(entry: &Entry) -> Option<Vec<Issue>> {
    let resource = entry.resource.as_ref().filter(|_| entry.mode == Some(SearchMode::Outcome))?;
    Some(OperationOutcome::read(resource).ok()?.issues)
}

/// Whether a line is a resource; its members are passed over.
fn judge(line: &str) -> Result<(), String> {
    // An array would do for serde.
    if !line.trim_start().starts_with('{') {
        return Err("it is no resource: wanted a JSON object".to_owned());
    }
    serde_json::from_str::<Resource<'_>>(line).map(drop).map_err(|error| match error.is_data() {
        true => format!("it is no resource: {error}"),
        false => format!("it is not JSON: {error}"),
    })
}

fn says(issue: &Issue) -> String {
    format!("the server says: {issue}")
}

fn unreadable(lines: &Lines, why: &dyn Display) -> Failure {
    Failure::new("export.file", format!("{}: {why}", lines.place()))
        .hint("this is a fault of the server: tell the partner")
}

fn counted(count: u64, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        count => format!("{} {word}s", HumanCount(count)),
    }
}
