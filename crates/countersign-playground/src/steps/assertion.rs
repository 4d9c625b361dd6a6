//! Step 3: say who you are, and sign it.

use std::rc::Rc;

use countersign::assertion::inspect;
use countersign::finding::{Finding, Part, Status};
use countersign::jws::{Alg, KeyType};
use countersign::time::UnixSeconds;
use yew::prelude::*;

use super::room::{Room, before};
use super::travelled;
use super::view::{View, use_ties, use_view};
use crate::route::Route;
use crate::state::{Action, Field, Step, StepStatus};
use crate::ui::button::{Button, Kind};
use crate::ui::copy::Copy;
use crate::ui::encoded::{Encoded, Piece, pieces};
use crate::ui::field::{select, text_input};
use crate::ui::findings::{Ledger, status, tally};
use crate::ui::icon::{Icon, icon};
use crate::ui::json::{Json, Tie};
use crate::ui::say::{Tone, intro, say};
use crate::ui::slot::{About, Slot};
use crate::ui::tabs::Tabs;
use crate::ui::text::plural;

const LEDE: &str = "The client states who it is, which partner it is speaking to and until when, then signs those exact \
     bytes with its private key.";

/// What is said about each member, whatever its value.
const ABOUT: [About; 9] = [
    about(
        Part::Header,
        "alg",
        "How it is signed.",
        Some((
            "Why these?",
            "SMART names RS384 and ES384. Others are here because this partner’s discovery document lists them; some partners refuse them. ES384 needs an elliptic-curve key: choosing it takes you back to step 2.",
        )),
    ),
    about(Part::Header, "typ", "What kind of thing this is.", None),
    about(
        Part::Header,
        "kid",
        "Which of your keys signed. Must equal a `kid` in the set you publish.",
        Some((
            "Why this exists",
            "A client may own several keys. The partner will not guess. For an RSA key it is the first 16 hex characters of the SHA-256 of its modulus, the same in both places.",
        )),
    ),
    about(Part::Payload, "iss", "Who is speaking: your client id.", None),
    about(
        Part::Payload,
        "sub",
        "About whom: also your client id. In this flow the two are equal.",
        Some((
            "Why twice?",
            "A JWT can speak for somebody else. Here it never does, and partners check that both say the same.",
        )),
    ),
    about(
        Part::Payload,
        "aud",
        "To whom: the token endpoint, byte for byte as discovery gave it.",
        Some((
            "Why this exists",
            "It stops a statement made for one partner from being replayed at another. A trailing slash makes it a different address.",
        )),
    ),
    about(
        Part::Payload,
        "exp",
        "Until when. At most five minutes ahead, in seconds.",
        Some((
            "Why so short?",
            "A stolen assertion is worth little if it has already ended. Seconds since 1970, not milliseconds.",
        )),
    ),
    about(
        Part::Payload,
        "iat",
        "When it was made. Optional, and useful when clocks disagree.",
        None,
    ),
    about(
        Part::Payload,
        "jti",
        "A value used once. The partner refuses to see it again.",
        Some((
            "Why this exists",
            "Between now and `exp` somebody could send your assertion a second time. The partner remembers each `jti` for that long.",
        )),
    ),
];

const fn about(
    part: Part,
    name: &'static str,
    line: &'static str,
    why: Option<(&'static str, &'static str)>,
) -> About {
    About { name, part, line, why }
}

/// The room.
#[component]
pub fn Assertion() -> Html {
    let view = use_view();
    let (tied, ontie) = use_ties();
    let listed = use_state_eq(|| false);
    let room = &view.state.walk.assertion;
    let findings: &[Finding] =
        room.report.as_ref().map_or(&[], |report| report.findings.as_slice());
    let slots = |part: Part| {
        let fields = room.fields(part).iter().filter_map(|field| {
            let about =
                ABOUT.into_iter().find(|about| about.part == part && about.name == &*field.name)?;
            Some(slot(&view, about, field, findings, &tied, &ontie))
        });
        fields.collect::<Html>()
    };
    let side = html! { <Side tied={tied.clone()} ontie={ontie.clone()} /> };
    let all = room.report.as_ref().map(|report| Rc::new(report.findings.clone()));
    html! {
        <Room step={Step::Assertion} {side} side_label="The encoded assertion" onescape={ontie.reform(|()| None)}>
            {intro(3, "Assertion: say who you are, and sign it", LEDE)}
            {before(&view, Step::Assertion)}
            <div class="anatomy" role="group" aria-label="The parts of the assertion">
                {part_head("head", "Header", "which key, which algorithm")}
                {slots(Part::Header)}
                {part_head("claim", "Claims", "what you state")}
                {slots(Part::Payload)}
                {signature(&view, &tied, &ontie)}
            </div>
            {ended(&view)}
            {travelled::problem(&view, &room.step)}
            if let (true, Some(findings)) = (*listed, all) {
                <section aria-labelledby="checks"><h2 id="checks" class="vh">{"Checks"}</h2><Ledger {findings} /></section>
            }
            {actions(&view, findings, &listed)}
        </Room>
    }
}

