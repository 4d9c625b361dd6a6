//! Judges what a key set URL gave: findings `jwks.fetch.*`, and those of the set behind them.

mod arrival;
mod headers;

use http::header::WWW_AUTHENTICATE;
use http::{HeaderMap, StatusCode};
use url::Url;

pub use headers::keep_for;

use arrival::{Arrived, shown, target};
use headers::{header, judge_cache_control, judge_content_type};

use super::lint::{lint, short, skipped_all};
use crate::discovery::is_in_the_clear;
use crate::finding::Finding;
use crate::limits::KEY_SET_OCTETS;
use crate::rules::Profile;
use crate::rules::code::jwks;

/// What came back from a key set URL, whoever fetched it.
#[derive(Clone, Copy, Debug)]
pub struct Fetched<'a> {
    /// The URL that was registered, and asked first.
    pub url: &'a str,
    /// The status of the last answer.
    pub status: StatusCode,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Where the last answer came from, if that is another address.
    pub redirected_to: Option<&'a str>,
    /// Its body, decoded from any transfer coding.
    pub body: &'a [u8],
}

/// Judges a fetch and the set that it gave by `profile`, in the order of the checks. Where there is no set, its own
/// checks are skipped.
///
/// ```
/// use countersign::finding::Status;
/// use countersign::jwk::{Fetched, lint_fetch};
/// use countersign::rules::Profile;
/// use http::{HeaderMap, StatusCode};
///
/// let fetched = Fetched {
///     url: "https://larkmoor.example/.well-known/jwks.json",
///     status: StatusCode::NOT_FOUND,
///     headers: &HeaderMap::new(),
///     redirected_to: None,
///     body: b"no such page",
/// };
/// let first = &lint_fetch(&fetched, &Profile::SPEC)[0];
/// assert_eq!((first.code.id, first.status), ("jwks.fetch.failed", Status::Fail));
/// assert_eq!(first.message, "The key set URL answered 404");
/// ```
pub fn lint_fetch(fetched: &Fetched<'_>, profile: &Profile) -> Vec<Finding> {
    const NEEDS: &str = "Needs a document that was fetched";

    let arrived = Arrived::of(fetched);
    let mut findings = vec![judge_arrival(&arrived, fetched, profile)];
    findings.extend(judge_url(fetched.url, "url", profile));
    findings.extend(judge_target(fetched, profile));
    findings.push(judge_auth(&arrived, fetched, profile));
    findings.push(judge_redirect(fetched, profile));
    match arrived {
        Arrived::Text(text) => {
            findings.push(judge_content_type(fetched.headers, profile));
            findings.push(judge_cache_control(fetched.headers, profile));
            findings.extend(lint(text, profile));
        }
        _ => {
            for code in [&jwks::FETCH_CONTENT_TYPE, &jwks::FETCH_NO_CACHE_CONTROL] {
                findings.push(Finding::skipped(code, "headers", NEEDS));
            }
            findings.extend(skipped_all(NEEDS));
        }
    }
    findings
}

/// Judges the address of a key set: https or this machine, and no password in it.
pub(super) fn judge_url(url: &str, subject: &'static str, profile: &Profile) -> Vec<Finding> {
    let fault =
        |code, message: &str| Finding::fault(code, profile, subject, message).got(short(url));
    match Url::parse(url).ok().filter(|url| url.has_host()) {
        Some(parsed) if parsed.password().is_some() || !parsed.username().is_empty() => {
            let hidden = Finding::fault(
                &jwks::FETCH_AUTH,
                profile,
                subject,
                "The key set URL carries a user name or password",
            );
            vec![hidden.expected("public keys without a login")]
        }
        Some(parsed)
            if matches!(parsed.scheme(), "https" | "http") && !is_in_the_clear(&parsed) =>
        {
            let message = match parsed.scheme() {
                "https" => "The key set URL is https",
                _ => "The key set URL is of this machine",
            };
            vec![Finding::pass(&jwks::FETCH_NOT_HTTPS, subject, message)]
        }
        _ => vec![
            fault(&jwks::FETCH_NOT_HTTPS, "The key set URL is not an https URL")
                .expected("https://…"),
        ],
    }
}

