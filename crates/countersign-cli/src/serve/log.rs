//! What the server says while it runs: a line for each request and what was wrong with it, for a person at a terminal;
//! structured events elsewhere. What is said of a request has no secrets, and nothing that a terminal would obey.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use countersign::finding::{Finding, Report};
use countersign_partner::{Record, Seen};
use tracing::Dispatch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::greeting::Greeting;
use crate::output::style::{BAD, DOUBTFUL, FAINT, GOOD, NAME};
use crate::{Failure, Format};

/// Lines that may wait for a slow reader; past them lines are counted, not kept.
const WAITING: usize = 1_024;

/// A log of the server. Clones write to the same place.
#[derive(Clone)]
pub struct Log {
    lines: Lines,
    events: Dispatch,
    manner: Manner,
    is_quiet: bool,
    writer: Arc<Mutex<Option<Writer>>>,
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Log").field("manner", &self.manner).finish_non_exhaustive()
    }
}

/// The thread that writes, which gives back where it wrote.
type Writer = JoinHandle<Box<dyn Write + Send>>;

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// For somebody who looks at it.
    Person,
    /// As `name=value`, for a file.
    Text,
    /// As an object a line.
    Json,
}

/// A request as it is logged.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) record: &'a Record,
    pub(super) seen: &'a Seen,
    pub(super) took: Duration,
}

impl Log {
    /// A log to `writer`, which gets its own thread.
    pub fn new(
        writer: Box<dyn Write + Send>,
        format: Format,
        is_watched: bool,
        is_quiet: bool,
    ) -> Self {
        let manner = match (format, is_watched) {
            (Format::Json, _) => Manner::Json,
            (_, true) => Manner::Person,
            (_, false) => Manner::Text,
        };
        let (sender, receiver) = sync_channel(WAITING);
        let missed = Arc::new(AtomicU64::new(0));
        let lines = Lines { sender, missed: missed.clone() };
        let thread = thread::spawn(move || write(writer, &receiver, &missed));
        let filter = EnvFilter::builder()
            .with_default_directive(tracing::Level::INFO.into())
            .from_env_lossy();
        let events = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(false)
            .with_target(false)
            .with_writer(lines.clone());
        let events = match manner {
            Manner::Json => events.json().flatten_event(true).into(),
            Manner::Person => events.compact().without_time().into(),
            Manner::Text => events.into(),
        };
        Self { lines, events, manner, is_quiet, writer: Arc::new(Mutex::new(Some(thread))) }
    }

    /// A log of nothing.
    pub fn silent() -> Self {
        Self::new(Box::new(io::sink()), Format::Text, true, true)
    }

    /// Lets libraries write here too; the first log of a process that asks for it has it.
    pub fn take_events(&self) {
        let _ = tracing::dispatcher::set_global_default(self.events.clone());
    }

    /// Says that the server runs, and how to use it.
    pub(crate) fn greet(&self, greeting: &Greeting) {
        match self.manner {
            Manner::Json => self.event(|| {
                tracing::info!(
                    address = %greeting.address,
                    fhir_base = greeting.fhir_base,
                    token_endpoint = greeting.token_endpoint,
                    profile = greeting.profile.id,
                    store = %greeting.store,
                    "listening"
                );
                greeting.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
            }),
            Manner::Person | Manner::Text => self.lines.wait(greeting.to_string()),
        }
    }

    /// A sentence.
    pub(crate) fn say(&self, sentence: &str) {
        match self.manner {
            Manner::Person => self.lines.wait(format!("{FAINT}{sentence}{FAINT:#}\n")),
            _ => self.event(|| tracing::info!("{sentence}")),
        }
    }

    /// Something that went wrong on this side and does not end the server.
    pub(super) fn warn(&self, failure: &Failure) {
        let Failure { says, hint, .. } = failure;
        match self.manner {
            Manner::Person => {
                let mut text = format!("{DOUBTFUL}warning:{DOUBTFUL:#} {says}\n");
                if let Some(hint) = hint {
                    let _ = writeln!(text, "hint: {hint}");
                }
                self.lines.wait(text);
            }
            _ => self.event(|| tracing::warn!(hint, "{says}")),
        }
    }

