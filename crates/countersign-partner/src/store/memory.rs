//! A store that forgets when the process ends: for the tab and for tests.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign::time::UnixSeconds;

use super::{CachedKeys, Client, Granted, Issue, JtiUse, Store, StoreError, TokenHash, UsedJti};
use crate::{AuditEntry, Head};

/// Whose chain the trail is. There is one, which ends with the process.
const WRITER: &str = "memory";

/// Everything in memory, behind one lock.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    clients: HashMap<String, Client>,
    jtis: HashMap<(String, String), Seen>,
    tokens: HashMap<TokenHash, Granted>,
    keys: HashMap<String, CachedKeys>,
    audit: Vec<AuditEntry>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    first: UnixSeconds,
    until: UnixSeconds,
}

impl MemoryStore {
    /// Forgets all but the clients.
    pub fn forget(&self) {
        let mut memory = self.memory();
        let clients = core::mem::take(&mut memory.clients);
        *memory = Memory { clients, ..Memory::default() };
    }

    /// Each change is one statement on valid data, so a panic elsewhere leaves nothing half done.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn use_jti(&mut self, used: &UsedJti, now: UnixSeconds) -> JtiUse {
        self.jtis.retain(|_, seen| seen.until >= now);
        let key = (used.issuer.clone(), used.jti.clone());
        if let Some(seen) = self.jtis.get(&key) {
            return JtiUse::SeenAt(seen.first);
        }
        self.jtis.insert(key, Seen { first: now, until: used.until });
        JtiUse::First
    }

    fn append(&mut self, entry: AuditEntry) -> AuditEntry {
        let head = self.audit.last().map_or_else(|| Head::before_first(WRITER), AuditEntry::head);
        let entry = entry.behind(&head);
        self.audit.push(entry.clone());
        entry
    }
}

impl Store for MemoryStore {
    async fn client(&self, id: &str) -> Result<Option<Client>, StoreError> {
        Ok(self.memory().clients.get(id).cloned())
    }

    async fn register(&self, client: Client) -> Result<(), StoreError> {
        self.memory().clients.insert(client.id.clone(), client);
        Ok(())
    }

    async fn use_jti(&self, used: &UsedJti, now: UnixSeconds) -> Result<JtiUse, StoreError> {
        Ok(self.memory().use_jti(used, now))
    }

    async fn issue(&self, issue: Issue, now: UnixSeconds) -> Result<JtiUse, StoreError> {
        let mut memory = self.memory();
        let use_of_jti = issue.jti.as_ref().map_or(JtiUse::First, |used| memory.use_jti(used, now));
        if use_of_jti == JtiUse::First {
            memory.tokens.retain(|_, granted| granted.ends_at > now);
            memory.tokens.insert(issue.hash, issue.granted);
            memory.append(issue.entry);
        }
        Ok(use_of_jti)
    }

    async fn token(
        &self,
        hash: &TokenHash,
        now: UnixSeconds,
    ) -> Result<Option<Granted>, StoreError> {
        Ok(self.memory().tokens.get(hash).filter(|granted| granted.ends_at > now).cloned())
    }

    async fn keys(&self, url: &str) -> Result<Option<CachedKeys>, StoreError> {
        Ok(self.memory().keys.get(url).cloned())
    }

    async fn keep_keys(&self, url: &str, keys: CachedKeys) -> Result<(), StoreError> {
        self.memory().keys.insert(url.to_owned(), keys);
        Ok(())
    }

    async fn append(&self, entry: AuditEntry) -> Result<AuditEntry, StoreError> {
        Ok(self.memory().append(entry))
    }

    async fn recent_audit(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        let memory = self.memory();
        Ok(memory.audit[memory.audit.len().saturating_sub(limit)..].to_vec())
    }

    async fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
