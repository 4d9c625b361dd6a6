//! The first page: what this is, and the whole walk in one go.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::sequence;
use super::view::{View, use_view};
use crate::page;
use crate::route::Route;
use crate::state::{Action, Run, Step, StepStatus};
use crate::ui::button::{Button, Kind, link_button};
use crate::ui::diagram;
use crate::ui::say::{Tone, verdict};
use crate::ui::text::{capital, counted, seconds, took};

/// Filling takes that long a step, in milliseconds, unless motion is not wanted.
const FILL: u32 = 160;

/// The first page.
#[component]
pub fn Start() -> Html {
    let view = use_view();
    let run = view.state.walk.run;
    let reached = reached(&view);
    // What was there on arrival is there at once: only a run that is watched is told step by step.
    let shown = use_state_eq(|| reached);
    {
        let shown = shown.clone();
        use_effect_with((reached, *shown), move |&(reached, now)| {
            let step = (reached > now).then(|| {
                if page::asks_for("(prefers-reduced-motion: reduce)") {
                    shown.set(reached);
                    None
                } else {
                    Some(Timeout::new(FILL, move || shown.set(now + 1)))
                }
            });
            // Dropping the timeout cancels it.
            move || drop(step)
        });
    }
    // A run begun anew starts from nothing.
    let shown_now = (*shown).min(reached);
    if shown_now < *shown {
        shown.set(shown_now);
    }
    let ended = shown_now == reached;
    let (walk, after) = match run {
        Run::Going { .. } => ("running", Html::default()),
        Run::Countersigned { took_ms } if ended => ("done", countersigned(&view, took_ms)),
        Run::Stopped { at } if ended => ("failed", stopped(&view, at)),
        Run::Countersigned { .. } | Run::Stopped { .. } => ("running", Html::default()),
        Run::Idle => ("idle", Html::default()),
    };
    let words =
        if matches!(walk, "done" | "failed") { "Run it again" } else { "Run the whole walk" };
    let steps = sequence::steps(&view.state);
    html! {
        <main id="main" class="page" data-walk={walk}>
            <div class="start">
                <section class="say-what stack-5" aria-labelledby="title">
                    <h1 id="title" tabindex="-1">
                        <span class="nowrap">{"Two servers,"}</span>{" "}<span class="nowrap">{"one signature,"}</span>{" "}
                        <span class="nowrap">{"no one logged in"}</span>
                    </h1>
                    <p class="lede">
                        {"A client proves who it is by signing a short statement with its private key. The partner checks it against the \
                          public half and hands back a token. This page walks through all of it, against a whole partner running in this tab."}
                    </p>
                    <div class="stack close">
                        <div class="row">
                            {Button::new(words, view.on(Action::RunAll)).kind(Kind::Primary).class("big").runs()}
                            <a class="btn big" href={Route::Walk(Step::Discovery).href()}>{"Step through it"}</a>
                        </div>
                        if matches!(walk, "idle" | "running") {
                            <p class="small quiet" role="status">
                                if walk == "running" { {working(&view)} } else {
                                    {"Takes about a second. Uses a throw-away key and invented patients."}
                                }
                            </p>
                        }
                    </div>
                    {after}
                </section>
                {diagram::sequence(&steps, &sequence::parties(&view.state), shown_now)}
            </div>
        </main>
    }
}

/// Steps behind us: of the run, or of a walk on foot.
fn reached(view: &View) -> usize {
    match view.state.walk.run {
        Run::Going { at, .. } => at as usize,
        Run::Countersigned { .. } => Step::ALL.len(),
        Run::Stopped { at } => at.number(),
        Run::Idle => Step::ALL
            .into_iter()
            .rposition(|step| {
                matches!(view.state.status(step), StepStatus::Done | StepStatus::Failed)
            })
            .map_or(0, |last| last + 1),
    }
}

/// What a run is at, said once it is long enough to wonder.
fn working(view: &View) -> String {
    match view.state.walk.keys.making {
        Some(making) if making.elapsed_ms >= 300.0 => {
            format!("{} {}", making.words(), took(making.elapsed_ms))
        }
        _ => "Running.".to_owned(),
    }
}

fn countersigned(view: &View, took_ms: f64) -> Html {
    let query = &view.state.walk.query;
    let (medications, allergies) = query
        .chart
        .as_ref()
        .map_or((0, 0), |chart| (chart.medications.len(), chart.allergies.len()));
    let patients = capital(&counted(query.total.unwrap_or_default(), "patient", "patients"));
    let more = format!(
        "Six steps, {}. {patients} came back, with {} and {}.",
        seconds(took_ms.max(100.0)),
        counted(medications, "medication", "medications"),
        counted(allergies, "allergy", "allergies"),
    );
    html! {
        <div class="stack">
            {verdict(Tone::Pass, "Countersigned", html! { <p>{more}</p> })}
            <div class="row">
                {link_button(&Route::Walk(Step::Query).href(), "See the patient", Kind::Plain)}
                {Button::new("Now break it", view.on(Action::BreakIt))}
                {Button::new("Start over", view.on(Action::StartOver)).kind(Kind::Bare)}
            </div>
        </div>
    }
}

fn stopped(view: &View, at: Step) -> Html {
    let cause = sequence::cause(&view.state, at);
    let open = format!("Open step {}", at.number());
    html! {
        <div class="stack">
            {verdict(Tone::Fail, &format!("{} failed", at.name()), html! { <p>{crate::ui::text::prose(&cause)}</p> })}
            <div class="row">
                {link_button(&Route::Walk(at).href(), &open, Kind::Plain)}
                {Button::new("Start over", view.on(Action::StartOver)).kind(Kind::Bare)}
            </div>
        </div>
    }
}
