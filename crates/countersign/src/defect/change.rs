//! How two requests differ: member by member, and to the character where the assertion is concerned.

use core::ops::Range;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, Request};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Sent;
use crate::assertion::inspect;
use crate::encoding::json::{Member, Object};
use crate::finding::Part;
use crate::jws::CompactJws;
use crate::key::PRIVATE_MEMBERS;

/// Where a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The assertion's header.
    Header,
    /// The assertion's claims.
    Claims,
    /// The assertion's signature.
    Signature,
    /// The published key set, or how it is served.
    KeySet,
    /// The request, or how often it is sent.
    Request,
    /// What the partner lists.
    Partner,
}

/// One difference between a good request and a broken one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Where it is.
    pub place: Place,
    /// What it is called there: `aud`, `keys[0].alg`, `content-type`.
    pub member: String,
    /// What it was; nothing when it is new.
    pub before: Option<Shown>,
    /// What it is now; nothing when it is gone. A signature that is only made again reads as before.
    pub after: Option<Shown>,
}

/// A value as it may be shown: of the assertion as JSON, of a secret or a private member nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The value.
    pub text: String,
    /// The characters of the encoded assertion in which the difference is, where it is in the assertion. Four characters
    /// carry three octets, so the first and the last may carry a bit of their neighbours.
    pub characters: Option<Range<usize>>,
}

/// What differs, in the order header, claims, signature, key set, request, partner.
pub(super) fn between(before: &Sent, after: &Sent) -> Vec<Change> {
    let mut changes = Vec::new();
    if let (Some(before), Some(after)) = (&before.assertion, &after.assertion) {
        members(&mut changes, Place::Header, Part::Header, before, after);
        members(&mut changes, Place::Claims, Part::Payload, before, after);
        signature(&mut changes, before, after);
    }
    key_set(&mut changes, before, after);
    request(&mut changes, before, after);
    let listed =
        |sent: &Sent| Some(sent.algs.iter().map(|alg| alg.as_str()).collect::<Vec<_>>().join(", "));
    let name = "token_endpoint_auth_signing_alg_values_supported";
    push(&mut changes, Place::Partner, name, listed(before), listed(after));
    changes
}

/// Adds a change outside the assertion, if there is one.
fn push(
    changes: &mut Vec<Change>,
    place: Place,
    member: impl Into<String>,
    before: Option<String>,
    after: Option<String>,
) {
    if before == after {
        return;
    }
    let shown = |text: Option<String>| text.map(|text| Shown { text, characters: None });
    changes.push(Change {
        place,
        member: member.into(),
        before: shown(before),
        after: shown(after),
    });
}

/// The members of one part of the assertion, in the order in which they stood, and new ones behind them.
fn members(
    changes: &mut Vec<Change>,
    place: Place,
    part: Part,
    before: &CompactJws,
    after: &CompactJws,
) {
    let (Some(old), Some(new)) = (object(before, part), object(after, part)) else { return };
    let added = new.members().iter().filter(|member| old.member(&member.name).is_none());
    for name in old.members().iter().chain(added).map(|member| &member.name) {
        let (was, is) = (old.member(name), new.member(name));
        if was.map(|was| &was.value) == is.map(|is| &is.value) {
            continue;
        }
        let (was_at, is_at) = match (was, is) {
            (Some(was), Some(is)) => differing(before, after, part, was, is),
            (was, is) => (was.map(|was| was.span.clone()), is.map(|is| is.span.clone())),
        };
        let shown = |jws: &CompactJws, member: Option<&Member>, octets: Option<Range<usize>>| {
            member.map(|member| Shown {
                text: text(jws, part, member.value_span.clone()),
                characters: octets.map(|octets| jws.characters(part, octets)),
            })
        };
        changes.push(Change {
            place,
            member: name.clone(),
            before: shown(before, was, was_at),
            after: shown(after, is, is_at),
        });
    }
}

/// The octets of two values between what they start and what they end with alike.
fn differing(
    before: &CompactJws,
    after: &CompactJws,
    part: Part,
    was: &Member,
    is: &Member,
) -> (Option<Range<usize>>, Option<Range<usize>>) {
    let (old, new) = (
        &octets(before, part)[was.value_span.clone()],
        &octets(after, part)[is.value_span.clone()],
    );
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let within = |span: &Range<usize>| Some(span.start + head..span.end - tail);
    (within(&was.value_span), within(&is.value_span))
}

