//! The rooms of the walk, and what they share: who sees the model, and how a room is laid out.

mod assertion;
mod audit;
mod discovery;
mod keys;
mod query;
mod room;
mod sequence;
mod start;
mod token;
mod travelled;
mod view;

pub use start::Start;
pub use view::View;

use yew::prelude::*;

use crate::state::Step;

/// The room of a step.
pub fn room(step: Step) -> Html {
    match step {
        Step::Discovery => html! { <discovery::Discovery /> },
        Step::Keys => html! { <keys::Keys /> },
        Step::Assertion => html! { <assertion::Assertion /> },
        Step::Token => html! { <token::Token /> },
        Step::Query => html! { <query::Query /> },
        Step::Audit => html! { <audit::Audit /> },
    }
}
