//! The wire: a request and its answer as they travelled, secrets masked until asked for.

use std::borrow::Cow;

use yew::prelude::*;

use super::button::{Button, Kind};
use super::copy::{Clipboard, Copy};
use super::curl::curl;
use super::icon::icon;
use super::json::{Json, Tie};
use super::mask::{bearer, mask_form, mask_token, token_in};
use super::say::Tone;
use super::tabs::segments;
use super::text::{breakable, masked, prose, size};

/// Octets of a raw body shown before the rest has to be asked for.
const FOLD_AT: usize = 64_000;
/// Characters of an assertion shown before the rest has to be asked for.
const ASSERTION_SHOWN: usize = 100;
/// A request as it was sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The method.
    pub method: AttrValue,
    /// The whole address.
    pub url: AttrValue,
    /// The headers, in the order sent.
    pub headers: Vec<(AttrValue, AttrValue)>,
    /// The body; empty when there is none.
    pub body: AttrValue,
    /// When it was sent, to the millisecond.
    pub at: AttrValue,
}

impl Request {
    /// Whether the body is a form.
    pub fn is_form(&self) -> bool {
        self.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type")
                && value.starts_with("application/x-www-form-urlencoded")
        })
    }
}

/// An answer as it came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Its words.
    pub reason: AttrValue,
    /// The headers.
    pub headers: Vec<(AttrValue, AttrValue)>,
    /// The body; empty when there is none.
    pub body: AttrValue,
    /// How long it took.
    pub took: AttrValue,
    /// Whence it came: `from this tab`.
    pub whence: AttrValue,
}

/// What a finding is about, on the wire.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// The part of the assertion, from 0.
    pub assertion_part: Option<usize>,
    /// Form parameters.
    pub params: Vec<AttrValue>,
    /// Members of the answer, as JSON pointers.
    pub members: Vec<AttrValue>,
    /// What is said below the request.
    pub note: Option<AttrValue>,
    /// What is said below the answer.
    pub answer_note: Option<AttrValue>,
}

/// Props of [`Wire`].
#[derive(Properties, PartialEq)]
pub struct WireProps {
    /// The request.
    pub request: Request,
    /// The answer, once there is one.
    pub response: Option<Response>,
    /// What findings are about.
    #[prop_or_default]
    pub marks: Marks,
    /// Members of the answer that are tied to something outside it.
    #[prop_or_default]
    pub ties: Vec<Tie>,
    /// The tie that is marked now.
    #[prop_or_default]
    pub tied: Option<AttrValue>,
    /// Called with what is pointed at.
    #[prop_or_default]
    pub ontie: Callback<Option<AttrValue>>,
    /// Whether the answer carries line numbers and scrolls in its own frame.
    #[prop_or_default]
    pub long: bool,
    /// The clipboard.
    pub clipboard: Clipboard,
}

/// A request and its answer.
#[component]
pub fn Wire(props: &WireProps) -> Html {
    let raw = use_state_eq(|| false);
    let shown = use_state_eq(|| false);
    let secret = has_secret(props);
    let reveal = *shown;
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |()| shown.set(!reveal))
    };
    let curl = curl(&props.request, reveal);
    html! {
        <>
            <div class="wire">
                <div class="cap">
                    <span>{"Request "}<span class="quiet">{props.request.at.clone()}</span></span>
                    <Copy label="Copy as curl" what="the request" text={curl} clipboard={props.clipboard.clone()} />
                </div>
                <div class="body">
                    <p class="line">{props.request.method.clone()}{" "}{breakable(&props.request.url)}</p>
                    {headers(&props.request.headers, reveal, &toggle)}
                    {request_body(props, *raw, reveal, &toggle)}
                </div>
                {note(props.marks.note.as_ref(), Tone::Fail)}
            </div>
            {response(props, *raw, reveal, &toggle)}
            <div class="row apart small">
                {segments("Body as", "", &[AttrValue::Static("Readable"), AttrValue::Static("As sent")], usize::from(*raw), &Callback::from(move |at| raw.set(at == 1)))}
                if secret {
                    {Button::new(if reveal { "Mask secrets" } else { "Show secrets" }, toggle.clone()).kind(Kind::Bare)}
                }
            </div>
        </>
    }
}

fn response(props: &WireProps, raw: bool, reveal: bool, toggle: &Callback<()>) -> Html {
    let Some(response) = &props.response else { return Html::default() };
    let body = mask_token(&response.body, reveal);
    let took = if props.long {
        format!(
            "{} {}, {}, {}",
            response.status,
            response.reason,
            response.took,
            size(response.body.len())
        )
    } else {
        format!("{}, {}", response.took, response.whence)
    };
    let content = if response.body.is_empty() {
        html! { <p class="quiet">{"No body."}</p> }
    } else if raw {
        html! { <Raw text={body.clone()} /> }
    } else {
        html! {
            <Json text={body.clone()} numbered={props.long} ties={props.ties.clone()} tied={props.tied.clone()}
                ontie={props.ontie.clone()} marks={props.marks.members.clone()} follow={props.long} />
        }
    };
    html! {
        <div class="wire">
            <div class="cap">
                <span>{"Response "}<span class="quiet">{took}</span></span>
                <Copy what="the response" text={body} clipboard={props.clipboard.clone()} />
            </div>
            if props.long {
                <div class="body">{headers(&response.headers, reveal, toggle)}</div>
                <div class="body tall" tabindex="0" role="region" aria-label="Body of the response">{content}</div>
            } else {
                <div class="body">
                    <p class="line">{format!("{} {}", response.status, response.reason)}</p>
                    {headers(&response.headers, reveal, toggle)}
                    {content}
                </div>
            }
            {note(props.marks.answer_note.as_ref(), Tone::Plain)}
        </div>
    }
}

