//! `countersign inspect`: whatever was pasted, taken apart and explained. Nothing is verified.

use countersign::inspect::{Inspection, Kind, MemberNote, PartView, TimeNote, inspect_octets};
use countersign::limits::DOCUMENT_OCTETS;
use countersign::time::UnixSeconds;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::moment::moment;
use crate::output::text::{Cell, Text};
use crate::output::{json, style};
use crate::pasted::Pasted;
use crate::{Failure, Io, Outcome};

/// What `countersign inspect` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A token, key, key set, request or reply: a file, the text itself, or - for stdin, where it is read from unless said
    #[arg(value_name = "TOKEN", default_value = "-", hide_default_value = true)]
    text: Pasted,
    /// The moment that times are told from: RFC 3339, or seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    at: Option<UnixSeconds>,
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    let given = args.text.read("the text", DOCUMENT_OCTETS, io)?;
    let now = args.at.unwrap_or_else(|| io.now());
    let inspection = inspect_octets(&given.octets, now);
    Ok(Outcome {
        text: text(&inspection, &io.zone),
        json: json::value(&inspection),
        ..Outcome::default()
    })
}

fn text(inspection: &Inspection, zone: &TimeZone) -> String {
    let mut text = Text::default();
    text.words(0, Cell::styled(style::NAME, &inspection.name));
    if let Some(warning) = inspection.warning {
        text.words(0, Cell::styled(style::BAD, warning));
    }
    text.words(0, not_verified(inspection.kind));
    if !inspection.layers.is_empty() {
        text.gap();
        text.rows(
            0,
            inspection.layers.iter().map(|layer| {
                [Cell::styled(style::FAINT, "taken off"), format!("{}.", layer.says).into()]
            }),
        );
    }
    for part in &inspection.parts {
        text.gap();
        show(&mut text, part, zone);
    }
    if inspection.further_parts > 0 {
        text.gap();
        text.words(0, format!("and {} further parts", inspection.further_parts));
    }
    text.finish()
}

/// What nobody should take from this.
fn not_verified(kind: Kind) -> &'static str {
    match kind {
        Kind::ClientAssertion => {
            "Nothing was verified: this is what it says, not what is so. countersign verify judges it."
        }
        Kind::IdToken | Kind::AccessToken | Kind::Jwt | Kind::Jws => {
            "Nothing was verified: this is what it says, not what is so."
        }
        _ => "Nothing was verified.",
    }
}

fn show(text: &mut Text, part: &PartView, zone: &TimeZone) {
    let length = Cell::styled(style::FAINT, format!("{} octets", part.octets));
    text.rows(0, [[Cell::styled(style::NAME, &part.title), length]]);
    if let Some(fault) = &part.fault {
        text.rows(2, [[Cell::styled(style::BAD, "broken"), fault.into()]]);
    }
    let width =
        part.members.iter().map(|member| member.name.chars().count()).max().unwrap_or_default();
    for member in &part.members {
        let name = format!("{:width$}", member.name, width = width.min(LONGEST_NAME));
        let mut rows = vec![[Cell::styled(style::NAME, name), value(member)]];
        let below = member.time.as_ref().map(|time| time_in_words(time, zone).into());
        rows.extend(below.into_iter().chain([meaning(member)]).map(|words| ["".into(), words]));
        text.rows(2, rows);
    }
    if part.further_members > 0 {
        text.words(2, format!("and {} further members", part.further_members));
    }
}

/// Names past this do not widen the column for the others.
const LONGEST_NAME: usize = 40;

fn value(member: &MemberNote) -> Cell {
    match (&member.value, member.secret) {
        (Some(value), _) => Cell::value(value),
        (None, Some(secret)) => Cell::styled(style::DOUBTFUL, secret.mark()),
        (None, None) => Cell::default(),
    }
}

fn meaning(member: &MemberNote) -> Cell {
    let source = member.source.map(|source| format!(" ({source})")).unwrap_or_default();
    Cell::styled(style::FAINT, format!("{}{source}", member.says))
}

/// `2026-05-12T14:08:20Z, in 5 min 0 s; 16:08:20 in Europe/Berlin`.
fn time_in_words(time: &TimeNote, zone: &TimeZone) -> String {
    let TimeNote { at, words, milliseconds } = time;
    let Some(at) = at else { return words.clone() };
    let mut text = format!("{at}, {words}");
    if let Some(local) = local(at.get(), zone) {
        text.push_str(&format!("; here {local}"));
    }
    if *milliseconds {
        text.push_str("; read as milliseconds, where seconds are meant to stand");
    }
    text
}

/// The time by the clock on this wall, where that is not UTC.
fn local(seconds: i64, zone: &TimeZone) -> Option<String> {
    let at = Timestamp::from_second(seconds).ok()?.to_zoned_datetime(zone.clone());
    (!at.offset().is_zero()).then(|| at.strftime("%Y-%m-%d %H:%M:%S %:z").to_string())
}
