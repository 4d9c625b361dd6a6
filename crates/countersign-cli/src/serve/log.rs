//! What the server says while it runs: a line for each request and what was wrong with it, for a person at a terminal;
//! structured events elsewhere. What is said of a request has no secrets, and nothing that a terminal would obey.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use countersign::finding::{Finding, Report, Verdict};
use countersign::redact::redact;
use countersign_partner::Record;
use http::Request;
use tracing::Dispatch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::greeting::Greeting;
use crate::output::style::{BAD, DOUBTFUL, FAINT, GOOD};
use crate::output::text::{Cell, Text, harmless};
use crate::{Failure, Format};

/// Lines that may wait for a slow reader; past them lines are counted, not kept.
const WAITING: usize = 1_024;

/// What is logged unless `RUST_LOG` says otherwise: all that is said here, and what troubles a library.
const EVENTS: &str = "warn,countersign_cli=info";

/// Octets that are written together, about.
const TOGETHER: usize = 64 * 1024;

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
    pub(super) request: &'a Request<Vec<u8>>,
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
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(EVENTS));
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
                    watch = greeting.watch,
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
                let Line { record, request, took } = line;
                let failure = record.report.as_ref().and_then(Report::first_failure);
                tracing::info!(
                    method = %request.method(),
                    // A query may name a patient.
                    path = harmless(&redact(request.uri().path()).text),
                    route = record.route.name(),
                    client = record.client_id.as_deref().map(harmless),
                    status = record.status.as_u16(),
                    verdict = verdict(record),
                    code = failure.map(|finding| finding.code.id),
                    finding = failure.map(|finding| harmless(&finding.message)),
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

/// Writes until it is told to end, whatever waits at once. A pipe that was closed is no error: nobody is left to tell.
fn write(
    mut writer: Box<dyn Write + Send>,
    lines: &Receiver<Message>,
    missed: &AtomicU64,
) -> Box<dyn Write + Send> {
    while let Ok(Message::Line(mut text)) = lines.recv() {
        let mut ends = false;
        while text.len() < TOGETHER && !ends {
            match lines.try_recv() {
                Ok(Message::Line(line)) => text.extend(line),
                Ok(Message::End) => ends = true,
                Err(_) => break,
            }
        }
        let missed = missed.swap(0, Ordering::Relaxed);
        if missed > 0 {
            let _ = writeln!(text, "{missed} lines were not written: the log is read too slowly");
        }
        let _ = writer.write_all(&text);
        let _ = writer.flush();
        if ends {
            break;
        }
    }
    writer
}

/// A line for a person, and under it the finding that decided. What is as long as the client likes comes last.
fn told(line: &Line<'_>) -> String {
    let Line { record, request, took } = line;
    let clock = record.at.clock().unwrap_or_default();
    let client = record.client_id.as_deref().map_or_else(|| "–".to_owned(), harmless);
    let url = redact(&request.uri().to_string()).text;
    let asked = format!("{} {}", request.method(), harmless(&url));
    let colour = match record.status.as_u16() {
        ..400 => GOOD,
        400..500 => BAD,
        500.. => DOUBTFUL,
    };
    let (status, ms) = (record.status.as_u16(), milliseconds(*took));
    let verdict = verdict(record).unwrap_or_default();
    let mut text = format!(
        "{FAINT}{clock}{FAINT:#}  {colour}{status}{colour:#} {verdict:<8}  {FAINT}{ms:>6.1} ms{FAINT:#}  {client:<16}  {asked}\n"
    );
    if let Some(finding) = record.report.as_ref().and_then(Report::first_failure) {
        text.push_str(&explained(finding));
        text.push('\n');
    }
    text
}

fn explained(finding: &Finding) -> String {
    let mut text = Text::default();
    let code = Cell::styled(BAD, format!("✗ {}", finding.code.id));
    text.rows(10, [[code, Cell::sentence(&finding.message)]]);
    let seen = [("got", &finding.evidence.got), ("want", &finding.evidence.expected)];
    let seen = seen.into_iter().filter_map(|(name, value)| {
        Some([Cell::styled(FAINT, name), Cell::value(value.as_deref()?)])
    });
    text.rows(12, seen.chain([[Cell::styled(FAINT, "fix"), finding.code.fix.into()]]));
    text.finish()
}

/// What was judged; nothing where there was no signature to judge, as with a request that shows a token.
fn verdict(record: &Record) -> Option<&'static str> {
    match record.report.as_ref()?.verdict() {
        Verdict::Accepted => Some("accepted"),
        Verdict::Rejected => Some("rejected"),
        Verdict::Unverified => None,
    }
}

/// To the hundredth: what is beyond is noise.
pub(super) fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 100_000.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use countersign::rules::code::jwt;
    use countersign_partner::Route;
    use countersign_testkit::NOW;
    use http::StatusCode;

    use super::*;

    /// What a log says of a request that a stranger made up.
    fn logged(format: Format, is_watched: bool) -> String {
        let written = Shared::default();
        let log = Log::new(Box::new(written.clone()), format, is_watched, false);
        let finding =
            Finding::fail(&jwt::EXP_TOO_FAR, "claims.exp", "`exp` is \u{1b}[2J 6 min ahead")
                .got("\u{1b}]0;owned\u{7}")
                .expected("at most 300 s ahead");
        let report =
            Report { profile: "spec".into(), kid: None, key: None, findings: vec![finding] };
        let record = Record {
            at: NOW,
            route: Route::Token,
            client_id: Some("larkmoor".into()),
            status: StatusCode::UNAUTHORIZED,
            report: Some(report),
            evidence: None,
        };
        let request = Request::post("/auth/token?name=shaw").body(Vec::new()).expect("a request");
        log.request(&Line {
            record: &record,
            request: &request,
            took: Duration::from_micros(4_213),
        });
        drop(log.close());
        String::from_utf8(written.0.lock().expect("nobody panicked").get_ref().clone())
            .expect("UTF-8")
    }

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Cursor<Vec<u8>>>>);

    impl Write for Shared {
        fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("nobody panicked").write(octets)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_person_reads_the_request_and_under_it_what_was_wrong() {
        let text = anstream::adapter::strip_str(&logged(Format::Text, true)).to_string();
        let fix = jwt::EXP_TOO_FAR.fix.split(' ').next().expect("a word");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "14:03:20  401 rejected     4.2 ms  larkmoor          POST /auth/token?name=shaw"
        );
        assert_eq!(lines[1], "          ✗ jwt.exp.too-far  `exp` is \\u{1b}[2J 6 min ahead");
        assert_eq!(lines[2], "            got   \\u{1b}]0;owned\\u{7}");
        assert_eq!(lines[3], "            want  at most 300 s ahead");
        assert!(lines[4].starts_with(&format!("            fix   {fix}")), "{text}");
    }

    #[test]
    fn elsewhere_it_is_one_event_without_the_query() {
        let text = logged(Format::Json, false);
        let event: serde_json::Value = serde_json::from_str(&text).expect("one object");
        assert_eq!((&event["path"], &event["status"]), (&"/auth/token".into(), &401.into()));
        assert_eq!((&event["code"], &event["ms"]), (&"jwt.exp.too-far".into(), &4.21.into()));
        assert_eq!((&event["client"], &event["level"]), (&"larkmoor".into(), &"INFO".into()));
        assert_eq!(logged(Format::Text, false).lines().count(), 1);
    }
}
