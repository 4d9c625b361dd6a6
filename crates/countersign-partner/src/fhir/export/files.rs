//! The files of an export, cut when they are fetched.

use core::iter;

use countersign::fhir::{OperationOutcome, Severity};
use countersign::finding::Status;
use http::StatusCode;
use serde_json::Value;

use super::begin::compartment;
use super::compartment::Compartment;
use super::{ExportJob, ExportLevel, Served, judge, no_such_export, own_job, refuse};
use crate::audit::{AuditEntry, Outcome};
use crate::fhir::access::Access;
use crate::partner::Partner;
use crate::reply::Answer;
use crate::store::Store;

/// Most resources of one file. Its entry in the audit trail names each of them, and a client whose data is not large is to
/// meet several files of a type all the same.
const FILE_RESOURCES: usize = 1_000;

/// The file that says what was passed over.
pub(super) const IGNORED: &str = "ignored.ndjson";

/// What an export is cut from.
pub(super) struct Files<'a> {
    job: &'a ExportJob,
    /// The compartments that it is held to. Of a Group that is gone these are nobody's.
    within: Option<Compartment<'a>>,
}

impl<'a> Files<'a> {
    pub(super) fn of<S>(partner: &'a Partner<S>, base: &'a str, job: &'a ExportJob) -> Self {
        let within = compartment(partner, base, &job.level).map(|within| match &job.patients {
            Some(asked) => {
                let asked = asked.iter().map(String::as_str).collect();
                Compartment { patients: Some(asked), ..within }
            }
            None => within,
        });
        Self { job, within }
    }

    /// Every resource of that type, in the order served.
    pub(super) fn resources(&self, of: &str) -> impl Iterator<Item = &'a Value> {
        let all = self.within.iter().flat_map(move |within| within.data.of(of));
        all.filter(|one| self.job.window.holds(one) && self.reaches(one))
    }

    fn reaches(&self, resource: &Value) -> bool {
        self.job.level == ExportLevel::System
            || self.within.as_ref().is_some_and(|within| within.holds(resource))
    }
}

/// How many resources each file holds of so many.
pub(super) fn sizes(count: usize) -> impl Iterator<Item = usize> {
    let mut left = count;
    iter::from_fn(move || {
        let size = left.min(FILE_RESOURCES);
        left -= size;
        (size > 0).then_some(size)
    })
}

/// What a file is called: `Patient.1.ndjson`.
pub(super) fn name(of: &str, part: usize) -> String {
    format!("{of}.{part}.ndjson")
}

/// The type and part of a file of that name, from 1.
fn named(name: &str) -> Option<(&str, usize)> {
    let (of, part) = name.strip_suffix(".ndjson")?.split_once('.')?;
    let part = part.parse().ok().filter(|part| *part > 0)?;
    (self::name(of, part) == name).then_some((of, part))
}

pub(super) async fn file<S: Store>(
    partner: &Partner<S>,
    id: &str,
    name: &str,
    access: &Access<'_>,
) -> Served {
    let job = own_job(partner, id, access).await?;
    let Some(job) = job.filter(|job| job.ready_at() <= access.now) else {
        return Ok((no_such_export(), None));
    };
    let asked = format!("export/{id}/{name}");
    if name == IGNORED && !job.ignored.is_empty() {
        let lines = lines(job.ignored.iter().map(|says| {
            OperationOutcome::new(Severity::Warning, "not-supported", says.as_str()).to_json()
        }));
        partner.store.append(access.entry("export", &asked, Outcome::Done)).await?;
        return Ok((Answer::ndjson(StatusCode::OK, lines), None));
    }
    let exported = named(name).filter(|(of, _)| job.types.iter().any(|known| known == of));
    let Some((of, part)) = exported else { return Ok((no_such_file(), None)) };
    let finding = judge(access, of);
    if finding.status == Status::Fail {
        return refuse(partner, access, &asked, of, finding).await;
    }
    let base = partner.config.fhir_base();
    let before = (part - 1).saturating_mul(FILE_RESOURCES);
    let files = Files::of(partner, &base, &job);
    let cut: Vec<&Value> = files.resources(of).skip(before).take(FILE_RESOURCES).collect();
    if cut.is_empty() {
        return Ok((no_such_file(), access.report(vec![finding])));
    }
    let resources = cut.iter().filter_map(|one| Some(format!("{of}/{}", one["id"].as_str()?)));
    let done = access.entry("export", &asked, Outcome::Done);
    let done = AuditEntry { resources: resources.collect(), ..done };
    partner.store.append(done).await?;
    let body = lines(cut.iter().map(|one| one.to_string()));
    Ok((Answer::ndjson(StatusCode::OK, body), access.report(vec![finding])))
}

fn lines(all: impl Iterator<Item = String>) -> String {
    all.fold(String::new(), |text, line| text + &line + "\n")
}

fn no_such_file() -> Answer {
    let says = "The export has no such file: the addresses are those of its manifest";
    Answer::outcome(StatusCode::NOT_FOUND, "not-found", says)
}
