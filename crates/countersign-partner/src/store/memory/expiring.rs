//! What is kept until its end.

use core::hash::Hash;
use std::collections::{BTreeMap, HashMap};

use countersign::time::UnixSeconds;

/// Values by key, each until its end. To forget costs as much as has ended, not as much as is kept.
#[derive(Debug)]
pub(super) struct Expiring<K, V> {
    kept: HashMap<K, Kept<V>>,
    /// The keys by their ends. One that was kept anew stands here at its earlier end as well.
    ends: BTreeMap<UnixSeconds, Vec<K>>,
}

/// A value, and the first second at which it is kept no longer.
#[derive(Debug)]
pub(super) struct Kept<V> {
    pub(super) value: V,
    pub(super) ends_at: UnixSeconds,
}

impl<K, V> Default for Expiring<K, V> {
    fn default() -> Self {
        Self { kept: HashMap::new(), ends: BTreeMap::new() }
    }
}

impl<K: Hash + Eq + Clone, V> Expiring<K, V> {
    pub(super) fn get<Q>(&self, key: &Q) -> Option<&Kept<V>>
    where
        K: core::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.kept.get(key)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.kept.values().map(|kept| &kept.value)
    }

    /// Keeps a value, in place of an earlier one.
    pub(super) fn keep(&mut self, key: K, value: V, ends_at: UnixSeconds) {
        self.ends.entry(ends_at).or_default().push(key.clone());
        self.kept.insert(key, Kept { value, ends_at });
    }

    /// Forgets a value before its end.
    pub(super) fn remove<Q>(&mut self, key: &Q)
    where
        K: core::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let Some(Kept { ends_at, .. }) = self.kept.remove(key) else { return };
        if let Some(keys) = self.ends.get_mut(&ends_at) {
            keys.retain(|one| one.borrow() != key);
            if keys.is_empty() {
                self.ends.remove(&ends_at);
            }
        }
    }

    /// Forgets what has ended by `now`.
    pub(super) fn forget(&mut self, now: UnixSeconds) {
        while let Some(first) = self.ends.first_entry().filter(|first| *first.key() <= now) {
            for key in first.remove() {
                if self.kept.get(&key).is_some_and(|kept| kept.ends_at <= now) {
                    self.kept.remove(&key);
                }
            }
        }
    }

    /// Forgets those that end first, all that end in the same second. False when nothing is kept.
    pub(super) fn forget_first(&mut self) -> bool {
        let first = self.ends.first_key_value().map(|(ends_at, _)| *ends_at);
        first.inspect(|ends_at| self.forget(*ends_at)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> UnixSeconds {
        UnixSeconds::new(seconds)
    }

    #[test]
    fn what_has_ended_is_gone_from_both_sides() {
        let mut kept = Expiring::default();
        for seconds in 0..100 {
            kept.keep(seconds, (), at(seconds));
        }
        kept.forget(at(49));
        assert!(kept.get(&49).is_none() && kept.get(&50).is_some());
        assert_eq!((kept.kept.len(), kept.ends.len()), (50, 50));
        kept.forget(at(1_000));
        assert_eq!((kept.kept.len(), kept.ends.len()), (0, 0));
    }

    #[test]
    fn what_was_removed_is_gone_from_both_sides() {
        let mut kept = Expiring::default();
        for name in ["a", "b", "c"] {
            kept.keep(name, (), at(if name == "c" { 20 } else { 10 }));
        }
        kept.remove("a");
        kept.remove("a");
        assert!(kept.get("a").is_none() && kept.get("b").is_some());
        assert_eq!((kept.kept.len(), kept.ends.len()), (2, 2));
        kept.remove("c");
        assert_eq!((kept.kept.len(), kept.ends.len()), (1, 1));
    }

    #[test]
    fn what_was_kept_anew_ends_at_its_later_end() {
        let mut kept = Expiring::default();
        kept.keep("a", 1, at(10));
        kept.keep("a", 2, at(20));
        kept.forget(at(10));
        assert_eq!(kept.get("a").map(|kept| kept.value), Some(2));
        kept.forget(at(20));
        assert!(kept.get("a").is_none());
    }
}
