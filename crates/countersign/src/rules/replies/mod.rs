//! What other servers answer, by fault: each reply with its source, its date and how it is known.
//!
//! A reply is known by source code that was read, by a transcript, by the vendor's documentation, or it is inferred.
//! Only what was observed may be shown as a quotation: [`Reply::quotable`] decides.

mod athena;
mod bulk_data_server;
mod epic;
mod inferno;
mod launcher;
mod medplum;
mod oracle;
mod template;

pub use template::{Captures, Template};

use super::Confidence;

/// Every server whose replies are known, in the order of how much is known.
pub const SERVERS: &[&Server] = &[
    &launcher::SERVER,
    &bulk_data_server::SERVER,
    &inferno::SERVER,
    &medplum::SERVER,
    &epic::SERVER,
    &oracle::SERVER,
    &athena::SERVER,
];

/// A token server, and its known replies.
#[derive(Debug, PartialEq, Eq)]
pub struct Server {
    /// Short, stable name; where a profile exists, the profile's.
    pub id: &'static str,
    /// What to call it on a page.
    pub name: &'static str,
    /// Where its replies are from.
    pub source: &'static str,
    /// The day the source was read, `YYYY-MM-DD`.
    pub seen: &'static str,
    /// How its replies are known, the most of them.
    pub confidence: Confidence,
    /// Ids of finding codes that it lets pass.
    pub not_enforced: &'static [&'static str],
    /// Its replies; several may stand for one fault.
    pub replies: &'static [Reply],
}

/// What one server answers to one fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Id of a finding code; `other.…` for a reply that no finding causes; `*` for every fault.
    pub code: &'static str,
    /// The HTTP status, if it was seen.
    pub status: Option<u16>,
    /// `error`, if it was seen.
    pub error: Option<&'static str>,
    /// What it says beside that.
    pub says: Says,
    /// How this reply is known.
    pub evidence: Confidence,
    /// When it answers so, where that is not plain.
    pub when: Option<&'static str>,
    /// What is to be known about the evidence: where it was seen, which part was not.
    pub note: Option<&'static str>,
}

/// Where a reply puts its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// In `error_description`.
    Description(Template),
    /// Nowhere: `error_description` is there and null.
    Null,
    /// Behind `error_uri`, whose `{urn}` names the fault.
    Uri {
        /// The address.
        uri: Template,
        /// The URN, as it is before it is escaped.
        urn: &'static str,
    },
    /// In a body that is this text and no JSON.
    Text(Template),
    /// Nothing that is known.
    Nothing,
}

/// The server of that id.
///
/// ```
/// use countersign::rules::replies;
///
/// assert_eq!(replies::server("epic").map(|server| server.seen), Some("2026-11-24"));
/// ```
#[must_use]
pub fn server(id: &str) -> Option<&'static Server> {
    SERVERS.iter().copied().find(|server| server.id == id)
}

/// What the server of that id answers to the fault of that code; nothing when it lets the fault pass, or when no reply
/// is known.
///
/// ```
/// use countersign::rules::replies::{self, Says};
///
/// let kid = replies::reply("launcher", "jws.kid.missing").expect("known");
/// assert_eq!(kid.body(&[]), r#"{"error":"invalid_client","error_description":"Missing token 'kid' header"}"#);
/// assert!(kid.quotable());
///
/// let any = replies::reply("epic", "jws.kid.unknown").expect("one reply to every fault");
/// assert_eq!((any.code, any.says), ("*", Says::Null));
/// assert_eq!(replies::reply("launcher", "jwt.jti.replayed"), None);
/// ```
#[must_use]
pub fn reply(server: &str, code: &str) -> Option<&'static Reply> {
    self::server(server)?.reply(code)
}

impl Server {
    /// The first reply to the fault of that code, or the one to every fault.
    #[must_use]
    pub fn reply(&self, code: &str) -> Option<&Reply> {
        if !self.enforces(code) {
            return None;
        }
        self.replies_to(code).next().or_else(|| self.replies_to("*").next())
    }

    /// All replies to the fault of that code, and to no other.
    pub fn replies_to(&self, code: &str) -> impl Iterator<Item = &Reply> {
        self.replies.iter().filter(move |reply| reply.code == code)
    }

    /// Whether the server is not known to let the fault of that code pass.
    #[must_use]
    pub fn enforces(&self, code: &str) -> bool {
        !self.not_enforced.contains(&code)
    }
}

impl Reply {
    /// Whether the words may be shown as a quotation: only what was observed is quoted.
    #[must_use]
    pub fn quotable(&self) -> bool {
        self.evidence == Confidence::Observed
    }

    /// What it says, with its placeholders, if it says anything in words.
    #[must_use]
    pub fn words(&self) -> Option<Template> {
        match self.says {
            Says::Description(words) | Says::Text(words) => Some(words),
            Says::Null | Says::Uri { .. } | Says::Nothing => None,
        }
    }

    /// The body, with its placeholders filled in; one that no value is given for stays as it is.
    #[must_use]
    pub fn body(&self, values: &[(&str, &str)]) -> String {
        let mut members = serde_json::Map::new();
        if let Some(error) = self.error {
            members.insert("error".into(), error.into());
        }
        match self.says {
            Says::Description(words) => {
                members.insert("error_description".into(), words.fill(values).into());
            }
            Says::Null => {
                members.insert("error_description".into(), serde_json::Value::Null);
            }
            Says::Uri { uri, urn } => {
                let escaped: String = form_urlencoded::byte_serialize(urn.as_bytes()).collect();
                let values: Vec<_> =
                    [("urn", escaped.as_str())].into_iter().chain(values.iter().copied()).collect();
                members.insert("error_uri".into(), uri.fill(&values).into());
            }
            Says::Text(words) => return words.fill(values),
            Says::Nothing => {}
        }
        if members.is_empty() {
            return String::new();
        }
        serde_json::Value::Object(members).to_string()
    }

    const fn new(code: &'static str, evidence: Confidence) -> Self {
        let (status, error, says, when, note) = (None, None, Says::Nothing, None, None);
        Self { code, status, error, says, evidence, when, note }
    }

    /// A refusal in OAuth's words whose text was observed.
    const fn observed(
        code: &'static str,
        status: u16,
        error: &'static str,
        words: &'static str,
    ) -> Self {
        let says = Says::Description(Template(words));
        Self {
            status: Some(status),
            error: Some(error),
            says,
            ..Self::new(code, Confidence::Observed)
        }
    }

    const fn modelled(self) -> Self {
        Self { evidence: Confidence::Modelled, ..self }
    }

    const fn when(self, when: &'static str) -> Self {
        Self { when: Some(when), ..self }
    }

    const fn note(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }
}
