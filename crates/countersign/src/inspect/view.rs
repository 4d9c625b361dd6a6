//! What an inspection shows.

use core::ops::Range;

use serde::Serialize;

use super::{Kind, Layer};
use crate::finding::Part;
use crate::redact::Secret;
use crate::time::UnixSeconds;

/// What a text is, taken apart. Nothing in it was verified or judged, and no private value stands in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    /// What it is.
    pub kind: Kind,
    /// The same in words: `A signed JWT: a SMART client assertion`.
    pub name: String,
    /// What whoever pasted it must know first: that it is private.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<&'static str>,
    /// What was taken off to get at it, from the outside in.
    pub layers: Vec<Layer>,
    /// Its parts, in the order of the text.
    pub parts: Vec<PartView>,
    /// How many further parts there are, past [`INSPECTED_PARTS`](crate::limits::INSPECTED_PARTS).
    pub further_parts: usize,
}

/// One part: a header, the claims, one key of a set, one block of PEM, a whole document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartView {
    /// What to call it.
    pub title: String,
    /// What a finding calls it.
    pub part: Part,
    /// The decoded text, in which spans count. Absent where it is what was pasted, is no text, or holds a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its length, decoded, in octets.
    pub octets: usize,
    /// Where it stands in what was pasted, in octets; absent behind a layer that moves characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoded: Option<Range<usize>>,
    /// Where reading it stopped, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Its members, in the order written.
    pub members: Vec<MemberNote>,
    /// How many further members there are, past [`INSPECTED_MEMBERS`](crate::limits::INSPECTED_MEMBERS).
    pub further_members: usize,
}

/// One member and what it means.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberNote {
    /// Its name.
    pub name: String,
    /// Its name within the whole, as a finding says it: `claims.exp`, `keys[0].kid`.
    pub subject: String,
    /// Its value as sent, shortened; absent where it is secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What kind of secret the value is, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// What it means, in one sentence.
    pub says: &'static str,
    /// Where that is laid down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    /// The moment or the span that it gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeNote>,
    /// Where name and value stand in the decoded part, in octets.
    pub span: Range<usize>,
    /// Which octets of what was pasted carry them; absent behind a layer that moves characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoded: Option<Range<usize>>,
}

/// A time in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeNote {
    /// The moment; absent for a span such as `expires_in`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<UnixSeconds>,
    /// As a person says it: `in 4 min 20 s`, `3 days ago`, `5 min 0 s`.
    pub words: String,
    /// Whether the number only makes sense as milliseconds, and was read so.
    pub milliseconds: bool,
}

impl Inspection {
    pub(super) fn new(kind: Kind, name: impl Into<String>) -> Self {
        let warning = kind.is_private().then_some(match kind {
            Kind::SecretJwk | Kind::BasicCredentials => {
                "This is a shared secret. Whoever has it is the client: keep it out of tickets, repositories and chats, \
                 and replace it if it was there."
            }
            _ => {
                "This is a PRIVATE key. Whoever has it can sign as the client: keep it out of tickets, repositories and \
                 chats, and replace it if it was there."
            }
        });
        Self {
            kind,
            name: name.into(),
            warning,
            layers: Vec::new(),
            parts: Vec::new(),
            further_parts: 0,
        }
    }

    pub(super) fn with(mut self, parts: impl IntoIterator<Item = PartView>) -> Self {
        self.parts.extend(parts);
        self
    }
}

impl PartView {
    pub(super) fn new(title: impl Into<String>, part: Part, octets: usize) -> Self {
        Self {
            title: title.into(),
            part,
            text: None,
            octets,
            encoded: None,
            fault: None,
            members: Vec::new(),
            further_members: 0,
        }
    }
}
