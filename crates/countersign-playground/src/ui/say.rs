//! What the page says: verdicts, messages that are not findings, and how far a long job is.

use yew::prelude::*;

use super::button::{Button, Kind};
use super::icon::{Icon, bare_icon, icon};
use super::text::{prose, whole};

/// How something ended: a shape, a word and a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It is well.
    Pass,
    /// It is not.
    Fail,
    /// It may be.
    Warn,
    /// It is neither.
    Plain,
}

impl Tone {
    /// The class that colours it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Plain => "",
        }
    }

    /// Its shape.
    pub const fn icon(self) -> Icon {
        match self {
            Self::Pass => Icon::Pass,
            Self::Fail => Icon::Fail,
            Self::Warn => Icon::Warn,
            Self::Plain => Icon::Info,
        }
    }
}

/// A verdict: a statement above a line, as on a signed page. Heard once, when it changes.
pub fn verdict(tone: Tone, title: &str, more: Html) -> Html {
    html! {
        <div class={classes!("verdict", tone.class())} role="status">
            {bare_icon(tone.icon())}
            <div><h2 class="title">{prose(title)}</h2>{more}</div>
        </div>
    }
}

/// A message that is not a finding.
pub fn say(tone: Tone, more: Html) -> Html {
    html! {
        <div class={classes!("say", tone.class())} role="status">{icon(tone.icon())}<div class="stack tight">{more}</div></div>
    }
}

/// How far a long job is, once it takes longer than one waits without wondering.
pub fn progress(name: &str, words: &str, part: f64, oncancel: Callback<()>) -> Html {
    html! {
        <div class="stack tight">
            <div class="row apart small">
                <span role="status">{words.to_owned()}</span>
                {Button::new("Cancel", oncancel).kind(Kind::Bare)}
            </div>
            <progress aria-label={name.to_owned()} aria-valuetext={words.to_owned()} max="100" value={whole(part * 100.0).to_string()} />
        </div>
    }
}

/// The start of every step: which it is, its title, its one sentence.
pub fn intro(step: usize, title: &str, lede: &str) -> Html {
    html! {
        <div class="intro">
            <p class="small quiet">{format!("Step {step} of 6")}</p>
            <h1 id="title" tabindex="-1">{title.to_owned()}</h1>
            <p class="lede">{prose(lede)}</p>
        </div>
    }
}

/// A reason, folded.
pub fn why(summary: &str, reason: &str) -> Html {
    html! { <details class="why"><summary>{summary.to_owned()}</summary><div>{prose(reason)}</div></details> }
}
