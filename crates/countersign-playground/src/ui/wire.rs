//! The wire: a request and its answer as they travelled, secrets masked until asked for.

use countersign::encoding::json::Object;
use yew::prelude::*;

use super::button::{Button, Kind};
use super::copy::{Clipboard, Copy};
use super::json::{Json, Tie};
use super::say::Tone;
use super::tabs::Segments;
use super::text::{breakable, masked, prose, size};
use super::icon::icon;

/// Octets of a raw body shown before the rest has to be asked for.
const FOLD_AT: usize = 64_000;
/// Characters of an assertion shown before the rest has to be asked for.
const ASSERTION_SHOWN: usize = 100;
/// Stands in a copy for what was not shown.
const HIDDEN_TOKEN: &str = "$ACCESS_TOKEN";
/// As above, for an assertion.
const HIDDEN_ASSERTION: &str = "$CLIENT_ASSERTION";

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
    /// How long it took, and whence it came.
    pub took: AttrValue,
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
                <Segments label="Body as" items={vec![AttrValue::Static("Readable"), AttrValue::Static("As sent")]}
                    chosen={usize::from(*raw)} onchoose={Callback::from(move |at| raw.set(at == 1))} />
                if secret {
                    <Button kind={Kind::Bare} onpress={toggle.clone()}>{if reveal { "Mask secrets" } else { "Show secrets" }}</Button>
                }
            </div>
        </>
    }
}

fn response(props: &WireProps, raw: bool, reveal: bool, toggle: &Callback<()>) -> Html {
    let Some(response) = &props.response else { return Html::default() };
    let body = mask_token(&response.body, reveal);
    let took = if props.long {
        format!("{} {}, {}, {}", response.status, response.reason, response.took, size(response.body.len()))
    } else {
        response.took.to_string()
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
                    <Button kind={Kind::Bare} class="text" name="Show the token" onpress={toggle.clone()}>{"Show"}</Button></>
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
    if !is_form(request) {
        return if raw {
            html! { <Raw text={request.body.clone()} /> }
        } else {
            html! { <Json text={request.body.clone()} /> }
        };
    }
    if raw {
        return html! { <Raw text={mask_form(&request.body, reveal)} /> };
    }
    let param = |(at, pair): (usize, &str)| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name), decoded(value));
        let value = if name == "client_assertion" {
            assertion(&value, props.marks.assertion_part, reveal, toggle)
        } else if props.marks.params.iter().any(|marked| *marked == name) {
            html! { <mark>{value}</mark> }
        } else {
            html! { {value} }
        };
        html! { <div>if at > 0 { <span class="amp">{"&"}</span> }<b>{name}</b>{"="}{value}</div> }
    };
    html! { <div class="form">{for request.body.split('&').enumerate().map(param)}</div> }
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
        let shown = if marked == Some(at) { html! { <mark>{shown}</mark> } } else { html! { {shown} } };
        html.push(html! { <span {class}>{shown}</span> });
    }
    html! {
        <span class="jwt">{for html}
            if !reveal && token.len() > ASSERTION_SHOWN {
                {"… "}<Button kind={Kind::Bare} class="text" name={format!("show all {}: the assertion", token.len())}
                    onpress={toggle.clone()}>{format!("show all {}", token.len())}</Button>
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
        html! { <Button kind={Kind::Bare} onpress={Callback::from(move |()| whole.set(true))}>{words}</Button> }
    });
    html! { <><pre class="raw">{props.text[..end].to_owned()}</pre>{more}</> }
}

fn is_form(request: &Request) -> bool {
    request.headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-type") && value.starts_with("application/x-www-form-urlencoded")
    })
}

fn bearer<'a>(name: &str, value: &'a str) -> Option<&'a str> {
    value.strip_prefix("Bearer ").filter(|_| name.eq_ignore_ascii_case("authorization"))
}

fn has_secret(props: &WireProps) -> bool {
    let answer = props.response.as_ref().map_or("", |response| response.body.as_str());
    props.request.headers.iter().any(|(name, value)| bearer(name, value).is_some())
        || props.request.body.contains("client_assertion=")
        || token_in(answer).is_some()
}

