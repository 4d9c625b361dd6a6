//! The audit trail: who did what, when, and how they proved who they are. Each writer has a chain of its own, in which each
//! entry carries the hash of the one before.

mod head;

use core::fmt::Write as _;

use countersign::time::UnixSeconds;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use head::{Head, HeadError};

/// How what was asked ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
}

/// The action of an entry that begins a chain and seals others.
pub(crate) const START: &str = "start";

/// One entry of the audit trail. Its members stand in the order in which they are hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Whose chain it is in: one process that writes to the store, in one run.
    pub writer: String,
    /// Its place in that chain, from 1.
    pub number: u64,
    /// When it was written.
    pub at: UnixSeconds,
    /// What was asked: `token`, `search` or `read`; `start` where a writer began.
    pub action: String,
    /// Whether it was done.
    pub outcome: Outcome,
    /// Why not.
    pub reason: Option<String>,
    /// Who asked: the client id; of a start, the writer.
    pub client_id: String,
    /// What was asked for, `Patient?name=shaw` for example.
    pub query: Option<String>,
    /// The records that were handed out; of a start, the heads that it seals.
    pub resources: Vec<String>,
    /// The assertion that proved it.
    pub jti: Option<String>,
    /// The key that verified the assertion.
    pub kid: Option<String>,
    /// SHA-256 of the entry before, in hex; of nothing for the first.
    pub previous: String,
    /// SHA-256 of this entry as JSON without this member and without space, in hex.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
}

impl AuditEntry {
    /// An entry that is in no trail yet.
    pub(crate) fn new(at: UnixSeconds, action: &str, client_id: &str, outcome: Outcome) -> Self {
        Self {
            writer: String::new(),
            number: 0,
            at,
            action: action.to_owned(),
            outcome,
            reason: None,
            client_id: client_id.to_owned(),
            query: None,
            resources: Vec::new(),
            jti: None,
            kid: None,
            previous: String::new(),
            hash: String::new(),
        }
    }

    /// The first entry of a writer in a store that others wrote to before it, or write to still. It seals their chains:
    /// from then on none can lose its end, or vanish altogether, without this entry telling. `sealed` are the heads that
    /// were found and that no other start sealed.
    #[must_use]
    pub fn start(at: UnixSeconds, writer: &str, sealed: &[Head]) -> Self {
        Self {
            resources: sealed.iter().map(Head::to_string).collect(),
            ..Self::new(at, START, writer, Outcome::Done)
        }
    }

    /// The entry as it stands behind `head`: numbered, chained and hashed. A store calls this under the lock or in the
    /// transaction in which it keeps it.
    #[must_use]
    pub fn behind(self, head: &Head) -> Self {
        let (writer, number) = (head.writer.clone(), head.number + 1);
        let bare =
            Self { writer, number, previous: head.hash.clone(), hash: String::new(), ..self };
        // Members stand in the order of the struct, so the text is always the same for the same entry.
        let text = serde_json::to_string(&bare).expect("strings and numbers are JSON");
        Self { hash: hex(&Sha256::digest(text.as_bytes())), ..bare }
    }

    /// The head of a chain whose last entry this is.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { writer: self.writer.clone(), number: self.number, hash: self.hash.clone() }
    }
}

/// The number of the first entry that was altered, moved or whose predecessor is missing. Nothing when the trail holds;
/// a cut tail cannot be seen without a hash kept elsewhere.
pub fn first_break(entries: &[AuditEntry]) -> Option<u64> {
    let mut head = Head::before_first("memory");
    for entry in entries {
        if entry.clone().behind(&head) != *entry {
            return Some(entry.number);
        }
        head = entry.head();
    }
    None
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::with_capacity(octets.len() * 2), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trail() -> Vec<AuditEntry> {
        let mut entries: Vec<AuditEntry> = Vec::new();
        for query in
            ["Patient?name=shaw", "MedicationRequest?patient=odalys-shaw", "Patient/odalys-shaw"]
        {
            let entry = AuditEntry::new(
                UnixSeconds::new(1_778_594_600),
                "search",
                "larkmoor",
                Outcome::Done,
            );
            let entry = AuditEntry { query: Some(query.into()), ..entry }.behind(
                &entries.last().map_or_else(|| Head::before_first("memory"), AuditEntry::head),
            );
            entries.push(entry);
        }
        entries
    }

    #[test]
    fn a_change_a_gap_or_another_order_shows() {
        assert_eq!(first_break(&trail()), None);
        let mut altered = trail();
        altered[1].client_id = "somebody".into();
        assert_eq!(first_break(&altered), Some(2));
        let mut gap = trail();
        gap.remove(1);
        assert_eq!(first_break(&gap), Some(3));
        let mut moved = trail();
        moved.swap(0, 1);
        assert_eq!(first_break(&moved), Some(2));
    }
}
