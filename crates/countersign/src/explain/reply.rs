//! A reply, read as far as it goes.

use http::header::DATE;
use url::Url;

use super::body::{Body, Description, Kind, Refusal};
use super::challenge::{Challenge, challenges};
use super::incident::Incident;
use super::shown::shown;
use super::{BrowserFailure, Partner, Seen, clock};
use crate::exchange::Step;
use crate::time::{Seconds, UnixSeconds};

/// A reply, and what was read out of it.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) seen: &'a Seen<'a>,
    /// What was being done, as told or guessed.
    pub(super) step: Option<Step>,
    pub(super) body: Body,
    pub(super) challenges: Vec<Challenge>,
    pub(super) incident: Option<Incident>,
    /// What time it was at the partner when it answered.
    pub(super) date: Option<UnixSeconds>,
    /// What the reply says in words, each text on its own.
    pub(super) words: Vec<String>,
    /// The same, in lower case.
    spoken: String,
}

impl<'a> Reading<'a> {
    pub(super) fn new(seen: &'a Seen<'a>) -> Self {
        let body = Body::read(seen.body);
        let challenges = challenges(&seen.headers);
        let incident = match &body {
            Body::Refusal(Refusal { uri: Some(uri), .. }) => Incident::read(uri),
            _ => None,
        };
        let mut words = body.words();
        words.extend(challenges.iter().filter_map(|challenge| challenge.description.clone()));
        let spoken = words.join("\n").to_lowercase();
        let step = seen.step.or_else(|| guess_step(seen, &body, &challenges));
        let date = seen.headers.get(DATE).and_then(|value| clock::http_date(value.to_str().ok()?));
        Self { seen, step, body, challenges, incident, date, words, spoken }
    }

    /// How far the client's clock is ahead of the partner's; negative when it is behind.
    pub(super) fn skew(&self) -> Option<Seconds> {
        Some(self.seen.now?.since(self.date?))
    }

