//! A store that forgets when the process ends: for the tab and for tests.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign::time::UnixSeconds;

use super::{CachedKeys, Client, Granted, JtiUse, Store, StoreError, TokenHash};
use crate::AuditEntry;

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

impl Store for MemoryStore {
    async fn client(&self, id: &str) -> Result<Option<Client>, StoreError> {
        Ok(self.memory().clients.get(id).cloned())
    }

    async fn register(&self, client: Client) -> Result<(), StoreError> {
        self.memory().clients.insert(client.id.clone(), client);
        Ok(())
    }

    async fn use_jti(
        &self,
        issuer: &str,
        jti: &str,
        until: UnixSeconds,
        now: UnixSeconds,
    ) -> Result<JtiUse, StoreError> {
        let mut memory = self.memory();
        memory.jtis.retain(|_, seen| seen.until >= now);
        let key = (issuer.to_owned(), jti.to_owned());
        if let Some(seen) = memory.jtis.get(&key) {
            return Ok(JtiUse::SeenAt(seen.first));
        }
        memory.jtis.insert(key, Seen { first: now, until });
        Ok(JtiUse::First)
    }

    async fn keep_token(
        &self,
        hash: TokenHash,
        granted: Granted,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let mut memory = self.memory();
        memory.tokens.retain(|_, granted| granted.ends_at > now);
        memory.tokens.insert(hash, granted);
        Ok(())
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
        let mut memory = self.memory();
        let entry = entry.behind(memory.audit.last());
        memory.audit.push(entry.clone());
        Ok(entry)
    }

    async fn audit(&self) -> Result<Vec<AuditEntry>, StoreError> {
        Ok(self.memory().audit.clone())
    }
}
