//! What travelled, as the wire shows it.

use countersign::finding::{Finding, Status};
use yew::prelude::*;

use super::view::View;
use crate::state::{Failure, RoundTrip, Sender, StepState};
use crate::ui::say::{Tone, say};
use crate::ui::text::took;
use crate::ui::wire::{Marks, Request, Response};

/// The request of the round trip.
pub(super) fn request(trip: &RoundTrip) -> Request {
    Request {
        method: trip.request.method.clone().into(),
        url: trip.request.url.clone().into(),
        headers: pairs(&trip.request.headers),
        body: trip.request.body.clone().into(),
        at: clock(trip.started_ms).into(),
    }
}

/// The answer of the round trip, if one came.
pub(super) fn response(trip: &RoundTrip) -> Option<Response> {
    let response = trip.response.as_ref().ok()?;
    Some(Response {
        status: response.status,
        reason: reason(response.status).into(),
        headers: pairs(&response.headers),
        body: response.body.clone().into(),
        took: took(trip.took_ms).into(),
        whence: "from this tab".into(),
    })
}

/// The last request that you sent in a step.
pub(super) fn last(step: &StepState) -> Option<&RoundTrip> {
    step.trips.iter().rev().find(|trip| trip.sender == Sender::Client).map(AsRef::as_ref)
}

/// The place of a wire where nothing has travelled yet.
pub(super) fn nothing_yet(words: &str) -> Html {
    html! { <p class="small quiet">{words.to_owned()}</p> }
}

/// Why nothing came back, and what is left to do.
pub(super) fn failure(failure: &Failure, host: &str) -> Html {
    let (first, rest) = match failure {
        Failure::Refused => (
            "The browser would not let this page read the answer.".to_owned(),
            " That is the partner’s CORS setting, or no answer at all; a page cannot tell which.",
        ),
        Failure::Silent => (format!("No answer from {host} in 10 s."), ""),
        Failure::Nothing => {
            ("Nothing is there.".to_owned(), " No partner answers at that address.")
        }
        Failure::Unsendable(why) => (format!("The request cannot be sent: {why}."), ""),
    };
    say(Tone::Warn, html! { <p><b>{first}</b>{rest}</p> })
}

/// What went wrong in a step that no finding and no verdict says.
pub(super) fn problem(view: &View, step: &StepState) -> Html {
    let silent = last(step).and_then(|trip| trip.response.as_ref().err());
    match (silent, &step.problem) {
        (Some(why), _) => failure(why, view.state.partner.name()),
        (None, Some(problem)) => {
            say(Tone::Fail, html! { <p>{crate::ui::text::prose(problem)}</p> })
        }
        (None, None) => Html::default(),
    }
}

/// The part of a token request that the first fault is about.
pub(super) fn marks(findings: &[Finding], header: &str, claims: &str) -> Marks {
    let Some(fault) = findings.iter().find(|finding| finding.status == Status::Fail) else {
        return Marks::default();
    };
    let subject = fault.subject.as_str();
    let (part, note) = if subject.starts_with("header") {
        (
            Some(0),
            Some(format!("The marked part decodes to `{header}`.{}", absent(subject, header))),
        )
    } else if subject.starts_with("claims") {
        (
            Some(1),
            Some(format!("The marked part decodes to `{claims}`.{}", absent(subject, claims))),
        )
    } else if subject.starts_with("signature") {
        (Some(2), Some("The marked part is the signature.".to_owned()))
    } else {
        (None, None)
    };
    let param = subject.rsplit('.').next().unwrap_or(subject);
    Marks {
        assertion_part: part,
        params: if part.is_none() { vec![param.to_owned().into()] } else { vec![] },
        members: vec!["/error_description".into()],
        note: note.map(Into::into),
        answer_note: None,
    }
}

/// What is not there is said: it cannot be underlined.
fn absent(subject: &str, json: &str) -> String {
    match subject.rsplit_once('.') {
        Some((_, name)) if !json.contains(&format!("\"{name}\":")) => format!(" No `{name}`."),
        _ => String::new(),
    }
}

fn pairs(headers: &[(String, String)]) -> Vec<(AttrValue, AttrValue)> {
    headers.iter().map(|(name, value)| (name.clone().into(), value.clone().into())).collect()
}

/// The time of day in UTC, to the millisecond.
fn clock(ms: f64) -> String {
    let day = ms.rem_euclid(86_400_000.0);
    let part = |unit: f64, of: f64| (day / unit).floor() % of;
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        part(3_600_000.0, 24.0),
        part(60_000.0, 60.0),
        part(1000.0, 60.0),
        (day % 1000.0).floor()
    )
}

/// The words of the status codes that a partner may answer with.
const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        410 => "Gone",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_to_the_millisecond() {
        assert_eq!(clock(1_778_594_614_218.4), "14:03:34.218");
        assert_eq!(clock(0.0), "00:00:00.000");
    }

    #[test]
    fn a_missing_member_is_named() {
        let fault =
            Finding::fail(&countersign::rules::code::jws::KID_MISSING, "header.kid", "no `kid`");
        let marks = marks(&[fault], r#"{"alg":"RS384"}"#, "{}");
        assert_eq!(marks.assertion_part, Some(0));
        assert_eq!(
            marks.note.as_deref(),
            Some("The marked part decodes to `{\"alg\":\"RS384\"}`. No `kid`.")
        );
    }
}
