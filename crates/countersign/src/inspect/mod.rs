//! What a pasted text is: named, taken apart, explained. Nothing is verified and nothing is judged.
//!
//! [`inspect`](inspect()) takes whatever somebody has at hand: an assertion, a key, a form, a header, a command, an
//! answer. It peels off what is wrapped round it, names what is inside, and explains each member in a sentence. A
//! broken text is named as far as it can be, with the place where it broke. Private values never stand in an
//! [`Inspection`]: their members are listed by name alone.
//!
//! ```
//! use countersign::inspect::{Kind, Peel, inspect};
//! use countersign::time::UnixSeconds;
//!
//! let now = UnixSeconds::new(1_300_819_120);
//! let pasted = "Authorization: Bearer eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODB9.AAAA";
//! let inspection = inspect(pasted, now);
//! assert_eq!(inspection.kind, Kind::Jwt);
//! assert_eq!(inspection.layers.iter().map(|layer| layer.peel).collect::<Vec<_>>(), [Peel::HeaderName, Peel::Scheme]);
//!
//! let exp = &inspection.parts[1].members[1];
//! assert_eq!((exp.subject.as_str(), exp.value.as_deref()), ("claims.exp", Some("1300819380")));
//! assert_eq!(exp.time.as_ref().map(|time| time.words.as_str()), Some("in 4 min 20 s"));
//! ```

pub(crate) mod compact;
pub(crate) mod der;
mod document;
pub mod glossary;
mod key_text;
mod kind;
mod naming;
mod notes;
mod peel;
mod request;
mod shape;
mod view;

pub use kind::Kind;
pub use peel::{Layer, Peel};
pub use view::{Inspection, MemberNote, PartView, TimeNote};

pub(crate) use notes::moment;

use peel::Pasted;

use crate::limits::DOCUMENT_OCTETS;
use crate::time::UnixSeconds;

/// Takes a pasted text apart, as seen at `now`. Nothing in it is verified or judged.
///
/// A text of more than [`DOCUMENT_OCTETS`] is named as too large and not looked at.
///
/// ```
/// use countersign::inspect::{Kind, inspect};
/// use countersign::time::UnixSeconds;
///
/// let now = UnixSeconds::new(1_778_594_600);
/// let key = inspect(r#"{"kty":"EC","crv":"P-256","x":"2CGl","y":"M5g9","d":"AQ"}"#, now);
/// assert_eq!((key.kind, key.name.as_str()), (Kind::PrivateJwk, "A PRIVATE EC key on P-256 as JWK"));
/// assert_eq!((key.parts[0].members[4].name.as_str(), &key.parts[0].members[4].value), ("d", &None));
/// assert_eq!(inspect("  ", now).kind, Kind::Empty);
/// ```
pub fn inspect(text: &str, now: UnixSeconds) -> Inspection {
    if text.len() > DOCUMENT_OCTETS {
        return too_large(text.len());
    }
    let mut layers = Vec::new();
    let mut pasted = Pasted::new(text).trimmed();
    loop {
        if let Some(mut found) = recognise(&pasted, now) {
            layers.append(&mut found.layers);
            return Inspection { layers, ..found };
        }
        let Some((layer, inner)) = peel::peel(&pasted, &layers) else {
            return Inspection { layers: layers.clone(), ..unknown(&pasted, &layers) };
        };
        layers.push(layer);
        pasted = inner.trimmed();
    }
}

/// Takes apart what a file holds, text or not.
///
/// ```
/// use countersign::inspect::{Kind, inspect_octets};
/// use countersign::time::UnixSeconds;
///
/// let now = UnixSeconds::new(1_778_594_600);
/// assert_eq!(inspect_octets(b"https://ehr.example/fhir", now).kind, Kind::Url);
/// assert_eq!(inspect_octets(&[0xff, 0xd8, 0xff], now).kind, Kind::Binary);
/// ```
pub fn inspect_octets(octets: &[u8], now: UnixSeconds) -> Inspection {
    if octets.len() > DOCUMENT_OCTETS {
        return too_large(octets.len());
    }
    if let Some(found) = key_text::recognise_der(octets) {
        return found;
    }
    match core::str::from_utf8(octets) {
        Ok(text) => inspect(text, now),
        Err(_) => binary(octets.len()),
    }
}

/// The compact token in a pasted text; the text itself, trimmed, where none can be made out.
pub(crate) fn token_in(text: &str) -> String {
    let mut layers = Vec::new();
    let mut pasted = Pasted::new(text).trimmed();
    while text.len() <= DOCUMENT_OCTETS && !compact::looks_like_one(pasted.text()) {
        let Some((layer, inner)) = peel::peel(&pasted, &layers) else { break };
        layers.push(layer);
        pasted = inner.trimmed();
    }
    match compact::looks_like_one(pasted.text()) {
        true => pasted.text().to_owned(),
        false => text.trim().to_owned(),
    }
}

fn recognise(pasted: &Pasted<'_>, now: UnixSeconds) -> Option<Inspection> {
    let text = pasted.text();
    if text.is_empty() {
        return Some(Inspection::new(Kind::Empty, "Nothing"));
    }
    key_text::recognise(pasted)
        .or_else(|| document::recognise(pasted, now))
        .or_else(|| markup(text))
        .or_else(|| compact::recognise(pasted, now))
        .or_else(|| request::recognise(pasted, now))
        .or_else(|| key_text::recognise_base64(text))
        .or_else(|| is_binary(text).then(|| binary(text.len())))
}

fn markup(text: &str) -> Option<Inspection> {
    const LOOKED_AT: usize = 1_000;

    text.strip_prefix('<')?.starts_with(|c: char| c.is_ascii_alphabetic() || "!?".contains(c)).then(
        || {
            let head: String =
                text.chars().take(LOOKED_AT).collect::<String>().to_ascii_lowercase();
            if head.contains("<html") || head.contains("<!doctype html") {
                Inspection::new(Kind::Html, "An HTML page: perhaps a login, or what a proxy says")
            } else if head.contains("http://hl7.org/fhir") {
                Inspection::new(Kind::Xml, "A FHIR resource as XML; ask for JSON instead")
            } else {
                Inspection::new(Kind::Xml, "XML")
            }
        },
    )
}

/// Whether a text was octets before somebody made characters of them.
fn is_binary(text: &str) -> bool {
    const LOOKED_AT: usize = 1_000;

    let stray =
        |c: &char| (c.is_control() && !"\n\r\t".contains(*c)) || *c == char::REPLACEMENT_CHARACTER;
    let head = text.chars().take(LOOKED_AT);
    text.contains('\0') || head.clone().filter(stray).count() * 10 > head.count()
}

fn binary(octets: usize) -> Inspection {
    Inspection::new(Kind::Binary, format!("{octets} octets that are no text"))
}

fn too_large(octets: usize) -> Inspection {
    let name = format!("Too large: {octets} octets, at most {DOCUMENT_OCTETS} are looked at");
    Inspection::new(Kind::TooLarge, name)
}

fn unknown(pasted: &Pasted<'_>, layers: &[Layer]) -> Inspection {
    let opaque = !pasted.text().contains(char::is_whitespace);
    if opaque && layers.iter().any(|layer| layer.peel == Peel::Scheme) {
        return Inspection::new(Kind::AccessToken, "An access token that only its server can read");
    }
    let characters = pasted.text().chars().count();
    Inspection::new(Kind::Unknown, format!("Nothing that is known here, {characters} characters"))
}
