//! A value in a resource that knows where it stands.

use std::vec;

use serde_json::Value;

use super::FhirError;
use crate::encoding::json::parse_strict;
use crate::limits::DOCUMENT_OCTETS;

/// The text of an answer's body.
pub(super) fn body(octets: &[u8]) -> Result<&str, FhirError> {
    // Measured before it is looked at.
    if octets.len() > DOCUMENT_OCTETS {
        return Err(FhirError::TooLarge { octets: octets.len() });
    }
    core::str::from_utf8(octets).map_err(|error| FhirError::NotUtf8 { at: error.valid_up_to() })
}

/// Reads a resource of any type.
pub(super) fn resource(text: &str) -> Result<Value, FhirError> {
    if text.len() > DOCUMENT_OCTETS {
        return Err(FhirError::TooLarge { octets: text.len() });
    }
    let value = parse_strict(text)?;
    match type_of(&value) {
        Some(_) => Ok(value),
        None => Err(FhirError::NotResource),
    }
}

/// `resourceType`.
pub(super) fn type_of(resource: &Value) -> Option<&str> {
    resource.get("resourceType")?.as_str()
}

/// `Patient/odalys-shaw`, or the type alone when there is no id.
pub(super) fn reference(resource: &Value) -> String {
    let type_name = type_of(resource).unwrap_or("Resource");
    match resource.get("id").and_then(Value::as_str) {
        Some(id) => format!("{type_name}/{id}"),
        None => type_name.to_owned(),
    }
}

/// A value and its JSON Pointer (RFC 6901). Member names here are ours and need no escape.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    pub(super) pointer: String,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { value, pointer: String::new() }
    }

    /// The member of that name; `null` counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Self { value, pointer: format!("{}/{name}", self.pointer) })
    }

    /// The string of that name.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name)?.as_str().filter(|text| !text.trim().is_empty())
    }

    /// The elements of the array of that name; none when it is no array.
    pub(super) fn each(&self, name: &str) -> vec::IntoIter<Self> {
        // Collected, so that the pointers are built in one place and not in every loop there is.
        let elements = self.value.get(name).and_then(Value::as_array);
        let pointer = |index| format!("{}/{name}/{index}", self.pointer);
        let nodes = elements.into_iter().flatten().enumerate();
        let nodes: Vec<Self> =
            nodes.map(|(index, value)| Self { value, pointer: pointer(index) }).collect();
        nodes.into_iter()
    }

    /// The strings of the array of that name.
    pub(super) fn texts(&self, name: &str) -> Vec<&'a str> {
        self.each(name).filter_map(|node| node.value.as_str()).collect()
    }

    /// The member must be of a type if it is there.
    pub(super) fn typed<T>(
        &self,
        name: &str,
        wanted: &'static str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, FhirError> {
        let Some(member) = self.get(name) else { return Ok(None) };
        read(member.value).map(Some).ok_or_else(|| FhirError::Member {
            got: crate::encoding::json::type_name(member.value),
            pointer: member.pointer,
            wanted,
        })
    }
}
