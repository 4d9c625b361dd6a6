//! The walk as a sequence: what has passed as it passed, what is to come as it is meant.

use countersign::finding::Status;
use yew::AttrValue;

use crate::route::Route;
use crate::state::{Outcome, RoundTrip, Sender, State, Step, StepState, StepStatus};
use crate::ui::diagram::{self, Lane, Message, Parties, Progress};
use crate::ui::text::{capital, counted, took};

/// The two sides.
pub(super) fn parties(state: &State) -> Parties {
    Parties {
        client: state.walk.keys.client_id.clone().into(),
        partner: state.partner.name().to_owned().into(),
    }
}

/// The six steps.
pub(super) fn steps(state: &State) -> Vec<diagram::Step> {
    let step = |step: Step| diagram::Step {
        name: step.name(),
        href: Route::Walk(step).href().into(),
        progress: match state.status(step) {
            StepStatus::Todo | StepStatus::Working | StepStatus::Stale => Progress::Todo,
            StepStatus::Done => Progress::Done,
            StepStatus::Failed => Progress::Bad,
        },
        messages: messages(state, step),
    };
    Step::ALL.map(step).into()
}

fn messages(state: &State, step: Step) -> Vec<Message> {
    let own = state.walk.step(step);
    let passed = matches!(own.status, StepStatus::Done | StepStatus::Failed);
    match step {
        Step::Keys => {
            let mut messages = vec![make_key(state, passed)];
            messages.extend(trip(own, passed, &planned(step), &says(state, step)));
            messages
        }
        Step::Assertion => vec![Message {
            lane: Lane::Own,
            short: "sign, 5 minutes".into(),
            long: format!("sign {}", signed_claims(state)).into(),
            says: "A statement good for five minutes, and for this partner only.".into(),
            took: own.own_ms.filter(|_| passed).map(|ms| took(ms).into()),
        }],
        Step::Audit => vec![Message {
            lane: Lane::AtPartner,
            short: "write AuditEvent".into(),
            long: "write AuditEvent".into(),
            says: "Who read this, by an identity that is hard to forge.".into(),
            took: None,
        }],
        _ => trip(own, passed, &planned(step), &says(state, step)),
    }
}

fn make_key(state: &State, passed: bool) -> Message {
    let key = state.walk.keys.key.as_ref().filter(|_| passed);
    let (short, long) = match key {
        Some(key) => {
            let few: String = key.kid.chars().take(4).collect();
            (format!("make key {few}…"), format!("make key pair, kid {}", key.kid))
        }
        None => ("make key pair".to_owned(), "make key pair, name it: kid".to_owned()),
    };
    Message {
        lane: Lane::Own,
        short: short.into(),
        long: long.into(),
        says: "The private half never leaves the client.".into(),
        took: key.filter(|key| key.took_ms > 0.0).map(|key| took(key.took_ms).into()),
    }
}

fn signed_claims(state: &State) -> String {
    let claims = state.walk.assertion.claims.iter().filter(|field| field.sent);
    claims.map(|field| &*field.name).collect::<Vec<_>>().join(", ")
}

/// What a step means to send: request and answer, short and long; and what the partner fetches between.
struct Plan {
    request: (&'static str, &'static str),
    fetch: Option<(&'static str, &'static str)>,
    answer: (&'static str, &'static str),
}

fn planned(step: Step) -> Plan {
    match step {
        Step::Discovery => Plan {
            request: ("GET smart-configuration", "GET /.well-known/smart-configuration"),
            fetch: None,
            answer: ("200", "200 smart-configuration"),
        },
        Step::Keys => Plan {
            request: ("POST register", "POST /register"),
            fetch: None,
            answer: ("201", "201 registered"),
        },
        Step::Token => Plan {
            request: ("POST token", "POST /auth/token"),
            fetch: Some(("GET jwks.json", "GET /.well-known/jwks.json")),
            answer: ("200 bearer", "200 bearer"),
        },
        _ => Plan {
            request: ("GET Patient?name=shaw", "GET /fhir/Patient?name=shaw"),
            fetch: None,
            answer: ("200 Bundle", "200 Bundle"),
        },
    }
}

