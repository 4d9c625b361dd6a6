//! Compact JWS and JWE, each part as far as it can be read.

use core::ops::Range;

use super::glossary::{CLAIMS, HEADER};
use super::notes::Notes;
use super::peel::Pasted;
use super::view::{Inspection, PartView};
use super::{Kind, glossary::Glossary};
use crate::assertion::inspect::object;
use crate::encoding::base64url;
use crate::encoding::json::Object;
use crate::finding::Part;
use crate::limits::TOKEN_OCTETS;
use crate::redact::{Secret, redact, shown};
use crate::time::UnixSeconds;

/// What a JWE has behind its header (RFC 7516 §7.1).
const ENCRYPTED_PARTS: [&str; 4] =
    ["Encrypted key", "Initialisation vector", "Ciphertext", "Authentication tag"];

/// One part of a compact text, decoded as far as it goes.
pub(crate) struct Segment<'a> {
    /// As it is written.
    pub(crate) text: &'a str,
    /// Where it begins in the whole.
    pub(crate) start: usize,
    /// Its octets; of a part that is padded or in the other alphabet, those that it means.
    pub(crate) octets: Option<Vec<u8>>,
    /// Why it is no base64url.
    pub(crate) fault: Option<String>,
}

impl<'a> Segment<'a> {
    fn read(text: &'a str, start: usize) -> Self {
        if text == Secret::Signature.mark() {
            let fault = Some("It was hidden before".to_owned());
            return Self { text, start, octets: None, fault };
        }
        match base64url::decode(text) {
            Ok(octets) => Self { text, start, octets: Some(octets), fault: None },
            Err(error) => {
                let meant = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
                let octets = base64url::decode(&meant).ok();
                Self { text, start, octets, fault: Some(format!("It is no base64url: {error}")) }
            }
        }
    }

    /// The JSON object in it, or why there is none.
    pub(crate) fn object(&self) -> Result<Object, String> {
        match (&self.octets, &self.fault) {
            (Some(octets), _) => object(octets)
                .map_err(|error| format!("It is no JSON object: {}", shown(&error.to_string()))),
            (None, fault) => Err(fault.clone().unwrap_or_default()),
        }
    }

    /// The characters of the whole that carry octets of it, widened to whole characters.
    fn characters(&self, octets: &Range<usize>) -> Range<usize> {
        let end = self.start + self.text.len();
        let start = self.start + octets.start * 8 / 6;
        start.min(end)..(self.start + (octets.end * 8).div_ceil(6)).min(end)
    }
}

/// The parts between the dots. A text that is no token has parts too: whether it can be one is for
/// [`looks_like_one`] to say.
pub(crate) fn split(text: &str) -> Vec<Segment<'_>> {
    let mut behind = 0;
    text.split('.')
        .map(|part| {
            let start = behind;
            behind += part.len() + 1;
            Segment::read(part, start)
        })
        .collect()
}

/// Whether a text is meant as a compact JWS or JWE: two to five parts, of which the first begins like a JSON object.
pub(crate) fn looks_like_one(text: &str) -> bool {
    let body = text.strip_suffix(Secret::Signature.mark()).unwrap_or(text);
    let dots = body.bytes().filter(|&octet| octet == b'.').count();
    (text.starts_with("ey") || text.starts_with("ew"))
        && text.len() <= TOKEN_OCTETS
        && (1..=4).contains(&dots)
        && body.bytes().all(|octet| in_token(octet) || b"=+/".contains(&octet))
        && begins_object(text)
}

