//! The FHIR server: reads and searches, held to what the token permits.

pub(crate) mod audit_event;
mod bearer;
mod data;
pub(crate) mod metadata;
mod negotiate;
mod params;
mod read;
mod search;

use countersign::finding::Report;
use countersign::scope::{self, Interaction, judge_access};
use countersign::time::UnixSeconds;
use http::header::WWW_AUTHENTICATE;
use http::{Method, Request, StatusCode};
use serde_json::Value;

pub(crate) use data::{Data, OWN_TYPE};

use crate::Route;
use crate::audit::{AuditEntry, Outcome};
use crate::partner::{Partner, Step, reply, unavailable};
use crate::reply::Answer;
use crate::store::{Granted, Store, StoreError};

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
    let client_id = Some(granted.client_id.clone());
    match serve(partner, request, &route, &granted, now).await {
        Ok((answer, report)) => {
            let answer = if request.method() == Method::HEAD {
                Answer { body: String::new(), ..answer }
            } else {
                answer
            };
            reply(route, client_id, report, answer, now)
        }
        Err(_) => {
            let answer = unavailable(&route);
            reply(route, client_id, None, answer, now)
        }
    }
}

async fn serve<S: Store>(
    partner: &Partner<S>,
    request: &Request<Vec<u8>>,
    route: &Route,
    granted: &Granted,
    now: UnixSeconds,
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
    let profile = partner.config.profile;
    let scopes = scope::read(&granted.scope, profile).0;
    let finding = judge_access(&scopes, resource, interaction, profile);
    let entry = |outcome| AuditEntry {
        jti: Some(granted.jti.clone()),
        kid: Some(granted.kid.clone()),
        query: Some(asked.clone()),
        ..AuditEntry::new(
            now,
            if interaction == Interaction::Read { "read" } else { "search" },
            &granted.client_id,
            outcome,
        )
    };
    let report = |finding| {
        Some(Report { profile: profile.id.into(), kid: None, key: None, findings: vec![finding] })
    };
    if finding.status == countersign::finding::Status::Fail {
        let wanted = format!("system/{resource}.{}", interaction.letter());
        let challenge =
            format!("Bearer realm=\"fhir\", error=\"insufficient_scope\", scope=\"{wanted}\"");
        let answer =
            Answer::outcome(StatusCode::FORBIDDEN, "forbidden", &finding.message.replace('`', "'"))
                .with(WWW_AUTHENTICATE, challenge);
        let refused =
            AuditEntry { reason: Some(finding.code.id.to_owned()), ..entry(Outcome::Refused) };
        partner.store.append(refused).await?;
        return Ok((answer, report(finding)));
    }
    if !partner.data.serves(resource) {
        let says = format!("{resource} is not held here");
        return Ok((
            Answer::outcome(StatusCode::NOT_FOUND, "not-supported", &says),
            report(finding),
        ));
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
    let done = AuditEntry {
        query: Some(served.query),
        resources: served.resources,
        ..entry(Outcome::Done)
    };
    if served.answer.status.is_success() {
        partner.store.append(done).await?;
    }
    Ok((served.answer, report(finding)))
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