/// One sentence to each: what is asked, what the partner fetches, what is answered.
fn says(state: &State, step: Step) -> [String; 3] {
    let failed = state.status(step) == StepStatus::Failed;
    let sentence =
        |asks: &str, fetches: &str, answers: String| [asks.to_owned(), fetches.to_owned(), answers];
    let answered = |well: String| if failed { "It stopped here.".to_owned() } else { well };
    match step {
        Step::Discovery => {
            let algs = state.walk.discovery.found.as_ref().map(|found| found.alg_names.clone());
            let well = match algs.as_deref() {
                Some([one]) => format!("Here, and {one}."),
                Some([most @ .., last]) => format!("Here, and {} or {last}.", most.join(", ")),
                _ => "Here, and the algorithms I take.".to_owned(),
            };
            sentence("Where is your token endpoint, and what do you accept?", "", answered(well))
        }
        Step::Keys => {
            sentence("My client id, and where my public keys are.", "", answered("Noted.".into()))
        }
        Step::Token => sentence(
            "Here is my signed statement. May I have a token?",
            "The partner fetches the public key and checks the signature.",
            answered("It is you. This token says what you may read.".into()),
        ),
        _ => {
            sentence("The token goes in the Authorization header.", "", answered(came_back(state)))
        }
    }
}

/// *One patient, three medications, two allergies.*
fn came_back(state: &State) -> String {
    let query = &state.walk.query;
    match (&query.chart, query.total) {
        (Some(chart), Some(total)) => capital(&format!(
            "{}, {}, {}.",
            counted(total, "patient", "patients"),
            counted(chart.medications.len(), "medication", "medications"),
            counted(chart.allergies.len(), "allergy", "allergies")
        )),
        (None, Some(total)) => capital(&format!("{}.", counted(total, "match", "matches"))),
        _ => "One patient, with what is known of them.".to_owned(),
    }
}

/// Request, fetch and answer, as they passed or as they are meant.
fn trip(own: &StepState, passed: bool, plan: &Plan, says: &[String; 3]) -> Vec<Message> {
    let sent = own.trips.iter().find(|trip| trip.sender == Sender::Client).filter(|_| passed);
    let fetched = own.trips.iter().find(|trip| trip.sender == Sender::Partner);
    let message = |lane, (short, long): (String, String), says: &str, took: Option<AttrValue>| {
        Message { lane, short: short.into(), long: long.into(), says: says.to_owned().into(), took }
    };
    let meant = |(short, long): (&str, &str)| (short.to_owned(), long.to_owned());
    let Some(sent) = sent else {
        let mut messages = vec![message(Lane::Out, meant(plan.request), &says[0], None)];
        messages.extend(plan.fetch.map(|fetch| message(Lane::Back, meant(fetch), &says[1], None)));
        messages.push(message(Lane::In, meant(plan.answer), &says[2], None));
        return messages;
    };
    let mut messages = vec![message(Lane::Out, line(sent), &says[0], None)];
    messages.extend(fetched.map(|fetched| message(Lane::Back, line(fetched), &says[1], None)));
    let time = took(sent.took_ms);
    let long = answer(sent, plan.answer.1);
    let short = if own.status == StepStatus::Failed {
        long.clone()
    } else {
        format!("{} · {time}", answer(sent, plan.answer.0))
    };
    messages.push(message(Lane::In, (short, long), &says[2], Some(time.into())));
    messages
}

/// Method and path: the last part of it, and all of it.
fn line(exchange: &RoundTrip) -> (String, String) {
    let (method, target) = (&exchange.request.method, exchange.request.target());
    let last = target.rsplit('/').next().unwrap_or(target);
    (format!("{method} {last}"), format!("{method} {target}"))
}

/// The status and a word: what was meant to come, or the error that came.
fn answer(exchange: &RoundTrip, meant: &str) -> String {
    match &exchange.response {
        Ok(response) if response.is_success() => {
            let word = meant.split_once(' ').map_or("", |(_, word)| word);
            format!("{} {word}", response.status).trim_end().to_owned()
        }
        Ok(response) => {
            let error = oauth_error(&response.body).unwrap_or_default();
            format!("{} {error}", response.status).trim_end().to_owned()
        }
        Err(_) => "no answer".to_owned(),
    }
}

fn oauth_error(body: &str) -> Option<String> {
    let object = countersign::encoding::json::Object::parse(body).ok()?;
    object.text("error").map(ToOwned::to_owned)
}

/// Why a step failed, in one sentence.
pub(super) fn cause(state: &State, step: Step) -> String {
    if let (Step::Token, Some(Outcome::Refused(refused))) = (step, &state.walk.token.outcome) {
        return refused.cause.clone();
    }
    let own = state.walk.step(step);
    let finding = own.findings.iter().find(|finding| finding.status == Status::Fail);
    match (finding, &own.problem) {
        (Some(finding), _) => format!("{}.", finding.message.trim_end_matches('.')),
        (None, Some(problem)) => problem.to_string(),
        (None, None) => "It did not say why.".to_owned(),
    }
}
