//! A store that forgets when the process ends: for the tab, for tests, and for a server that may forget.

mod expiring;
mod trail;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign::time::{Seconds, UnixSeconds};
use sha2::{Digest, Sha256};

use self::expiring::Expiring;
use self::trail::Trail;
use super::{
    CachedKeys, Client, ExportKept, Granted, Issue, JtiUse, Store, StoreError, TokenHash, UsedJti,
};
use crate::{AuditEntry, ExportJob};

/// How many entries of the trail are kept, unless said.
const AUDIT_ENTRIES: usize = 10_000;
/// Most octets of fetched key sets that are kept, with their URLs.
const KEY_SETS_OCTETS: usize = 16 << 20;

/// Everything in memory, behind one lock. Tokens, used `jti`s, exports and fetched key sets are kept until they end, of key
/// sets 16 MiB at the most. Of the audit trail the newest 10,000 entries are kept, unless said, and 16 MiB at the most: its
/// oldest are forgotten.
#[derive(Debug)]
pub struct MemoryStore(Mutex<Memory>);

#[derive(Debug)]
struct Memory {
    clients: HashMap<String, Client>,
    jtis: Expiring<JtiHash, UnixSeconds>,
    tokens: Expiring<TokenHash, Token>,
    /// What each client was granted last: most of its tokens are granted the same.
    terms: HashMap<String, Arc<Terms>>,
    keys: Expiring<String, CachedKeys>,
    exports: Expiring<String, ExportJob>,
    audit: Trail,
}

/// A SHA-256 of an issuer and its `jti`, which may be long.
type JtiHash = [u8; 32];

/// What a token permits, but for its end.
#[derive(Debug)]
struct Token {
    terms: Arc<Terms>,
    jti: Box<str>,
}

/// What many tokens have in common.
#[derive(Debug, PartialEq, Eq)]
struct Terms {
    client_id: String,
    scope: String,
    kid: String,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::keeping(AUDIT_ENTRIES)
    }
}

impl MemoryStore {
    /// A store that keeps that many entries of the audit trail, the newest, in 16 MiB at the most.
    pub fn keeping(audit_entries: usize) -> Self {
        Self(Mutex::new(Memory::new(audit_entries)))
    }

    /// Forgets all but the clients.
    pub fn forget(&self) {
        let mut memory = self.memory();
        let clients = core::mem::take(&mut memory.clients);
        *memory = Memory { clients, ..Memory::new(memory.audit.most()) };
    }

    /// Each change leaves valid data, so a panic elsewhere leaves nothing half done.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn new(audit_entries: usize) -> Self {
        Self {
            clients: HashMap::new(),
            jtis: Expiring::default(),
            tokens: Expiring::default(),
            terms: HashMap::new(),
            keys: Expiring::default(),
            exports: Expiring::default(),
            audit: Trail::keeping(audit_entries),
        }
    }

    fn use_jti(&mut self, used: &UsedJti, now: UnixSeconds) -> JtiUse {
        let hash = hash(used);
        if let Some(first) = self.jtis.get(&hash, now) {
            return JtiUse::SeenAt(first.value);
        }
        self.jtis.keep(hash, now, used.until + Seconds::new(1), now);
        JtiUse::First
    }

    fn keep_token(&mut self, hash: TokenHash, granted: Granted, now: UnixSeconds) {
        let Granted { client_id, scope, ends_at, jti, kid } = granted;
        let terms = Terms { client_id, scope, kid };
        let terms = match self.terms.get(&terms.client_id) {
            Some(last) if **last == terms => Arc::clone(last),
            _ => {
                let terms = Arc::new(terms);
                self.terms.insert(terms.client_id.clone(), Arc::clone(&terms));
                terms
            }
        };
        self.tokens.keep(hash, Token { terms, jti: jti.into() }, ends_at, now);
    }

    fn keep_keys(&mut self, url: &str, keys: CachedKeys) {
        let (fetched_at, good_until) = (keys.fetched_at, keys.good_until);
        // They may be large: what has ended goes at once.
        self.keys.sweep(fetched_at);
        let octets = |(url, keys): (&String, &CachedKeys)| url.len() + keys.text.len();
        let url = url.to_owned();
        let room = KEY_SETS_OCTETS.saturating_sub(octets((&url, &keys)));
        while self.keys.iter().map(octets).sum::<usize>() > room && self.keys.forget_first() {}
        self.keys.keep(url, keys, good_until, fetched_at);
    }

    fn keep_export(&mut self, job: ExportJob, now: UnixSeconds) -> ExportKept {
        self.exports.sweep(now);
        let of_client = self.exports.iter().filter(|(_, kept)| kept.client_id == job.client_id);
        let ends: Vec<UnixSeconds> = of_client.map(|(_, kept)| kept.ends_at).collect();
        if let (true, Some(first)) = (ends.len() >= ExportJob::MOST, ends.iter().min()) {
            return ExportKept::FullUntil(*first);
        }
        let ends_at = job.ends_at;
        self.exports.keep(job.id.clone(), job, ends_at, now);
        ExportKept::Kept
    }
}

/// The issuer's length comes first, so that no two pairs run together into one text.
fn hash(used: &UsedJti) -> JtiHash {
    Sha256::new()
        .chain_update(used.issuer.len().to_be_bytes())
        .chain_update(&used.issuer)
        .chain_update(&used.jti)
        .finalize()
        .into()
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
        let jti_use = issue.jti.as_ref().map_or(JtiUse::First, |used| memory.use_jti(used, now));
        if jti_use == JtiUse::First {
            memory.keep_token(issue.hash, issue.granted, now);
            memory.audit.append(issue.entry);
        }
        Ok(jti_use)
    }

    async fn token(
        &self,
        hash: &TokenHash,
        now: UnixSeconds,
    ) -> Result<Option<Granted>, StoreError> {
        let memory = self.memory();
        Ok(memory.tokens.get(hash, now).map(|kept| {
            let Terms { client_id, scope, kid } = &*kept.value.terms;
            Granted {
                client_id: client_id.clone(),
                scope: scope.clone(),
                ends_at: kept.ends_at,
                jti: kept.value.jti.to_string(),
                kid: kid.clone(),
            }
        }))
    }

    async fn keys(&self, url: &str) -> Result<Option<CachedKeys>, StoreError> {
        Ok(self.memory().keys.last(url).cloned())
    }

    async fn keep_keys(&self, url: &str, keys: CachedKeys) -> Result<(), StoreError> {
        self.memory().keep_keys(url, keys);
        Ok(())
    }

    async fn keep_export(
        &self,
        job: ExportJob,
        now: UnixSeconds,
    ) -> Result<ExportKept, StoreError> {
        Ok(self.memory().keep_export(job, now))
    }

    async fn export(&self, id: &str, now: UnixSeconds) -> Result<Option<ExportJob>, StoreError> {
        Ok(self.memory().exports.get(id, now).map(|kept| kept.value.clone()))
    }

    async fn forget_export(&self, id: &str) -> Result<(), StoreError> {
        self.memory().exports.remove(id);
        Ok(())
    }

    async fn append(&self, entry: AuditEntry) -> Result<AuditEntry, StoreError> {
        Ok(self.memory().audit.append(entry))
    }

    async fn recent_audit(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        Ok(self.memory().audit.recent(limit))
    }

    async fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
