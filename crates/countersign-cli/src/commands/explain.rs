//! `countersign explain`: what a refusal most likely means.

use countersign::explain::{Cause, Explanation, Likelihood, Pasted as Reply, Seen, explain};
use countersign::limits::DOCUMENT_OCTETS;
use countersign::time::UnixSeconds;
use url::Url;

use crate::input::{Input, stdin_twice};
use crate::moment::moment;
use crate::output::text::{Cell, Text};
use crate::output::{json, style};
use crate::pasted::{PASTED_OCTETS, Pasted};
use crate::{Failure, Io, Outcome};

/// What `countersign explain` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A whole reply, as curl -i shows it: a file, or - for stdin, where it is read from unless parts of it are given
    #[arg(value_name = "REPLY", conflicts_with_all = ["status", "headers", "body"])]
    reply: Option<Input>,
    /// The status of the reply
    #[arg(long, value_name = "STATUS", value_parser = clap::value_parser!(u16).range(100..600))]
    status: Option<u16>,
    /// The headers of the reply, as curl -D writes them
    #[arg(long, value_name = "FILE")]
    headers: Option<Input>,
    /// The body of the reply, or - for stdin
    #[arg(long, value_name = "FILE")]
    body: Option<Input>,
    /// The assertion that was sent: with it, most causes are settled or ruled out
    #[arg(long, value_name = "FILE")]
    assertion: Option<Pasted>,
    /// The address that was asked
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    /// When the reply came, by your clock: RFC 3339, or seconds since 1970 [default: now, for a reply that is piped in]
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    at: Option<UnixSeconds>,
    /// Tell every cause in full, not the first three alone
    #[arg(long)]
    all: bool,
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    one_stdin(&args)?;
    let reply = read_reply(&args, io)?;
    let assertion = match &args.assertion {
        Some(pasted) => Some(pasted.read_text("the assertion", PASTED_OCTETS, io)?.1),
        None => None,
    };
    let seen = Seen {
        assertion: assertion.as_deref().map(str::trim),
        request_url: args.url.as_ref().map(Url::as_str),
        now: came_at(&args, io),
        ..reply.seen()
    };
    let explanation = explain(&seen);
    Ok(Outcome {
        text: text(&explanation, args.all),
        json: json::value(&explanation),
        ..Outcome::default()
    })
}

/// When the reply came, where that is known: one that was kept or pasted is of any age.
fn came_at(args: &Args, io: &Io) -> Option<UnixSeconds> {
    let is_piped =
        reads_reply(args) && !matches!(args.reply, Some(Input::File(_))) && io.ask.is_none();
    args.at.or_else(|| is_piped.then(|| io.now()))
}

/// Stdin can be read once.
fn one_stdin(args: &Args) -> Result<(), Failure> {
    let given = [&args.headers, &args.body]
        .into_iter()
        .flatten()
        .filter(|input| **input == Input::Stdin)
        .count();
    let reply = usize::from(
        reads_reply(args) && args.reply.as_ref().is_none_or(|input| *input == Input::Stdin),
    );
    let assertion = usize::from(args.assertion == Some(Pasted::Stdin));
    match given + reply + assertion {
        0 | 1 => Ok(()),
        _ => Err(stdin_twice("several of them")),
    }
}

fn reads_reply(args: &Args) -> bool {
    args.status.is_none() && args.headers.is_none() && args.body.is_none()
}

fn read_reply(args: &Args, io: &mut Io) -> Result<Reply, Failure> {
    if reads_reply(args) {
        let text = match &args.reply {
            Some(file @ Input::File(_)) => file.read_text(DOCUMENT_OCTETS, io)?,
            Some(Input::Stdin) | None => {
                Pasted::Stdin.read_text("the reply", DOCUMENT_OCTETS, io)?.1
            }
        };
        return Ok(Reply::read(&text));
    }
    let head = match &args.headers {
        Some(input) => read_head(&input.read_text(DOCUMENT_OCTETS, io)?)?,
        None => Reply::default(),
    };
    let body = match &args.body {
        Some(input) => String::from_utf8_lossy(&input.read(DOCUMENT_OCTETS, io)?).into_owned(),
        None => String::new(),
    };
    Ok(Reply { status: args.status.or(head.status), headers: head.headers, body })
}