    /// A header's value, if it is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.seen.headers.get(name)?.to_str().ok()
    }

    /// The body, if it is a refusal in OAuth's words.
    pub(super) fn refusal(&self) -> Option<&Refusal> {
        match &self.body {
            Body::Refusal(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The OAuth error, from the body or else from a challenge.
    pub(super) fn error(&self) -> Option<&str> {
        let challenged = || self.challenges.iter().find_map(|challenge| challenge.error.as_deref());
        self.refusal().and_then(|refusal| refusal.error.as_deref()).or_else(challenged)
    }

    /// Whether one of the texts holds that phrase, which is in lower case.
    pub(super) fn says(&self, phrase: &str) -> bool {
        self.spoken.contains(phrase)
    }

    /// What is wrong with the browser's request, as told or as pasted.
    pub(super) fn browser(&self) -> Option<BrowserFailure> {
        // What Chromium, Firefox and Safari say to a page.
        let told = ["failed to fetch", "networkerror when attempting to fetch", "load failed"];
        let pasted = || {
            let is_text = self.body.kind() == Kind::Text && self.seen.status.is_none();
            (is_text && told.iter().any(|words| self.says(words)))
                .then_some(BrowserFailure::FailedToFetch)
        };
        self.seen.browser.or_else(pasted)
    }

    /// The host that was asked, or else the one that the reply points to.
    pub(super) fn host(&self) -> Option<String> {
        let pointed = || self.refusal().and_then(|refusal| refusal.uri.as_deref());
        let url = Url::parse(self.seen.request_url.or_else(pointed)?).ok()?;
        url.host_str().map(str::to_owned)
    }

    /// What the reply is, in a sentence.
    pub(super) fn sentence(&self, partner: Option<&Partner>) -> String {
        if let Some(failure) = self.browser() {
            return match failure {
                BrowserFailure::FailedToFetch => {
                    "The browser let the page read no reply, and does not say why"
                }
                BrowserFailure::MixedContent => {
                    "The browser sent nothing: the page is on https and the address on http"
                }
                BrowserFailure::Offline => "The browser sent nothing: it is offline",
                BrowserFailure::TimedOut => "No reply came in time",
            }
            .to_owned();
        }
        let status = match (self.seen.status, self.refusal()) {
            (Some(status), _) => format!("{status} "),
            (None, Some(_)) => String::new(),
            (None, None) => "A reply ".to_owned(),
        };
        let way = match partner {
            Some(partner) if self.refusal().is_some() => {
                format!(", the way {} answers", partner.name)
            }
            _ => String::new(),
        };
        format!("{status}{}{way}", self.body_in_words())
    }

    fn body_in_words(&self) -> String {
        match &self.body {
            Body::Empty => match self.error() {
                Some(error) => {
                    format!("with an empty body; `WWW-Authenticate` says `{}`", shown(error))
                }
                None => "with an empty body".to_owned(),
            },
            Body::TooLarge => "with a body too large to be an answer of this flow".to_owned(),
            Body::Binary => "with a body that is no text".to_owned(),
            Body::Refusal(refusal) => refusal.in_words(self.incident.as_ref()),
            Body::Token(None) => "with an access token".to_owned(),
            Body::Token(Some(fault)) => {
                format!("with a token response that is not one: {}", shown(&fault.to_string()))
            }
            Body::Discovery => "with a discovery document".to_owned(),
            Body::Outcome(outcome) => match outcome.issues.first() {
                Some(issue) => format!("with an OperationOutcome: {}", shown(&issue.to_string())),
                None => "with an OperationOutcome that says nothing".to_owned(),
            },
            Body::Resource(kind) => format!("with a FHIR resource, {kind}"),
            Body::Json(_) => "with JSON that is no OAuth error".to_owned(),
            Body::CutOff => "with JSON that stops in the middle".to_owned(),
            Body::Page { is_login: true, .. } => {
                "with a page that wants somebody to log in".to_owned()
            }
            Body::Page { title: Some(title), .. } => format!("with a web page, “{title}”"),
            Body::Page { .. } => "with a web page".to_owned(),
            Body::Text(text) => format!("with plain text: “{}”", shown(text)),
        }
    }

    /// What was not given and would narrow it down.
    pub(super) fn would_help(&self) -> Vec<String> {
        let seen = self.seen;
        let came = self.browser().is_none();
        [
            (came && seen.status.is_none(), "The status of the reply"),
            (came && seen.headers.is_empty(), "The headers of the reply, `Date` above all"),
            (came && seen.body.is_empty(), "The body of the reply"),
            (
                came && seen.assertion.is_none()
                    && self.step.is_none_or(|step| step == Step::Token),
                "The assertion that was sent",
            ),
            (seen.request_url.is_none(), "The address that was asked"),
        ]
        .into_iter()
        .filter(|(is_missing, _)| *is_missing)
        .map(|(_, what)| what.to_owned())
        .collect()
    }
}

impl Refusal {
    fn in_words(&self, incident: Option<&Incident>) -> String {
        let error = self.error.as_deref().unwrap_or("an error without a name");
        let said = match (&self.description, &self.uri, incident) {
            (Description::Words(words), ..) => format!("with the description “{}”", shown(words)),
            (_, _, Some(incident)) => format!("with `{}` in `error_uri`", shown(incident.fault())),
            (_, Some(_), None) => "with an `error_uri` and no description".to_owned(),
            (Description::Null, None, None) => "with a description that is null".to_owned(),
            (Description::Absent, None, None) => "without a description".to_owned(),
        };
        format!("`{error}` {said}")
    }
}

fn guess_step(seen: &Seen<'_>, body: &Body, challenges: &[Challenge]) -> Option<Step> {
    match body.kind() {
        Kind::Refusal | Kind::Token => return Some(Step::Token),
        Kind::Discovery => return Some(Step::Discovery),
        Kind::Outcome | Kind::Resource => return Some(Step::Query),
        _ => {}
    }
    // RFC 6750 §3.1: these two are about an access token.
    let about_token = |error: &str| matches!(error, "invalid_token" | "insufficient_scope");
    if challenges.iter().any(|challenge| challenge.error.as_deref().is_some_and(about_token)) {
        return Some(Step::Query);
    }
    let path =
        seen.request_url.and_then(|url| Url::parse(url).ok()).map(|url| url.path().to_owned());
    match path.as_deref() {
        Some(path) if path.contains("/.well-known/") || path.ends_with("/metadata") => {
            Some(Step::Discovery)
        }
        Some(path) if path.to_ascii_lowercase().contains("token") => Some(Step::Token),
        _ if seen.assertion.is_some() => Some(Step::Token),
        // A token endpoint refuses in the body; who only asks for a token is a FHIR server.
        _ => challenges
            .iter()
            .any(|challenge| challenge.scheme.eq_ignore_ascii_case("bearer"))
            .then_some(Step::Query),
    }
}
