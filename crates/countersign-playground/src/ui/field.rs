//! Fields: a name, a value, one line about it.

use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::text::prose;

/// A named text field.
pub struct Field<'a> {
    /// Id of the control; others may point at it.
    pub id: &'static str,
    /// Its name.
    pub label: &'static str,
    /// One line about it; may be empty.
    pub hint: &'static str,
    /// Its value.
    pub value: &'a str,
    /// Called with each change.
    pub onedit: Callback<String>,
    /// Lines of text: 1, or more where one is not enough.
    pub rows: u32,
    /// What stands below the line: a reason to fold out, a message.
    pub more: Html,
}

impl Field<'_> {
    /// The field.
    pub fn view(self) -> Html {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let value = AttrValue::from(self.value.to_owned());
        let control = if self.rows > 1 {
            let oninput = self.onedit.reform(|event: InputEvent| {
                event.target_unchecked_into::<HtmlTextAreaElement>().value()
            });
            html! {
                <textarea id={self.id} rows={self.rows.to_string()} {value} spellcheck="false" autocomplete="off"
                    aria-describedby={hint.clone()} {oninput} />
            }
        } else {
            text_input(&self.id.into(), &value, hint.clone(), self.onedit)
        };
        html! {
            <div class="field">
                <label for={self.id}>{self.label}</label>
                {control}
                if let Some(id) = hint { <p class="hint" {id}>{prose(self.hint)}</p> }
                {self.more}
            </div>
        }
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
