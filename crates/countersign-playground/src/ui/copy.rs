//! Copying: the button says when it is done, and what to press when the clipboard is refused.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::icon::{Icon, icon};

/// The clipboard as the page knows it: what was asked for last, and how that went.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clipboard {
    /// The button whose text was copied a moment ago.
    pub copied: Option<AttrValue>,
    /// The button whose text the browser would not copy.
    pub refused: Option<AttrValue>,
    /// Copies a text for the button of that name.
    pub copy: Callback<(AttrValue, String)>,
}

/// Props of [`struct@Copy`].
#[derive(Properties, PartialEq)]
pub struct CopyProps {
    /// What it says.
    #[prop_or(AttrValue::Static("Copy"))]
    pub label: AttrValue,
    /// What is copied, behind the visible words: `the request`. One of its kind on the page.
    pub what: AttrValue,
    /// The text.
    pub text: AttrValue,
    /// The clipboard.
    pub clipboard: Clipboard,
}

/// A button that copies a text.
#[component]
pub fn Copy(props: &CopyProps) -> Html {
    let field = use_node_ref();
    let refused = props.clipboard.refused.as_ref() == Some(&props.what);
    let copied = props.clipboard.copied.as_ref() == Some(&props.what);
    {
        let field = field.clone();
        use_effect_with(refused, move |refused| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| *refused) {
                let _ = field.focus();
                field.select();
            }
        });
    }
    let onclick = {
        let (what, text) = (props.what.clone(), props.text.clone());
        props.clipboard.copy.reform(move |_: MouseEvent| (what.clone(), text.to_string()))
    };
    let name = format!("{}: {}", props.label, props.what);
    html! {
        <>
            <button type="button" class="btn bare" aria-label={name} {onclick}>
                {icon(if copied { Icon::Pass } else { Icon::Copy })}
                {if copied { AttrValue::Static("Copied") } else { props.label.clone() }}
            </button>
            <span class="vh" role="status">{if copied { "Copied" } else { "" }}</span>
            if refused {
                <span class="refused">
                    <label class="small" for="copy-by-hand">{"Press Ctrl C."}</label>
                    <textarea id="copy-by-hand" ref={field} readonly=true rows="2" value={props.text.clone()} />
                </span>
            }
        </>
    }
}