/// Headers in lines, with a line of status in front or without.
fn read_head(text: &str) -> Result<Reply, Failure> {
    let text = text.trim_start();
    let with_status = match text.starts_with("HTTP/") {
        true => text.to_owned(),
        // The status is said elsewhere, or not at all; a reply without one has no headers.
        false => format!("HTTP/1.1 200 OK\n{text}"),
    };
    let read = Reply::read(&with_status);
    if !read.body.trim().is_empty() {
        let line = read.body.trim().lines().next().unwrap_or_default();
        let shown = countersign::redact::redact(line).text;
        return Err(Failure::new("headers.unreadable", format!("no header: {shown:?}"))
            .hint("one header a line, as curl -D writes them; a body goes to --body"));
    }
    Ok(Reply { status: read.status.filter(|_| text.starts_with("HTTP/")), ..read })
}

/// How many causes are told in full, unless all are asked for.
const TOLD: usize = 3;
/// How many codes of a cause are named.
const CODES: usize = 4;

fn text(explanation: &Explanation, all: bool) -> String {
    let mut text = Text::default();
    text.words(0, Cell::styled(style::NAME, &explanation.reading));
    let told = if all { explanation.causes.len() } else { TOLD.min(explanation.causes.len()) };
    let numbered = || (1_usize..).zip(&explanation.causes);
    for (number, cause) in numbered().take(told) {
        text.gap();
        show(&mut text, number, cause);
    }
    if told < explanation.causes.len() {
        text.gap();
        text.rows(0, numbered().skip(told).map(|(number, cause)| title(number, cause)));
        text.words(0, Cell::styled(style::FAINT, "--all tells these in full, too"));
    }
    if !explanation.ruled_out.is_empty() {
        text.gap();
        text.words(0, Cell::styled(style::NAME, "Ruled out by the assertion"));
        for ruled in &explanation.ruled_out {
            text.rows(
                2,
                [[Cell::from(&ruled.title)], [Cell::styled(style::FAINT, &ruled.because)]],
            );
        }
    }
    if !explanation.facts.is_empty() {
        text.gap();
        text.words(0, Cell::styled(style::NAME, "What else the reply tells"));
        for fact in &explanation.facts {
            text.rows(2, [[Cell::from(&fact.name), Cell::value(&fact.value)]]);
            text.words(4, Cell::styled(style::FAINT, &fact.note));
        }
    }
    if !explanation.would_help.is_empty() {
        text.gap();
        text.words(0, Cell::styled(style::NAME, "What would narrow it down"));
        text.rows(2, explanation.would_help.iter().map(|what| [Cell::from(what)]));
    }
    text.finish()
}

fn title(number: usize, cause: &Cause) -> [Cell; 3] {
    let fits = match cause.likelihood {
        Likelihood::Likely => Cell::styled(style::BAD, "likely"),
        Likelihood::Possible => Cell::styled(style::DOUBTFUL, "possible"),
        Likelihood::Remote => Cell::styled(style::FAINT, "not excluded"),
    };
    [number.to_string().into(), fits, Cell::styled(style::NAME, &cause.title)]
}

/// One cause, with what speaks for it, a test and what to do.
pub(crate) fn show(text: &mut Text, number: usize, cause: &Cause) {
    text.rows(0, [title(number, cause)]);
    let names = ["because"].into_iter().chain(std::iter::repeat(""));
    let mut rows: Vec<(&str, Cell)> = names.zip(cause.because.iter().map(Cell::sentence)).collect();
    rows.push(("test it", Cell::from(&cause.test)));
    rows.push(("to do", Cell::from(&cause.fix)));
    if !cause.codes.is_empty() {
        let codes: Vec<_> = cause.codes.iter().take(CODES).map(|code| code.id).collect();
        let more = cause.codes.len() - codes.len();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        rows.push(("codes", format!("{}{more}", codes.join(", ")).into()));
    }
    text.rows(3, rows.into_iter().map(|(name, words)| [Cell::styled(style::FAINT, name), words]));
}
