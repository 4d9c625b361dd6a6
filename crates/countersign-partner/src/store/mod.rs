//! What a partner has to remember, as a trait: registrations, used `jti`s, tokens, fetched key sets, exports, the audit
//! trail.

pub mod conformance;
mod memory;

use core::future::Future;

use countersign::time::UnixSeconds;
use serde::{Deserialize, Serialize};

pub use memory::MemoryStore;

use crate::{AuditEntry, ExportJob};

/// A registered client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    /// Its id.
    pub id: String,
    /// What it calls itself.
    pub name: Option<String>,
    /// Where its public keys are.
    pub keys: ClientKeys,
    /// The scopes it may ask for, parted by spaces.
    pub scope: String,
}

/// Where a client's public keys are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClientKeys {
    /// On file: the key set as registered.
    Set(String),
    /// Behind this URL.
    Url(String),
}

/// What a token permits. The token itself is not kept, only its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Granted {
    /// The client it was given to.
    pub client_id: String,
    /// What it permits.
    pub scope: String,
    /// When it ends.
    pub ends_at: UnixSeconds,
    /// The `jti` of the assertion that it was given for.
    pub jti: String,
    /// The `kid` of the key that verified it.
    pub kid: String,
}

/// A key set that was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CachedKeys {
    /// The document.
    pub text: String,
    /// When it was fetched.
    pub fetched_at: UnixSeconds,
    /// Until when it may be used.
    pub good_until: UnixSeconds,
}

/// A `jti` that an assertion uses up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedJti {
    /// The client that made it: each has its own.
    pub issuer: String,
    /// The `jti` as it was sent.
    pub jti: String,
    /// The last second at which the assertion could be used again.
    pub until: UnixSeconds,
}

/// A token that is given out, with all that has to be kept for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What its assertion uses up; nothing where the profile does without.
    pub jti: Option<UsedJti>,
    /// The token.
    pub hash: TokenHash,
    /// What it permits.
    pub granted: Granted,
    /// What is written down about it.
    pub entry: AuditEntry,
}

/// Whether a `jti` was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JtiUse {
    /// It was, and is now kept.
    First,
    /// It was seen, first at this moment.
    SeenAt(UnixSeconds),
}

/// Whether an export was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportKept {
    /// It was.
    Kept,
    /// Its client has as many as it may; the first of them ends at this moment.
    FullUntil(UnixSeconds),
}

/// The store could not do it; the sentence is for a log, not for a client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the store failed: {0}")]
pub struct StoreError(pub String);

/// A SHA-256 of an access token.
pub type TokenHash = [u8; 32];

/// The partner's memory. Each call is atomic; every store passes [`conformance`].
pub trait Store: Send + Sync {
    /// The client of that id.
    fn client(&self, id: &str) -> impl Future<Output = Result<Option<Client>, StoreError>> + Send;

    /// Keeps a client, in place of an earlier one of the same id.
    fn register(&self, client: Client) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Keeps a `jti` of an issuer, unless it is kept already. What has ended by `now` is forgotten.
    fn use_jti(
        &self,
        used: &UsedJti,
        now: UnixSeconds,
    ) -> impl Future<Output = Result<JtiUse, StoreError>> + Send;

    /// Gives out a token: its `jti` is used up, the token kept and the entry added, all or nothing. Where the `jti` was
    /// seen, nothing is kept. Of several calls with one `jti`, however close, one is the first.
    fn issue(
        &self,
        issue: Issue,
        now: UnixSeconds,
    ) -> impl Future<Output = Result<JtiUse, StoreError>> + Send;

    /// What a token permits, unless it has ended by `now`.
    fn token(
        &self,
        hash: &TokenHash,
        now: UnixSeconds,
    ) -> impl Future<Output = Result<Option<Granted>, StoreError>> + Send;

    /// The key set that was last fetched from `url`.
    fn keys(
        &self,
        url: &str,
    ) -> impl Future<Output = Result<Option<CachedKeys>, StoreError>> + Send;

    /// Keeps a fetched key set.
    fn keep_keys(
        &self,
        url: &str,
        keys: CachedKeys,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Keeps an export, unless its client has [`ExportJob::MOST`] already. What has ended by `now` is forgotten.
    fn keep_export(
        &self,
        job: ExportJob,
        now: UnixSeconds,
    ) -> impl Future<Output = Result<ExportKept, StoreError>> + Send;

    /// The export of that id, unless it has ended by `now`.
    fn export(
        &self,
        id: &str,
        now: UnixSeconds,
    ) -> impl Future<Output = Result<Option<ExportJob>, StoreError>> + Send;

    /// Forgets the export of that id, if there is one.
    fn forget_export(&self, id: &str) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Adds an entry to the audit trail: writer, number and the hash of the one before are filled in.
    fn append(
        &self,
        entry: AuditEntry,
    ) -> impl Future<Output = Result<AuditEntry, StoreError>> + Send;

    /// The newest `limit` entries of the audit trail, oldest first; fewer where there are no more.
    fn recent_audit(
        &self,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<AuditEntry>, StoreError>> + Send;

    /// Whether the store can be reached and written to.
    fn ready(&self) -> impl Future<Output = Result<(), StoreError>> + Send;
}