    /// A request that was answered.
    pub(super) fn request(&self, line: &Line<'_>) {
        match self.manner {
            _ if self.is_quiet => {}
            Manner::Person => self.lines.offer(told(line).into_bytes()),
            Manner::Text | Manner::Json => self.event(|| {
                let Line { record, seen, took } = line;
                let failure = record.report.as_ref().and_then(Report::first_failure);
                tracing::info!(
                    method = seen.method,
                    path = path(&seen.url),
                    route = record.route.name(),
                    client = record.client_id.as_deref().map(plain),
                    status = record.status.as_u16(),
                    verdict = verdict(record),
                    code = failure.map(|finding| finding.code.id),
                    finding = failure.map(|finding| plain(&finding.message)),
                    ms = milliseconds(*took),
                    "request"
                );
            }),
        }
    }

    /// Writes what waits, and gives back where it was written.
    pub fn close(self) -> Box<dyn Write + Send> {
        let thread = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return Box::new(io::sink()) };
        let _ = self.lines.sender.send(Message::End);
        thread.join().unwrap_or_else(|_| Box::new(io::sink()))
    }

    fn event(&self, emit: impl FnOnce()) {
        tracing::dispatcher::with_default(&self.events, emit);
    }
}

/// Where the lines of all threads come together.
#[derive(Clone, Debug)]
struct Lines {
    sender: SyncSender<Message>,
    missed: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Message {
    Line(Vec<u8>),
    End,
}

impl Lines {
    /// Writes a line if there is room: nobody who reads slowly makes a client wait.
    fn offer(&self, line: Vec<u8>) {
        if let Err(TrySendError::Full(_)) = self.sender.try_send(Message::Line(line)) {
            self.missed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes a text even if that takes a while.
    fn wait(&self, text: String) {
        let _ = self.sender.send(Message::Line(text.into_bytes()));
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.offer(line.to_vec());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Writes until it is told to end. A pipe that was closed is no error: nobody is left to tell.
fn write(
    mut writer: Box<dyn Write + Send>,
    lines: &Receiver<Message>,
    missed: &AtomicU64,
) -> Box<dyn Write + Send> {
    while let Ok(Message::Line(line)) = lines.recv() {
        let _ = writer.write_all(&line);
        let missed = missed.swap(0, Ordering::Relaxed);
        if missed > 0 {
            let _ = writeln!(writer, "{missed} lines were not written: the log is read too slowly");
        }
        let _ = writer.flush();
    }
    let _ = writer.flush();
    writer
}

/// A line for a person, and under it the finding that decided.
fn told(line: &Line<'_>) -> String {
    let Line { record, seen, took } = line;
    let clock = record.at.clock().unwrap_or_default();
    let client = record.client_id.as_deref().map_or_else(|| "–".to_owned(), plain);
    let asked = format!("{} {}", seen.method, plain(&seen.url));
    let colour = match record.status.as_u16() {
        ..400 => GOOD,
        400..500 => BAD,
        500.. => DOUBTFUL,
    };
    let (status, ms) = (record.status.as_u16(), milliseconds(*took));
    let verdict = verdict(record).unwrap_or_default();
    let mut text = format!(
        "{FAINT}{clock}{FAINT:#}  {client:<16}  {asked:<34}  {colour}{status}{colour:#} {verdict:<8}  {FAINT}{ms:.1} ms{FAINT:#}\n"
    );
    if let Some(finding) = record.report.as_ref().and_then(Report::first_failure) {
        let _ = explain(&mut text, finding);
    }
    text
}

fn explain(text: &mut String, finding: &Finding) -> std::fmt::Result {
    let message = plain(&finding.message);
    writeln!(text, "          {BAD}✗ {}{BAD:#}  {NAME}{message}{NAME:#}", finding.code.id)?;
    for (name, value) in [("got", &finding.evidence.got), ("want", &finding.evidence.expected)] {
        if let Some(value) = value {
            writeln!(text, "            {FAINT}{name:<5}{FAINT:#}{}", shortened(&plain(value)))?;
        }
    }
    writeln!(text, "            {FAINT}fix  {FAINT:#}{}", finding.code.fix)
}

fn verdict(record: &Record) -> Option<&'static str> {
    use countersign::finding::Verdict;

    record.report.as_ref().map(|report| match report.verdict() {
        Verdict::Accepted => "accepted",
        Verdict::Rejected => "rejected",
        Verdict::Unverified => "unverified",
    })
}

/// To the hundredth: what is beyond is noise.
pub(super) fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 100_000.0).round() / 100.0
}

/// The path alone: a query may name a patient.
fn path(url: &str) -> String {
    plain(url.split('?').next().unwrap_or_default())
}

/// Without what a terminal would obey: a stranger wrote it.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '�' } else { c }).collect()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
