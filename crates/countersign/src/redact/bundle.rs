//! The support bundle: what a partner's support desk needs, and nothing that it must not have.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Hidden, Secret, redact};
use crate::assertion::inspect::decode;
use crate::encoding::json::parse_strict;
use crate::finding::Report;
use crate::inspect::{Kind, inspect, token_in};
use crate::limits::DOCUMENT_OCTETS;
use crate::time::{Seconds, UnixSeconds};

/// One JSON document about a client and a partner that do not get on.
///
/// Everything is redacted as it is put in, so nothing secret is ever in it: no private key, no token, no signature.
/// Of an exchange, the bodies with patients' records and the values that were searched for are left out too. What was
/// hidden is listed.
///
/// ```
/// use countersign::redact::SupportBundle;
/// use countersign::time::Seconds;
///
/// let bundle = SupportBundle::new()
///     .token_endpoint("https://ehr.example/token")
///     .client_id("larkmoor-nightly")
///     .clock_skew(Seconds::new(-4))
///     .exchange("POST /token HTTP/1.1\n\nclient_secret=s3cr3t", r#"{"error":"invalid_client"}"#);
/// let json = bundle.to_json();
/// assert!(json.contains("client_secret=[client secret hidden]"));
/// assert!(json.contains("\"clockSkewSeconds\": -4"));
/// assert_eq!(bundle.hidden()[0].count, 1);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct SupportBundle {
    countersign: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    made_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fhir_base: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_skew_seconds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    discovery: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_set: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assertion: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reports: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exchanges: Vec<Exchange>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    hidden: Vec<Hidden>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Exchange {
    request: String,
    response: String,
}

impl Default for SupportBundle {
    fn default() -> Self {
        Self::new()
    }
}

