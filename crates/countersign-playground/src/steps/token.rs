//! Step 4: trade the assertion for a token.

use countersign::assertion::inspect;
use countersign::finding::{Finding, Status};
use countersign::scope::ScopeSet;
use countersign::time::Seconds;
use yew::prelude::*;

use super::room::{Room, before};
use super::travelled::{self, last, marks};
use super::view::{View, use_view};
use crate::route::Route;
use crate::state::{Action, Granted, Outcome, Refused, RoundTrip, Sender, Step, StepStatus};
use crate::ui::button::{Button, Kind, link_button};
use crate::ui::field::Field;
use crate::ui::findings::{Checks, Fix, Ledger, status, status_icon};
use crate::ui::icon::{Icon, icon};
use crate::ui::say::{Tone, intro, say, verdict};
use crate::ui::tabs::Tabs;
use crate::ui::text::{count, masked, plural, prose};
use crate::ui::wire::{Marks, Wire};

const LEDE: &str = "The client posts its assertion to the token endpoint. If the partner can verify it, a bearer token comes back.";

/// The room.
#[component]
pub fn Token() -> Html {
    let view = use_view();
    let room = &view.state.walk.token;
    let scope = Field {
        id: "scope",
        label: "Scope",
        hint: "",
        value: &room.scope,
        onedit: view.with(Action::SetScope),
        rows: 1,
        more: reader(&room.scope),
    };
    html! {
        <Room step={Step::Token} side={html! { <Side /> }}>
            {intro(4, "Token: trade the assertion for a token", LEDE)}
            {before(&view, Step::Token)}
            {scope.view()}
            {outcome(&view)}
            {actions(&view)}
        </Room>
    }
}

/// Each scope in words, or what is wrong with the text.
fn reader(text: &str) -> Html {
    match ScopeSet::parse(text) {
        Ok(scopes) => {
            let scope = |scope: &countersign::scope::Scope| {
                html! { <li><code>{scope.to_string()}</code>{": "}{prose(&scope.in_words())}</li> }
            };
            html! { <ul class="hint">{for scopes.iter().map(scope)}</ul> }
        }
        Err(error) => {
            html! { <p class="hint">{status(Status::Warn, "Not read")}{" "}{prose(&error.to_string())}</p> }
        }
    }
}

fn outcome(view: &View) -> Html {
    let room = &view.state.walk.token;
    if room.step.status == StepStatus::Working {
        return say(
            Tone::Plain,
            html! { <p>{format!("Asking {}.", view.state.partner.name())}</p> },
        );
    }
    match &room.outcome {
        Some(Outcome::Granted(granted)) => html! {
            <>
                {accepted(granted)}
                <Grant granted={granted.clone()} />
                <Checks findings={room.step.findings.clone()} />
            </>
        },
        Some(Outcome::Refused(refused)) => {
            let fix = refused.fix.as_ref().map(|fix| Fix {
                label: fix.label.clone().into(),
                onpress: view.on(Action::ApplyFix),
            });
            html! {
                <>
                    {refusal(refused)}
                    if !room.step.findings.is_empty() { <Ledger findings={room.step.findings.clone()} {fix} /> }
                </>
            }
        }
        None => travelled::problem(view, &room.step),
    }
}

fn accepted(granted: &Granted) -> Html {
    let life =
        granted.lifetime.map_or_else(String::new, |life| format!(" for {}", life_words(life)));
    let more = html! {
        <p>{"Asked "}<code>{granted.asked.clone()}</code>{", granted "}<code>{granted.granted.clone()}</code>{"."}</p>
    };
    verdict(Tone::Pass, &format!("Accepted. A token{life}"), more)
}

/// `five minutes`, `90 s`.
fn life_words(life: Seconds) -> String {
    match life.get() {
        60 => "one minute".to_owned(),
        3600 => "one hour".to_owned(),
        seconds if seconds > 60 && seconds % 60 == 0 && seconds < 3600 => {
            format!("{} minutes", count(usize::try_from(seconds / 60).unwrap_or_default()))
        }
        _ => life.in_words(),
    }
}

/// The verdict says the cause, the next line quotes the partner.
fn refusal(refused: &Refused) -> Html {
    let mut cause = refused.cause.trim_end_matches('.').to_owned();
    if let Some(first) = cause.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let said = match (&refused.error, &refused.description) {
        (Some(error), Some(words)) => {
            html! { <><code>{error.clone()}</code>{format!(", “{words}”.")}</> }
        }
        (Some(error), None) => {
            html! { <><code>{error.clone()}</code>{", without a word more."}</> }
        }
        (None, Some(words)) => html! { {format!("“{words}”.")} },
        (None, None) => html! { <><code>{refused.status}</code>{"."}</> },
    };
    verdict(
        Tone::Fail,
        &format!("Refused: {cause}"),
        html! { <p>{"The partner answered "}{said}</p> },
    )
}

/// Props of [`Grant`].
#[derive(Properties, PartialEq)]
struct GrantProps {
    granted: std::rc::Rc<Granted>,
}

