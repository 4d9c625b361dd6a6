//! Which server a reply seems to be from.

use super::Partner;
use super::body::Description;
use super::causes::words::Match;
use super::reply::Reading;
use crate::rules::{Confidence, replies};

/// Hosts by which a partner is known: the host itself, or one under it.
const HOSTS: &[(&str, &str)] = &[
    ("launch.smarthealthit.org", "launcher"),
    ("bulk-data.smarthealthit.org", "bulk-data-server"),
    ("inferno.healthit.gov", "inferno-mock"),
    ("medplum.com", "medplum"),
    ("epic.com", "epic"),
    ("cerner.com", "oracle"),
    ("oraclehealth.com", "oracle"),
    ("athenahealth.com", "athena"),
];

/// The server, by the strongest sign there is: its address, its words, the shape of its reply.
pub(super) fn guess(reading: &Reading<'_>, matches: &[Match<'_>]) -> Option<Partner> {
    by_host(reading).or_else(|| by_words(matches)).or_else(|| by_shape(reading))
}

fn by_host(reading: &Reading<'_>) -> Option<Partner> {
    let host = reading.host()?;
    let (_, id) = HOSTS.iter().find(|(known, _)| {
        host.strip_suffix(known).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
    })?;
    named(id, format!("The host is `{host}`."))
}

/// Words that only one of the known servers says.
fn by_words(matches: &[Match<'_>]) -> Option<Partner> {
    let first = matches.first()?;
    if matches.iter().any(|one| one.server.id != first.server.id) {
        return None;
    }
    let because = match first.reply.evidence {
        Confidence::Observed => "Of the known servers only this one answers in these words.",
        Confidence::Documented => "This partner's documentation has these words.",
        Confidence::Modelled => {
            "Okta's documentation has these words, and this partner's token server is Okta's."
        }
    };
    named(first.server.id, because.into())
}

fn by_shape(reading: &Reading<'_>) -> Option<Partner> {
    if reading.incident.as_ref().is_some_and(|incident| incident.urn.starts_with("urn:cerner:")) {
        return named("oracle", "The URN in `error_uri` is one of Cerner's.".into());
    }
    let refusal = reading.refusal()?;
    let is_null = refusal.description == Description::Null && refusal.uri.is_none();
    if is_null && refusal.error.as_deref() == Some("invalid_client") {
        let because = "Of the known servers only this one sends `error_description` as null.";
        return named("epic", because.into());
    }
    None
}

fn named(id: &str, because: String) -> Option<Partner> {
    let server = replies::server(id)?;
    Some(Partner { id: server.id.into(), name: server.name.into(), because })
}