impl SupportBundle {
    /// A bundle that holds nothing but the version of Countersign.
    pub const fn new() -> Self {
        Self {
            countersign: env!("CARGO_PKG_VERSION"),
            made_at: None,
            token_endpoint: None,
            fhir_base: None,
            client_id: None,
            clock_skew_seconds: None,
            discovery: None,
            key_set: None,
            assertion: None,
            reports: Vec::new(),
            exchanges: Vec::new(),
            notes: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// When it was made.
    pub fn made_at(mut self, now: UnixSeconds) -> Self {
        self.made_at = Some(now.to_string());
        self
    }

    /// Where tokens are asked for.
    pub fn token_endpoint(mut self, url: &str) -> Self {
        self.token_endpoint = Some(self.hide(url));
        self
    }

    /// The FHIR base.
    pub fn fhir_base(mut self, url: &str) -> Self {
        self.fhir_base = Some(self.hide(url));
        self
    }

    /// The client id at this partner.
    pub fn client_id(mut self, id: &str) -> Self {
        self.client_id = Some(self.hide(id));
        self
    }

    /// How far the partner's clock is ahead of ours; negative when it is behind.
    pub fn clock_skew(mut self, skew: Seconds) -> Self {
        self.clock_skew_seconds = Some(skew.get());
        self
    }

    /// The partner's discovery document, as it came.
    pub fn discovery(mut self, text: &str) -> Self {
        self.discovery = Some(self.document(text));
        self
    }

    /// The client's key set, as it is published.
    pub fn key_set(mut self, text: &str) -> Self {
        self.key_set = Some(self.document(text));
        self
    }

    /// An assertion that was refused: its header and claims, without its signature.
    pub fn assertion(mut self, text: &str) -> Self {
        let token = token_in(bounded(text).0);
        let part = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let mut shown = json!({ "token": self.hide(&token) });
        if let Ok(decoded) = decode(&token) {
            shown["header"] = self.document(&part(decoded.jws.header()));
            shown["claims"] = self.document(&part(decoded.jws.payload()));
        }
        self.assertion = Some(shown);
        self
    }

    /// What was found about it; call again for another profile.
    pub fn report(mut self, report: &Report) -> Self {
        let text = serde_json::to_string(report).unwrap_or_default();
        let report = self.document(&text);
        self.reports.push(report);
        self
    }

    /// A request and its response as text, heads and bodies; call again for the next.
    pub fn exchange(mut self, request: &str, response: &str) -> Self {
        let (request, response) = (self.message(request), self.message(response));
        self.exchanges.push(Exchange { request, response });
        self
    }

    /// Whatever else is worth saying; call again for the next.
    pub fn note(mut self, text: &str) -> Self {
        let note = self.hide(text);
        self.notes.push(note);
        self
    }

    /// What was hidden, each kind once.
    pub fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    /// The document, indented.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings, numbers and JSON values are JSON")
    }

    fn hide(&mut self, text: &str) -> String {
        let (head, cut) = bounded(text);
        let redacted = redact(head);
        for hidden in redacted.hidden {
            self.count(hidden.what, hidden.count);
        }
        match cut {
            0 => redacted.text,
            cut => format!("{} … {cut} octets left out", redacted.text),
        }
    }

    /// A document as JSON if it is JSON, else as text.
    fn document(&mut self, text: &str) -> Value {
        let text = self.hide(text);
        match parse_strict(&text) {
            Ok(document @ (Value::Object(_) | Value::Array(_))) => document,
            _ => Value::String(text),
        }
    }

    /// A message without what it says about patients.
    fn message(&mut self, text: &str) -> String {
        let (text, _) = bounded(text);
        let (mut kept, mut hidden) = without_searched(text);
        if let Some(start) = records(&kept) {
            kept.truncate(start);
            kept.push_str(Secret::PatientData.mark());
            hidden += 1;
        }
        if hidden > 0 {
            self.count(Secret::PatientData, hidden);
        }
        self.hide(&kept)
    }

    fn count(&mut self, what: Secret, count: usize) {
        match self.hidden.iter_mut().find(|hidden| hidden.what == what) {
            Some(hidden) => hidden.count += count,
            None => self.hidden.push(Hidden { what, count }),
        }
        self.hidden.sort_by_key(|hidden| hidden.what);
    }
}

/// The text as far as it is looked at, and how many octets are not.
fn bounded(text: &str) -> (&str, usize) {
    let end = text.floor_char_boundary(DOCUMENT_OCTETS);
    (&text[..end], text.len() - end)
}

/// Where the body begins, if it holds records: FHIR, but not what a server says about itself or about a request.
fn records(message: &str) -> Option<usize> {
    const FHIR_XML: &str = "xmlns=\"http://hl7.org/fhir\"";

    let (head, body) = message.split_once("\r\n\r\n").or(message.split_once("\n\n")).unzip();
    if head.is_some_and(|head| head.lines().next().unwrap_or_default().contains("/_search")) {
        return Some(message.len() - body.map_or(0, str::len));
    }
    if let Some(at) = message.find(FHIR_XML) {
        return message[..at].rfind('<');
    }
    if !message.contains("resourceType") {
        return None;
    }
    // What time it is makes no difference to what a text is.
    let found = inspect(message, UnixSeconds::new(0));
    let whole = found.parts.iter().all(|part| part.fault.is_none());
    match found.kind {
        Kind::OperationOutcome | Kind::CapabilityStatement if whole => None,
        _ => message.find('{'),
    }
}

/// The message without what was searched for, and how many searches it had: `/Patient?name=shaw` names a patient.
fn without_searched(message: &str) -> (String, usize) {
    let (mut kept, mut count, mut rest) = (String::new(), 0, message);
    while let Some((front, behind)) = rest.split_once('?') {
        kept.push_str(front);
        kept.push('?');
        let ends = |c: char| c.is_whitespace() || "\"'<>\\#".contains(c);
        let query = behind.find(ends).unwrap_or(behind.len());
        rest = behind;
        if names_resource(front) && query > 0 && !behind.starts_with('[') {
            kept.push_str(Secret::PatientData.mark());
            count += 1;
            rest = &behind[query..];
        }
    }
    kept.push_str(rest);
    (kept, count)
}

/// Whether an address ends in a type of FHIR resource, or in a search by POST.
fn names_resource(address: &str) -> bool {
    let Some((_, segment)) = address.rsplit_once('/') else { return false };
    let letters = segment.bytes().all(|octet| octet.is_ascii_alphabetic());
    segment == "_search" || letters && segment.starts_with(|c: char| c.is_ascii_uppercase())
}
