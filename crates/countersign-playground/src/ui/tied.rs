//! A line that is tied to the place it was read from.

use yew::prelude::*;

/// Props of [`Tied`].
#[derive(Properties, PartialEq)]
pub struct TiedProps {
    /// What it is called in the document's ties.
    pub name: AttrValue,
    /// What it says first.
    pub title: Html,
    /// Where it was read: breaks behind the slash.
    #[prop_or_default]
    pub source: AttrValue,
    /// What else it says.
    pub children: Html,
    /// The tie that is marked now.
    pub tied: Option<AttrValue>,
    /// Called when this is pointed at.
    pub ontie: Callback<Option<AttrValue>>,
}

/// One line of a ruled list. It takes the focus, since pointing marks what it came from.
#[component]
pub fn Tied(props: &TiedProps) -> Html {
    let tie = {
        let name = props.name.clone();
        props.ontie.reform(move |()| Some(name.clone()))
    };
    let tied = props.tied.as_ref() == Some(&props.name);
    let source = match props.source.split_once('/') {
        Some((kind, id)) => html! { <>{kind.to_owned()}{"/"}<br />{id.to_owned()}</> },
        None => html! { {props.source.clone()} },
    };
    html! {
        <li tabindex="0" class={classes!(tied.then_some("is-tied"))}
            onpointerover={tie.reform(|_: PointerEvent| ())} onfocusin={tie.reform(|_: FocusEvent| ())}>
            <b>{props.title.clone()}</b>
            if !props.source.is_empty() { <span class="src">{source}</span> }
            <span>{props.children.clone()}</span>
        </li>
    }
}
