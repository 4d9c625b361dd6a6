//! What a body is: a refusal, a token, a page, or something that was not meant to come.

use http::StatusCode;
use serde_json::Value;

use super::shown::shown;
use crate::fhir::OperationOutcome;
use crate::limits::{DOCUMENT_OCTETS, EXPLAIN_TEXT_OCTETS};
use crate::token::{TokenError, TokenResponse};

/// Most texts that are taken from one JSON document.
const WORDS: usize = 8;
/// How deep texts are looked for in a JSON document.
const WORDS_DEPTH: usize = 6;
/// How much of a page is looked at.
const PAGE_OCTETS: usize = 64 * 1024;
/// Members that hold what a server says, in lower case without `_`.
const SPOKEN: &[&str] = &[
    "errordescription",
    "message",
    "errormessage",
    "errorsummary",
    "error",
    "detail",
    "details",
    "title",
    "description",
    "reason",
    "faultstring",
    "msg",
    "diagnostics",
    "text",
    "moreinformation",
];
/// How pages and XML documents begin, in lower case.
const PAGE_BEGINS: &[&str] = &["<!doctype", "<html", "<head", "<body", "<?xml"];
/// What a page says when it wants somebody to log in, in lower case.
const LOGIN: &[&str] = &[
    "type=\"password\"",
    "type='password'",
    "samlrequest",
    "sign in",
    "log in",
    "login",
    "single sign-on",
];

/// A body, read as far as it goes.
#[derive(Debug)]
pub(super) enum Body {
    Empty,
    TooLarge,
    Binary,
    /// An OAuth error.
    Refusal(Refusal),
    /// An object with `access_token`, and what is wrong with it.
    Token(Option<TokenError>),
    /// A smart-configuration.
    Discovery,
    Outcome(OperationOutcome),
    /// Another FHIR resource, by its type.
    Resource(String),
    /// JSON of another kind.
    Json(Value),
    /// It begins as JSON and stops in the middle.
    CutOff,
    Page {
        title: Option<String>,
        is_login: bool,
    },
    Text(String),
}

/// The kinds of body that causes are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    TooLarge,
    Binary,
    Refusal,
    Token,
    Discovery,
    Outcome,
    Resource,
    Json,
    CutOff,
    Page,
    Login,
    Text,
}

/// An OAuth error, with the difference between a description that is null and none.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) error: Option<String>,
    pub(super) description: Description,
    pub(super) uri: Option<String>,
}

/// What stands in `error_description`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Description {
    Absent,
    Null,
    Words(String),
}

impl Body {
    pub(super) fn read(octets: &[u8]) -> Self {
        if octets.len() > DOCUMENT_OCTETS {
            return Self::TooLarge;
        }
        let text = String::from_utf8_lossy(octets);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Self::Empty;
        }
        if text.contains('\0') || octets.starts_with(&[0x1f, 0x8b]) {
            return Self::Binary;
        }
        match serde_json::from_str(text) {
            Ok(value) => Self::of_json(value, text),
            Err(error) if error.is_eof() && text.starts_with(['{', '[']) => Self::CutOff,
            Err(_) => {
                page(text).unwrap_or_else(|| Self::Text(cut(text, EXPLAIN_TEXT_OCTETS).to_owned()))
            }
        }
    }

    fn of_json(value: Value, text: &str) -> Self {
        let said = |name: &str| value.get(name).and_then(Value::as_str);
        if value.get("access_token").is_some() {
            return Self::Token(TokenResponse::parse(StatusCode::OK, text.as_bytes()).err());
        }
        if let Some(resource) = said("resourceType") {
            return match OperationOutcome::read(&value) {
                Ok(outcome) => Self::Outcome(outcome),
                Err(_) if resource == "OperationOutcome" => Self::Json(value),
                Err(_) => Self::Resource(shown(resource)),
            };
        }
        if said("error").is_some() || said("error_uri").is_some() {
            let description = match value.get("error_description") {
                None => Description::Absent,
                Some(Value::String(words)) if !words.trim().is_empty() => {
                    Description::Words(cut(words.trim(), EXPLAIN_TEXT_OCTETS).to_owned())
                }
                Some(_) => Description::Null,
            };
            let (error, uri) = (said("error").map(shown), said("error_uri").map(str::to_owned));
            return Self::Refusal(Refusal { error, description, uri });
        }
        if said("token_endpoint").is_some() {
            return Self::Discovery;
        }
        Self::Json(value)
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Empty => Kind::Empty,
            Self::TooLarge => Kind::TooLarge,
            Self::Binary => Kind::Binary,
            Self::Refusal(_) => Kind::Refusal,
            Self::Token(_) => Kind::Token,
            Self::Discovery => Kind::Discovery,
            Self::Outcome(_) => Kind::Outcome,
            Self::Resource(_) => Kind::Resource,
            Self::Json(_) => Kind::Json,
            Self::CutOff => Kind::CutOff,
            Self::Page { is_login: true, .. } => Kind::Login,
            Self::Page { .. } => Kind::Page,
            Self::Text(_) => Kind::Text,
        }
    }

    /// What it says in words, each text on its own.
    pub(super) fn words(&self) -> Vec<String> {
        match self {
            Self::Refusal(Refusal { description: Description::Words(words), .. })
            | Self::Text(words) => {
                vec![words.clone()]
            }
            Self::Outcome(outcome) => outcome
                .issues
                .iter()
                .flat_map(|issue| [&issue.details, &issue.diagnostics])
                .flatten()
                .take(WORDS)
                .map(|words| cut(words.trim(), EXPLAIN_TEXT_OCTETS).to_owned())
                .collect(),
            Self::Json(value) => {
                let mut words = Vec::new();
                spoken(value, WORDS_DEPTH, &mut words);
                words
            }
            Self::Page { title: Some(title), .. } => vec![title.clone()],
            _ => Vec::new(),
        }
    }
}

/// A text, no longer than `octets` and cut between characters.
fn cut(text: &str, octets: usize) -> &str {
    &text[..text.floor_char_boundary(octets)]
}

fn spoken(value: &Value, depth: usize, words: &mut Vec<String>) {
    if depth == 0 || words.len() >= WORDS {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('_', "").to_ascii_lowercase();
                match value.as_str().map(str::trim) {
                    Some(text)
                        if SPOKEN.contains(&name.as_str())
                            && !text.is_empty()
                            && words.len() < WORDS =>
                    {
                        words.push(cut(text, EXPLAIN_TEXT_OCTETS).to_owned());
                    }
                    _ => spoken(value, depth - 1, words),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|value| spoken(value, depth - 1, words)),
        _ => {}
    }
}

/// A page for people, or an XML document, which no step of this flow answers with.
fn page(text: &str) -> Option<Body> {
    let text = cut(text, PAGE_OCTETS);
    let lower = text.to_ascii_lowercase();
    let is_page = PAGE_BEGINS.iter().any(|tag| lower.starts_with(tag))
        || (lower.starts_with('<') && lower.contains("<html"));
    let is_login = LOGIN.iter().any(|sign| lower.contains(sign));
    is_page.then(|| Body::Page { title: title(text, &lower), is_login })
}

/// The title of a page; `lower` is the page in lower case, octet for octet.
fn title(text: &str, lower: &str) -> Option<String> {
    let tag = lower.find("<title")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    Some(shown(&text[start..end])).filter(|title| !title.is_empty())
}
