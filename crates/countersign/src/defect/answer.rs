//! What a partner answers to a defect: whether it minds, and in which words.

use core::fmt;

use super::Defect;
use crate::finding::Status;
use crate::rules::{Code, Confidence, Profile, replies};

/// Status and `error` of an answer of the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// OAuth's `error`; none when a token is given.
    pub error: Option<&'static str>,
}

impl Reply {
    /// A token.
    pub const GRANTED: Self = Self { status: 200, error: None };
    /// The client did not prove who it is. The specification leaves 400 open too; 401 is ours.
    pub const INVALID_CLIENT: Self = Self { status: 401, error: Some("invalid_client") };
    /// The request cannot be read.
    pub const INVALID_REQUEST: Self = Self { status: 400, error: Some("invalid_request") };
    /// The scope is malformed, or nothing of it can be granted.
    pub const INVALID_SCOPE: Self = Self { status: 400, error: Some("invalid_scope") };
    /// The `grant_type` is of another flow.
    pub const UNSUPPORTED_GRANT_TYPE: Self =
        Self { status: 400, error: Some("unsupported_grant_type") };
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.error {
            Some(error) => write!(f, "{} {error}", self.status),
            None => write!(f, "{}", self.status),
        }
    }
}

/// What one profile answers to one defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The fault that decides: the defect's own, or the one that this profile meets instead.
    pub code: &'static Code,
    /// How it is taken: a fail refuses, a warning or a pass gives a token, `skipped` means that nobody asks.
    pub taken: Status,
    /// How that is known.
    pub evidence: Confidence,
    /// Status and `error`: the server's own as far as they are known, else what the specification would have it say.
    pub reply: Reply,
    /// How status and `error` are known.
    pub reply_evidence: Confidence,
    /// The server's own reply to that fault, with its words, where one is known. Only a
    /// [quotable](replies::Reply::quotable) one may be shown as a quotation.
    pub said: Option<&'static replies::Reply>,
}

impl Answer {
    /// Whether the request gets its token all the same.
    pub fn accepted(&self) -> bool {
        self.taken != Status::Fail
    }
}

/// What `profile` answers to a request with that defect and no other.
///
/// ```
/// use countersign::defect;
/// use countersign::rules::{Confidence, Profile};
///
/// let twice = defect::by_id("sent-twice").expect("a known id");
/// assert!(defect::answers(twice, &Profile::LAUNCHER).accepted(), "it keeps no record of what it saw");
/// let spec = defect::answers(twice, &Profile::SPEC);
/// assert_eq!((spec.reply.to_string().as_str(), spec.evidence), ("401 invalid_client", Confidence::Documented));
/// ```
pub fn answers(defect: &Defect, profile: &Profile) -> Answer {
    let other = defect.elsewhere.iter().find(|(id, _)| *id == profile.id);
    let code = other.map_or(defect.finds, |(_, code)| code);
    let level = profile.level(code);
    let evidence = match (level.modelled, profile.confidence) {
        (true, _) => Confidence::Modelled,
        // A level that is not marked as modelled is known better than the profile as a whole.
        (false, Confidence::Modelled) => Confidence::Documented,
        (false, known) => known,
    };
    let answer = Answer {
        code,
        taken: level.status,
        evidence,
        reply: Reply::GRANTED,
        reply_evidence: evidence,
        said: None,
    };
    if answer.accepted() {
        return answer;
    }
    let by_the_rules =
        if defect.reply.error.is_some() { defect.reply } else { Reply::INVALID_CLIENT };
    let said = replies::reply(profile.id, code.id);
    let (reply, reply_evidence) = match said {
        Some(said) => (own(said, by_the_rules), said.evidence),
        None if profile.id == Profile::SPEC.id => (by_the_rules, evidence),
        None => (by_the_rules, Confidence::Modelled),
    };
    Answer { reply, reply_evidence, said, ..answer }
}

/// What a server said, with what was not seen of it filled in. A reply whose status is known and whose `error` is not has
/// none.
fn own(said: &replies::Reply, otherwise: Reply) -> Reply {
    match said.status {
        Some(status) => Reply { status, error: said.error },
        None => Reply { status: otherwise.status, error: said.error.or(otherwise.error) },
    }
}
