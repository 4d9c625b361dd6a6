//! How a room is laid out: the sequence, the step, the wire.

use yew::prelude::*;

use super::sequence;
use super::view::use_view;
use crate::state::{Step, StepStatus};
use crate::ui::diagram;
use crate::ui::tabs::Segments;

/// The views of a phone, by the names the style sheet knows.
const VIEWS: [&str; 3] = ["step", "wire", "diagram"];

/// Props of [`Room`].
#[derive(Properties, PartialEq)]
pub struct RoomProps {
    /// Which.
    pub step: Step,
    /// The step.
    pub children: Html,
    /// The wire.
    pub side: Html,
    /// What the wire is called.
    #[prop_or(AttrValue::Static("Request and response"))]
    pub side_label: AttrValue,
    /// Called with `Esc`.
    #[prop_or_default]
    pub onescape: Callback<()>,
}

/// A room of the walk.
#[component]
pub fn Room(props: &RoomProps) -> Html {
    let view = use_view();
    let shown = use_state_eq(|| 0);
    let steps = sequence::steps(&view.state);
    let parties = sequence::parties(&view.state);
    let here = props.step as usize;
    let failed = view.state.status(props.step) == StepStatus::Failed;
    let exchange = if failed { "Exchange, failed" } else { "Exchange" };
    let items = vec![AttrValue::Static("Step"), AttrValue::Static(exchange), AttrValue::Static("Diagram")];
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
            <Segments class="views" label="Show" {items} chosen={*shown}
                onchoose={Callback::from({ let shown = shown.clone(); move |at| shown.set(at) })} />
            <div class="walk" data-view={VIEWS[(*shown).min(2)]}>
                {diagram::rail(&steps, &parties, here)}
                <div class="stack-5 step-col">{props.children.clone()}</div>
                <aside class="side stack" aria-label={props.side_label.clone()}>{props.side.clone()}</aside>
            </div>
        </main>
    }
}
