//! The audit trail as it lies in the database.

use std::collections::BTreeSet;

use countersign::time::UnixSeconds;
use countersign_partner::store::StoreError;
use countersign_partner::{AuditEntry, Break, Head};
use futures_util::{Stream, TryStreamExt};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row, query};

use super::database::Database;
use super::{Limits, OpenError, SqlUrl, batch};

/// The last entry of each chain, beside the first of it, which may seal others.
const CHAINS: &str = "\
SELECT first.body, last.writer, last.number, last.hash
FROM audit AS first
JOIN audit AS last ON last.writer = first.writer
    AND last.number = (SELECT MAX(number) FROM audit WHERE audit.writer = first.writer)
WHERE first.number = 1
ORDER BY first.writer";

/// The audit trail of a store, to read.
#[derive(Clone, Debug)]
pub struct Trail(Database);

/// In which order a trail is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Chain by chain, each in its order: to check it.
    Chains,
    /// As they were written.
    Oldest,
    /// The last first.
    Newest,
}

impl Trail {
    /// The trail of a store that was written by `serve`. Nothing is made or changed.
    ///
    /// # Errors
    /// [`OpenError`], when there is none or it does not answer.
    pub async fn open(url: &SqlUrl) -> Result<Self, OpenError> {
        Ok(Self(Database::existing(url, &Limits::default()).await?))
    }

    /// The entries that were written at `since` or later, one after the other as the database hands them out: all of them
    /// as they were at one moment. One that cannot be read is a [`Break`].
    ///
    /// # Errors
    /// [`StoreError`], when the database fails.
    pub fn entries(
        &self,
        order: Order,
        since: UnixSeconds,
    ) -> impl Stream<Item = Result<Result<AuditEntry, Break>, StoreError>> {
        query(match order {
            Order::Chains => {
                "SELECT writer, number, at, hash, body FROM audit WHERE at >= $1 ORDER BY writer, number"
            }
            Order::Oldest => {
                "SELECT writer, number, at, hash, body FROM audit WHERE at >= $1 ORDER BY at, writer, number"
            }
            Order::Newest => {
                "SELECT writer, number, at, hash, body FROM audit WHERE at >= $1 \
                 ORDER BY at DESC, writer DESC, number DESC"
            }
        })
        .bind(since.get())
        .fetch(&self.0.pool)
        .and_then(|row| async move { read(&row) })
        .map_err(|error| StoreError(error.to_string()))
    }
}

/// The newest `limit` entries, oldest first.
pub(super) async fn recent(
    database: &Database,
    limit: usize,
) -> Result<Vec<AuditEntry>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = database
        .within(
            query(
                "SELECT writer, number, at, hash, body FROM audit \
                 ORDER BY at DESC, writer DESC, number DESC LIMIT $1",
            )
            .bind(limit)
            .fetch_all(&database.pool),
        )
        .await?;
    let entries = rows.iter().rev().map(|row| {
        let entry = read(row).map_err(|error| StoreError(error.to_string()))?;
        entry.map_err(|broken| StoreError(broken.to_string()))
    });
    entries.collect()
}

/// How far a chain has come.
pub(super) async fn head(database: &Database, writer: &str) -> Result<Option<Head>, sqlx::Error> {
    let row =
        query("SELECT number, hash FROM audit WHERE writer = $1 ORDER BY number DESC LIMIT 1")
            .bind(writer.to_owned())
            .fetch_optional(&database.pool)
            .await?;
    row.map(|row| {
        Ok(Head { writer: writer.to_owned(), number: number(&row, 0)?, hash: row.try_get(1)? })
    })
    .transpose()
}

/// Begins the chain of a new writer, sealing what it finds, and says how far it has come.
pub(super) async fn begin(
    database: &Database,
    writer: &str,
    now: UnixSeconds,
) -> Result<Head, sqlx::Error> {
    let mut step = database.step().await?;
    let sealed = unsealed(&mut step).await?;
    let entry = AuditEntry::start(now, writer, &sealed).behind(&Head::before_first(writer));
    batch::add(&mut step, vec![batch::entry_row(&entry)]).await?;
    step.commit().await?;
    Ok(entry.head())
}

/// The heads that no start has sealed.
async fn unsealed(connection: &mut AnyConnection) -> Result<Vec<Head>, sqlx::Error> {
    let mut sealed = BTreeSet::new();
    let mut heads = Vec::new();
    for row in query(CHAINS).fetch_all(connection).await? {
        // A start that was spoilt seals nothing; that it was is for the check to say.
        if let Ok(start) = serde_json::from_str::<AuditEntry>(row.try_get(0)?) {
            sealed.extend(start.resources.iter().filter_map(|head| head.parse::<Head>().ok()));
        }
        let (writer, hash) = (row.try_get(1)?, row.try_get(3)?);
        heads.push(Head { writer, number: number(&row, 2)?, hash });
    }
    heads.retain(|head| !sealed.contains(head));
    Ok(heads)
}

/// The entry of a row, if its columns say what it says.
fn read(row: &AnyRow) -> Result<Result<AuditEntry, Break>, sqlx::Error> {
    let (writer, number): (String, u64) = (row.try_get(0)?, number(row, 1)?);
    let (at, hash): (i64, &str) = (row.try_get(2)?, row.try_get(3)?);
    let entry = serde_json::from_str::<AuditEntry>(row.try_get(4)?).ok().filter(|entry| {
        (&*entry.writer, entry.number, entry.at.get(), &*entry.hash) == (&*writer, number, at, hash)
    });
    Ok(entry.ok_or(Break::Altered { writer, number }))
}

fn number(row: &AnyRow, column: usize) -> Result<u64, sqlx::Error> {
    Ok(row.try_get::<i64, _>(column)?.try_into().unwrap_or(0))
}
