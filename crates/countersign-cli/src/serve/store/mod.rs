//! Stores that outlive the process: SQLite, and PostgreSQL, which several processes share.

mod batch;
mod database;
mod exports;
mod journal;
mod rows;
mod sweep;
mod trail;
mod url;

use std::fmt::Write as _;
use std::time::Duration;

use countersign::time::UnixSeconds;
use countersign_partner::store::{
    CachedKeys, Client, ExportKept, Granted, Issue, JtiUse, Store, StoreError, TokenHash, UsedJti,
};
use countersign_partner::{AuditEntry, ExportJob, Head};
use rand_core::CryptoRng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use sqlx::query;
use sqlx::query::Query;

use batch::{Change, Use};
use database::Database;
use journal::Journal;

pub use database::OpenError;
pub use trail::{Order, Trail};
pub use url::{SqlUrl, StoreUrl, StoreUrlError};

/// How many letters and digits name a writer: no two of 2³⁰ are likely to have the same.
const WRITER_CHARS: usize = 12;

/// A store in a database. What is answered is on its disk; what uses up a `jti`, gives out a token or adds to the audit
/// trail is written together with whatever else waits.
///
/// Each open store is a writer of its own in the audit trail, whose first entry seals the chains of those before it.
#[derive(Debug)]
pub struct SqlStore {
    database: Database,
    journal: Journal,
}

/// What a store may take.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Most connections to the database.
    pub connections: u32,
    /// How long one call may take.
    pub wait: Duration,
    /// Most pages of an SQLite file, of 4 KiB; without it as many as the disk has.
    pub sqlite_pages: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 8, wait: Duration::from_secs(3), sqlite_pages: None }
    }
}

impl SqlStore {
    /// Opens a store, makes it where there is none, and begins its chain in the audit trail. Its writer runs on the
    /// runtime of the caller.
    ///
    /// # Errors
    /// [`OpenError`], when the database cannot be reached or made, or a later version of this program has made it.
    pub async fn open(
        url: &SqlUrl,
        limits: &Limits,
        now: UnixSeconds,
        rng: &mut (dyn CryptoRng + Send),
    ) -> Result<Self, OpenError> {
        let database = Database::make(url, limits).await?;
        let head = database.within(trail::begin(&database, &writer(rng), now)).await?;
        let journal = Journal::start(database.clone(), head, now);
        Ok(Self { database, journal })
    }

    /// Writes what waits, lets go of the database, and says how far its chain in the audit trail has come. Every call fails
    /// from then on.
    pub async fn close(&self) -> Head {
        let head = self.journal.end().await;
        self.database.pool.close().await;
        head
    }

    async fn body<T: DeserializeOwned>(
        &self,
        select: Query<'_, sqlx::Any, sqlx::any::AnyArguments>,
    ) -> Result<Option<T>, StoreError> {
        let Some(row) = self.database.within(select.fetch_optional(&self.database.pool)).await?
        else {
            return Ok(None);
        };
        let body = sqlx::Row::try_get::<&str, _>(&row, 0);
        let body = body.map_err(|error| StoreError(error.to_string()))?;
        let read = serde_json::from_str(body);
        read.map(Some).map_err(|error| StoreError(format!("what was kept is spoilt: {error}")))
    }

    async fn execute(
        &self,
        statement: Query<'_, sqlx::Any, sqlx::any::AnyArguments>,
    ) -> Result<(), StoreError> {
        self.database.within(statement.execute(&self.database.pool)).await.map(|_| ())
    }
}

impl Store for SqlStore {
    async fn client(&self, id: &str) -> Result<Option<Client>, StoreError> {
        self.body(query("SELECT body FROM client WHERE key = $1").bind(key(&[id]))).await
    }

    async fn register(&self, client: Client) -> Result<(), StoreError> {
        self.execute(
            query(
                "INSERT INTO client (key, body) VALUES ($1, $2) \
                 ON CONFLICT (key) DO UPDATE SET body = excluded.body",
            )
            .bind(key(&[&client.id]))
            .bind(json(&client)),
        )
        .await
    }

    async fn use_jti(&self, used: &UsedJti, now: UnixSeconds) -> Result<JtiUse, StoreError> {
        let change = Change { jti: Some(Use::new(used, now)), ..Change::default() };
        Ok(self.journal.write(change).await?.jti)
    }

    async fn issue(&self, issue: Issue, now: UnixSeconds) -> Result<JtiUse, StoreError> {
        let change = Change {
            jti: issue.jti.as_ref().map(|used| Use::new(used, now)),
            token: Some((issue.hash, issue.granted)),
            entry: Some(issue.entry),
        };
        Ok(self.journal.write(change).await?.jti)
    }

    async fn token(
        &self,
        hash: &TokenHash,
        now: UnixSeconds,
    ) -> Result<Option<Granted>, StoreError> {
        let select = query("SELECT body FROM token WHERE hash = $1 AND ends_at > $2");
        self.body(select.bind(hex(hash)).bind(now.get())).await
    }

    async fn keys(&self, url: &str) -> Result<Option<CachedKeys>, StoreError> {
        self.body(query("SELECT body FROM key_set WHERE key = $1").bind(key(&[url]))).await
    }

    async fn keep_keys(&self, url: &str, keys: CachedKeys) -> Result<(), StoreError> {
        self.execute(
            query(
                "INSERT INTO key_set (key, ends_at, body) VALUES ($1, $2, $3) \
                 ON CONFLICT (key) DO UPDATE SET ends_at = excluded.ends_at, body = excluded.body",
            )
            .bind(key(&[url]))
            .bind(keys.good_until.get())
            .bind(json(&keys)),
        )
        .await
    }

    async fn keep_export(
        &self,
        job: ExportJob,
        now: UnixSeconds,
    ) -> Result<ExportKept, StoreError> {
        self.database.within(exports::keep(&self.database, job, now)).await
    }

    async fn export(&self, id: &str, now: UnixSeconds) -> Result<Option<ExportJob>, StoreError> {
        let select = query("SELECT body FROM export_job WHERE key = $1 AND ends_at > $2");
        self.body(select.bind(key(&[id])).bind(now.get())).await
    }

    async fn forget_export(&self, id: &str) -> Result<(), StoreError> {
        self.execute(query("DELETE FROM export_job WHERE key = $1").bind(key(&[id]))).await
    }

    async fn append(&self, entry: AuditEntry) -> Result<AuditEntry, StoreError> {
        let change = Change { entry: Some(entry), ..Change::default() };
        let written = self.journal.write(change).await?;
        Ok(written.entry.expect("no jti was used that could have been seen"))
    }

    async fn recent_audit(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        trail::recent(&self.database, limit).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.journal.write(Change::default()).await.map(|_| ())
    }
}

/// The key under which something with these names is kept: their SHA-256, whatever their length and characters. Each name's
/// length comes first, so that no two lists run together into one text.
fn key(names: &[&str]) -> String {
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.len().to_be_bytes());
        hash.update(name);
    }
    hex(&hash.finalize())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and numbers are JSON")
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::with_capacity(octets.len() * 2), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

/// A name for a new writer, such as FHIR lets an id have.
fn writer(rng: &mut (dyn CryptoRng + Send)) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut octets = [0; WRITER_CHARS];
    rng.fill_bytes(&mut octets);
    octets.into_iter().map(|octet| char::from(ALPHABET[usize::from(octet % 32)])).collect()
}
