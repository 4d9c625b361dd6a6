//! The FHIR server: reads, searches and exports, held to what the token permits.

mod access;
pub(crate) mod audit_event;
mod bearer;
mod data;
pub(crate) mod export;
pub(crate) mod metadata;
mod negotiate;
mod params;
mod read;
mod search;

use countersign::finding::{Report, Status};
use countersign::scope::Interaction;
use countersign::time::UnixSeconds;
use http::{Request, StatusCode};
use serde_json::Value;

pub(crate) use data::{Data, OWN_TYPE};

use crate::Route;
use crate::audit::{AuditEntry, Outcome};
use crate::partner::{Partner, Step, reply, unavailable};
use crate::reply::Answer;
use crate::store::{Store, StoreError};

use access::Access;

/// What a read or search came to: the answer, and what was handed out.
struct Served {
    answer: Answer,
    query: String,
    resources: Vec<String>,
}

pub(crate) async fn handle<S: Store>(
    partner: &Partner<S>,
    request: &Request<Vec<u8>>,
    route: Route,
    now: UnixSeconds,
) -> Step {
    let granted = match bearer::granted(partner, request, now).await {
        Ok(granted) => granted,
        Err(answer) => return reply(route, None, None, answer, now),
    };
    let access = Access::new(&granted, partner.config.profile, now);
    let served = serve(partner, request, &route, &access).await;
    finish(route, &access, served)
}

/// The step to what was served; a store that failed is a reason to try again.
fn finish(
    route: Route,
    access: &Access<'_>,
    served: Result<(Answer, Option<Report>), StoreError>,
) -> Step {
    let (answer, report) = served.unwrap_or_else(|_| (unavailable(&route), None));
    reply(route, Some(access.granted.client_id.clone()), report, answer, access.now)
}

async fn serve<S: Store>(
    partner: &Partner<S>,
    request: &Request<Vec<u8>>,
    route: &Route,
    access: &Access<'_>,
) -> Result<(Answer, Option<Report>), StoreError> {
    let (resource, interaction) = match route {
        Route::Read { resource, .. } => (resource, Interaction::Read),
        Route::Search { resource, .. } => (resource, Interaction::Search),
        _ => return Ok((unavailable(route), None)),
    };
    if !negotiate::acceptable(request) {
        let says = "Only application/fhir+json is served";
        return Ok((Answer::outcome(StatusCode::NOT_ACCEPTABLE, "not-supported", says), None));
    }
    let asked = asked(request, route);
    let finding = access.judge(resource, interaction);
    if finding.status == Status::Fail {
        let wanted = format!("system/{resource}.{}", interaction.letter());
        let entry = access.entry(route.name(), &asked, Outcome::Refused);
        return access.refuse(&partner.store, finding, &wanted, entry).await;
    }
    if !partner.data.serves(resource) {
        let says = format!("{resource} is not held here");
        let answer = Answer::outcome(StatusCode::NOT_FOUND, "not-supported", &says);
        return Ok((answer, access.report(vec![finding])));
    }
    let events: Vec<Value> =
        if resource == OWN_TYPE { partner.audit_events().await? } else { Vec::new() };
    let all: Vec<&Value> = if resource == OWN_TYPE {
        events.iter().collect()
    } else {
        partner.data.of(resource).collect()
    };
    let served = match route {
        Route::Read { id, .. } => read::read(request, &all, resource, id),
        _ => {
            let known = partner.data.parameters(resource);
            search::search(request, &all, resource, &known, &partner.config)
        }
    };
    if served.answer.status.is_success() {
        let done = access.entry(route.name(), &served.query, Outcome::Done);
        partner.store.append(AuditEntry { resources: served.resources, ..done }).await?;
    }
    Ok((served.answer, access.report(vec![finding])))
}

/// What was asked for, as it is written down. The parameters of a posted search are left to its own reading.
fn asked(request: &Request<Vec<u8>>, route: &Route) -> String {
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    match route {
        Route::Read { resource, id } => format!("{resource}/{id}"),
        Route::Search { resource, .. } => format!("{resource}{query}"),
        _ => query,
    }
}
