//! The beginning of an export: what was asked, held to what the token permits.

use countersign::encoding::base64url;
use countersign::fhir::{OperationOutcome, Severity};
use countersign::finding::{Finding, Status};
use http::header::{CONTENT_LOCATION, RETRY_AFTER};
use http::{Request, StatusCode};
use rand_core::CryptoRng;

use super::asked::Asked;
use super::compartment::{Compartment, members};
use super::{ExportJob, ExportLevel, Served, judge, refuse, uncovered};
use crate::audit::Outcome;
use crate::fhir::access::Access;
use crate::fhir::negotiate::{acceptable, prefers};
use crate::partner::Partner;
use crate::reply::Answer;
use crate::store::{ExportKept, Store};

pub(super) async fn begin<S: Store>(
    partner: &Partner<S>,
    request: &Request<Vec<u8>>,
    level: &ExportLevel,
    access: &Access<'_>,
    rng: &mut (dyn CryptoRng + Send),
) -> Served {
    if let Some(answer) = unfit(request) {
        return Ok((answer, None));
    }
    let base = partner.config.fhir_base();
    let Some(within) = compartment(partner, &base, level) else {
        let says = "There is no such Group";
        return Ok((Answer::outcome(StatusCode::NOT_FOUND, "not-found", says), None));
    };
    let asked = match Asked::of(request, level, &within) {
        Ok(asked) => asked,
        Err((status, says)) => return Ok((Answer::outcome(status, "invalid", &says), None)),
    };
    let judged = judged(partner, level, &asked, access);
    if let Some((of, finding)) = uncovered(&judged) {
        return refuse(partner, access, &asked.written, of, finding.clone()).await;
    }
    let (types, findings) = judged.into_iter().unzip();
    let job = ExportJob {
        id: new_id(rng),
        client_id: access.granted.client_id.clone(),
        ends_at: access.now + ExportJob::LIFETIME,
        request: format!("{base}/{}", asked.address),
        level: level.clone(),
        types,
        window: asked.window,
        patients: asked.patients,
        ignored: asked.ignored,
        started_at: access.now,
    };
    let location = format!("{base}/export/{}", job.id);
    if let ExportKept::FullUntil(ends_at) = partner.store.keep_export(job, access.now).await? {
        return Ok((full(ends_at.since(access.now).get()), access.report(findings)));
    }
    partner.store.append(access.entry("export", &asked.written, Outcome::Done)).await?;
    let says = "The export has begun: ask for its status at Content-Location";
    let begun = OperationOutcome::new(Severity::Information, "informational", says);
    let answer = Answer::fhir(StatusCode::ACCEPTED, begun.to_json());
    Ok((answer.with(CONTENT_LOCATION, location), access.report(findings)))
}

/// The answer to a request whose headers are not those of an export.
fn unfit(request: &Request<Vec<u8>>) -> Option<Answer> {
    if !acceptable(request) {
        let says = "What begins an export is answered in FHIR JSON: send Accept: application/fhir+json \
             (the files are NDJSON all the same)";
        return Some(Answer::outcome(StatusCode::NOT_ACCEPTABLE, "not-supported", says));
    }
    if !prefers(request, "respond-async") {
        let says = "An export is answered later: send Prefer: respond-async";
        return Some(Answer::outcome(StatusCode::BAD_REQUEST, "invalid", says));
    }
    None
}

/// The compartments that a level reaches; nothing when there is no such Group.
pub(super) fn compartment<'a, S>(
    partner: &'a Partner<S>,
    base: &'a str,
    level: &ExportLevel,
) -> Option<Compartment<'a>> {
    let patients = match level {
        ExportLevel::System | ExportLevel::Patients => None,
        ExportLevel::Group(id) => Some(members(partner.data.find("Group", id)?, base)),
    };
    Some(Compartment { data: &partner.data, base, patients })
}

/// The types to export, each with what was found about it. A type that was asked for by name has to be granted; of all,
/// those are meant that are, and when none is, all.
fn judged<S>(
    partner: &Partner<S>,
    level: &ExportLevel,
    asked: &Asked,
    access: &Access<'_>,
) -> Vec<(String, Finding)> {
    let judged = |of: &str| (of.to_owned(), judge(access, of));
    if let Some(types) = &asked.types {
        return types.iter().map(|of| judged(of)).collect();
    }
    let all = partner.data.types().filter(|of| level.reaches(of)).map(judged);
    let granted: Vec<_> = all.filter(|(_, finding)| finding.status != Status::Fail).collect();
    if granted.is_empty() { vec![judged("*")] } else { granted }
}

fn full(seconds: i64) -> Answer {
    let says = format!(
        "There are {} exports of this client: delete one that is done with",
        ExportJob::MOST
    );
    Answer::outcome(StatusCode::TOO_MANY_REQUESTS, "throttled", &says)
        .with(RETRY_AFTER, seconds.to_string())
}

fn new_id(rng: &mut (dyn CryptoRng + Send)) -> String {
    let mut octets = [0; 16];
    rng.fill_bytes(&mut octets);
    base64url::encode(&octets)
}
