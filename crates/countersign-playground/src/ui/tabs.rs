//! One of several: tabs over a panel, and segmented choices.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Props of [`Tabs`].
#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// What is chosen between.
    pub label: AttrValue,
    /// The words of each choice.
    pub items: Vec<AttrValue>,
    /// Which is chosen.
    pub chosen: usize,
    /// Called with another choice.
    pub onchoose: Callback<usize>,
    /// The id of what a tab shows.
    pub panel: AttrValue,
}

/// Tabs: one tab stop, arrows choose.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let list = use_node_ref();
    let onkeydown = {
        let (list, onchoose) = (list.clone(), props.onchoose.clone());
        let (chosen, count) = (props.chosen, props.items.len());
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowRight" => (chosen + 1) % count,
                "ArrowLeft" => (chosen + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            onchoose.emit(next);
            focus_nth(&list, "[role=tab]", next);
        })
    };
    let tab = |(at, text): (usize, &AttrValue)| {
        let chosen = at == props.chosen;
        html! {
            <button type="button" role="tab" aria-selected={chosen.to_string()} tabindex={if chosen { "0" } else { "-1" }}
                aria-controls={props.panel.clone()} onclick={props.onchoose.reform(move |_: MouseEvent| at)}>
                {text}
            </button>
        }
    };
    html! {
        <div ref={list} class="tabs" role="tablist" aria-label={props.label.clone()} {onkeydown}>
            {for props.items.iter().enumerate().map(tab)}
        </div>
    }
}

/// A segmented choice: buttons of which one is pressed.
pub fn segments(
    label: &'static str,
    class: &'static str,
    items: &[AttrValue],
    chosen: usize,
    onchoose: &Callback<usize>,
) -> Html {
    let segment = |(at, text): (usize, &AttrValue)| {
        html! {
            <button type="button" aria-pressed={(at == chosen).to_string()}
                onclick={onchoose.reform(move |_: MouseEvent| at)}>{text}</button>
        }
    };
    html! {
        <div class={classes!("seg", class)} role="group" aria-label={label}>{for items.iter().enumerate().map(segment)}</div>
    }
}

/// Moves the focus to the so-many-th element below `list` that fits the selector.
pub(super) fn focus_nth(list: &NodeRef, selector: &str, at: usize) {
    let found = list
        .cast::<HtmlElement>()
        .and_then(|list| list.query_selector_all(selector).ok())
        .and_then(|all| u32::try_from(at).ok().and_then(|at| all.item(at)))
        .and_then(|found| found.dyn_into::<HtmlElement>().ok());
    if let Some(found) = found {
        // An element that cannot take the focus leaves it where it is.
        let _ = found.focus();
    }
}
