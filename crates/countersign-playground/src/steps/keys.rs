//! Step 2: make a pair, hand over half.

use countersign::jws::{Alg, KeyType};
use countersign::key::KeyKind;
use countersign::kid::KidMethod;
use yew::prelude::*;

use super::room::{Room, before};
use super::travelled::{self, last};
use super::view::{View, use_view};
use crate::partners::embedded::JWKS_URL;
use crate::route::Route;
use crate::state::{Action, Publication, Step, StepStatus};
use crate::ui::button::{Button, Kind, link_button};
use crate::ui::copy::Copy;
use crate::ui::field::{Field, select};
use crate::ui::findings::Checks;
use crate::ui::json::Json;
use crate::ui::say::{Tone, intro, progress, say, why};
use crate::ui::text::{prose, seconds, took};
use crate::ui::wire::Wire;
use crate::worker::message::{KeyInfo, Secret};

const LEDE: &str = "The private half signs and stays here. The public half goes to the partner, under a name: the `kid`.";
/// A wait that is shorter is not worth a word, in milliseconds.
const PATIENCE: f64 = 300.0;

/// The room.
#[component]
pub fn Keys() -> Html {
    let view = use_view();
    let room = &view.state.walk.keys;
    let client_id = Field {
        id: "client-id",
        label: "Client id",
        hint: "The name the partner knows you by. It becomes `iss` and `sub`.",
        value: &room.client_id,
        onedit: view.with(Action::SetClientId),
        rows: 1,
        more: Html::default(),
    };
    html! {
        <Room step={Step::Keys} side={side(&view)}>
            {intro(2, "Keys: make a pair, hand over half", LEDE)}
            {before(&view, Step::Keys)}
            <Make />
            {key_view(&view)}
            <section class="stack close" aria-labelledby="registered">
                <h2 id="registered">{"Registered with the partner"}</h2>
                {client_id.view()}
                {publication(&view)}
                {registered(&view)}
                <Checks findings={room.step.findings.clone()} />
            </section>
            {actions(&view)}
        </Room>
    }
}

/// Algorithm, size, name; and the key of one's own.
#[component]
fn Make() -> Html {
    let view = use_view();
    let pasted = use_state(String::new);
    let room = &view.state.walk.keys;
    let found = view.state.walk.discovery.found.as_ref();
    let listed = found.map(|found| found.signing_algs()).filter(|algs| !algs.is_empty());
    let algs = listed.clone().unwrap_or_else(|| vec![Alg::Rs384, Alg::Es384, Alg::Rs256]);
    let algs: Vec<_> =
        algs.iter().map(|alg| (alg.to_string(), format!("{alg}, {}", key_words(*alg)))).collect();
    let rsa = room.alg.key_type() == KeyType::Rsa;
    let mut methods = vec![("thumbprint".to_owned(), "RFC 7638 thumbprint".to_owned())];
    if rsa {
        methods.insert(0, ("modulus".to_owned(), "SHA-256 of modulus".to_owned()));
    }
    let method = if room.kid_method == KidMethod::Modulus { "modulus" } else { "thumbprint" };
    let sizes = [2048, 3072, 4096].map(|bits: usize| (bits.to_string(), format!("{bits} bits")));
    let onalg = view.may(|text: String| text.parse().ok().map(Action::ChooseAlg));
    let onbits = view.may(|text: String| text.parse().ok().map(Action::ChooseBits));
    let onmethod = view.with(|text: String| {
        Action::ChooseKidMethod(if text == "modulus" {
            KidMethod::Modulus
        } else {
            KidMethod::Thumbprint
        })
    });
    let onpaste = {
        let pasted = pasted.clone();
        Callback::from(move |text| pasted.set(text))
    };
    let onuse = {
        let (pasted, act) = (pasted.clone(), view.act.clone());
        Callback::from(move |()| {
            act.emit(Action::ImportKey(Secret((*pasted).clone())));
            // What was pasted is not kept here: the worker has it now, and tells the public half.
            pasted.set(String::new());
        })
    };
    let own_key = Field {
        id: "own-key",
        label: "Private key, as PEM (PKCS#8) or JWK",
        hint: "Private. Held in memory for this tab only; not saved, not in the link, gone when you close it.",
        value: &pasted,
        onedit: onpaste,
        rows: 5,
        more: Html::default(),
    };
    html! {
        <div class="stack close">
            <div class="grid2">
                <div class="field">
                    <label for="alg">{"Algorithm"}</label>
                    {select("alg", room.alg.as_str(), &algs, onalg)}
                    <p class="hint">{if listed.is_some() { "As the partner lists them." } else { "Discovery has not been read: the usual three." }}</p>
                </div>
                if rsa {
                    <div class="field">
                        <label for="bits">{"Size"}</label>
                        {select("bits", &room.rsa_bits.to_string(), &sizes, onbits)}
                        <p class="hint">{"2048 is enough for every partner. More takes longer to make."}</p>
                    </div>
                }
                <div class="field">
                    <label for="kid-method">{"kid"}</label>
                    {select("kid-method", method, &methods, onmethod)}
                    <p class="hint">{"How the key gets its name."}</p>
                </div>
            </div>
            <div class="row">
                {Button::new(if room.key.is_some() { "Make another pair" } else { "Make a key pair" }, view.on(Action::MakeKey)).kind(if room.key.is_none() { Kind::Primary } else { Kind::Plain }).disabled(busy(&view))}
            </div>
            {why("Why a name", "A client may own several keys, and a partner will not guess. The same `kid` stands in the published set and in the header of every assertion. By modulus it is the first 16 hex characters of the SHA-256 of the modulus; elliptic-curve keys have none and use the RFC 7638 thumbprint.")}
            <details class="why">
                <summary>{"Use a key I have"}</summary>
                <div class="stack tight">
                    {own_key.view()}
                    {Button::new("Use this key", onuse).disabled(pasted.trim().is_empty())}
                </div>
            </details>
        </div>
    }
}