fn part_head(class: &'static str, name: &'static str, says: &str) -> Html {
    html! { <div class={classes!("part", class)}><h2>{name}</h2><span class="quiet">{says.to_owned()}</span></div> }
}

fn slot(
    view: &View,
    about: About,
    field: &Field,
    findings: &[Finding],
    tied: &Option<AttrValue>,
    ontie: &Callback<Option<AttrValue>>,
) -> Html {
    let About { name, part, .. } = about;
    let subject = format!("{}.{name}", if part == Part::Header { "header" } else { "claims" });
    let concerns = |finding: &&Finding| {
        finding.subject == subject && matches!(finding.status, Status::Fail | Status::Warn)
    };
    Slot {
        about,
        control: control(view, about, field),
        absent: !field.sent,
        onrestore: view.on(Action::PutBack(part, name.into())),
        findings: findings.iter().filter(concerns).collect(),
        tied: tied.as_deref() == Some(name),
        ontie,
    }
    .view()
}

/// The control of a member. Empty means left out: what is not written is not signed.
fn control(view: &View, about: About, field: &Field) -> Html {
    let About { name, part, .. } = about;
    if name == "alg" {
        return algorithm(view, field);
    }
    let onedit = view.with(move |text: String| {
        if text.is_empty() {
            Action::Remove(part, name.into())
        } else {
            Action::Edit(part, name.into(), text)
        }
    });
    let value = AttrValue::from(if field.sent { field.text.clone() } else { String::new() });
    let input = text_input(
        &format!("member-{name}").into(),
        &value,
        Some(format!("member-{name}-line")),
        onedit,
    );
    match name {
        "jti" => html! {
            <div class="pair">{input}{Button::new("New", view.on(Action::NewJti)).name("New random jti")}</div>
        },
        "exp" | "iat" => html! {
            <div class="pair">{input}<span class="small muted nowrap">{time_words(name, field, view.state.now)}</span></div>
        },
        _ => input,
    }
}

fn algorithm(view: &View, field: &Field) -> Html {
    let walk = &view.state.walk;
    let listed = walk
        .discovery
        .found
        .as_ref()
        .map(|found| found.signing_algs())
        .filter(|algs| !algs.is_empty());
    let mut options: Vec<(String, String)> = listed
        .unwrap_or_else(|| vec![Alg::Rs384, Alg::Es384, Alg::Rs256])
        .into_iter()
        .map(|alg| (alg.to_string(), alg.to_string()))
        .collect();
    if !options.iter().any(|(value, _)| *value == field.text) && !field.text.is_empty() {
        options.insert(0, (field.text.clone(), field.text.clone()));
    }
    options.push((String::new(), "left out".to_owned()));
    let act = view.act.clone();
    let held = walk.keys.alg.key_type();
    let onchoose = Callback::from(move |text: String| match text.parse::<Alg>() {
        Ok(alg) if alg.signs() => {
            act.emit(Action::ChooseAlg(alg));
            // Another type of key has to be made first, and registered.
            if (alg.key_type() == KeyType::Rsa) != (held == KeyType::Rsa) {
                crate::page::go(Route::Walk(Step::Keys));
            }
        }
        _ if text.is_empty() => act.emit(Action::Remove(Part::Header, "alg".into())),
        _ => act.emit(Action::Edit(Part::Header, "alg".into(), text)),
    });
    select("member-alg", if field.sent { &field.text } else { "" }, &options, onchoose)
}

/// A time as a clock reads it, and how far off it is: `14:08:20 UTC, in 4 min 46 s`.
fn time_words(name: &str, field: &Field, now: UnixSeconds) -> String {
    let Some(at) = field.text.parse().ok().filter(|_| field.sent).map(UnixSeconds::new) else {
        return String::new();
    };
    let span = at.since(now);
    let words = span.in_words();
    match (at.clock(), name) {
        (None, _) => "no clock reads that far".to_owned(),
        (Some(clock), "iat") if span.get() <= 0 && span.get() > -600 => format!("{clock} UTC"),
        (Some(clock), _) if span.get() < 0 => format!("{clock} UTC, {words} ago"),
        (Some(clock), _) => format!("{clock} UTC, in {words}"),
    }
}

