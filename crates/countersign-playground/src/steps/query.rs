//! Step 5: use the token.

use countersign::encoding::json::Object;
use yew::prelude::*;

use super::room::{Room, before};
use super::sequence;
use super::travelled;
use super::view::{View, use_ties, use_view};
use crate::state::{Action, Chart, Entry, RoundTrip, Sender, Step, StepStatus};
use crate::ui::button::{Button, Kind};
use crate::ui::field::text_input;
use crate::ui::findings::Checks;
use crate::ui::json::Tie;
use crate::ui::say::{Tone, intro, say, verdict, why};
use crate::ui::tabs::segments;
use crate::ui::text::{plural, prose};
use crate::ui::tied::Tied;
use crate::ui::wire::Wire;

const LEDE: &str = "The token goes in one header. What comes back is a Bundle: a list of resources, here read into a short summary.";
/// Queries to try: what is sent, what the link says, and the scope of the token where it takes another one.
const TRIES: [(&str, &str, Option<&str>); 3] = [
    ("Patient?birthdate=ge1980", "Patient?birthdate=ge1980", None),
    ("MedicationRequest?patient=odalys-shaw", "MedicationRequest?patient=odalys-shaw", None),
    (
        "MedicationRequest?patient=odalys-shaw",
        "MedicationRequest, with a token for patients only",
        Some("system/Patient.rs"),
    ),
];

/// The room.
#[component]
pub fn Query() -> Html {
    let view = use_view();
    let (tied, ontie) = use_ties();
    let chosen = use_state_eq(|| 0);
    let room = &view.state.walk.query;
    let trips: Vec<&RoundTrip> = room
        .step
        .trips
        .iter()
        .map(AsRef::as_ref)
        .filter(|trip| trip.sender == Sender::Client)
        .collect();
    // Pointing at a line of the summary opens the Bundle it was read from.
    let onpoint = {
        let (chosen, ontie) = (chosen.clone(), ontie.clone());
        let homes: Vec<(AttrValue, usize)> =
            entries(&view).map(|entry| (entry.source.clone().into(), entry.trip)).collect();
        Callback::from(move |name: Option<AttrValue>| {
            let home = homes.iter().find(|(source, _)| Some(source) == name.as_ref());
            if let Some((_, exchange)) = home {
                chosen.set(*exchange);
            }
            ontie.emit(name);
        })
    };
    let at = (*chosen).min(trips.len().saturating_sub(1));
    let side = match trips.get(at) {
        Some(trip) => {
            let ties = entries(&view).filter(|entry| entry.trip == at);
            let ties: Vec<Tie> = ties
                .map(|entry| Tie {
                    name: entry.source.clone().into(),
                    pointer: entry.pointer.clone().into(),
                    mark: None,
                })
                .collect();
            let items: Vec<AttrValue> = trips.iter().map(|trip| heading(trip).into()).collect();
            html! {
                <>
                    if items.len() > 1 {
                        <div class="scroll">{segments("Requests made", "", &items, at, &Callback::from({ let chosen = chosen.clone(); move |at| chosen.set(at) }))}</div>
                    }
                    <Wire key={trip.id} request={travelled::request(trip)} response={travelled::response(trip)} {ties} tied={tied.clone()}
                        ontie={ontie.clone()} long={true} clipboard={view.clipboard()} />
                </>
            }
        }
        None => travelled::nothing_yet("The request and the Bundle appear here."),
    };
    html! {
        <Room step={Step::Query} {side} onescape={ontie.reform(|()| None)}>
            {intro(5, "Query: use the token", LEDE)}
            {before(&view, Step::Query)}
            {form(&view)}
            {outcome(&view, &tied, &onpoint)}
            {actions(&view)}
        </Room>
    }
}

fn entries(view: &View) -> impl Iterator<Item = &Entry> {
    let chart = view.state.walk.query.chart.as_deref();
    let others = &view.state.walk.query.others;
    chart
        .into_iter()
        .flat_map(|chart| chart.medications.iter().chain(&chart.allergies))
        .chain(others)
}

/// `MedicationRequest 3`: what was asked for, and how many came.
fn heading(trip: &RoundTrip) -> String {
    let target = trip.request.target();
    let kind = target.rsplit('/').next().unwrap_or(target).split('?').next().unwrap_or_default();
    let total = trip.response.as_ref().ok().and_then(|response| {
        let bundle = Object::parse(&response.body).ok()?;
        bundle.get("total")?.as_u64()
    });
    total.map_or_else(|| kind.to_owned(), |total| format!("{kind} {total}"))
}

fn form(view: &View) -> Html {
    let room = &view.state.walk.query;
    let value = AttrValue::from(room.query.clone());
    let onsubmit = view.act.reform(|event: SubmitEvent| {
        event.prevent_default();
        Action::RunQuery
    });
    let able = view.state.walk.token.granted().is_some() && room.step.status != StepStatus::Working;
    let attempt = |(query, words, scope): &(&'static str, &'static str, Option<&'static str>)| {
        let query = (*query).to_owned();
        let act = match scope {
            Some(scope) => Action::TryWithScope { scope: (*scope).to_owned(), query },
            None => Action::TryQuery(query),
        };
        html! { {Button::new(*words, view.on(act)).kind(Kind::Link).disabled(!able)} }
    };
    let primary = room.step.status != StepStatus::Done;
    html! {
        <>
            <form class="query" {onsubmit}>
                <label for="query" class="vh">{"FHIR query"}</label>
                <span class="mono quiet">{"GET fhir/"}</span>
                {text_input(&"query".into(), &value, None, view.with(Action::SetQuery))}
                <button class={classes!("btn", primary.then_some("primary"))} disabled={!able}>{"Run"}</button>
            </form>
            <div class="row small"><span class="quiet">{"Try"}</span>{for TRIES.iter().map(attempt)}</div>
        </>
    }
}