/// What was asked beside what was granted, and the token, masked.
#[component]
fn Grant(props: &GrantProps) -> Html {
    let shown = use_state_eq(|| false);
    let granted = &props.granted;
    let asked = granted.asked.split_whitespace().map(|scope| {
        let cut = granted.cut.iter().any(|cut| cut == scope);
        html! {
            <li class={classes!(cut.then_some("cut"))}><code>{scope.to_owned()}</code>
                if cut { {status(Status::Warn, "cut")} } else { {status(Status::Pass, "granted")} }</li>
        }
    });
    let given = granted
        .granted
        .split_whitespace()
        .map(|scope| html! { <li><code>{scope.to_owned()}</code></li> });
    let token = granted.token.expose();
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |()| shown.set(!*shown))
    };
    html! {
        <>
            <div class="asked">
                <div><h3>{"Asked"}</h3><ul>{for asked}</ul></div>
                <div><h3>{"Granted"}</h3><ul>{for given}</ul></div>
            </div>
            <dl class="facts">
                <dt>{"Token"}</dt>
                <dd><code>{if *shown { token.to_owned() } else { masked(token) }}</code>{" "}
                    {Button::new(if *shown { "Hide" } else { "Show" }, toggle).kind(Kind::Link).class("small").name(if *shown { "Hide the token" } else { "Show the token" })}</dd>
                if let Some(end) = granted.ends_at.and_then(|end| end.clock()) { <dt>{"Ends at"}</dt><dd>{format!("{end} UTC")}</dd> }
            </dl>
        </>
    }
}

fn actions(view: &View) -> Html {
    let room = &view.state.walk.token;
    let busy = room.step.status == StepStatus::Working;
    let granted = room.granted().is_some();
    let fixable = matches!(&room.outcome, Some(Outcome::Refused(refused)) if refused.fix.is_some());
    let kind = if granted || fixable { Kind::Plain } else { Kind::Primary };
    html! {
        <div class="row apart actions">
            <a class="small" href={Route::Walk(Step::Assertion).href()}>{"Change the assertion"}</a>
            <span class="row">
                {Button::new(if room.outcome.is_some() { "Sign and send again" } else { "Send it for a token" }, view.on(if room.outcome.is_some() { Action::RenewToken } else { Action::SendToken })).kind(kind).disabled(busy || view.state.walk.assertion.token.is_none())}
                if granted { {link_button(&Route::Walk(Step::Query).href(), "Use the token", Kind::Primary)} }
            </span>
        </div>
    }
}

/// What travelled, and what the partner did with it.
#[component]
fn Side() -> Html {
    let view = use_view();
    let tab = use_state_eq(|| 0);
    let room = &view.state.walk.token;
    let Some(trip) = last(&room.step) else {
        return travelled::nothing_yet("The request and the partner’s answer appear here.");
    };
    let items = vec![AttrValue::Static("Exchange"), AttrValue::Static("Partner’s side")];
    html! {
        <>
            <Tabs label="View" {items} chosen={*tab} panel="token-panel"
                onchoose={Callback::from({ let tab = tab.clone(); move |at| tab.set(at) })} />
            <div id="token-panel" role="tabpanel" aria-label="What travelled" class="stack">
                if *tab == 0 { {exchange(&view, trip)} } else { {partners_side(&view, trip)} }
            </div>
        </>
    }
}

fn exchange(view: &View, trip: &RoundTrip) -> Html {
    let room = &view.state.walk.token;
    let refused = matches!(room.outcome, Some(Outcome::Refused(_)));
    let mut marks = match posted(trip).filter(|_| refused) {
        Some((header, claims)) => marks(&room.step.findings, &header, &claims),
        None => Marks::default(),
    };
    let clocks = room.step.findings.iter().find(|finding| finding.code.id.starts_with("clock."));
    marks.answer_note = clocks.map(|finding| finding.message.clone().into());
    html! { <Wire request={travelled::request(trip)} response={travelled::response(trip)} {marks} clipboard={view.clipboard()} /> }
}

/// Header and claims of the assertion that was posted.
fn posted(trip: &RoundTrip) -> Option<(String, String)> {
    let token =
        trip.request.body.split('&').find_map(|pair| pair.strip_prefix("client_assertion="))?;
    let decoded = inspect::decode(token).ok()?;
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    Some((text(decoded.jws.header()), text(decoded.jws.payload())))
}

/// What the partner did, in its order, to where it stopped.
fn partners_side(view: &View, trip: &RoundTrip) -> Html {
    let Some(record) = &trip.record else {
        return travelled::nothing_yet("This partner’s side cannot be seen from here.");
    };
    let checks: Vec<&Finding> = record.report.iter().flat_map(|report| &report.findings).collect();
    let stop = checks
        .iter()
        .position(|finding| finding.status == Status::Fail)
        .map_or(checks.len(), |at| at + 1);
    let check = |finding: &&Finding| {
        html! { <li><span class={classes!("i", tone(finding.status))}>{status_icon(finding.status)}</span><span>{prose(&finding.message)}</span></li> }
    };
    let fetched =
        view.state.walk.token.step.trips.iter().filter(|trip| trip.sender == Sender::Partner);
    let rest = checks.len() - stop;
    html! {
        <>
            <div class="wire">
                <div class="cap"><span>{"What it checked "}<span class="quiet">{"in its order"}</span></span></div>
                <div class="body"><ol class="did">{for checks[..stop].iter().map(check)}</ol></div>
                if rest > 0 {
                    <div class="note small">{icon(Icon::Info)}<span>{format!("It stopped there. {} behind it decided nothing.", plural(rest, "check", "checks"))}</span></div>
                }
            </div>
            {for fetched.map(|trip| html! {
                <>
                    <h2>{"It fetched your key set"}</h2>
                    <Wire request={travelled::request(trip)} response={travelled::response(trip)} clipboard={view.clipboard()} />
                </>
            })}
        </>
    }
}

const fn tone(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Fail => "fail",
        Status::Warn => "warn",
        Status::Skipped => "skip",
    }
}