fn judge_arrival(arrived: &Arrived<'_>, fetched: &Fetched<'_>, profile: &Profile) -> Finding {
    let status = fetched.status.as_u16();
    let fault = |message: String| {
        Finding::fault(&jwks::FETCH_FAILED, profile, "status", message)
            .got(status.to_string())
            .expected("200 with a key set")
    };
    match arrived {
        Arrived::Text(_) => {
            let message = format!("The key set URL answered {status}");
            Finding::pass(&jwks::FETCH_FAILED, "status", message)
        }
        Arrived::Login(_) => {
            Finding::skipped(&jwks::FETCH_FAILED, "status", "Needs an answer without a login")
        }
        Arrived::Page => fault("The key set URL answered with a page instead of a key set".into())
            .near_miss(
                "An application that answers every path with its start page looks so: nothing is published at this \
                 address.",
            ),
        Arrived::Status => {
            let finding = fault(format!("The key set URL answered {status}"));
            match fetched.status {
                StatusCode::NOT_FOUND | StatusCode::GONE => finding.near_miss(
                    "The server is there, and nothing is published at this path: compare it letter by letter.",
                ),
                other if other.is_redirection() && target(fetched).is_some() => {
                    finding.near_miss("The redirect was not followed; partners may not follow it either.")
                }
                other if other.is_server_error() => finding.near_miss(
                    "The server or something in front of it is down: partners go on with what they have kept.",
                ),
                _ => finding,
            }
        }
        Arrived::TooLarge => {
            fault(format!("The key set URL answered more than {KEY_SET_OCTETS} octets"))
        }
        Arrived::NotUtf8(at) => fault(format!("The answer is not UTF-8, at octet {at}")),
    }
}

/// A redirect may lead out of https.
fn judge_target(fetched: &Fetched<'_>, profile: &Profile) -> Option<Finding> {
    let target = Url::parse(target(fetched)?).ok()?;
    is_in_the_clear(&target).then(|| {
        let message = "The key set URL redirects to one that is not https";
        Finding::fault(&jwks::FETCH_NOT_HTTPS, profile, "redirect", message)
            .got(shown(target.as_str()))
            .expected("https://…")
    })
}

fn judge_auth(arrived: &Arrived<'_>, fetched: &Fetched<'_>, profile: &Profile) -> Finding {
    let Arrived::Login(message) = arrived else {
        return Finding::pass(&jwks::FETCH_AUTH, "status", "No login was asked for");
    };
    let finding = Finding::fault(&jwks::FETCH_AUTH, profile, "status", *message)
        .got(fetched.status.as_u16().to_string())
        .expected("200 with a key set");
    match (header(fetched.headers, WWW_AUTHENTICATE), target(fetched)) {
        (Some(challenge), _) => {
            finding.near_miss(format!("The answer asks for {}.", short(&challenge)))
        }
        (None, Some(target)) => finding.near_miss(format!("The login is at {}.", shown(target))),
        (None, None) if fetched.status == StatusCode::FORBIDDEN => finding.near_miss(
            "Without a login, 403 is often a firewall that lets certain addresses through: partners come from others.",
        ),
        _ => finding,
    }
}

fn judge_redirect(fetched: &Fetched<'_>, profile: &Profile) -> Finding {
    match target(fetched) {
        None => Finding::pass(&jwks::FETCH_REDIRECT, "url", "The key set URL does not redirect"),
        Some(target) => {
            let message = "The key set URL redirects, and some servers do not follow";
            Finding::fault(&jwks::FETCH_REDIRECT, profile, "url", message)
                .got(shown(target))
                .near_miss(format!("Register {} instead.", shown(target)))
        }
    }
}
