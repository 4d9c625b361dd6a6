//! JSON objects read strictly: one object, no member twice, bounded depth, and every member's place.

use core::fmt;
use core::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::limits::JSON_DEPTH;

/// Why a text is not the JSON object it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}, at line {line} column {column}")]
pub struct JsonError {
    /// What is wrong, without the place.
    pub message: String,
    /// Line of the fault, from 1; 0 when the fault is of the whole text.
    pub line: usize,
    /// Column of the fault, from 1, in octets.
    pub column: usize,
}

/// A JSON object with its members in the order written, each with its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    members: Vec<Member>,
}

/// One member of an [`Object`].
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name, unescaped.
    pub name: String,
    /// The value.
    pub value: Value,
    /// Where `"name":value` stands, in octets of the text.
    pub span: Range<usize>,
    /// Where the value alone stands, in octets of the text.
    pub value_span: Range<usize>,
}

impl Object {
    /// Reads one JSON object; nothing may follow it but white space.
    ///
    /// # Errors
    /// [`JsonError`] when the text is not JSON, not an object, nested deeper than [`JSON_DEPTH`], or any object in
    /// it has a member twice: RFC 8259 leaves open which one counts, so two readers may disagree (RFC 7515 §4).
    ///
    /// ```
    /// use countersign::encoding::json::Object;
    ///
    /// let header = Object::parse(r#"{"alg":"RS384","kid":"a"}"#)?;
    /// assert_eq!(header.text("kid"), Some("a"));
    /// assert_eq!(header.member("kid").map(|m| m.span.clone()), Some(15..24));
    /// assert!(Object::parse(r#"{"alg":"RS384","alg":"none"}"#).is_err());
    /// # Ok::<(), countersign::encoding::json::JsonError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        Self::parse_at(text, 0..text.len())
    }

    /// Reads the object that stands at that place of a larger text; the places of its members are counted in the
    /// larger text too.
    ///
    /// # Errors
    /// [`JsonError`], as for [`parse`](Self::parse); line and column are counted from the start of the place.
    ///
    /// ```
    /// use countersign::encoding::json::{Object, elements};
    ///
    /// let text = r#"{"keys":[{"kid":"a"},{"kid":"b"}]}"#;
    /// let keys = Object::parse(text)?.member("keys").map(|keys| keys.value_span.clone()).expect("it is there");
    /// let second = elements(text, keys)?[1].clone();
    /// let kid = Object::parse_at(text, second)?.member("kid").map(|kid| kid.span.clone()).expect("it is there");
    /// assert_eq!(&text[kid], r#""kid":"b""#);
    /// # Ok::<(), countersign::encoding::json::JsonError>(())
    /// ```
    pub fn parse_at(text: &str, place: Range<usize>) -> Result<Self, JsonError> {
        let piece = piece(text, &place)?;
        Self::members_of(text, piece, place.start).map_err(|error| fault(piece, &error))
    }

    /// The members of `piece`, which starts at that octet of `text`. Its errors are counted from wherever reading began.
    fn members_of(text: &str, piece: &str, from: usize) -> serde_json::Result<Self> {
        let mut reader = serde_json::Deserializer::from_str(piece);
        let raw = reader.deserialize_map(RawMembers)?;
        reader.end()?;
        let mut members: Vec<Member> = Vec::with_capacity(raw.len());
        let mut behind = from;
        for (name, raw) in raw {
            let value_span = place_of(raw, text);
            let start = behind + text[behind..value_span.start].find('"').unwrap_or(0);
            behind = value_span.end;
            let mut reader = serde_json::Deserializer::from_str(raw.get());
            let value = Strict { depth: 1 }.deserialize(&mut reader)?;
            members.push(Member { name, value, span: start..behind, value_span });
        }
        if any_twice(members.iter().map(|member| &*member.name)) {
            return Err(serde::de::Error::custom("a member stands twice"));
        }
        Ok(Self { members })
    }

    /// The members in the order written.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The member of that name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.member(name).map(|member| &member.value)
    }

    /// The value of that name, if it is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }
}

/// Reads any JSON document with the same strictness as [`Object::parse`].
///
/// # Errors
/// [`JsonError`], as there.
pub fn parse_strict(text: &str) -> Result<Value, JsonError> {
    read_strict(text).map_err(|error| JsonError::from_serde(&error))
}

/// Where the elements of the array at that place of a text stand, in octets of the text.
///
/// # Errors
/// [`JsonError`] when what stands there is no array, or not strict JSON as [`Object::parse`] takes it.
///
/// ```
/// use countersign::encoding::json::elements;
///
/// assert_eq!(elements(r#"[ 1, {"a":[2]} ]"#, 0..16)?, [2..3, 5..14]);
/// # Ok::<(), countersign::encoding::json::JsonError>(())
/// ```
pub fn elements(text: &str, place: Range<usize>) -> Result<Vec<Range<usize>>, JsonError> {
    let piece = piece(text, &place)?;
    parse_strict(piece)?;
    let raw: Vec<&RawValue> =
        serde_json::from_str(piece).map_err(|error| JsonError::from_serde(&error))?;
    Ok(raw.into_iter().map(|raw| place_of(raw, text)).collect())
}

/// What kind of JSON value it is, with its article, for a sentence.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

