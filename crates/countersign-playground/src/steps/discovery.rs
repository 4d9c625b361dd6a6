//! Step 1: ask where to knock.

use yew::prelude::*;

use super::room::Room;
use super::travelled::{self, last};
use super::view::{View, use_ties, use_view};
use crate::route::Route;
use crate::state::{Action, Found, Step, StepStatus};
use crate::ui::button::{Button, Kind, link_button};
use crate::ui::field::Field;
use crate::ui::findings::Checks;
use crate::ui::json::Tie;
use crate::ui::say::{Tone, intro, say, verdict, why};
use crate::ui::text::prose;
use crate::ui::tied::Tied;
use crate::ui::wire::Wire;

const LEDE: &str = "Every partner publishes one document that says where its token endpoint is and what it accepts.";

/// The members that the walk needs, and one line to each.
const MEMBERS: [(&str, &str); 5] = [
    (
        "token_endpoint",
        "Where the assertion is sent, and whom it is made for: it becomes `aud`, byte for byte.",
    ),
    (
        "token_endpoint_auth_signing_alg_values_supported",
        "How an assertion may be signed. RS384 or ES384 are taken first.",
    ),
    ("grant_types_supported", "`client_credentials` is the one of this flow: nobody logs in."),
    ("scopes_supported", "What may be asked for. A partner may grant more than it lists, or less."),
    ("capabilities", "`client-confidential-asymmetric` says that it checks signatures."),
];

/// The room.
#[component]
pub fn Discovery() -> Html {
    let view = use_view();
    let (tied, ontie) = use_ties();
    let room = &view.state.walk.discovery;
    let ties = MEMBERS.map(|(name, _)| Tie {
        name: name.into(),
        pointer: format!("/{name}").into(),
        mark: None,
    });
    let side = match last(&room.step) {
        Some(trip) => html! {
            <Wire request={travelled::request(trip)} response={travelled::response(trip)} ties={ties.to_vec()} tied={tied.clone()}
                ontie={ontie.clone()} clipboard={view.clipboard()} />
        },
        None => travelled::nothing_yet("The request and the document appear here."),
    };
    let done = room.found.is_some();
    html! {
        <Room step={Step::Discovery} {side} onescape={ontie.reform(|()| None)}>
            {intro(1, "Discovery: ask where to knock", LEDE)}
            {field(&view)}
            {outcome(&view, &tied, &ontie)}
            <div class="row apart actions">
                <span />
                <span class="row">
                    {Button::new(if done { "Read it again" } else { "Read it" }, view.on(Action::ReadDiscovery)).kind(if done { Kind::Plain } else { Kind::Primary }).disabled(room.step.status == StepStatus::Working)}
                    if done { {link_button(&Route::Walk(Step::Keys).href(), "Make a key pair", Kind::Primary)} }
                </span>
            </div>
        </Room>
    }
}

fn field(view: &View) -> Html {
    Field {
        id: "fhir-base",
        label: "FHIR base",
        hint: "The address below which the partner’s FHIR resources are.",
        value: &view.state.walk.discovery.base,
        onedit: view.with(Action::SetBase),
        rows: 1,
        more: why(
            "Why this exists",
            "One address is enough to begin: everything else is in the document below it, at \
             `/.well-known/smart-configuration`.",
        ),
    }
    .view()
}

fn outcome(view: &View, tied: &Option<AttrValue>, ontie: &Callback<Option<AttrValue>>) -> Html {
    let room = &view.state.walk.discovery;
    let host =
        room.base.split("://").nth(1).unwrap_or(&room.base).split('/').next().unwrap_or_default();
    if room.step.status == StepStatus::Working {
        return say(Tone::Plain, html! { <p>{format!("Asking {host}.")}</p> });
    }
    let ledger = html! { <Checks findings={room.step.findings.clone()} /> };
    let Some(found) = &room.found else {
        return html! { <>{travelled::problem(view, &room.step)}{ledger}</> };
    };
    let row = |(name, line): (&'static str, &'static str)| {
        let value = value(found, name);
        let more = html! { <><span class="mono value">{value}</span>{prose(line)}</> };
        let title = html! { <code>{name}</code> };
        Tied { name: name.into(), title, source: "", more, tied, ontie }.view()
    };
    let present = MEMBERS.into_iter().filter(|(name, _)| !value(found, name).is_empty());
    html! {
        <>
            {travelled::problem(view, &room.step)}
            {verdict(Tone::Pass, "The partner says where its token endpoint is", html! { <p>{format!("{host} answered with its configuration.")}</p> })}
            <ul class="clin read">{for present.map(row)}</ul>
            {ledger}
        </>
    }
}

fn value(found: &Found, name: &str) -> String {
    match name {
        "token_endpoint" => found.token_endpoint.clone(),
        "token_endpoint_auth_signing_alg_values_supported" => found.alg_names.join(" "),
        "grant_types_supported" => found.grant_types.join(" "),
        "scopes_supported" => found.scopes.join(" "),
        _ => found.capabilities.join(" "),
    }
}