/// Where the first compact token of a text stands.
pub(crate) fn find(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for piece in text.split(|c: char| !c.is_ascii() || !in_token(c as u8)) {
        let trimmed = piece.trim_end_matches('.');
        if trimmed.matches('.').count() >= 2 && looks_like_one(trimmed) {
            return Some(start..start + trimmed.len());
        }
        start += piece.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// A compact token, if the text is one.
pub(super) fn recognise(pasted: &Pasted<'_>, now: UnixSeconds) -> Option<Inspection> {
    looks_like_one(pasted.text()).then(|| inspect(pasted, now))
}

/// Takes a compact token apart.
pub(super) fn inspect(pasted: &Pasted<'_>, now: UnixSeconds) -> Inspection {
    let segments = split(pasted.text());
    let reader = Reader { pasted, now };
    match &segments[..] {
        [header, encrypted @ ..] if segments.len() >= 4 => {
            let rest = encrypted.iter().zip(ENCRYPTED_PARTS);
            let rest = rest.map(|(segment, title)| reader.opaque(title, Part::Document, segment));
            let name = match segments.len() {
                5 => "An encrypted JWT (JWE): only its header can be read".to_owned(),
                parts => {
                    format!("It looks like an encrypted JWT (JWE), with {parts} parts, not five")
                }
            };
            let header = reader.object("Header", Part::Header, HEADER, header);
            Inspection::new(Kind::Jwe, name).with(core::iter::once(header).chain(rest))
        }
        [header, claims, rest @ ..] => {
            let (kind, name) = name(header, claims, rest.first());
            let title = if kind == Kind::Jws { "Payload" } else { "Claims" };
            let signature =
                rest.iter().map(|segment| reader.opaque("Signature", Part::Signature, segment));
            Inspection::new(kind, name)
                .with([
                    reader.object("Header", Part::Header, HEADER, header),
                    reader.object(title, Part::Payload, CLAIMS, claims),
                ])
                .with(signature)
        }
        _ => Inspection::new(Kind::Unknown, "A text without a dot in it"),
    }
}

struct Reader<'a> {
    pasted: &'a Pasted<'a>,
    now: UnixSeconds,
}

impl Reader<'_> {
    fn object(
        &self,
        title: &str,
        part: Part,
        glossary: Glossary,
        segment: &Segment<'_>,
    ) -> PartView {
        let mut view = self.opaque(title, part, segment);
        let Some(text) = segment.octets.as_deref().and_then(|o| core::str::from_utf8(o).ok())
        else {
            view.fault = view.fault.or_else(|| segment.object().err());
            return view;
        };
        view.text = redact(text).hidden.is_empty().then(|| text.to_owned());
        match segment.object() {
            Ok(object) => {
                let encoded = |span: Range<usize>| self.pasted.place(&segment.characters(&span));
                let prefix = &format!("{}.", part.name());
                let notes = Notes { glossary, prefix, now: self.now, encoded: &encoded };
                (view.members, view.further_members) = notes.of(&object, text);
            }
            Err(fault) => view.fault = view.fault.or(Some(fault)),
        }
        view
    }

    fn opaque(&self, title: &str, part: Part, segment: &Segment<'_>) -> PartView {
        let octets = segment.octets.as_ref().map_or(0, Vec::len);
        let encoded = self.pasted.place(&(segment.start..segment.start + segment.text.len()));
        PartView { encoded, fault: segment.fault.clone(), ..PartView::new(title, part, octets) }
    }
}

/// What a JWS is, by its claims.
fn name(
    header: &Segment<'_>,
    claims: &Segment<'_>,
    signature: Option<&Segment<'_>>,
) -> (Kind, String) {
    let header = header.object().ok();
    let unsigned = header.as_ref().and_then(|header| header.text("alg")) == Some("none");
    let form = match signature {
        _ if unsigned => "An unsigned JWT (`alg` is none)",
        None => "A JWT without its signature: two parts, not three",
        Some(signature) if signature.text.is_empty() => "A JWT whose signature is empty",
        Some(_) => "A signed JWT",
    };
    let Ok(claims_object) = claims.object() else {
        let name = match (claims.text.is_empty(), unsigned) {
            (true, _) => "A signature over a text that is kept elsewhere (detached JWS)",
            (_, true) => "An unsigned text (JWS) that holds no claims",
            _ => "A signed text (JWS) that holds no claims",
        };
        return (Kind::Jws, name.to_owned());
    };
    let typ = header.as_ref().and_then(|header| header.text("typ")).unwrap_or_default();
    match kind(&claims_object, typ) {
        (Kind::Jwt, _) => (Kind::Jwt, form.to_owned()),
        (kind, words) => (kind, format!("{form}: {words}")),
    }
}

fn kind(claims: &Object, typ: &str) -> (Kind, &'static str) {
    let has = |names: &[&str]| names.iter().any(|name| claims.get(name).is_some());
    let typed = |name: &str| typ.trim_start_matches("application/").eq_ignore_ascii_case(name);
    let itself = claims.text("iss").is_some() && claims.text("iss") == claims.text("sub");
    if typed("client-authentication+jwt") || itself && has(&["aud"]) {
        (Kind::ClientAssertion, "a SMART client assertion")
    } else if typed("at+jwt") || has(&["scope", "scp"]) {
        (Kind::AccessToken, "an access token")
    } else if has(&["nonce", "at_hash", "auth_time", "fhirUser"]) {
        (Kind::IdToken, "an ID token")
    } else {
        (Kind::Jwt, "")
    }
}

fn begins_object(text: &str) -> bool {
    let head: String = text.chars().take_while(|c| *c != '.').take(8).collect();
    let whole = &head[..head.len() / 4 * 4];
    base64url::decode(whole).is_ok_and(|octets| octets.starts_with(b"{"))
}

fn in_token(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"-_.".contains(&octet)
}
