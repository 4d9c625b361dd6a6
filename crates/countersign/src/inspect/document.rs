//! JSON documents, named by their members.

use core::ops::Range;

use serde_json::value::RawValue;

use super::glossary::{Glossary, JWK};
use super::notes::Notes;
use super::peel::Pasted;
use super::shape::Shape;
use super::view::{Inspection, PartView};
use super::{Kind, naming, request};
use crate::encoding::json::Object;
use crate::finding::Part;
use crate::key::PRIVATE_MEMBERS;
use crate::limits::INSPECTED_PARTS;
use crate::redact::shown;
use crate::time::UnixSeconds;

/// A JSON object or array, also a broken one.
pub(super) fn recognise(pasted: &Pasted<'_>, now: UnixSeconds) -> Option<Inspection> {
    let text = pasted.text();
    let reader = Reader { pasted, now };
    match text.as_bytes().first()? {
        b'{' => Some(match Object::parse(text) {
            Ok(object) => reader.object(&object),
            Err(error) => reader.broken(&shown(&error.to_string())),
        }),
        b'[' => reader.array(),
        _ => None,
    }
}

struct Reader<'a> {
    pasted: &'a Pasted<'a>,
    now: UnixSeconds,
}

impl Reader<'_> {
    fn object(&self, object: &Object) -> Inspection {
        let shape = Shape::of(object);
        let kind = naming::kind(&shape);
        let text = self.pasted.text();
        let document = self.part("Document", object, naming::glossary(kind), "", 0..text.len());
        match kind {
            Kind::KeySet => {
                let keys = object.member("keys").map(|keys| self.keys(keys.value_span.clone()));
                let keys = keys.unwrap_or_default();
                let name = |words: &str| format!("A key set (JWKS) of {words}");
                key_set(keys, Some(document), name)
            }
            Kind::TokenRequest => {
                let found = Inspection::new(kind, naming::words(kind, &shape)).with([document]);
                let assertion = object.member("client_assertion");
                match assertion.filter(|assertion| assertion.value.is_string()) {
                    // Inside its marks of quotation; no token needs an escape.
                    Some(member) => {
                        let span = &member.value_span;
                        let inner = self.pasted.slice(span.start + 1..span.end - 1);
                        request::with_assertion(found, &inner, self.now)
                    }
                    None => found,
                }
            }
            _ => Inspection::new(kind, naming::words(kind, &shape)).with([document]),
        }
    }

    /// What the names in it look like, although it is no strict JSON.
    fn broken(&self, fault: &str) -> Inspection {
        let shape = Shape::of_broken(self.pasted.text());
        let kind = match naming::kind(&shape) {
            Kind::KeySet if names_private(self.pasted.text()) => Kind::PrivateKeySet,
            kind => kind,
        };
        let name = match kind {
            Kind::Json => "It begins like a JSON object, and breaks".to_owned(),
            kind => format!("{}; its JSON breaks", naming::words(kind, &shape)),
        };
        let length = self.pasted.text().len();
        let part = PartView {
            encoded: self.pasted.place(&(0..length)),
            fault: Some(format!("It is no strict JSON: {fault}")),
            ..PartView::new("Document", Part::Document, length)
        };
        Inspection::new(kind, name).with([part])
    }

    /// A list: of keys, or of anything.
    fn array(&self) -> Option<Inspection> {
        let text = self.pasted.text();
        crate::encoding::json::parse_strict(text).ok()?;
        let keys = self.keys(0..text.len());
        if !keys.is_empty() && keys.iter().all(|key| key.kind.is_some()) {
            let name = |words: &str| format!("A list of {words}; a key set puts them into `keys`");
            return Some(key_set(keys, None, name));
        }
        let part = PartView {
            encoded: self.pasted.place(&(0..text.len())),
            ..PartView::new("Document", Part::Document, text.len())
        };
        let elements = if keys.len() == 1 { "element" } else { "elements" };
        let name = format!("A JSON array of {} {elements}", keys.len());
        Some(Inspection::new(Kind::Json, name).with([part]))
    }

    /// The elements of an array, each as a key.
    fn keys(&self, array: Range<usize>) -> Vec<Key> {
        let text = self.pasted.text();
        let elements: Vec<&RawValue> = serde_json::from_str(&text[array]).unwrap_or_default();
        elements
            .iter()
            .enumerate()
            .map(|(index, raw)| {
                let start = raw.get().as_ptr().addr() - text.as_ptr().addr();
                let Ok(object) = Object::parse(raw.get()) else { return Key::default() };
                let shape = Shape::of(&object);
                let kind = naming::kind(&shape);
                if !matches!(kind, Kind::PublicJwk | Kind::PrivateJwk | Kind::SecretJwk) {
                    return Key::default();
                }
                let span = start..start + raw.get().len();
                let title = format!("keys[{index}]");
                let prefix = format!("{title}.");
                let view = (index < INSPECTED_PARTS)
                    .then(|| self.part(&title, &object, JWK, &prefix, span));
                Key { kind: Some(kind), view }
            })
            .collect()
    }

    /// An object that stands at `place` of the document.
    fn part(
        &self,
        title: &str,
        object: &Object,
        glossary: Glossary,
        prefix: &str,
        place: Range<usize>,
    ) -> PartView {
        let start = place.start;
        let text = &self.pasted.text()[place.clone()];
        let encoded =
            |span: Range<usize>| self.pasted.place(&(start + span.start..start + span.end));
        let notes = Notes { glossary, prefix, now: self.now, encoded: &encoded };
        let (members, further_members) = notes.of(object, text);
        PartView {
            encoded: self.pasted.place(&place),
            members,
            further_members,
            ..PartView::new(title, Part::Document, text.len())
        }
    }
}

/// Whether a private member is named anywhere in it.
fn names_private(text: &str) -> bool {
    PRIVATE_MEMBERS.iter().any(|name| text.contains(&format!("\"{name}\"")))
}

/// An element of a list of keys.
#[derive(Default)]
struct Key {
    /// Nothing where it is no key.
    kind: Option<Kind>,
    view: Option<PartView>,
}

fn key_set(
    keys: Vec<Key>,
    document: Option<PartView>,
    name: impl Fn(&str) -> String,
) -> Inspection {
    let private = keys.iter().filter_map(|key| key.kind).filter(|kind| kind.is_private()).count();
    let plural = if keys.len() == 1 { "key" } else { "keys" };
    let (kind, words) = match private {
        0 => (Kind::KeySet, format!("{} {plural}", keys.len())),
        _ => (Kind::PrivateKeySet, format!("{} {plural}, {private} of them PRIVATE", keys.len())),
    };
    let further_parts = keys.len().saturating_sub(INSPECTED_PARTS);
    let views = keys.into_iter().filter_map(|key| key.view);
    Inspection {
        further_parts,
        ..Inspection::new(kind, name(&words)).with(document.into_iter().chain(views))
    }
}
