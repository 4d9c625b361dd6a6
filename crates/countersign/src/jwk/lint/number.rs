//! The numbers of a key in another spelling than their one canonical form, and what was meant.

use serde_json::{Map, Value};

use super::key::Key;
use super::short;
use crate::encoding::base64url;
use crate::finding::{Finding, sentence};
use crate::jwk::{JwkError, canonical_number};
use crate::key::{Curve, KeyError, Members, PublicKey, public_key};
use crate::rules::code::jwks;

/// More characters than any number of a key has that is verified with.
const LONGEST: usize = 2048;
/// Hexadecimal of so many digits is no accident: base64url would have to avoid 42 of its 64 characters.
const PLAINLY_HEX: usize = 64;

/// A number as it should have been written.
struct Meant {
    member: &'static str,
    text: String,
    /// How it was written instead, in a sentence.
    how: &'static str,
}

impl Key<'_> {
    pub(super) fn numbers(&self, found: &mut Vec<Finding>) {
        let meant: Vec<Meant> = self
            .numeric()
            .into_iter()
            .flatten()
            .filter_map(|(member, width)| meant(member, self.get(member)?, width))
            .collect();
        let sound = if meant.is_empty() { None } else { self.sound(&meant) };
        for meant in &meant {
            found.push(self.misspelled(meant, sound.as_ref()));
        }
        if let Some((member, error)) = self.number_error()
            && meant.iter().all(|meant| meant.member != member)
            && !(matches!(error, KeyError::MemberMissing { .. }) && self.get("x5c").is_some())
        {
            let finding = self.fault(&jwks::ENCODING, member, sentence(error));
            found.push(match self.width_meant(error) {
                Some(meant) => finding.near_miss(meant),
                None => finding,
            });
        }
    }

    fn misspelled(&self, meant: &Meant, sound: Option<&PublicKey>) -> Finding {
        let error = self.number_error().filter(|(member, _)| *member == meant.member);
        let message = match error {
            Some((_, error)) => sentence(error),
            None => format!("The number `{}` is not in its canonical form", meant.member),
        };
        let near = match (sound, error) {
            (Some(key), _) => {
                format!("{} Written as expected, it is a sound {} key.", meant.how, key.kind())
            }
            (None, Some((_, error))) => {
                self.width_meant(error).unwrap_or_else(|| meant.how.to_owned())
            }
            (None, None) => meant.how.to_owned(),
        };
        let finding = self.fault(&jwks::ENCODING, meant.member, message).near_miss(near);
        let finding = match self.get(meant.member) {
            Some(Value::String(written)) => finding.got(bounded(written)),
            Some(other) => finding.got(short(&other.to_string())),
            None => finding,
        };
        finding.expected(bounded(&meant.text))
    }

    /// Coordinates of another width are often whole, and belong elsewhere.
    fn width_meant(&self, error: &KeyError) -> Option<String> {
        match error {
            KeyError::Width { curve, .. } => self.point_meant(*curve),
            _ => None,
        }
    }

    /// The numbers that a key of this type has, each with its width in octets; 0 for as few as it takes.
    fn numeric(&self) -> Option<[(&'static str, usize); 2]> {
        let width = match (self.text("kty")?, self.text("crv")) {
            ("RSA", _) => return Some([("n", 0), ("e", 0)]),
            ("EC", Some("P-256")) => Curve::P256.octets(),
            ("EC", Some("P-384")) => Curve::P384.octets(),
            _ => return None,
        };
        Some([("x", width), ("y", width)])
    }

    /// The key with its numbers as they were meant.
    fn sound(&self, meant: &[Meant]) -> Option<PublicKey> {
        let mut members = Map::new();
        for member in ["kty", "crv", "n", "e", "x", "y"] {
            if let Some(value) = self.get(member) {
                members.insert(member.to_owned(), value.clone());
            }
        }
        for meant in meant {
            members.insert(meant.member.to_owned(), meant.text.as_str().into());
        }
        public_key(&Members::public(&members).ok()?).ok()
    }

    /// What was wrong with a number when the key was read, and with which.
    fn number_error(&self) -> Option<(&'static str, &KeyError)> {
        let error = match (&self.entry.misspelled, &self.entry.key) {
            (Some(error), _) | (None, Err(JwkError::Key(error))) => error,
            _ => return None,
        };
        match error {
            KeyError::LeadingZero { member }
            | KeyError::MemberEncoding { member, .. }
            | KeyError::MemberType { member }
            | KeyError::MemberMissing { member }
            | KeyError::Width { member, .. } => (*member != "kty").then_some((*member, error)),
            _ => None,
        }
    }
}

/// The octets that a number stands for, as many as there are.
pub(super) fn octets_of(written: &Value) -> Option<Vec<u8>> {
    let plain = written.as_str()?.trim_end_matches('=').replace('+', "-").replace('/', "_");
    base64url::decode(&plain).ok()
}

/// What was meant, unless it is what was written.
fn meant(member: &'static str, written: &Value, width: usize) -> Option<Meant> {
    let as_meant = |text, how| Some(Meant { member, text, how });
    let text = match written {
        Value::Number(number) => {
            return as_meant(small(number.as_u64()?)?, "It is written as a JSON number.");
        }
        Value::String(text) => text.as_str(),
        _ => return None,
    };
    let is_hex = text.len() % 2 == 0 && text.bytes().all(|octet| octet.is_ascii_hexdigit());
    if is_hex && text.len() >= PLAINLY_HEX {
        return as_meant(from_hex(text, width)?, "It is written in hexadecimal.");
    }
    let packed: String = text.split_ascii_whitespace().collect();
    if let Some(canonical) = canonical_number(&packed, width).filter(|number| !number.is_empty()) {
        let how = how(text, &packed, &canonical)?;
        return as_meant(canonical, how);
    }
    if member != "e" || text.is_empty() {
        return None;
    }
    // Of both readings of digits alone, the one that is the usual exponent.
    match (text.parse().ok().and_then(small), from_hex(text, width)) {
        (Some(decimal), _) if decimal == "AQAB" => {
            as_meant(decimal, "It is written in decimal digits.")
        }
        (_, Some(hex)) if is_hex => as_meant(hex, "It is written in hexadecimal."),
        (Some(decimal), _) => as_meant(decimal, "It is written in decimal digits."),
        _ => None,
    }
}

/// In what the written text differs from the canonical one; nothing when it does not.
fn how(text: &str, packed: &str, canonical: &str) -> Option<&'static str> {
    if text == canonical {
        None
    } else if packed.len() != text.len() {
        Some("There is white space in it.")
    } else if text.contains(['+', '/']) {
        Some("It is written in the alphabet of base64, with + and /.")
    } else if text.contains('=') {
        Some("It is padded with =.")
    } else if canonical.len() < text.len() {
        Some(
            "The zero octet in front is a sign that some libraries write, Java's BigInteger among them.",
        )
    } else {
        Some("Zero octets in front were cut off, and a coordinate keeps them.")
    }
}

fn small(number: u64) -> Option<String> {
    canonical_number(&base64url::encode(&number.to_be_bytes()), 0).filter(|text| !text.is_empty())
}

fn from_hex(text: &str, width: usize) -> Option<String> {
    let octets = base16ct::mixed::decode_vec(text).ok()?;
    canonical_number(&base64url::encode(&octets), width).filter(|number| !number.is_empty())
}

fn bounded(number: &str) -> String {
    if number.len() <= LONGEST { number.to_owned() } else { short(number) }
}