fn note(text: Option<&AttrValue>, tone: Tone) -> Html {
    text.map_or_else(Html::default, |text| {
        html! {
            <div class={classes!("note", "small", tone.class())}>{icon(tone.icon())}<span>{prose(text)}</span></div>
        }
    })
}

fn headers(headers: &[(AttrValue, AttrValue)], reveal: bool, toggle: &Callback<()>) -> Html {
    let header = |(name, value): &(AttrValue, AttrValue)| {
        let value = match bearer(name, value) {
            Some(token) if !reveal => html! {
                <>{"Bearer "}<mark class="tie">{masked(token)}</mark>{" "}
                    {Button::new("Show", toggle.clone()).kind(Kind::Bare).class("text").name("Show the token")}</>
            },
            _ => html! { {value.clone()} },
        };
        html! { <div><dt>{name.clone()}</dt><dd>{value}</dd></div> }
    };
    html! { <dl class="hdrs">{for headers.iter().map(header)}</dl> }
}

fn request_body(props: &WireProps, raw: bool, reveal: bool, toggle: &Callback<()>) -> Html {
    let request = &props.request;
    if request.body.is_empty() {
        return Html::default();
    }
    if !request.is_form() {
        return if raw {
            html! { <Raw text={request.body.clone()} /> }
        } else {
            html! { <Json text={request.body.clone()} /> }
        };
    }
    if raw {
        return html! { <Raw text={mask_form(&request.body, reveal)} /> };
    }
    let param = |(at, (name, value)): (usize, (Cow<'_, str>, Cow<'_, str>))| {
        let value = if name == "client_assertion" {
            assertion(&value, props.marks.assertion_part, reveal, toggle)
        } else if props.marks.params.iter().any(|marked| **marked == *name) {
            html! { <mark>{value.into_owned()}</mark> }
        } else {
            html! { {value.into_owned()} }
        };
        html! { <div>if at > 0 { <span class="amp">{"&"}</span> }<b>{name.into_owned()}</b>{"="}{value}</div> }
    };
    html! { <div class="form">{for form_urlencoded::parse(request.body.as_bytes()).enumerate().map(param)}</div> }
}

/// An assertion in its three colours, as long as it has room.
fn assertion(token: &str, marked: Option<usize>, reveal: bool, toggle: &Callback<()>) -> Html {
    let mut room = if reveal { usize::MAX } else { ASSERTION_SHOWN };
    let mut html = vec![];
    for (at, part) in token.split('.').enumerate() {
        if room == 0 {
            break;
        }
        if at > 0 {
            html.push(html! { <span class="dot">{"."}</span> });
        }
        let shown: String = part.chars().take(room).collect();
        room -= shown.len().min(room);
        let class = ["h", "c", "s"].get(at).copied().unwrap_or("s");
        let shown = if marked == Some(at) {
            html! { <mark>{shown}</mark> }
        } else {
            html! { {shown} }
        };
        html.push(html! { <span {class}>{shown}</span> });
    }
    html! {
        <span class="jwt">{for html}
            if !reveal && token.len() > ASSERTION_SHOWN {
                {"… "}{Button::new(format!("show all {}", token.len()), toggle.clone()).kind(Kind::Bare).class("text").name(format!("show all {}: the assertion", token.len()))}
            }
        </span>
    }
}

/// Props of [`Raw`].
#[derive(Properties, PartialEq)]
struct RawProps {
    text: AttrValue,
}

/// A text exactly as it travelled.
#[component]
fn Raw(props: &RawProps) -> Html {
    let whole = use_state_eq(|| false);
    let mut end = props.text.len();
    if !*whole && end > FOLD_AT {
        end = props.text.floor_char_boundary(FOLD_AT);
    }
    let more = (end < props.text.len()).then(|| {
        let words = format!("Show all {}", size(props.text.len()));
        html! { {Button::new(words, Callback::from(move |()| whole.set(true))).kind(Kind::Bare)} }
    });
    html! { <><pre class="raw">{props.text[..end].to_owned()}</pre>{more}</> }
}

fn has_secret(props: &WireProps) -> bool {
    let answer = props.response.as_ref().map_or("", |response| response.body.as_str());
    props.request.headers.iter().any(|(name, value)| bearer(name, value).is_some())
        || props.request.body.contains("client_assertion=")
        || token_in(answer).is_some()
}
