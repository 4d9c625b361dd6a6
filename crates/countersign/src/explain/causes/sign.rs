//! Signs: what can be seen in a reply, and how to say that it was.

use crate::exchange::Step;
use crate::explain::BrowserFailure;
use crate::explain::body::{Body, Description, Kind};
use crate::explain::reply::Reading;
use crate::explain::shown::shown;
use crate::token::TokenError;

/// Something to be seen in a reply.
#[derive(Clone, Copy, Debug)]
pub(in crate::explain) enum Sign {
    /// The status is one of these.
    Status(&'static [u16]),
    /// The status lies in `from..=to`.
    StatusWithin(u16, u16),
    /// No status was given.
    NoStatus,
    /// The body is of one of these kinds.
    Body(&'static [Kind]),
    /// The OAuth error, in the body or in a challenge, is one of these.
    Error(&'static [&'static str]),
    /// A refusal with a description that is null, and nothing else to go by.
    NullDescription,
    /// One of the texts holds one of these phrases, in lower case.
    Says(&'static [&'static str]),
    /// The last part of the URN in `error_uri`.
    Urn(&'static str),
    /// A challenge of `WWW-Authenticate` has this error.
    Challenge(&'static str),
    /// An OperationOutcome has an issue of one of these codes.
    Issue(&'static [&'static str]),
    /// There is `WWW-Authenticate`, without an error.
    BareChallenge,
    /// A token response lacks this member or has it wrong; the empty name is for one that cannot be read at all.
    TokenFault(&'static str),
    /// It is this step.
    Step(Step),
    /// It is not this step.
    NotStep(Step),
    /// The browser failed so.
    Browser(BrowserFailure),
    /// There is nothing to go by.
    Always,
}

impl Sign {
    /// Whether it is seen, and the words for that: a clause in lower case, or nothing worth saying.
    pub(super) fn seen(self, reading: &Reading<'_>) -> Option<String> {
        let status = reading.seen.status;
        match self {
            Self::Status(wanted) => status
                .filter(|status| wanted.contains(status))
                .map(|status| format!("the status is {status}")),
            Self::StatusWithin(from, to) => status
                .filter(|status| (from..=to).contains(status))
                .map(|status| format!("the status is {status}")),
            Self::NoStatus => status.is_none().then(String::new),
            Self::Body(wanted) => wanted
                .contains(&reading.body.kind())
                .then(|| in_words(reading.body.kind()).to_owned()),
            Self::Error(wanted) => {
                let error = reading.error()?;
                let known = wanted.iter().find(|wanted| error.eq_ignore_ascii_case(wanted))?;
                Some(format!("`error` is `{known}`"))
            }
            Self::NullDescription => {
                let refusal = reading.refusal()?;
                let is_null = refusal.description == Description::Null && refusal.uri.is_none();
                is_null.then(|| "`error_description` is null".to_owned())
            }
            Self::Says(phrases) => phrases
                .iter()
                .find(|phrase| reading.says(phrase))
                .and_then(|phrase| {
                    reading.words.iter().find(|text| text.to_lowercase().contains(*phrase))
                })
                .map(|text| format!("it says “{}”", shown(text))),
            Self::Urn(wanted) => {
                let incident = reading.incident.as_ref()?;
                (incident.fault() == wanted)
                    .then(|| format!("the URN in `error_uri` ends in `{wanted}`"))
            }
            Self::Challenge(wanted) => {
                let mut errors =
                    reading.challenges.iter().filter_map(|challenge| challenge.error.as_deref());
                errors
                    .any(|error| error == wanted)
                    .then(|| format!("`WWW-Authenticate` says `{wanted}`"))
            }
            Self::Issue(wanted) => {
                let Body::Outcome(outcome) = &reading.body else { return None };
                let issue =
                    outcome.issues.iter().find(|issue| wanted.contains(&issue.code.as_str()))?;
                Some(format!("the OperationOutcome says “{}”", shown(&issue.to_string())))
            }
            Self::BareChallenge => {
                let bare = !reading.challenges.is_empty()
                    && reading.challenges.iter().all(|challenge| challenge.error.is_none());
                bare.then(|| "`WWW-Authenticate` asks for a token and names no error".to_owned())
            }
            Self::TokenFault(wanted) => {
                let Body::Token(Some(fault)) = &reading.body else { return None };
                (faulty_member(fault) == wanted).then(|| shown(&fault.to_string()))
            }
            Self::Step(wanted) => (reading.step == Some(wanted))
                .then(|| format!("this is the {} step", wanted.slug())),
            Self::NotStep(other) => (reading.step != Some(other)).then(String::new),
            Self::Browser(wanted) => {
                (reading.browser() == Some(wanted)).then(|| browser_in_words(wanted).to_owned())
            }
            Self::Always => Some(String::new()),
        }
    }
}

fn faulty_member(fault: &TokenError) -> &'static str {
    match fault {
        TokenError::TokenType { .. } => "token_type",
        TokenError::Missing { member } | TokenError::Member { member, .. } => member,
        _ => "",
    }
}

fn in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Empty => "the body is empty",
        Kind::TooLarge => "the body is too large for an answer of this flow",
        Kind::Binary => "the body is no text",
        Kind::Refusal => "the body is an OAuth error",
        Kind::Token => "the body has an `access_token`",
        Kind::Discovery => "the body is a discovery document",
        Kind::Outcome => "the body is an OperationOutcome",
        Kind::Resource => "the body is a FHIR resource",
        Kind::Json => "the body is JSON that this flow does not know",
        Kind::CutOff => "the JSON stops in the middle",
        Kind::Page => "the body is a web page",
        Kind::Login => "the body is a page that wants somebody to log in",
        Kind::Text => "the body is plain text",
    }
}

fn browser_in_words(failure: BrowserFailure) -> &'static str {
    match failure {
        BrowserFailure::FailedToFetch => "the browser says no more than that the request failed",
        BrowserFailure::MixedContent => "the page is on https and the address on http",
        BrowserFailure::Offline => "the browser says that it is offline",
        BrowserFailure::TimedOut => "nothing came in time",
    }
}
