//! The audit trail: who did what, when, and how they proved who they are. Each writer has a chain of its own, in which each
//! entry carries the hash of the one before.

mod head;
mod trail;

use core::fmt::Write as _;

use countersign::time::UnixSeconds;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use head::{Head, HeadError};
pub use trail::{Break, Checked, TrailCheck};

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
    /// What was asked: `token`, `search`, `read` or `export`; `start` where a writer began.
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
        let entry = Self { writer, number, previous: head.hash.clone(), ..self };
        Self { hash: hex(&entry.digest()), ..entry }
    }

    fn digest(&self) -> [u8; 32] {
        let bare = Self { hash: String::new(), ..self.clone() };
        // Members stand in the order of the struct, so the text is always the same for the same entry.
        let text = serde_json::to_string(&bare).expect("strings and numbers are JSON");
        Sha256::digest(text.as_bytes()).into()
    }

    /// The head of a chain whose last entry this is.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { writer: self.writer.clone(), number: self.number, hash: self.hash.clone() }
    }
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

    fn entry(at: i64, action: &str) -> AuditEntry {
        AuditEntry::new(UnixSeconds::new(at), action, "larkmoor", Outcome::Done)
    }

    /// The hashes are Python's, `hashlib.sha256(text.encode()).hexdigest()` of the texts typed by hand.
    #[test]
    fn an_entry_has_the_hash_of_its_text() {
        let read = AuditEntry {
            query: Some("Patient?name=\"Shaw\"&city=Århus".into()),
            resources: vec!["Patient/odalys-shaw".into()],
            jti: Some("j-1".into()),
            kid: Some("k".into()),
            ..entry(1_778_594_600, "search")
        };
        let read = read.behind(&Head::before_first("memory"));
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let text = format!(
            r#"{{"writer":"memory","number":1,"at":1778594600,"action":"search","outcome":"done","reason":null,"clientId":"larkmoor","query":"Patient?name=\"Shaw\"&city=Århus","resources":["Patient/odalys-shaw"],"jti":"j-1","kid":"k","previous":"{nothing}""#
        );
        assert_eq!(read.hash, "39342201d889b4ea9ce489e083c9dee1d84874ceb32a499cfe510cccdd8402b9");
        let written = serde_json::to_string(&read).expect("plain data");
        assert_eq!(written, format!(r#"{text},"hash":"{}"}}"#, read.hash));

        let refused = AuditEntry {
            reason: Some("jwt.exp.past".into()),
            outcome: Outcome::Refused,
            ..entry(1_778_594_601, "token")
        };
        // {"writer":"memory","number":2,"at":1778594601,"action":"token","outcome":"refused","reason":"jwt.exp.past",
        // "clientId":"larkmoor","query":null,"resources":[],"jti":null,"kid":null,"previous":(the hash above)}, in one line
        assert_eq!(
            refused.behind(&read.head()).hash,
            "bd155cd5bff4517843fa66c1409c25452bffe4fdf47e79391c840f1bccff95a5"
        );
    }

    #[test]
    fn a_start_names_what_it_seals() {
        let head = entry(0, "token").behind(&Head::before_first("a")).head();
        let start = AuditEntry::start(UnixSeconds::new(1), "b", std::slice::from_ref(&head));
        let start = start.behind(&Head::before_first("b"));
        assert_eq!((start.action.as_str(), start.number), ("start", 1));
        assert_eq!(start.resources, [head.to_string()]);
    }
}
