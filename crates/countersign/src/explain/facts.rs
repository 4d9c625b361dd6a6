//! What a reply tells beside its cause: clocks, ids, who answered, what is demanded.

use super::assertion::Judged;
use super::body::Body;
use super::clock::retry_after;
use super::reply::Reading;
use super::shown::shown;
use super::{Fact, FactKind};
use crate::time::{Seconds, UnixSeconds};

/// Headers that carry the id of a request.
const CORRELATION: &[&str] = &[
    "x-request-id",
    "x-correlation-id",
    "request-id",
    "correlation-id",
    "traceparent",
    "x-okta-request-id",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-amz-apigw-id",
    "x-ms-request-id",
    "x-cloud-trace-context",
    "cf-ray",
];
/// Headers that name who answered.
const ANSWERED: &[&str] = &["server", "via", "x-powered-by", "x-cache", "x-served-by"];
/// Headers that demand something.
const DEMANDED: &[(&str, &str)] = &[
    ("www-authenticate", "What the server wants to see."),
    ("allow", "The methods that the address takes."),
    ("location", "Where the answer leads to."),
];
/// The difference up to which two clocks agree, in seconds.
const AGREE: u64 = 2;

/// The facts, in the order of their kinds.
pub(super) fn facts(reading: &Reading<'_>, judged: Option<&Judged>) -> Vec<Fact> {
    let mut facts = clocks(reading, judged);
    facts.extend(correlation(reading));
    facts.extend(reading.header("retry-after").map(|value| retry(reading, value)));
    facts.extend(ANSWERED.iter().filter_map(|name| {
        let value = reading.header(name)?;
        Some(fact(FactKind::Answered, name, value, "Who answered, or was on the way.".into()))
    }));
    facts.extend(DEMANDED.iter().filter_map(|(name, note)| {
        Some(fact(FactKind::Demand, name, reading.header(name)?, (*note).into()))
    }));
    facts.extend(reading.challenges.iter().filter_map(|challenge| {
        let scope = challenge.scope.as_deref()?;
        Some(fact(FactKind::Demand, "scope", scope, "The scope that the request needs.".into()))
    }));
    facts
}

fn clocks(reading: &Reading<'_>, judged: Option<&Judged>) -> Vec<Fact> {
    let Some(date) = reading.date else { return Vec::new() };
    let mut facts = Vec::new();
    if let Some(skew) = reading.skew() {
        let note = match skew.get() {
            skew if skew.unsigned_abs() <= AGREE => {
                "Your clock agrees with the partner's.".to_owned()
            }
            ahead @ 1.. => {
                format!("Your clock is {} ahead of the partner's.", Seconds::new(ahead).in_words())
            }
            behind => {
                format!("Your clock is {} behind the partner's.", Seconds::new(behind).in_words())
            }
        };
        facts.push(fact(FactKind::Clock, "date", &date.to_string(), note));
    } else {
        facts.push(fact(
            FactKind::Clock,
            "date",
            &date.to_string(),
            "The partner's time when it answered.".into(),
        ));
    }
    if let Some(issued_at) = judged.and_then(|judged| judged.issued_at) {
        facts.push(issued(issued_at, date));
    }
    facts
}

fn issued(issued_at: UnixSeconds, date: UnixSeconds) -> Fact {
    let age = date.since(issued_at);
    let note = if age.get() < 0 {
        format!(
            "By the partner's clock the assertion was made {} after it was answered: your clock is ahead.",
            age.in_words()
        )
    } else {
        format!("By the partner's clock the assertion was {} old.", age.in_words())
    };
    fact(FactKind::Clock, "iat", &issued_at.to_string(), note)
}

fn correlation(reading: &Reading<'_>) -> Vec<Fact> {
    let note = || "Give it to the partner's support: they find the request by it.".to_owned();
    let mut facts = Vec::new();
    if let Some(incident) = &reading.incident {
        if let Some(instance) = &incident.instance {
            facts.push(fact(FactKind::Correlation, "error instance", instance, note()));
        }
        if let Some(tenant) = &incident.tenant {
            let note = "The tenant that the token endpoint was asked for.".to_owned();
            facts.push(fact(FactKind::Correlation, "tenant", tenant, note));
        }
    }
    facts.extend(
        CORRELATION.iter().filter_map(|name| {
            Some(fact(FactKind::Correlation, name, reading.header(name)?, note()))
        }),
    );
    // Some servers put the id into the body.
    if let Body::Json(serde_json::Value::Object(members)) = &reading.body {
        let is_id = |name: &str| {
            matches!(
                name.to_ascii_lowercase().as_str(),
                "errorid"
                    | "requestid"
                    | "request_id"
                    | "traceid"
                    | "trace_id"
                    | "correlationid"
                    | "correlation_id"
            )
        };
        let ids = members.iter().filter(|(name, _)| is_id(name));
        facts.extend(ids.filter_map(|(name, value)| {
            Some(fact(FactKind::Correlation, &shown(name), value.as_str()?, note()))
        }));
    }
    facts
}

fn retry(reading: &Reading<'_>, value: &str) -> Fact {
    let note = match retry_after(value, reading.date) {
        Some(wait) if wait.get() > 0 => format!("Try again in {}.", wait.in_words()),
        Some(_) => "The time to wait is over.".to_owned(),
        None => "When to try again.".to_owned(),
    };
    fact(FactKind::Retry, "retry-after", value, note)
}

fn fact(kind: FactKind, name: &str, value: &str, note: String) -> Fact {
    Fact { kind, name: name.to_owned(), value: shown(value), note }
}
