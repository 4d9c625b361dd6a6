//! Step 6: who read this.

use yew::prelude::*;

use super::room::{Room, before};
use super::travelled;
use super::view::{View, use_ties, use_view};
use crate::state::{Action, AuditLine, AuditSource, Step, StepStatus};
use crate::ui::button::{Button, Kind};
use crate::ui::copy::Copy;
use crate::ui::json::{Json, Tie};
use crate::ui::say::{Tone, intro, say, verdict, why};
use crate::ui::text::plural;
use crate::ui::tied::Tied;

const LEDE: &str = "The partner wrote down who asked, for what, and by which key.";

/// The room.
#[component]
pub fn Audit() -> Html {
    let view = use_view();
    let (tied, ontie) = use_ties();
    let room = &view.state.walk.audit;
    let line = |line: &AuditLine| {
        let more = html! { <span class="mono value">{line.text.clone()}</span> };
        let title = html! { {line.name} };
        Tied { name: line.name.into(), title, source: "", more, tied: &tied, ontie: &ontie }.view()
    };
    let outcome = if room.step.status == StepStatus::Working {
        say(Tone::Plain, html! { <p>{format!("Asking {}.", view.state.partner.name())}</p> })
    } else if room.lines.is_empty() {
        travelled::problem(&view, &room.step)
    } else {
        html! {
            <>
                {recorded(&view)}
                <ul class="clin read">{for room.lines.iter().map(line)}</ul>
                {why("What this proves", "The assertion was signed with a private key that only the client has, and the partner noted which. A shared secret could not say this: two parties would know it.")}
            </>
        }
    };
    let done = !room.lines.is_empty();
    html! {
        <Room step={Step::Audit} side={side(&view, &tied, &ontie)} side_label="The record" onescape={ontie.reform(|()| None)}>
            {intro(6, "Audit: who read this", LEDE)}
            {before(&view, Step::Audit)}
            {outcome}
            <div class="row apart actions">
                {Button::new(if done { "Read it again" } else { "See what the partner recorded" }, view.on(Action::ReadAudit)).kind(if done { Kind::Plain } else { Kind::Primary }).disabled(room.step.status == StepStatus::Working)}
                <span class="row">
                    if done { {Button::new("Start again with one thing broken", view.on(Action::BreakIt)).kind(Kind::Primary)} }
                </span>
            </div>
        </Room>
    }
}

/// How many entries there are, and where they were read.
fn recorded(view: &View) -> Html {
    let room = &view.state.walk.audit;
    let entries = plural(room.entries, "entry", "entries");
    let whence = match room.source {
        Some(AuditSource::Fhir) => "read as FHIR AuditEvent, which this token covers",
        Some(AuditSource::Book) | None => {
            "read from the partner’s own book, since this token does not cover AuditEvent"
        }
    };
    verdict(
        Tone::Pass,
        "The partner knows who read this",
        html! { <p>{format!("{entries}, {whence}. This is the newest.")}</p> },
    )
}

fn side(view: &View, tied: &Option<AttrValue>, ontie: &Callback<Option<AttrValue>>) -> Html {
    let room = &view.state.walk.audit;
    let Some(event) = &room.event else {
        return travelled::nothing_yet("The record appears here, as the partner keeps it.");
    };
    let ties = room
        .lines
        .iter()
        .map(|line| Tie {
            name: line.name.into(),
            pointer: line.pointer.clone().into(),
            mark: None,
        })
        .collect::<Vec<_>>();
    html! {
        <div class="wire">
            <div class="cap">
                <span>{"AuditEvent "}<span class="quiet">{"as recorded"}</span></span>
                <Copy what="the AuditEvent" text={event.to_string()} clipboard={view.clipboard()} />
            </div>
            <div class="body tall" tabindex="0" role="region" aria-label="AuditEvent">
                <Json text={event.to_string()} numbered={true} {ties} tied={tied.clone()} ontie={ontie.clone()} follow={true} />
            </div>
        </div>
    }
}
