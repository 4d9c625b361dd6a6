//! What is sent: forms, commands, addresses, credentials.

use core::ops::Range;

use data_encoding::BASE64;
use url::Url;

use super::glossary::{TOKEN_REQUEST, term};
use super::peel::{Pasted, http_body, is_http};
use super::view::{Inspection, MemberNote, PartView};
use super::{Kind, compact};
use crate::finding::Part;
use crate::limits::INSPECTED_MEMBERS;
use crate::redact::{Secret, parameter_secret, shown};
use crate::time::UnixSeconds;

/// What is said of a parameter that nothing is known about.
const UNKNOWN: &str = "Not a parameter of OAuth: servers pass it over";
/// Parameters that make a form a token request.
const OF_TOKEN_REQUEST: [&str; 3] = ["grant_type", "client_assertion", "client_assertion_type"];

/// A form, a command, an address, a header.
pub(super) fn recognise(pasted: &Pasted<'_>, now: UnixSeconds) -> Option<Inspection> {
    let text = pasted.text();
    curl(pasted, now)
        .or_else(|| basic(pasted))
        .or_else(|| url(pasted))
        .or_else(|| form(pasted, now))
        .or_else(|| (is_http(text) && http_body(text).is_none()).then(|| http_head(text))?)
}

/// The same inspection with the assertion that was found in it.
pub(super) fn with_assertion(
    found: Inspection,
    assertion: &Pasted<'_>,
    now: UnixSeconds,
) -> Inspection {
    let inner = compact::inspect(assertion, now);
    let name = match inner.kind {
        Kind::ClientAssertion => format!("{}, with a SMART client assertion in it", found.name),
        Kind::Unknown => return found,
        _ => format!("{}, with a JWT in it", found.name),
    };
    Inspection { name, ..found }.with(inner.parts)
}

fn curl(pasted: &Pasted<'_>, now: UnixSeconds) -> Option<Inspection> {
    let text = pasted.text();
    text.trim_start_matches(['$', '>', ' ']).strip_prefix("curl ")?;
    let found = Inspection::new(Kind::Curl, "A curl command");
    Some(match compact::find(text) {
        Some(range) => with_assertion(found, &pasted.slice(range), now),
        None => found,
    })
}

/// `Basic` and base64 of a name and a secret (RFC 7617).
fn basic(pasted: &Pasted<'_>) -> Option<Inspection> {
    let text = pasted.text();
    let encoded = text.get(6..).filter(|_| text[..6].eq_ignore_ascii_case("basic "))?;
    let octets = zeroize::Zeroizing::new(BASE64.decode(encoded.trim().as_bytes()).ok()?);
    let colon = octets.iter().position(|&octet| octet == b':')?;
    let user = core::str::from_utf8(&octets[..colon]).ok()?;
    let name = "Credentials of HTTP Basic: a client id and a shared secret, which Backend Services does not use";
    let note = |name: &str, value, secret, says| MemberNote {
        name: name.to_owned(),
        subject: format!("basic.{name}"),
        value,
        secret,
        says,
        source: Some("RFC 7617 §2"),
        time: None,
        span: 0..0,
        encoded: None,
    };
    let mut part = PartView::new("Credentials", Part::Document, octets.len());
    part.encoded = pasted.place(&(0..text.len()));
    part.members = vec![
        MemberNote { span: 0..colon, ..note("user", Some(shown(user)), None, "The client id") },
        MemberNote {
            span: colon + 1..octets.len(),
            ..note("password", None, Some(Secret::Password), "The secret that both sides share")
        },
    ];
    Some(Inspection::new(Kind::BasicCredentials, name).with([part]))
}

