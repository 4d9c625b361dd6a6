//! How a room is laid out: the sequence, the step, the wire.

use yew::prelude::*;

use super::sequence;
use super::view::{View, use_view};
use crate::state::{Action, Step, StepStatus};
use crate::ui::button::{Button, Kind};
use crate::ui::diagram;
use crate::ui::say::{Tone, say};
use crate::ui::tabs::segments;

/// The views of a phone, by the names the style sheet knows.
const VIEWS: [&str; 3] = ["step", "wire", "diagram"];

/// Props of [`Room`].
#[derive(Properties, PartialEq)]
pub(super) struct RoomProps {
    /// Which.
    pub(super) step: Step,
    /// The step.
    pub(super) children: Html,
    /// The wire.
    pub(super) side: Html,
    /// What the wire is called.
    #[prop_or(AttrValue::Static("Request and response"))]
    pub(super) side_label: AttrValue,
    /// Called with `Esc`.
    #[prop_or_default]
    pub(super) onescape: Callback<()>,
}

/// A room of the walk.
#[component]
pub(super) fn Room(props: &RoomProps) -> Html {
    let view = use_view();
    let shown = use_state_eq(|| 0);
    let steps = sequence::steps(&view.state);
    let parties = sequence::parties(&view.state);
    let here = props.step as usize;
    let failed = view.state.status(props.step) == StepStatus::Failed;
    let exchange = if failed { "Exchange, failed" } else { "Exchange" };
    let items =
        vec![AttrValue::Static("Step"), AttrValue::Static(exchange), AttrValue::Static("Diagram")];
    let onkeydown = {
        let onescape = props.onescape.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                onescape.emit(());
            }
        })
    };
    html! {
        <main id="main" class="page" {onkeydown}>
            {diagram::strip(&steps, here)}
            {segments("Show", "views", &items, *shown, &Callback::from({ let shown = shown.clone(); move |at| shown.set(at) }))}
            <div class="walk" data-view={VIEWS[(*shown).min(2)]}>
                {diagram::rail(&steps, &parties, here)}
                <div class="stack-5 step-col">{props.children.clone()}</div>
                <aside class="side stack" aria-label={props.side_label.clone()}>{props.side.clone()}</aside>
            </div>
        </main>
    }
}

/// What has to be done before a step, where it is not, and a button that does it.
pub(super) fn before(view: &View, step: Step) -> Html {
    let done = |step: Step| view.state.status(step) == StepStatus::Done;
    let mut missing = Step::ALL
        .into_iter()
        .take_while(|earlier| *earlier != step)
        .filter(|earlier| !done(*earlier));
    let Some(first) = missing.next().filter(|_| view.state.status(step) == StepStatus::Todo) else {
        return Html::default();
    };
    let (words, act) = match missing.last() {
        Some(last) => {
            (format!("Steps {} to {} come first. ", first.number(), last.number()), "Do them")
        }
        None => (format!("Step {}, {}, comes first. ", first.number(), first.name()), "Do it"),
    };
    say(
        Tone::Plain,
        html! {
            <p>{words}{Button::new(act, view.on(Action::CatchUp(step))).kind(Kind::Link)}</p>
        },
    )
}
