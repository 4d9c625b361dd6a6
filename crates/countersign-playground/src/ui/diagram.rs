//! The sequence: two lines, and what passed between them. It is the navigation; there is no other.

use yew::prelude::*;

use super::icon::{Icon, named_icon};

/// Where a message runs, or a bar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// From you to the partner.
    Out,
    /// From the partner to you: an answer.
    In,
    /// From the partner to you: a request of its own.
    Back,
    /// Work done at your side.
    Own,
    /// Work done at the partner's side.
    AtPartner,
}

impl Lane {
    const fn class(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
            Self::Back => "in back",
            Self::Own => "self",
            Self::AtPartner => "self at-partner",
        }
    }
}

/// One message, or one piece of work.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Where it runs.
    pub lane: Lane,
    /// A few characters of it, for the rail; with its time when it has passed.
    pub short: AttrValue,
    /// Method and path, or status, for the first page.
    pub long: AttrValue,
    /// One sentence: what it says.
    pub says: AttrValue,
    /// How long it took, once it has passed.
    pub took: Option<AttrValue>,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// To come.
    Todo,
    /// It went through.
    Done,
    /// It stopped here.
    Bad,
}

/// One of the six.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// Where it is.
    pub href: AttrValue,
    /// How far it is.
    pub progress: Progress,
    /// What passed, or is to pass.
    pub messages: Vec<Message>,
}

impl Step {
    const fn class(&self) -> &'static str {
        match self.progress {
            Progress::Todo => "todo",
            Progress::Done => "done",
            Progress::Bad => "bad",
        }
    }

    const fn word(&self) -> &'static str {
        match self.progress {
            Progress::Todo => "",
            Progress::Done => ", done",
            Progress::Bad => ", failed",
        }
    }
}

/// Who stands at the two lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Parties {
    /// The client id.
    pub client: AttrValue,
    /// The partner's name.
    pub partner: AttrValue,
}

/// The sequence beside a step; `here` is the open step, from 0.
pub fn rail(steps: &[Step], parties: &Parties, here: usize) -> Html {
    let step = |(at, step): (usize, &Step)| {
        let mark = match (step.progress, at == here) {
            (Progress::Done, _) => named_icon(Icon::Pass, "done", "pass"),
            (Progress::Bad, _) => named_icon(Icon::Fail, "failed", "fail"),
            (Progress::Todo, true) => named_icon(Icon::Now, "current", ""),
            (Progress::Todo, false) => Html::default(),
        };
        html! {
            <li class={step.class()}>
                <a class="step" href={step.href.clone()} aria-current={(at == here).then_some("step")}>
                    <span class="t">
                        <span><span class="vh">{"Step "}</span><span class="n">{at + 1}</span>{step.name}</span>{mark}
                    </span>
                </a>
                {for step.messages.iter().map(short)}
            </li>
        }
    };
    html! {
        <nav class="rail seq" aria-label="The walk">
            <div class="parties">
                <span>{"You"}<small>{parties.client.clone()}</small></span>
                <span>{"Partner"}<small>{parties.partner.clone()}</small></span>
            </div>
            <ol class="steps">{for steps.iter().enumerate().map(step)}</ol>
        </nav>
    }
}

fn short(message: &Message) -> Html {
    html! { <span class={classes!("msg", message.lane.class())}><bdi dir="ltr">{message.short.clone()}</bdi></span> }
}

/// The same six as a strip, where there is no room for the rail.
pub fn strip(steps: &[Step], here: usize) -> Html {
    let step = |(at, step): (usize, &Step)| {
        let now = at == here && step.progress != Progress::Bad;
        html! {
            <li class={classes!(step.class(), now.then_some("now"))}>
                <a href={step.href.clone()} aria-current={(at == here).then_some("step")}>
                    <span class="vh">{format!("Step {}, {}{}", at + 1, step.name, step.word())}</span>
                </a>
            </li>
        }
    };
    html! { <nav class="strip" aria-label="The walk, in short"><ol>{for steps.iter().enumerate().map(step)}</ol></nav> }
}

/// The sequence of the first page, one sentence to a message; the first `shown` steps are filled.
pub fn sequence(steps: &[Step], parties: &Parties, shown: usize) -> Html {
    let step = |(at, step): (usize, &Step)| {
        let class = (at < shown).then(|| step.class()).filter(|class| *class != "todo");
        html! {
            <li {class}>
                <a class="n" href={step.href.clone()}><span>{at + 1}</span>{step.name}
                    if class.is_some() { <span class="vh">{step.word()}</span> }</a>
                <div class="lanes">{for step.messages.iter().map(long)}</div>
            </li>
        }
    };
    html! {
        <section class="bigseq" aria-label="Sequence of the walk">
            <div class="heads" aria-hidden="true">
                <div><b>{"You"}</b><span>{parties.client.clone()}</span></div>
                <div><b>{"Partner"}</b><span>{parties.partner.clone()}</span></div>
            </div>
            <ol>{for steps.iter().enumerate().map(step)}</ol>
        </section>
    }
}

fn long(message: &Message) -> Html {
    html! {
        <div class={classes!("ex", message.lane.class())}>
            <span class="msg"><code dir="ltr">{message.long.clone()}</code><span class="ms">{message.took.clone()}</span></span>
            <p>{message.says.clone()}</p>
        </div>
    }
}