fn signature(view: &View, tied: &Option<AttrValue>, ontie: &Callback<Option<AttrValue>>) -> Html {
    let room = &view.state.walk.assertion;
    let octets =
        room.signature_octets.map_or_else(String::new, |octets| plural(octets, "byte", "bytes"));
    let encoded =
        room.token.as_deref().and_then(|token| token.rsplit('.').next()).unwrap_or_default();
    let short = match (encoded.get(..22), encoded.get(encoded.len().saturating_sub(8)..)) {
        (Some(start), Some(end)) => format!("{start}…{end}"),
        _ => encoded.to_owned(),
    };
    let tie = ontie.reform(|()| Some(AttrValue::Static("signature")));
    let keys = &view.state.walk.keys;
    let kid = keys.key.as_ref().map_or_else(|| "none yet".to_owned(), |key| key.kid.clone());
    html! {
        <>
            {part_head("sig", "Signature", &octets)}
            <div class={classes!("slot", "sig", (tied.as_deref() == Some("signature")).then_some("is-tied"))}
                onpointerover={tie.reform(|_: PointerEvent| ())}>
                <span class="k">{keys.alg.to_string()}</span>
                <div class="v">
                    <span class="mono">{if short.is_empty() { "not signed yet".to_owned() } else { short }}</span>
                    <div class="x"><span>
                        {"Over the first two parts exactly as encoded, by key "}<code>{kid}</code>{". Change one character above and it no longer fits."}
                    </span></div>
                </div>
            </div>
        </>
    }
}

/// *This assertion ended 12 s ago. Sign again to send it.*
fn ended(view: &View) -> Html {
    let ago = view
        .state
        .walk
        .assertion
        .ends_at()
        .map(|end| view.state.now.since(end))
        .filter(|ago| ago.get() > 0);
    ago.map_or_else(Html::default, |ago| {
        say(Tone::Plain, html! {
            <p>{format!("This assertion ended {} ago. ", ago.in_words())}
                {Button::new("Sign again", view.on(Action::SignAgain)).kind(Kind::Link)}{" to send it."}</p>
        })
    })
}

fn actions(view: &View, findings: &[Finding], listed: &UseStateHandle<bool>) -> Html {
    let count = |status| findings.iter().filter(|finding| finding.status == status).count();
    let (fails, warns, passes) = (count(Status::Fail), count(Status::Warn), count(Status::Pass));
    let summary = match (fails, warns, passes) {
        (0, 0, 0) => html! { <span class="quiet small">{"Not signed yet"}</span> },
        (0, 0, _) => status(Status::Pass, &plural(passes, "check passes", "checks pass")),
        (0, ..) => html! { <>{status(Status::Warn, &tally(Status::Warn, warns))}</> },
        _ => status(Status::Fail, &plural(fails, "check fails", "checks fail")),
    };
    let open = **listed;
    let toggle = {
        let listed = listed.clone();
        Callback::from(move |()| listed.set(!open))
    };
    let step = &view.state.walk.assertion.step;
    let room = &view.state.walk.assertion;
    let ready = room.token.is_some() && step.status != StepStatus::Working;
    html! {
        <div class="row apart actions">
            <span class="row">
                <span role="status">{summary}</span>
                if !findings.is_empty() {
                    {Button::new(if open { "Hide them" } else { "See them" }, toggle).kind(Kind::Link).class("small")}
                }
            </span>
            <span class="row">
                {Button::new("Sign again", view.on(Action::SignAgain))}
                {Button::new("Send it for a token", view.on(Action::SendToken)).kind(Kind::Primary).disabled(!ready)}
            </span>
        </div>
    }
}

/// Props of [`Side`].
#[derive(Properties, PartialEq)]
struct SideProps {
    tied: Option<AttrValue>,
    ontie: Callback<Option<AttrValue>>,
}

