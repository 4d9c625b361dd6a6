//! The newest entries of an audit trail.

use std::collections::VecDeque;

use crate::{AuditEntry, Head};

/// Whose chain it is. There is one, which ends with the process.
const WRITER: &str = "memory";
/// Most octets of entries that are kept: one may name a thousand records.
const OCTETS: usize = 16 << 20;

/// A chain whose oldest entries are forgotten.
#[derive(Debug)]
pub(super) struct Trail {
    entries: VecDeque<AuditEntry>,
    /// Most entries that are kept.
    most: usize,
    octets: usize,
    head: Head,
}

impl Trail {
    /// A trail without entries, which will keep so many.
    pub(super) fn keeping(most: usize) -> Self {
        Self { entries: VecDeque::new(), most, octets: 0, head: Head::before_first(WRITER) }
    }

    /// Most entries that are kept.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    pub(super) fn append(&mut self, entry: AuditEntry) -> AuditEntry {
        let entry = entry.behind(&self.head);
        self.head = entry.head();
        self.octets += octets(&entry);
        self.entries.push_back(entry.clone());
        while self.entries.len() > self.most || self.octets > OCTETS {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.octets -= octets(&oldest);
        }
        entry
    }

    pub(super) fn recent(&self, limit: usize) -> Vec<AuditEntry> {
        self.entries.range(self.entries.len().saturating_sub(limit)..).cloned().collect()
    }
}

/// About what an entry takes in memory.
fn octets(entry: &AuditEntry) -> usize {
    let AuditEntry { writer, action, client_id, previous, hash, .. } = entry;
    let always = [writer, action, client_id, previous, hash].into_iter();
    let maybe = [&entry.reason, &entry.query, &entry.jti, &entry.kid].into_iter().flatten();
    let records = entry.resources.iter().map(|record| size_of::<String>() + record.len());
    size_of::<AuditEntry>()
        + always.chain(maybe).map(String::len).sum::<usize>()
        + records.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use countersign::time::UnixSeconds;

    use super::*;

    fn naming(records: usize) -> AuditEntry {
        let entry = AuditEntry::start(UnixSeconds::new(0), "memory", &[]);
        AuditEntry { resources: vec!["Patient/p".into(); records], ..entry }
    }

    #[test]
    fn the_oldest_are_forgotten_and_the_rest_still_chained() {
        let mut trail = Trail::keeping(3);
        for _ in 0..5 {
            trail.append(naming(1));
        }
        let entries = trail.recent(10);
        assert_eq!(entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), [3, 4, 5]);
        assert_eq!(entries[1].previous, entries[0].hash);
        assert_eq!(trail.octets, entries.iter().map(octets).sum::<usize>());
    }

    #[test]
    fn large_entries_are_forgotten_sooner() {
        let mut trail = Trail::keeping(1_000);
        let kept = OCTETS / octets(&naming(50_000).behind(&trail.head));
        for _ in 0..kept + 5 {
            trail.append(naming(50_000));
        }
        assert_eq!(trail.recent(1_000).len(), kept);
        assert!(trail.octets <= OCTETS);
    }
}
