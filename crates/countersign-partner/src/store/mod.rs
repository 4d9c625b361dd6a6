//! What a partner has to remember, as a trait: registrations, used `jti`s, tokens, fetched key sets, the audit trail.

pub mod conformance;
mod memory;

use core::future::Future;

use countersign::time::UnixSeconds;

pub use memory::MemoryStore;

use crate::AuditEntry;

/// A registered client.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientKeys {
    /// On file: the key set as registered.
    Set(String),
    /// Behind this URL.
    Url(String),
}

/// What a token permits. The token itself is not kept, only its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedKeys {
    /// The document.
    pub text: String,
    /// When it was fetched.
    pub fetched_at: UnixSeconds,
    /// Until when it may be used.
    pub good_until: UnixSeconds,
}

/// Whether a `jti` was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JtiUse {
    /// It was, and is now kept.
    First,
    /// It was seen, first at this moment.
    SeenAt(UnixSeconds),
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

    /// Keeps a `jti` of an issuer until `until`, unless it is kept already. What has ended by `now` is forgotten.
    fn use_jti(
        &self,
        issuer: &str,
        jti: &str,
        until: UnixSeconds,
        now: UnixSeconds,
    ) -> impl Future<Output = Result<JtiUse, StoreError>> + Send;

    /// Keeps what a token permits. What has ended by `now` is forgotten.
    fn keep_token(
        &self,
        hash: TokenHash,
        granted: Granted,
        now: UnixSeconds,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

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

    /// Adds an entry to the audit trail: its number and the hash of the one before are filled in.
    fn append(
        &self,
        entry: AuditEntry,
    ) -> impl Future<Output = Result<AuditEntry, StoreError>> + Send;

    /// The audit trail, oldest first.
    fn audit(&self) -> impl Future<Output = Result<Vec<AuditEntry>, StoreError>> + Send;
}