fn signature(changes: &mut Vec<Change>, before: &CompactJws, after: &CompactJws) {
    if before.signature() == after.signature() {
        return;
    }
    let shown = |jws: &CompactJws| {
        let alg =
            object(jws, Part::Header).and_then(|header| header.text("alg").map(str::to_owned));
        Some(Shown {
            text: format!("{}, {} octets", alg.unwrap_or_default(), jws.signature().len()),
            characters: Some(jws.encoded(Part::Signature)),
        })
    };
    let (before, after) = (shown(before), shown(after));
    changes.push(Change { place: Place::Signature, member: "signature".into(), before, after });
}

fn key_set(changes: &mut Vec<Change>, before: &Sent, after: &Sent) {
    let status = |sent: &Sent| Some(sent.key_set.status.as_u16().to_string());
    push(changes, Place::KeySet, "status", status(before), status(after));
    let keys = |sent: &Sent| {
        let set: Value = serde_json::from_str(&sent.key_set.text).ok()?;
        set.get("keys").and_then(Value::as_array).cloned()
    };
    let (Some(old), Some(new)) = (keys(before), keys(after)) else { return };
    for index in 0..old.len().max(new.len()) {
        let member = format!("keys[{index}]");
        match (old.get(index).and_then(Value::as_object), new.get(index).and_then(Value::as_object))
        {
            (Some(old), Some(new)) => {
                for name in names(old.keys(), new.keys()) {
                    let value =
                        |key: &Map<String, Value>| key.get(name).map(|value| visible(name, value));
                    push(
                        changes,
                        Place::KeySet,
                        format!("{member}.{name}"),
                        value(old),
                        value(new),
                    );
                }
            }
            (old, new) => push(changes, Place::KeySet, member, old.map(whole), new.map(whole)),
        }
    }
}

/// A key in one line, with what is private in it by name alone.
fn whole(key: &Map<String, Value>) -> String {
    let members = key
        .iter()
        .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), visible(name, value)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn visible(name: &str, value: &Value) -> String {
    if PRIVATE_MEMBERS.contains(&name) { "\"…\"".to_owned() } else { value.to_string() }
}

fn request(changes: &mut Vec<Change>, before: &Sent, after: &Sent) {
    let times = |sent: &Sent| {
        Some(match sent.requests.len() {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            many => format!("{many} times"),
        })
    };
    push(changes, Place::Request, "sent", times(before), times(after));
    let (Some(old), Some(new)) = (before.requests.first(), after.requests.first()) else { return };
    for name in [CONTENT_TYPE, AUTHORIZATION] {
        push(changes, Place::Request, name.as_str(), header(old, &name), header(new, &name));
    }
    let (old, new) = (parameters(old), parameters(new));
    for name in names(old.keys(), new.keys()) {
        let value = |all: &Map<String, Value>| {
            all.get(name).and_then(Value::as_str).map(|value| parameter(name, value))
        };
        push(changes, Place::Request, name, value(&old), value(&new));
    }
}

fn header(request: &Request<Vec<u8>>, name: &HeaderName) -> Option<String> {
    let value = request.headers().get(name)?;
    let text = String::from_utf8_lossy(value.as_bytes());
    if !value.is_sensitive() {
        return Some(text.into_owned());
    }
    text.split_once(' ').map(|(scheme, _)| format!("{scheme} …"))
}

/// What an assertion says is told member by member; here it is only there or not.
fn parameter(name: &str, value: &str) -> String {
    if name == "client_assertion" { "the assertion".to_owned() } else { value.to_owned() }
}

/// The parameters of a body, be it a form or JSON.
fn parameters(request: &Request<Vec<u8>>) -> Map<String, Value> {
    serde_json::from_slice(request.body()).unwrap_or_else(|_| {
        let pairs = form_urlencoded::parse(request.body());
        pairs.map(|(name, value)| (name.into_owned(), value.into())).collect()
    })
}

/// The names of the first, and behind them those that only the second has.
fn names<'a>(
    first: impl Iterator<Item = &'a String> + Clone,
    second: impl Iterator<Item = &'a String>,
) -> Vec<&'a String> {
    let known: Vec<_> = first.collect();
    let new: Vec<_> = second.filter(|name| !known.contains(name)).collect();
    [known, new].concat()
}

fn object(jws: &CompactJws, part: Part) -> Option<Object> {
    let decoded = inspect::decode(jws.as_str()).ok()?;
    match part {
        Part::Header => decoded.header.ok(),
        _ => decoded.claims.ok(),
    }
}

fn octets(jws: &CompactJws, part: Part) -> &[u8] {
    match part {
        Part::Header => jws.header(),
        _ => jws.payload(),
    }
}

fn text(jws: &CompactJws, part: Part, octets: Range<usize>) -> String {
    String::from_utf8_lossy(&self::octets(jws, part)[octets]).into_owned()
}