fn url(pasted: &Pasted<'_>) -> Option<Inspection> {
    let text = pasted.text();
    if text.contains(char::is_whitespace) || !text.contains("://") {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let name = match url.host_str() {
        Some(host) => format!("An address at {}", shown(host)),
        None => format!("An address with the scheme {}", shown(url.scheme())),
    };
    let mut part = PartView::new("Address", Part::Document, text.len());
    part.encoded = pasted.place(&(0..text.len()));
    let query = text.find(['?', '#']).map_or(text.len(), |at| at + 1);
    let mut notes = parameters(pasted, query, &['&', '#', '?'], "url.").map(|(note, _)| note);
    part.members = notes.by_ref().take(INSPECTED_MEMBERS).collect();
    part.further_members = notes.count();
    Some(Inspection::new(Kind::Url, name).with([part]))
}

fn form(pasted: &Pasted<'_>, now: UnixSeconds) -> Option<Inspection> {
    let text = pasted.text();
    let named = |piece: &str| {
        let name = piece.trim().split_once('=').map(|(name, _)| name)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-.[]%+".contains(c);
        (!name.is_empty() && name.chars().all(plain)).then(|| name.to_owned())
    };
    let names: Vec<String> = text.split('&').map(named).collect::<Option<_>>()?;
    let known = names.iter().any(|name| term(TOKEN_REQUEST, name).is_some());
    let request = names.iter().any(|name| OF_TOKEN_REQUEST.contains(&name.as_str()));
    if !known && names.len() < 2 {
        return None;
    }
    let (kind, name) = match request {
        true => (Kind::TokenRequest, "A token request, as a form"),
        false => (Kind::Form, "A form"),
    };
    let mut part = PartView::new("Form", Part::Document, text.len());
    part.encoded = pasted.place(&(0..text.len()));
    let mut assertion = None;
    for (note, value) in parameters(pasted, 0, &['&'], "form.").take(INSPECTED_MEMBERS) {
        if note.name == "client_assertion" && assertion.is_none() {
            assertion = Some(pasted.slice(value).trimmed());
        }
        part.members.push(note);
    }
    part.further_members = names.len().saturating_sub(INSPECTED_MEMBERS);
    let found = Inspection::new(kind, name).with([part]);
    Some(match assertion {
        Some(assertion) => with_assertion(found, &assertion, now),
        None => found,
    })
}

/// Each `name=value` from `start` on, with the place of its value.
fn parameters<'a>(
    pasted: &'a Pasted<'_>,
    start: usize,
    separators: &'a [char],
    prefix: &'a str,
) -> impl Iterator<Item = (MemberNote, Range<usize>)> + 'a {
    let text = pasted.text();
    let mut behind = start;
    text[start..].split(separators).filter_map(move |piece| {
        let start = behind;
        behind += piece.len() + 1;
        let trimmed = piece.trim_start();
        let start = start + piece.len() - trimmed.len();
        let (name, value) = trimmed.trim_end().split_once('=')?;
        let (name, at) = (decoded(name), start + name.len() + 1);
        let value_span = at..at + value.len();
        let secret = parameter_secret(&name).filter(|_| !value.is_empty());
        let known = term(TOKEN_REQUEST, &name);
        let name = shown(&name);
        let note = MemberNote {
            subject: format!("{prefix}{name}"),
            value: secret.is_none().then(|| shown(&decoded(value))),
            secret,
            says: known.map_or(UNKNOWN, |term| term.says),
            source: known.map(|term| term.source).filter(|source| !source.is_empty()),
            time: None,
            span: start..value_span.end,
            encoded: pasted.place(&(start..value_span.end)),
            name,
        };
        Some((note, value_span))
    })
}

/// What a name or a value of a form stands for.
fn decoded(text: &str) -> String {
    let pair = format!("={text}");
    form_urlencoded::parse(pair.as_bytes()).map(|(_, value)| value.into_owned()).collect()
}

fn http_head(text: &str) -> Option<Inspection> {
    let line = text.lines().next()?;
    Some(Inspection::new(
        Kind::HttpHead,
        format!("The head of an HTTP message without a body: {}", shown(line)),
    ))
}
