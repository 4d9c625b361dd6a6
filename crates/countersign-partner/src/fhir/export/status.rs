//! How far an export is: to be asked again, or its manifest.

use http::header::{EXPIRES, RETRY_AFTER};
use http::{HeaderName, StatusCode};
use serde_json::{Value, json};

use super::files::{self, Files};
use super::{ExportJob, Served, judge, no_such_export, own_job, refuse, uncovered};
use crate::fhir::access::Access;
use crate::partner::Partner;
use crate::reply::{Answer, http_date};
use crate::store::Store;

pub(super) async fn status<S: Store>(
    partner: &Partner<S>,
    id: &str,
    access: &Access<'_>,
) -> Served {
    let Some(job) = own_job(partner, id, access).await? else {
        return Ok((no_such_export(), None));
    };
    // The status is held as the beginning was: to a token that covers all that is exported (Bulk Data 2.0.0, Privacy
    // and Security Considerations).
    let judged: Vec<_> = job.types.iter().map(|of| (of.clone(), judge(access, of))).collect();
    if let Some((of, finding)) = uncovered(&judged) {
        return refuse(partner, access, &format!("export/{id}"), of, finding.clone()).await;
    }
    let findings = judged.into_iter().map(|(_, finding)| finding).collect();
    let wait = job.ready_at().since(access.now).get();
    let answer = if wait > 0 {
        Answer::empty(StatusCode::ACCEPTED)
            .with(HeaderName::from_static("x-progress"), "in progress")
            .with(RETRY_AFTER, wait.to_string())
    } else {
        Answer::json(StatusCode::OK, manifest(partner, &job).to_string())
            .with(EXPIRES, http_date(job.ends_at))
    };
    Ok((answer.not_stored(), access.report(findings)))
}

/// Forgets an export, whether it is ready or not.
pub(super) async fn delete<S: Store>(
    partner: &Partner<S>,
    id: &str,
    access: &Access<'_>,
) -> Served {
    let Some(job) = own_job(partner, id, access).await? else {
        return Ok((no_such_export(), None));
    };
    partner.store.forget_export(&job.id).await?;
    Ok((Answer::empty(StatusCode::ACCEPTED), None))
}

/// Nothing is ever deleted here, so there is no `deleted`; and nothing changes while it is served, so every resource is as
/// it was at `transactionTime`.
fn manifest<S>(partner: &Partner<S>, job: &ExportJob) -> Value {
    let base = partner.config.fhir_base();
    let address = |name: String| format!("{base}/export/{}/{name}", job.id);
    let files = Files::of(partner, &base, job);
    let output: Vec<Value> = job
        .types
        .iter()
        .flat_map(|of| {
            let sizes = files::sizes(files.resources(of).count());
            sizes.enumerate().map(move |(at, count)| (of, at + 1, count))
        })
        .map(|(of, part, count)| {
            json!({ "type": of, "url": address(files::name(of, part)), "count": count })
        })
        .collect();
    let error: Vec<Value> = match job.ignored.len() {
        0 => Vec::new(),
        count => vec![json!({
            "type": "OperationOutcome", "url": address(files::IGNORED.to_owned()), "count": count,
        })],
    };
    json!({
        "transactionTime": job.started_at.to_string(),
        "request": job.request,
        "requiresAccessToken": true,
        "output": output,
        "error": error,
    })
}
