//! Where keys and their members stand in the text of a set.

use core::cell::OnceCell;
use core::ops::Range;

use crate::encoding::json::{Object, elements};

/// The text of a key set. Nothing is looked up before a fault asks for its place.
pub(super) struct Places<'a> {
    text: &'a str,
    keys: OnceCell<Vec<Range<usize>>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, keys: OnceCell::new() }
    }

    /// The key at that index of `keys`.
    pub(super) fn key(&self, index: usize) -> Option<Range<usize>> {
        let find = || {
            let set = Object::parse(self.text).ok()?;
            elements(self.text, set.member("keys")?.value_span.clone()).ok()
        };
        self.keys.get_or_init(|| find().unwrap_or_default()).get(index).cloned()
    }

    /// That key with its members.
    pub(super) fn members(&self, index: usize) -> Option<Object> {
        Object::parse_at(self.text, self.key(index)?).ok()
    }
}
