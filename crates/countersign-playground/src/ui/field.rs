//! Fields: a name, a value, one line about it.

use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::text::prose;

/// Props of [`Field`].
#[derive(Properties, PartialEq)]
pub struct FieldProps {
    /// Id of the control; others may point at it.
    pub id: AttrValue,
    /// Its name.
    pub label: AttrValue,
    /// One line about it.
    #[prop_or_default]
    pub hint: AttrValue,
    /// Its value.
    pub value: AttrValue,
    /// Called with each change.
    pub onedit: Callback<String>,
    /// Lines of text, where one is not enough.
    #[prop_or(1)]
    pub rows: u32,
    /// What stands below the line: a reason to fold out, a message.
    #[prop_or_default]
    pub children: Html,
}

/// A named text field.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let hint = (!props.hint.is_empty()).then(|| format!("{}-hint", props.id));
    let control = if props.rows > 1 {
        let oninput = props.onedit.reform(|event: InputEvent| {
            event.target_unchecked_into::<HtmlTextAreaElement>().value()
        });
        html! {
            <textarea id={props.id.clone()} rows={props.rows.to_string()} value={props.value.clone()} spellcheck="false"
                autocomplete="off" aria-describedby={hint.clone()} {oninput} />
        }
    } else {
        text_input(&props.id, &props.value, hint.clone(), props.onedit.clone())
    };
    html! {
        <div class="field">
            <label for={props.id.clone()}>{props.label.clone()}</label>
            {control}
            if let Some(id) = hint { <p class="hint" {id}>{prose(&props.hint)}</p> }
            {props.children.clone()}
        </div>
    }
}

/// A bare text input for what may be on the wire.
pub fn text_input(
    id: &AttrValue,
    value: &AttrValue,
    described_by: Option<String>,
    onedit: Callback<String>,
) -> Html {
    let oninput = onedit
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <input type="text" id={id.clone()} value={value.clone()} spellcheck="false" autocomplete="off"
            autocapitalize="off" aria-describedby={described_by} {oninput} />
    }
}

/// A choice among named values.
///
/// `options` are value and words; `onchoose` gets the value.
pub fn select(
    id: &'static str,
    chosen: &str,
    options: &[(String, String)],
    onchoose: Callback<String>,
) -> Html {
    let onchange =
        onchoose.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    let option = |(value, words): &(String, String)| {
        html! { <option value={value.clone()} selected={value == chosen}>{words.clone()}</option> }
    };
    html! { <select {id} {onchange}>{for options.iter().map(option)}</select> }
}