impl JsonError {
    /// The octet of `text` at which reading it broke; nothing when the fault is of the whole text.
    ///
    /// ```
    /// use countersign::encoding::json::Object;
    ///
    /// let text = "{\n  \"kid\": 01}";
    /// let error = Object::parse(text).expect_err("a number does not begin so");
    /// assert_eq!(error.octet(text).map(|at| &text[at..]), Some("1}"));
    /// ```
    pub fn octet(&self, text: &str) -> Option<usize> {
        let above = text.split_inclusive('\n').take(self.line.checked_sub(1)?).map(str::len);
        let mut at = (above.sum::<usize>() + self.column.saturating_sub(1)).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        Some(at)
    }

    /// That octet and the character there, as a place in the text.
    pub(crate) fn place(&self, text: &str) -> Option<Range<usize>> {
        let at = self.octet(text)?;
        Some(at..at + text[at..].chars().next().map_or(0, char::len_utf8))
    }

    fn from_serde(error: &serde_json::Error) -> Self {
        let full = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        Self {
            message: full.strip_suffix(&place).unwrap_or(&full).to_owned(),
            line: error.line(),
            column: error.column(),
        }
    }
}

fn piece<'a>(text: &'a str, place: &Range<usize>) -> Result<&'a str, JsonError> {
    text.get(place.clone()).ok_or_else(|| JsonError {
        message: format!("the text has no octets {} to {}", place.start, place.end),
        line: 0,
        column: 0,
    })
}

/// Where a value that was borrowed from `text` stands in it.
fn place_of(raw: &RawValue, text: &str) -> Range<usize> {
    let start = raw.get().as_ptr().addr() - text.as_ptr().addr();
    start..start + raw.get().len()
}

/// The first fault from the start, with its place in the whole piece; `error` where there is none but that.
fn fault(piece: &str, error: &serde_json::Error) -> JsonError {
    JsonError::from_serde(read_strict(piece).as_ref().err().unwrap_or(error))
}

fn read_strict(text: &str) -> serde_json::Result<Value> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { depth: 0 }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Whether a name is among the others. A handful is compared sooner than hashed.
fn any_twice<'a>(names: impl ExactSizeIterator<Item = &'a str> + Clone) -> bool {
    if names.len() <= 16 {
        let mut rest = names.clone();
        return names.clone().any(|name| {
            rest.next();
            rest.clone().any(|other| other == name)
        });
    }
    let mut seen = Map::new();
    names.into_iter().any(|name| seen.insert(name.to_owned(), Value::Null).is_some())
}

/// Reads a value, and refuses what is nested too deep or has a member twice.
#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl Strict {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == JSON_DEPTH {
            return Err(E::custom(format_args!("nested deeper than {JSON_DEPTH} levels")));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(inner)? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            // Told before the value is read, so that the place is that of the name.
            if members.contains_key(&name) {
                return Err(serde::de::Error::custom(format_args!(
                    "the member {name:?} stands twice"
                )));
            }
            let value = map.next_value_seed(inner)?;
            members.insert(name, value);
        }
        Ok(members.into())
    }
}

struct RawMembers;

impl<'de> Visitor<'de> for RawMembers {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_know_their_place() {
        let text = " { \"a\" : 1 , \"b\\u0041\":[ {} ] }";
        let object = Object::parse(text).expect("valid");
        let places: Vec<_> = object
            .members()
            .iter()
            .map(|m| (m.name.as_str(), &text[m.span.clone()], &text[m.value_span.clone()]))
            .collect();
        assert_eq!(places, [("a", "\"a\" : 1", "1"), ("bA", "\"b\\u0041\":[ {} ]", "[ {} ]")]);
    }

    #[test]
    fn nested_places_are_counted_in_the_whole() {
        let text = " {\"keys\": [ {\"é\": [1]}, 5 ]}";
        let object = Object::parse(text).expect("valid");
        let keys = elements(text, object.members()[0].value_span.clone()).expect("an array");
        assert_eq!(
            keys.iter().map(|key| &text[key.clone()]).collect::<Vec<_>>(),
            ["{\"é\": [1]}", "5"]
        );
        let key = Object::parse_at(text, keys[0].clone()).expect("an object");
        assert_eq!(&text[key.members()[0].span.clone()], "\"é\": [1]");
        assert!(Object::parse_at(text, keys[1].clone()).is_err(), "5 is no object");
        for nowhere in [0..text.len() + 1, 14..15] {
            assert!(elements(text, nowhere.clone()).is_err(), "{nowhere:?}");
            assert!(Object::parse_at(text, nowhere).is_err());
        }
    }

    #[test]
    fn refuses_what_two_readers_could_read_differently() {
        for (text, message) in [
            (r#"{"a":1,"a":2}"#, "the member \"a\" stands twice"),
            (r#"{"o":{"a":1,"\u0061":2}}"#, "the member \"a\" stands twice"),
            (r#"{"a":1} x"#, "trailing characters"),
            ("[1]", "invalid type: sequence, expected a JSON object"),
            (r#"{"a":01}"#, "invalid number"),
        ] {
            assert_eq!(
                Object::parse(text).map_err(|e| e.message),
                Err(message.to_owned()),
                "{text}"
            );
        }
        let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
        assert!(parse_strict(&deep).is_err_and(|e| e.message.contains("deeper than 64")));
        let fits = format!("{}{}", "[".repeat(64), "]".repeat(64));
        assert!(parse_strict(&fits).is_ok());
    }
}
