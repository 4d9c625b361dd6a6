//! Members of an object, explained.

use core::ops::Range;

use serde_json::Value;

use super::glossary::{Glossary, term};
use super::view::{MemberNote, TimeNote};
use crate::encoding::json::{Member, Object};
use crate::limits::INSPECTED_MEMBERS;
use crate::redact::{member_secret, shown};
use crate::time::{SURELY_MILLISECONDS, Seconds, UnixSeconds, numeric_date};

/// Names whose numbers are moments.
const MOMENTS: [&str; 6] = ["exp", "nbf", "iat", "auth_time", "updated_at", "expires_at"];
/// What is said of a name that nothing is known about.
const UNKNOWN: &str = "Not a registered name: it means what both sides agreed on";

/// What notes are made with.
pub(super) struct Notes<'a> {
    /// What the names mean.
    pub(super) glossary: Glossary,
    /// What stands in front of a name in its subject: `claims.`, `keys[0].`, or nothing.
    pub(super) prefix: &'a str,
    /// The clock.
    pub(super) now: UnixSeconds,
    /// Which octets of what was pasted carry a range of the decoded text.
    pub(super) encoded: &'a dyn Fn(Range<usize>) -> Option<Range<usize>>,
}

impl Notes<'_> {
    /// A note for each member of an object that was read from `text`, and how many were left out.
    pub(super) fn of(&self, object: &Object, text: &str) -> (Vec<MemberNote>, usize) {
        let members = object.members();
        let notes = members.iter().take(INSPECTED_MEMBERS).map(|m| self.note(m, text)).collect();
        (notes, members.len().saturating_sub(INSPECTED_MEMBERS))
    }

    fn note(&self, member: &Member, text: &str) -> MemberNote {
        let term = term(self.glossary, &member.name);
        let name = shown(&member.name);
        let secret = member_secret(&member.name).filter(|_| !member.value.is_null());
        MemberNote {
            subject: format!("{}{name}", self.prefix),
            value: secret.is_none().then(|| shown(&text[member.value_span.clone()])),
            secret,
            says: term.map_or(UNKNOWN, |term| term.says),
            source: term.map(|term| term.source).filter(|source| !source.is_empty()),
            time: time(&member.name, &member.value, self.now),
            span: member.span.clone(),
            encoded: (self.encoded)(member.span.clone()),
            name,
        }
    }
}

/// The moment that a number gives, without its fraction, and whether it only makes sense as milliseconds.
pub(crate) fn moment(value: &Value) -> Option<(UnixSeconds, bool)> {
    let at = numeric_date(value)?;
    Some(match at.get().unsigned_abs() > SURELY_MILLISECONDS.unsigned_abs() {
        true => (UnixSeconds::new(at.get().div_euclid(1000)), true),
        false => (at, false),
    })
}

/// The time that a member gives, if it is one.
fn time(name: &str, value: &Value, now: UnixSeconds) -> Option<TimeNote> {
    if name == "expires_in" {
        let words = Seconds::new(numeric_date(value)?.get()).in_words();
        return Some(TimeNote { at: None, words, milliseconds: false });
    }
    let (at, milliseconds) = MOMENTS.contains(&name).then(|| moment(value))??;
    Some(TimeNote { at: Some(at), words: relative(at, now), milliseconds })
}

/// `in 4 min 20 s`, `3 days ago`, `now`.
fn relative(at: UnixSeconds, now: UnixSeconds) -> String {
    let ahead = at.since(now);
    match ahead.get() {
        0 => "now".to_owned(),
        1.. => format!("in {}", ahead.in_words()),
        _ => format!("{} ago", ahead.in_words()),
    }
}