fn outcome(view: &View, tied: &Option<AttrValue>, onpoint: &Callback<Option<AttrValue>>) -> Html {
    let room = &view.state.walk.query;
    let ledger = html! { <Checks findings={room.step.findings.clone()} /> };
    match room.step.status {
        StepStatus::Todo => Html::default(),
        StepStatus::Working => {
            say(Tone::Plain, html! { <p>{format!("Asking {}.", view.state.partner.name())}</p> })
        }
        StepStatus::Failed => {
            let refused = room.step.trips.iter().rev().find_map(|trip| trip.response.as_ref().ok());
            let status = refused.map_or_else(
                || "Nothing came back".to_owned(),
                |response| format!("Refused: {}", response.status),
            );
            let cause = sequence::cause(&view.state, Step::Query);
            html! { <>{verdict(Tone::Fail, &status, html! { <p>{prose(&cause)}</p> })}{ledger}</> }
        }
        StepStatus::Done | StepStatus::Stale => {
            let found = match (&room.chart, room.total) {
                (Some(chart), _) => summary(chart, view, tied, onpoint),
                (None, Some(0)) => say(
                    Tone::Plain,
                    html! {
                        <p><b>{"No patient matches."}</b>{" The request was fine: 200, total 0."}</p>
                    },
                ),
                (None, Some(total)) => say(
                    Tone::Pass,
                    html! {
                        <p><b>{format!("{}.", plural(total, "match", "matches"))}</b>{" The Bundle stands beside, as it came."}</p>
                    },
                ),
                (None, None) => travelled::problem(view, &room.step),
            };
            html! { <>{found}{others(view, tied, onpoint)}{ledger}</> }
        }
    }
}

/// Resources that the summary does not read, and the way to the next page.
fn others(view: &View, tied: &Option<AttrValue>, onpoint: &Callback<Option<AttrValue>>) -> Html {
    let room = &view.state.walk.query;
    let next = room
        .next
        .is_some()
        .then(|| html! { <p>{Button::new("Next page", view.on(Action::NextPage))}</p> });
    html! {
        <>
            if !room.others.is_empty() {
                <div class="stack tight">
                    <div class="row apart"><h3>{"Also in the Bundle"}</h3><span class="small quiet">{plural(room.others.len(), "resource", "resources")}</span></div>
                    {lines(&room.others, tied, onpoint)}
                </div>
            }
            {next}
        </>
    }
}

fn lines(
    entries: &[Entry],
    tied: &Option<AttrValue>,
    onpoint: &Callback<Option<AttrValue>>,
) -> Html {
    let row = |entry: &Entry| {
        let title = html! { {entry.title.clone()} };
        let more = html! { {entry.detail.clone()} };
        Tied {
            name: entry.source.clone().into(),
            title,
            source: &entry.source,
            more,
            tied,
            ontie: onpoint,
        }
        .view()
    };
    html! { <ul class="clin">{for entries.iter().map(row)}</ul> }
}

fn summary(
    chart: &Chart,
    view: &View,
    tied: &Option<AttrValue>,
    onpoint: &Callback<Option<AttrValue>>,
) -> Html {
    let fact = |(name, value): &(&'static str, String)| html! { <><dt>{*name}</dt><dd>{value.clone()}</dd></> };
    let list = |title: &'static str, kind: &'static str, entries: &[Entry]| {
        html! {
            if !entries.is_empty() {
                <div class="stack tight">
                    <div class="row apart"><h3>{title}</h3><span class="small quiet">{format!("{} from {kind}", entries.len())}</span></div>
                    {lines(entries, tied, onpoint)}
                </div>
            }
        }
    };
    let many = view.state.walk.query.total.filter(|total| *total > 1);
    html! {
        <section class="pt stack-5" aria-label="Patient summary">
            if !chart.name.is_empty() {
                <div class="stack tight">
                    <div class="row apart baseline"><h2>{chart.name.clone()}</h2><span class="small quiet">
                        {many.map_or_else(|| "invented patient".to_owned(), |total| format!("first of {total} invented patients"))}</span></div>
                    <dl class="facts">{for chart.facts.iter().map(fact)}</dl>
                </div>
            }
            {list("Medications", "MedicationRequest", &chart.medications)}
            {list("Allergies", "AllergyIntolerance", &chart.allergies)}
            {why("How the summary is read", "Each line names the resource it came from. Text is taken from `text`, then from the first coding’s `display`. Nothing is inferred: what the Bundle does not say is left out.")}
        </section>
    }
}

fn actions(view: &View) -> Html {
    let granted = view.state.walk.token.granted();
    let left = granted.and_then(|granted| granted.ends_at).map(|end| end.since(view.state.now));
    let countdown = match left {
        Some(left) if left.get() > 0 => {
            html! { <span class="small quiet">{"Token ends in "}<b class="muted">{left.in_words()}</b></span> }
        }
        Some(_) => {
            html! { <span class="small">{"The token ended. Renew it, or send as it is and see the 401."}</span> }
        }
        None => html! { <span /> },
    };
    let done = view.state.walk.query.step.status == StepStatus::Done;
    html! {
        <div class="row apart actions">
            {countdown}
            <span class="row">
                if granted.is_some() { {Button::new("Renew token", view.on(Action::RenewToken))} }
                if done { {Button::new("See what the partner recorded", view.on(Action::ReadAudit)).kind(Kind::Primary)} }
            </span>
        </div>
    }
}
