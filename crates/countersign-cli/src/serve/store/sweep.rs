//! What has ended is deleted, a little at a time.

use countersign::time::{Seconds, UnixSeconds};
use sqlx::{AssertSqlSafe, query};

use super::database::Database;

/// Most rows of a table that are deleted at once: everybody waits meanwhile.
const AT_ONCE: u64 = 1_000;
/// A fetched key set is left lying this long: its end is when it may not be used any more, which is asked elsewhere.
const KEY_SETS_LIE: Seconds = Seconds::new(3_600);

/// Whether there is more to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    More,
}

/// Deletes what has ended by `now`: a `jti` after its last second, a token and an export at their end.
pub(super) async fn sweep(database: &Database, now: UnixSeconds) -> Result<Left, sqlx::Error> {
    let lie = now + Seconds::new(-KEY_SETS_LIE.get());
    let mut left = Left::Nothing;
    let mut step = database.step().await?;
    for (table, key, ended, at) in [
        ("jti", "key", "until < $1", now),
        ("token", "hash", "ends_at <= $1", now),
        ("export_job", "key", "ends_at <= $1", now),
        ("key_set", "key", "ends_at <= $1", lie),
    ] {
        let skipping = database.kind.skipping_locked();
        let statement = format!(
            "WITH ended AS (SELECT {key} FROM {table} WHERE {ended} LIMIT {AT_ONCE}{skipping}) \
             DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM ended)"
        );
        let done = query(AssertSqlSafe(statement)).bind(at.get()).execute(&mut *step).await?;
        if done.rows_affected() == AT_ONCE {
            left = Left::More;
        }
    }
    step.commit().await?;
    Ok(left)
}
