//! JSON objects read strictly: one object, no member twice, bounded depth, and every member's place.

use core::fmt;
use core::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

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
        check_strict(text)?;
        let mut reader = serde_json::Deserializer::from_str(text);
        let raw: Vec<(String, &RawValue)> =
            reader.deserialize_map(RawMembers).map_err(|error| JsonError::from_serde(&error))?;
        let mut members = Vec::with_capacity(raw.len());
        let mut behind = 0;
        for (name, raw) in raw {
            let at = raw.get().as_ptr().addr() - text.as_ptr().addr();
            let start = behind + text[behind..at].find('"').unwrap_or(0);
            let end = at + raw.get().len();
            let value =
                serde_json::from_str(raw.get()).map_err(|error| JsonError::from_serde(&error))?;
            members.push(Member { name, value, span: start..end, value_span: at..end });
            behind = end;
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
    check_strict(text)?;
    serde_json::from_str(text).map_err(|error| JsonError::from_serde(&error))
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

fn check_strict(text: &str) -> Result<(), JsonError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    Strict { depth: 0 }
        .deserialize(&mut reader)
        .and_then(|()| reader.end())
        .map_err(|error| JsonError::from_serde(&error))
}

/// Walks a document and keeps nothing but the names of the objects it is inside of.
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
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while seq.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut names = std::collections::HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            map.next_value_seed(inner)?;
            if names.contains(&name) {
                return Err(serde::de::Error::custom(format_args!(
                    "the member {name:?} stands twice"
                )));
            }
            names.insert(name);
        }
        Ok(())
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
