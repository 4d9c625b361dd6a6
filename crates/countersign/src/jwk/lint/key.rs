//! One element of `keys`, and its faults.

use core::cell::OnceCell;
use core::ops::Range;

use serde_json::{Map, Value};

use super::places::Places;
use crate::encoding::json::Object;
use crate::finding::{Finding, Part};
use crate::jwk::{Entry, Jwk};
use crate::rules::Code;
use crate::rules::code::jwks;

/// A key as it was read, and as it was written.
pub(super) struct Key<'a> {
    pub(super) entry: Entry,
    /// What was written; empty when that is no object.
    pub(super) members: Option<&'a Map<String, Value>>,
    /// RFC 7638, where there is a key.
    pub(super) thumbprint: Option<String>,
    places: &'a Places<'a>,
    placed: OnceCell<Option<Object>>,
}

impl<'a> Key<'a> {
    pub(super) fn new(index: usize, value: &'a Value, places: &'a Places<'a>) -> Self {
        let entry = Entry::new(index, value);
        let thumbprint = entry.key.as_ref().ok().map(|jwk| jwk.thumbprint().to_owned());
        Self { entry, members: value.as_object(), thumbprint, places, placed: OnceCell::new() }
    }

    /// What is wrong with this key, whatever stands beside it.
    pub(super) fn faults(&self) -> Vec<Finding> {
        if self.members.is_none() {
            return vec![self.fault(&jwks::FORM, "", "An element of `keys` is no object")];
        }
        let mut found = Vec::new();
        self.material(&mut found);
        self.numbers(&mut found);
        self.x5c(&mut found);
        self.labels(&mut found);
        found
    }

    /// A fault of the key, or of that member of it.
    pub(super) fn fault(
        &self,
        code: &'static Code,
        member: &str,
        message: impl Into<String>,
    ) -> Finding {
        let finding = Finding::fail(code, self.subject(member), message);
        match self.place(member) {
            Some(place) => finding.at(Part::Document, place),
            None => finding,
        }
    }

    /// The key, if it can be used.
    pub(super) fn jwk(&self) -> Option<&Jwk> {
        self.entry.key.as_ref().ok()
    }

    /// What was written under that name.
    pub(super) fn get(&self, member: &str) -> Option<&'a Value> {
        self.members?.get(member)
    }

    /// What was written under that name, if it is a string.
    pub(super) fn text(&self, member: &str) -> Option<&'a str> {
        self.get(member)?.as_str()
    }

    /// `keys[0]`, or `keys[0].n`.
    pub(super) fn subject(&self, member: &str) -> String {
        let index = self.entry.index;
        match member {
            "" => format!("keys[{index}]"),
            member => format!("keys[{index}].{member}"),
        }
    }

    /// Where the member stands, from its name on; where the key does when there is none.
    fn place(&self, member: &str) -> Option<Range<usize>> {
        self.member_place(member).or_else(|| self.places.key(self.entry.index))
    }

    /// Where the member stands, from its name on.
    pub(super) fn member_place(&self, member: &str) -> Option<Range<usize>> {
        let placed = self.placed.get_or_init(|| self.places.members(self.entry.index));
        placed.as_ref()?.member(member).map(|member| member.span.clone())
    }
}
