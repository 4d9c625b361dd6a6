//! Buttons: each says its act.

use yew::html::IntoPropValue;
use yew::prelude::*;

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The one act of the view; `Ctrl` or `⌘` with `Enter` presses it.
    Primary,
    /// Any other act.
    #[default]
    Plain,
    /// An act inside something else, without a border.
    Bare,
    /// An act inside a sentence.
    Link,
}

/// A button, still to be put somewhere: `html! { {Button::new("Read it", onpress)} }`.
#[must_use]
pub struct Button {
    text: AttrValue,
    onpress: Callback<()>,
    kind: Kind,
    class: &'static str,
    name: Option<AttrValue>,
    disabled: bool,
    runs: bool,
}

impl Button {
    /// A plain button that says `text`.
    pub fn new(text: impl Into<AttrValue>, onpress: Callback<()>) -> Self {
        let text = text.into();
        Self {
            text,
            onpress,
            kind: Kind::Plain,
            class: "",
            name: None,
            disabled: false,
            runs: false,
        }
    }

    /// How much it stands out.
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// A further class.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// Its name where the visible words alone would not do; begins with the visible words.
    pub fn name(mut self, name: impl Into<AttrValue>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Whether it can be pressed now.
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }

    /// It starts the whole walk: a press before the program runs is kept for it.
    pub fn runs(mut self) -> Self {
        self.runs = true;
        self
    }
}

impl From<Button> for Html {
    fn from(button: Button) -> Self {
        let class = match button.kind {
            Kind::Primary => "btn primary",
            Kind::Plain => "btn",
            Kind::Bare => "btn bare",
            Kind::Link => "link",
        };
        html! {
            <button type="button" class={classes!(class, button.class)} aria-label={button.name}
                disabled={button.disabled} data-run={button.runs.then_some("")}
                onclick={button.onpress.reform(|_: MouseEvent| ())}>{button.text}</button>
        }
    }
}

impl IntoPropValue<Html> for Button {
    fn into_prop_value(self) -> Html {
        self.into()
    }
}

/// A link to another place of the page that looks like a button.
pub fn link_button(href: &str, text: &str, kind: Kind) -> Html {
    let primary = kind == Kind::Primary;
    html! {
        <a class={if primary { "btn primary" } else { "btn" }} href={href.to_owned()}>{text.to_owned()}</a>
    }
}
