//! A line that is tied to the place it was read from.

use yew::prelude::*;

/// One line of a ruled list.
pub struct Tied<'a> {
    /// What it is called in the document's ties.
    pub name: AttrValue,
    /// What it says first.
    pub title: Html,
    /// Where it was read, if that is shown: breaks behind the slash.
    pub source: &'a str,
    /// What else it says.
    pub more: Html,
    /// The tie that is marked now.
    pub tied: &'a Option<AttrValue>,
    /// Called when this is pointed at.
    pub ontie: &'a Callback<Option<AttrValue>>,
}

impl Tied<'_> {
    /// The line. It takes the focus, since pointing marks what it came from.
    pub fn view(self) -> Html {
        let tied = self.tied.as_ref() == Some(&self.name);
        let source = match self.source.split_once('/') {
            Some((kind, id)) => html! { <>{kind.to_owned()}{"/"}<br />{id.to_owned()}</> },
            None => html! { {self.source.to_owned()} },
        };
        let key = self.name.to_string();
        let name = self.name;
        let tie = self.ontie.reform(move |()| Some(name.clone()));
        html! {
            <li {key} tabindex="0" class={classes!(tied.then_some("is-tied"))}
                onpointerover={tie.reform(|_: PointerEvent| ())} onfocusin={tie.reform(|_: FocusEvent| ())}>
                <b>{self.title}</b>
                if !self.source.is_empty() { <span class="src">{source}</span> }
                <span>{self.more}</span>
            </li>
        }
    }
}
