//! Bulk Data `$export` (HL7 FHIR Bulk Data Access 2.0.0): begun by a request, followed by its status, fetched as files
//! of NDJSON.
//!
//! An export holds what was asked for, what the token permits, and what the level reaches, which for `Patient` and `Group`
//! are the Patient compartments. A client may ask for the status as often as it likes: each 202 says in `Retry-After`
//! how long there is to wait, and a 429 would only make a test of a client slower, and each look a write to the store.
//! With `_since`, a patient who is new in a Group brings nothing that is older.
//!
//! It is compiled, and so checked, in every build; only with the feature `export` does anything lead here.
#![cfg_attr(not(feature = "export"), allow(dead_code, reason = "nothing leads here"))]

mod asked;
mod begin;
mod compartment;
mod files;
mod job;
mod status;
mod window;

use countersign::finding::{Finding, Report, Status};
use countersign::scope::Interaction;
use countersign::time::UnixSeconds;
use http::{Method, Request, StatusCode};
use rand_core::CryptoRng;

pub use job::{ExportJob, ExportLevel};

use super::access::Access;
use super::{bearer, finish};
use crate::Route;
use crate::audit::Outcome;
use crate::partner::{Partner, Step, reply, unavailable};
use crate::reply::Answer;
use crate::store::{Store, StoreError};

/// Whether there are exports at all.
pub(crate) const OFFERED: bool = cfg!(feature = "export");

/// What a step of an export came to.
type Served = Result<(Answer, Option<Report>), StoreError>;

pub(crate) async fn handle<S: Store>(
    partner: &Partner<S>,
    request: &Request<Vec<u8>>,
    route: Route,
    now: UnixSeconds,
    rng: &mut (dyn CryptoRng + Send),
) -> Step {
    let granted = match bearer::granted(partner, request, now).await {
        Ok(granted) => granted,
        Err(answer) => return reply(route, None, None, answer, now),
    };
    let access = Access::new(&granted, partner.config.profile, now);
    let served = match &route {
        Route::Export(level) => begin::begin(partner, request, level, &access, rng).await,
        Route::ExportStatus { id } if request.method() == Method::DELETE => {
            status::delete(partner, id, &access).await
        }
        Route::ExportStatus { id } => status::status(partner, id, &access).await,
        Route::ExportFile { id, name } => files::file(partner, id, name, &access).await,
        _ => Ok((unavailable(&route), None)),
    };
    finish(route, &access, served)
}

/// The export of that id, to the client that began it.
async fn own_job<S: Store>(
    partner: &Partner<S>,
    id: &str,
    access: &Access<'_>,
) -> Result<Option<ExportJob>, StoreError> {
    let job = partner.store.export(id, access.now).await?;
    Ok(job.filter(|job| job.client_id == access.granted.client_id))
}

fn no_such_export() -> Answer {
    let says = "There is no such export: it has ended, was deleted, or is another client's";
    Answer::outcome(StatusCode::NOT_FOUND, "not-found", says)
}

/// Whether the token covers an export of that type, which is both a search and a read of what is found.
fn judge(access: &Access<'_>, of: &str) -> Finding {
    let search = access.judge(of, Interaction::Search);
    if search.status == Status::Fail { search } else { access.judge(of, Interaction::Read) }
}

/// The first type that the token does not cover.
fn uncovered(judged: &[(String, Finding)]) -> Option<&(String, Finding)> {
    judged.iter().find(|(_, finding)| finding.status == Status::Fail)
}

/// Refuses an export, or a part of it, for a type that the token does not cover.
async fn refuse<S: Store>(
    partner: &Partner<S>,
    access: &Access<'_>,
    asked: &str,
    of: &str,
    finding: Finding,
) -> Served {
    let entry = access.entry("export", asked, Outcome::Refused);
    access.refuse(&partner.store, finding, &format!("system/{of}.rs"), entry).await
}
