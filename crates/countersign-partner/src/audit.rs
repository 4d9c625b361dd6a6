//! The audit trail: who did what, when, and how they proved who they are. Each entry carries the hash of the one before.

use core::fmt::Write as _;

use countersign::time::UnixSeconds;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How what was asked ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
}

/// One entry of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Its place in the trail, from 1.
    pub number: u64,
    /// When it was written.
    pub at: UnixSeconds,
    /// What was asked: `token`, `search` or `read`.
    pub action: String,
    /// Whether it was done.
    pub outcome: Outcome,
    /// Why not.
    pub reason: Option<String>,
    /// Who asked: the client id.
    pub client_id: String,
    /// What was asked for, `Patient?name=shaw` for example.
    pub query: Option<String>,
    /// The records that were handed out.
    pub resources: Vec<String>,
    /// The assertion that proved it.
    pub jti: Option<String>,
    /// The key that verified the assertion.
    pub kid: Option<String>,
    /// SHA-256 of the entry before, in hex; of nothing for the first.
    pub previous: String,
    /// SHA-256 of this entry without this member, in hex.
    pub hash: String,
}

impl AuditEntry {
    /// An entry that is in no trail yet.
    pub(crate) fn new(at: UnixSeconds, action: &str, client_id: &str, outcome: Outcome) -> Self {
        Self {
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

    /// The entry as it stands behind `last`: numbered, chained and hashed. A store calls this under its lock.
    #[must_use]
    pub fn behind(mut self, last: Option<&Self>) -> Self {
        self.number = last.map_or(1, |last| last.number + 1);
        self.previous = last.map_or_else(|| hex(&Sha256::digest([])), |last| last.hash.clone());
        self.hash = self.digest();
        self
    }

    fn digest(&self) -> String {
        let bare = Self { hash: String::new(), ..self.clone() };
        // Members stand in the order of the struct, so the text is always the same for the same entry.
        let text = serde_json::to_string(&bare).expect("strings and numbers are JSON");
        hex(&Sha256::digest(text.as_bytes()))
    }
}

/// The number of the first entry that was altered, moved or whose predecessor is missing. Nothing when the trail holds;
/// a cut tail cannot be seen without a hash kept elsewhere.
pub fn first_break(entries: &[AuditEntry]) -> Option<u64> {
    let mut last: Option<&AuditEntry> = None;
    for entry in entries {
        let expected = entry.clone().behind(last);
        if expected != *entry {
            return Some(entry.number);
        }
        last = Some(entry);
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
            let entry = AuditEntry { query: Some(query.into()), ..entry }.behind(entries.last());
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
