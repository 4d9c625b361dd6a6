//! Changes that are written together: one transaction, one wait for the disk.

use std::collections::HashMap;

use countersign::time::UnixSeconds;
use countersign_partner::store::{Granted, JtiUse, TokenHash, UsedJti};
use countersign_partner::{AuditEntry, Head};
use sqlx::{AnyConnection, AssertSqlSafe, Row, query};

use super::database::Database;
use super::rows::{self, Value};
use super::{hex, json, key};

/// What is written in one step: all of it, or nothing where the `jti` was seen. With nothing in it, it shows that the
/// database can be written to.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) jti: Option<Use>,
    pub(super) token: Option<(TokenHash, Granted)>,
    pub(super) entry: Option<AuditEntry>,
}

/// A `jti` that is used up.
#[derive(Debug)]
pub(super) struct Use {
    key: String,
    until: UnixSeconds,
    pub(super) now: UnixSeconds,
}

/// What became of a change.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) jti: JtiUse,
    /// The entry as it stands in the trail.
    pub(super) entry: Option<AuditEntry>,
}

impl Use {
    pub(super) fn new(used: &UsedJti, now: UnixSeconds) -> Self {
        Self { key: key(&[&used.issuer, &used.jti]), until: used.until, now }
    }
}

impl Change {
    fn is_empty(&self) -> bool {
        self.jti.is_none() && self.token.is_none() && self.entry.is_none()
    }

    /// What may stand in a batch once.
    pub(super) fn jti_key(&self) -> Option<&str> {
        self.jti.as_ref().map(|jti| jti.key.as_str())
    }
}

/// Writes changes, none of which has the `jti` of another, and says what became of each and how far the chain has come.
/// What was returned is on the disk.
pub(super) async fn write(
    database: &Database,
    mut head: Head,
    changes: Vec<Change>,
) -> Result<(Vec<Written>, Head), sqlx::Error> {
    let mut step = database.step().await?;
    let seen = use_up(&mut step, &changes).await?;
    let (mut tokens, mut entries) = (Vec::new(), Vec::new());
    let mut written = Vec::with_capacity(changes.len());
    let is_asked = changes.iter().any(Change::is_empty);
    for change in changes {
        if let Some(first) = change.jti_key().and_then(|key| seen.get(key)) {
            written.push(Written { jti: JtiUse::SeenAt(*first), entry: None });
            continue;
        }
        tokens.extend(change.token.map(|(hash, granted)| {
            [
                Value::Text(hex(&hash)),
                Value::Number(granted.ends_at.get()),
                Value::Text(json(&granted)),
            ]
        }));
        let entry = change.entry.map(|entry| entry.behind(&head));
        if let Some(entry) = &entry {
            head = entry.head();
            entries.push(entry_row(entry));
        }
        written.push(Written { jti: JtiUse::First, entry });
    }
    rows::insert(&mut step, "INSERT INTO token (hash, ends_at, body)", tokens, "").await?;
    add(&mut step, entries).await?;
    if is_asked {
        // Last, since all replicas write this row: nobody who has it waits for another.
        query("UPDATE pulse SET beats = beats + 1").execute(&mut *step).await?;
    }
    step.commit().await?;
    Ok((written, head))
}

/// Uses up the `jti`s of all changes; those that were seen, with the moment of each. They go in sorted, so that two
/// replicas take them in the same order and neither waits for the other in a circle.
async fn use_up(
    connection: &mut AnyConnection,
    changes: &[Change],
) -> Result<HashMap<String, UnixSeconds>, sqlx::Error> {
    let mut used: Vec<&Use> = changes.iter().filter_map(|change| change.jti.as_ref()).collect();
    used.sort_by(|a, b| a.key.cmp(&b.key));
    let rows: Vec<[Value; 3]> = used
        .iter()
        .map(|jti| {
            [
                Value::Text(jti.key.clone()),
                Value::Number(jti.now.get()),
                Value::Number(jti.until.get()),
            ]
        })
        .collect();
    // One that has ended is as good as gone; one that has not is left alone, and not returned.
    let first = rows::insert(
        connection,
        "INSERT INTO jti (key, first_at, until)",
        rows,
        "ON CONFLICT (key) DO UPDATE SET first_at = excluded.first_at, until = excluded.until \
         WHERE jti.until < excluded.first_at RETURNING key",
    )
    .await?;
    let mut seen: HashMap<String, UnixSeconds> =
        used.into_iter().map(|jti| (jti.key.clone(), jti.now)).collect();
    for row in first {
        seen.remove(row.try_get::<&str, _>(0)?);
    }
    if seen.is_empty() {
        return Ok(seen);
    }
    let places = (1..=seen.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(",");
    let statement = format!("SELECT key, first_at FROM jti WHERE key IN ({places})");
    // Every number of them makes another statement: none is worth preparing.
    let mut select = query(AssertSqlSafe(statement)).persistent(false);
    for key in seen.keys() {
        select = select.bind(key.clone());
    }
    for row in select.fetch_all(connection).await? {
        seen.insert(row.try_get(0)?, UnixSeconds::new(row.try_get(1)?));
    }
    Ok(seen)
}

/// Adds entries that are chained to the trail.
pub(super) async fn add(
    connection: &mut AnyConnection,
    entries: Vec<[Value; 5]>,
) -> Result<(), sqlx::Error> {
    let head = "INSERT INTO audit (writer, number, at, hash, body)";
    rows::insert(connection, head, entries, "").await.map(|_| ())
}

/// The row of an entry that is chained.
pub(super) fn entry_row(entry: &AuditEntry) -> [Value; 5] {
    [
        Value::Text(entry.writer.clone()),
        Value::Number(i64::try_from(entry.number).unwrap_or(i64::MAX)),
        Value::Number(entry.at.get()),
        Value::Text(entry.hash.clone()),
        Value::Text(json(entry)),
    ]
}
