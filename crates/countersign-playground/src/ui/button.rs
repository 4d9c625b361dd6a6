//! Buttons: each says its act.

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

/// Props of [`Button`].
#[derive(Properties, PartialEq)]
pub struct ButtonProps {
    /// What it says.
    pub children: Html,
    /// How much it stands out.
    #[prop_or_default]
    pub kind: Kind,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// Its name where the visible words alone would not do; begins with the visible words.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// Whether it can be pressed now.
    #[prop_or_default]
    pub disabled: bool,
    /// Whether it starts the whole walk.
    #[prop_or_default]
    pub runs: bool,
    /// Called when it is pressed.
    pub onpress: Callback<()>,
}

/// A button.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let class = match props.kind {
        Kind::Primary => "btn primary",
        Kind::Plain => "btn",
        Kind::Bare => "btn bare",
        Kind::Link => "link",
    };
    html! {
        <button type="button" class={classes!(class, props.class.clone())} aria-label={props.name.clone()}
            disabled={props.disabled} data-primary={(props.kind == Kind::Primary).then_some("")}
            data-run={props.runs.then_some("")} onclick={props.onpress.reform(|_: MouseEvent| ())}>
            {props.children.clone()}
        </button>
    }
}

/// A link to another place of the page that looks like a button.
pub fn link_button(href: &str, text: &str, kind: Kind) -> Html {
    let primary = kind == Kind::Primary;
    html! {
        <a class={if primary { "btn primary" } else { "btn" }} href={href.to_owned()}
            data-primary={primary.then_some("")}>{text.to_owned()}</a>
    }
}