/// The `access_token` of a token response, where it stands.
fn token_in(body: &str) -> Option<(core::ops::Range<usize>, String)> {
    let object = Object::parse(body).ok()?;
    let member = object.member("access_token")?;
    Some((member.value_span.clone(), member.value.as_str()?.to_owned()))
}

fn mask_token(body: &AttrValue, reveal: bool) -> AttrValue {
    match token_in(body) {
        Some((span, token)) if !reveal => {
            format!("{}\"{}\"{}", &body[..span.start], masked(&token), &body[span.end..]).into()
        }
        _ => body.clone(),
    }
}

fn mask_form(body: &AttrValue, reveal: bool) -> AttrValue {
    if reveal {
        return body.clone();
    }
    let pairs: Vec<String> = body
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some(("client_assertion", token)) => format!("client_assertion={}", masked(token)),
            _ => pair.to_owned(),
        })
        .collect();
    pairs.join("&").into()
}

/// A form value read: `+` is a space, `%XX` an octet.
fn decoded(text: &str) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        let hex = |at: usize| behind.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                octets.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = &behind[2..];
            }
            (b'+', ..) => octets.push(b' '),
            _ => octets.push(*first),
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

/// The request as a command. What was not shown is not copied: its place is taken by a variable of the shell.
pub fn curl(request: &Request, reveal: bool) -> String {
    let mut command = format!("curl -X {} {}", request.method, quoted(&request.url));
    for (name, value) in &request.headers {
        let header = match bearer(name, value) {
            Some(_) if !reveal => format!("\"{name}: Bearer {HIDDEN_TOKEN}\""),
            _ => quoted(&format!("{name}: {value}")),
        };
        command.push_str(&format!(" \\\n  -H {header}"));
    }
    if is_form(request) {
        for pair in request.body.split('&') {
            let argument = match pair.split_once('=') {
                Some(("client_assertion", _)) if !reveal => format!("\"client_assertion={HIDDEN_ASSERTION}\""),
                _ => quoted(pair),
            };
            command.push_str(&format!(" \\\n  --data-raw {argument}"));
        }
    } else if !request.body.is_empty() {
        command.push_str(&format!(" \\\n  --data-raw {}", quoted(&request.body)));
    }
    command
}

/// Quoted for a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request {
        Request {
            method: "POST".into(),
            url: "https://ternvalley.example/auth/token".into(),
            headers: vec![
                ("Content-Type".into(), "application/x-www-form-urlencoded".into()),
                ("Authorization".into(), "Bearer tv_0123456789abcdef".into()),
            ],
            body: "scope=it%27s+here&client_assertion=aaaa.bbbb.cccc".into(),
            ..Request::default()
        }
    }

    #[test]
    fn a_copied_request_carries_no_secret_that_was_not_shown() {
        let command = curl(&request(), false);
        assert!(!command.contains("tv_0123") && !command.contains("aaaa.bbbb"));
        assert!(command.contains("\"Authorization: Bearer $ACCESS_TOKEN\""));
        assert!(command.contains("--data-raw \"client_assertion=$CLIENT_ASSERTION\""));
        assert!(curl(&request(), true).contains("--data-raw 'client_assertion=aaaa.bbbb.cccc'"));
    }

    #[test]
    fn a_quote_cannot_leave_its_argument() {
        assert_eq!(quoted("a'b"), r"'a'\''b'");
    }

    #[test]
    fn a_token_is_masked_in_its_place() {
        let body = AttrValue::from(r#"{"access_token":"tv_6Jq0123456789x0E","expires_in":300}"#);
        assert_eq!(mask_token(&body, false), r#"{"access_token":"tv_6Jq…x0E","expires_in":300}"#);
        assert_eq!(mask_token(&body, true), body);
    }

    #[test]
    fn form_values_are_read() {
        assert_eq!(decoded("it%27s+here%2"), "it's here%2");
    }
}
