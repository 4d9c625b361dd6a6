//! Exports, of which a client has so many at a time.

use countersign::time::UnixSeconds;
use countersign_partner::ExportJob;
use countersign_partner::store::ExportKept;
use sqlx::{Row, query};

use super::database::Database;
use super::{json, key};

/// Keeps an export, unless its client has as many as it may.
pub(super) async fn keep(
    database: &Database,
    job: ExportJob,
    now: UnixSeconds,
) -> Result<ExportKept, sqlx::Error> {
    let client = key(&[&job.client_id]);
    let mut step = database.step().await?;
    // Nothing is changed, but whoever asks for the same client waits, so that two do not both find the last place.
    query("UPDATE client SET body = body WHERE key = $1")
        .bind(client.clone())
        .execute(&mut *step)
        .await?;
    let row =
        query("SELECT COUNT(*), MIN(ends_at) FROM export_job WHERE client = $1 AND ends_at > $2")
            .bind(client.clone())
            .bind(now.get())
            .fetch_one(&mut *step)
            .await?;
    let (count, first_ends): (i64, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
    let most = i64::try_from(ExportJob::MOST).unwrap_or(i64::MAX);
    let kept = match first_ends {
        Some(first_ends) if count >= most => ExportKept::FullUntil(UnixSeconds::new(first_ends)),
        _ => ExportKept::Kept,
    };
    if kept == ExportKept::Kept {
        query("INSERT INTO export_job (key, client, ends_at, body) VALUES ($1, $2, $3, $4)")
            .bind(key(&[&job.id]))
            .bind(client)
            .bind(job.ends_at.get())
            .bind(json(&job))
            .execute(&mut *step)
            .await?;
    }
    step.commit().await?;
    Ok(kept)
}