/// The encoded assertion, and what it decodes to.
#[component]
fn Side(props: &SideProps) -> Html {
    let view = use_view();
    let tab = use_state_eq(|| 0);
    let room = &view.state.walk.assertion;
    let Some(token) = room.token.clone() else {
        return travelled::nothing_yet(
            "The encoded assertion appears here as soon as there is a key to sign it.",
        );
    };
    let Ok(decoded) = inspect::decode(&token) else { return Html::default() };
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    let (header, claims) = (text(decoded.jws.header()), text(decoded.jws.payload()));
    let findings: &[Finding] =
        room.report.as_ref().map_or(&[], |report| report.findings.as_slice());
    let pieces = pieces(&token, &header, &claims, findings);
    let items = vec![AttrValue::Static("Assertion"), AttrValue::Static("Signing input")];
    html! {
        <>
            <Tabs label="View" {items} chosen={*tab} panel="assertion-panel"
                onchoose={Callback::from({ let tab = tab.clone(); move |at| tab.set(at) })} />
            <div id="assertion-panel" role="tabpanel" aria-label="The assertion" class="stack">
                if *tab == 0 {
                    {encoded(&view, props, &token, pieces)}
                    {document(&view, props, "Decoded header", &header)}
                    {document(&view, props, "Decoded claims", &claims)}
                } else {
                    {signing_input(&view, &token)}
                }
            </div>
        </>
    }
}

fn encoded(view: &View, props: &SideProps, token: &str, pieces: Vec<Piece>) -> Html {
    let note = match props.tied.as_deref() {
        Some(name) => {
            html! { <><b>{name.to_owned()}</b>{" is marked here. Point at any row, or any character, to see its other half."}</> }
        }
        None => {
            html! { {"Point at any row, or any character, to see its other half. Empty a field to leave it out."} }
        }
    };
    html! {
        <div class="wire">
            <div class="cap">
                <span>{"Encoded "}<span class="quiet">{format!("{} characters", token.len())}</span></span>
                <Copy what="the encoded assertion" text={token.to_owned()} clipboard={view.clipboard()} />
            </div>
            <div class="body stack close">
                <Encoded token={token.to_owned()} {pieces} tied={props.tied.clone()} ontie={props.ontie.clone()}
                    onenter={Callback::from(|name: AttrValue| crate::page::focus(&format!("member-{name}")))} />
                <p class="legend"><span class="h">{"header"}</span><span class="c">{"claims"}</span><span class="s">{"signature"}</span></p>
            </div>
            <div class="note small">{icon(Icon::Info)}<span>{note}</span></div>
        </div>
    }
}

fn document(view: &View, props: &SideProps, title: &'static str, text: &str) -> Html {
    let tie = |about: &About| Tie {
        name: about.name.into(),
        pointer: format!("/{}", about.name).into(),
        mark: Some(if about.part == Part::Header { "head" } else { "claim" }),
    };
    let ties: Vec<Tie> = ABOUT.iter().map(tie).collect();
    html! {
        <div class="wire">
            <div class="cap"><span>{title}</span>
                <Copy what={format!("the {}", title.to_ascii_lowercase())} text={text.to_owned()} clipboard={view.clipboard()} />
            </div>
            <div class="body"><Json text={text.to_owned()} {ties} tied={props.tied.clone()} ontie={props.ontie.clone()} /></div>
        </div>
    }
}

fn signing_input(view: &View, token: &str) -> Html {
    let input = token.rsplit_once('.').map_or(token, |(input, _)| input);
    let (header, claims) = input.split_once('.').unwrap_or((input, ""));
    html! {
        <div class="wire">
            <div class="cap">
                <span>{"Signing input "}<span class="quiet">{format!("{} characters, ASCII", input.len())}</span></span>
                <Copy what="the signing input" text={input.to_owned()} clipboard={view.clipboard()} />
            </div>
            <div class="body">
                <p class="jwt"><span class="h">{header.to_owned()}</span><span class="dot">{"."}</span><span class="c">{claims.to_owned()}</span></p>
            </div>
            <div class="note small">{icon(Icon::Info)}<span>{"These octets are what is signed: the encoded text, not the JSON. A space more in the JSON is another signature."}</span></div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str) -> Field {
        Field { name: "exp".into(), text: text.to_owned(), sent: true, by_hand: false }
    }

    #[test]
    fn times_are_said_twice() {
        let now = UnixSeconds::new(1_778_594_614);
        assert_eq!(time_words("exp", &field("1778594900"), now), "14:08:20 UTC, in 4 min 46 s");
        assert_eq!(time_words("exp", &field("1778594600"), now), "14:03:20 UTC, 14 s ago");
        assert_eq!(time_words("iat", &field("1778594600"), now), "14:03:20 UTC");
        assert_eq!(time_words("exp", &field("soon"), now), "");
        assert_eq!(
            time_words("exp", &field("9000000000000000000"), now),
            "no clock reads that far"
        );
    }
}