const fn key_words(alg: Alg) -> &'static str {
    match alg.key_type() {
        KeyType::Rsa => "an RSA key",
        _ => "an elliptic-curve key",
    }
}

fn key_view(view: &View) -> Html {
    let room = &view.state.walk.keys;
    if let Some(making) = room.making.filter(|making| making.elapsed_ms >= PATIENCE) {
        let words = format!("{} {}", making.words(), seconds(making.elapsed_ms));
        return progress("Making the key", &words, making.part(), view.on(Action::Cancel));
    }
    let problem =
        room.problem.as_ref().map(|problem| say(Tone::Fail, html! { <p>{prose(problem)}</p> }));
    let key = room.key.as_ref().map(|key| facts(key));
    html! { <>{problem}{key}</> }
}

fn facts(key: &KeyInfo) -> Html {
    let kind = match key.kind {
        KeyKind::Rsa { bits } => format!("RSA, {bits} bits"),
        kind => format!("elliptic curve, {kind}"),
    };
    let made =
        if key.took_ms > 0.0 { format!(", made in {}", took(key.took_ms)) } else { String::new() };
    let by_modulus = key.kid_by_modulus.as_ref() == Some(&key.kid);
    let other =
        if by_modulus { Some(key.kid_by_thumbprint.clone()) } else { key.kid_by_modulus.clone() };
    let name_of = |modulus: bool| if modulus { "by modulus" } else { "by RFC 7638" };
    html! {
        <div class="stack tight" role="status">
            <h2>{"The pair"}</h2>
            <dl class="facts">
                <dt>{"Kind"}</dt><dd>{format!("{kind}{made}")}</dd>
                <dt>{"kid"}</dt>
                <dd><code>{key.kid.clone()}</code>{" "}<span class="quiet">{name_of(by_modulus)}</span></dd>
                if let Some(other) = other { <dt>{"or"}</dt><dd><code>{other}</code>{" "}<span class="quiet">{name_of(!by_modulus)}</span></dd> }
            </dl>
        </div>
    }
}

fn publication(view: &View) -> Html {
    let chosen = view.state.walk.keys.publication;
    let choice = |value: Publication, id: &'static str, words: &'static str| {
        let onchange = view.act.reform(move |_: Event| Action::ChoosePublication(value));
        html! {
            <label for={id}><input type="radio" {id} name="publication" checked={chosen == value} {onchange} />{words}</label>
        }
    };
    html! {
        <fieldset class="choice">
            <legend>{"Key set"}</legend>
            {choice(Publication::ByUrl, "by-url", "By URL: the partner fetches it")}
            {choice(Publication::ByValue, "by-value", "By value: handed over now")}
            if chosen == Publication::ByUrl { <p class="small muted mono wraps">{JWKS_URL}</p> }
        </fieldset>
    }
}

fn registered(view: &View) -> Html {
    let room = &view.state.walk.keys;
    match &room.registered {
        Some(known) => {
            let held = room.key.as_ref().is_none_or(|key| key.kid == known.kid);
            let rest = match (known.publication, held) {
                (Publication::ByUrl, _) => " and fetches its key set when it needs it.".to_owned(),
                (Publication::ByValue, true) => {
                    format!(" and has its key set, with the key `{}`.", known.kid)
                }
                (Publication::ByValue, false) => {
                    format!(
                        ", with the key `{}`. That is not the one you hold now: register again.",
                        known.kid
                    )
                }
            };
            let words = format!("The partner knows `{}`{rest}", known.client_id);
            say(Tone::Pass, html! { <p><b>{"Registered."}</b>{" "}{prose(&words)}</p> })
        }
        None => travelled::problem(view, &room.step),
    }
}

fn actions(view: &View) -> Html {
    let room = &view.state.walk.keys;
    let busy = busy(view);
    let (have, done) = (room.key.is_some(), room.step.status == StepStatus::Done);
    let kind = |primary: bool| if primary { Kind::Primary } else { Kind::Plain };
    html! {
        <div class="row apart actions">
            <span />
            <span class="row">
                {Button::new(if done { "Register again" } else { "Register" }, view.on(Action::Register)).kind(kind(have && !done)).disabled(busy || !have)}
                if done { {link_button(&Route::Walk(Step::Assertion).href(), "Write the assertion", Kind::Primary)} }
            </span>
        </div>
    }
}

fn busy(view: &View) -> bool {
    let room = &view.state.walk.keys;
    room.making.is_some() || room.step.status == StepStatus::Working
}

fn side(view: &View) -> Html {
    let room = &view.state.walk.keys;
    let published = room.key.as_ref().map(|key| {
        html! {
            <div class="wire">
                <div class="cap">
                    <span>{"Key set "}<span class="quiet">{"safe to publish, no private member"}</span></span>
                    <Copy what="the public key set" text={key.jwks.clone()} clipboard={view.clipboard()} />
                </div>
                <div class="body"><Json text={key.jwks.clone()} /></div>
            </div>
        }
    });
    let sent = last(&room.step).map(|trip| {
        html! { <Wire request={travelled::request(trip)} response={travelled::response(trip)} clipboard={view.clipboard()} /> }
    });
    if published.is_none() && sent.is_none() {
        return travelled::nothing_yet("The public key set and the registration appear here.");
    }
    html! { <>{sent}{published}</> }
}
