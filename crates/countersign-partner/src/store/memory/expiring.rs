//! What is kept until its end.

use core::borrow::Borrow;
use core::hash::Hash;
use std::collections::HashMap;

use countersign::time::UnixSeconds;

/// How often what has ended is let go, in seconds: seldom enough that looking through all of it costs a newcomer nearly
/// nothing, often enough that it is little.
const SWEEP_AFTER: u64 = 30;

/// Values by key, each until its end. There is no list of ends beside them, which would take nearly as much again: what has
/// ended is not found, and is let go with the next sweep.
#[derive(Debug)]
pub(super) struct Expiring<K, V> {
    kept: HashMap<K, Kept<V>>,
    swept_at: UnixSeconds,
}

/// A value, and the first second at which it is kept no longer.
#[derive(Debug)]
pub(super) struct Kept<V> {
    pub(super) value: V,
    pub(super) ends_at: UnixSeconds,
}

impl<K, V> Default for Expiring<K, V> {
    fn default() -> Self {
        Self { kept: HashMap::new(), swept_at: UnixSeconds::new(0) }
    }
}

impl<K: Hash + Eq, V> Expiring<K, V> {
    /// A value that has not ended by `now`.
    pub(super) fn get<Q>(&self, key: &Q, now: UnixSeconds) -> Option<&Kept<V>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.kept.get(key).filter(|kept| kept.ends_at > now)
    }

    /// A value that may have ended, if it was not let go since.
    pub(super) fn last<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.kept.get(key).map(|kept| &kept.value)
    }

    /// All that was not let go.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.kept.iter().map(|(key, kept)| (key, &kept.value))
    }

    /// Keeps a value, in place of an earlier one.
    pub(super) fn keep(&mut self, key: K, value: V, ends_at: UnixSeconds, now: UnixSeconds) {
        // A clock that was put back is no reason to wait until it is there again.
        if now.get().abs_diff(self.swept_at.get()) >= SWEEP_AFTER {
            self.sweep(now);
        }
        self.kept.insert(key, Kept { value, ends_at });
    }

    /// Forgets a value before its end.
    pub(super) fn remove<Q>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.kept.remove(key);
    }

    /// Lets go of what has ended by `now`, and of the room that it took.
    pub(super) fn sweep(&mut self, now: UnixSeconds) {
        self.kept.retain(|_, kept| kept.ends_at > now);
        self.kept.shrink_to(2 * self.kept.len());
        self.swept_at = now;
    }

    /// Forgets those that end first, all that end in the same second. False when nothing is kept.
    pub(super) fn forget_first(&mut self) -> bool {
        let first = self.kept.values().map(|kept| kept.ends_at).min();
        first.inspect(|ends_at| self.kept.retain(|_, kept| kept.ends_at > *ends_at)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> UnixSeconds {
        UnixSeconds::new(seconds)
    }

    #[test]
    fn what_has_ended_is_not_found() {
        let mut kept = Expiring::default();
        for seconds in 1..100 {
            kept.keep(seconds, (), at(seconds), at(0));
        }
        assert!(kept.get(&49, at(48)).is_some() && kept.get(&49, at(49)).is_none());
        assert!(kept.last(&49).is_some(), "until the next sweep");
    }

    #[test]
    fn what_has_ended_is_let_go_with_its_room() {
        let mut kept = Expiring::default();
        let mut most = 0;
        for seconds in 0..100_000 {
            kept.keep(seconds, (), at(seconds + 300), at(seconds));
            most = most.max(kept.kept.len());
        }
        assert_eq!(most, 329, "those that live, and those that ended since the last sweep");
        for seconds in 100_000..200_000 {
            kept.keep(seconds, (), at(100_300), at(100_000));
        }
        let room = kept.kept.capacity();
        kept.keep(0, (), at(100_600), at(100_300));
        assert_eq!(kept.kept.len(), 1);
        assert!(kept.kept.capacity() < room / 1_000, "{} of {room}", kept.kept.capacity());
    }

    #[test]
    fn a_clock_that_was_put_back_stops_no_sweep() {
        let mut kept = Expiring::default();
        kept.keep("a", (), at(10_300), at(10_000));
        kept.keep("b", (), at(400), at(100));
        kept.keep("c", (), at(800), at(500));
        assert_eq!((kept.last("b"), kept.last("c")), (None, Some(&())));
    }

    #[test]
    fn what_was_removed_is_gone() {
        let mut kept = Expiring::default();
        kept.keep("a", 1, at(10), at(0));
        kept.keep("b", 2, at(10), at(0));
        kept.remove("a");
        kept.remove("a");
        assert_eq!((kept.last("a"), kept.last("b")), (None, Some(&2)));
    }

    #[test]
    fn what_was_kept_anew_ends_at_its_later_end() {
        let mut kept = Expiring::default();
        kept.keep("a", 1, at(10), at(0));
        kept.keep("a", 2, at(20), at(0));
        kept.sweep(at(10));
        assert_eq!(kept.get("a", at(10)).map(|kept| kept.value), Some(2));
        assert!(kept.get("a", at(20)).is_none());
    }

    #[test]
    fn those_that_end_first_are_forgotten_first() {
        let mut kept = Expiring::default();
        for (name, end) in [("a", 20), ("b", 10), ("c", 10)] {
            kept.keep(name, (), at(end), at(0));
        }
        assert!(kept.forget_first());
        assert_eq!(kept.iter().map(|(name, ())| *name).collect::<Vec<_>>(), ["a"]);
        assert!(kept.forget_first() && !kept.forget_first());
    }
}
