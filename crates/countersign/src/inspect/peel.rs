//! What is wrapped round a text, taken off one layer at a time, so that places can still be told.

use core::ops::Range;
use std::borrow::Cow;

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use serde::Serialize;
use zeroize::Zeroizing;

use super::compact;

/// Most layers that are taken off.
const LAYERS: usize = 6;
/// Most layers of base64 among them.
const BASE64_LAYERS: usize = 2;
/// A shorter text is not taken for base64.
const BASE64_CHARACTERS: usize = 16;

/// A layer that was taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Layer {
    /// What it was.
    pub peel: Peel,
    /// The same in one sentence.
    pub says: &'static str,
}

/// What a layer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Peel {
    /// Marks of quotation around it.
    Quotes,
    /// A JSON string with escapes in it.
    JsonString,
    /// `Authorization:` in front of it.
    HeaderName,
    /// `Bearer` or `DPoP` in front of it.
    Scheme,
    /// The head of an HTTP message in front of it.
    HttpHead,
    /// Line breaks or blanks inside it.
    LineBreaks,
    /// Base64, with `+` and `/`.
    Base64,
    /// Base64url, with `-` and `_`.
    Base64url,
    /// Other text around it.
    Surroundings,
}

impl Peel {
    /// The layer, with its sentence.
    pub(super) const fn layer(self) -> Layer {
        let says = match self {
            Self::Quotes => "Marks of quotation stood around it",
            Self::JsonString => "It was a JSON string, with escapes",
            Self::HeaderName => "The name of a header stood in front of it",
            Self::Scheme => "The scheme of an Authorization header stood in front of it",
            Self::HttpHead => "The head of an HTTP message stood in front of it",
            Self::LineBreaks => "Line breaks or blanks stood inside it",
            Self::Base64 => "It was in base64",
            Self::Base64url => "It was in base64url",
            Self::Surroundings => "Other text stood around it",
        };
        Layer { peel: self, says }
    }
}

/// A text, and where each octet of it was pasted.
pub(super) struct Pasted<'a> {
    text: Text<'a>,
    places: Places,
}

/// What was decoded may be private, so it is wiped.
enum Text<'a> {
    Borrowed(&'a str),
    Owned(Zeroizing<String>),
}

#[derive(Clone)]
enum Places {
    /// All in one piece, from there on.
    From(usize),
    /// Each octet by itself.
    Each(Vec<usize>),
    /// Decoded: no octet stands for one that was pasted.
    Lost,
}

impl<'a> Pasted<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text: Text::Borrowed(text), places: Places::From(0) }
    }

    pub(super) fn decoded(text: Zeroizing<String>) -> Self {
        Self { text: Text::Owned(text), places: Places::Lost }
    }

    pub(super) fn text(&self) -> &str {
        match &self.text {
            Text::Borrowed(text) => text,
            Text::Owned(text) => text,
        }
    }

    /// Which octets of what was pasted these are.
    pub(super) fn place(&self, octets: &Range<usize>) -> Option<Range<usize>> {
        match &self.places {
            Places::From(start) => Some(start + octets.start..start + octets.end),
            Places::Each(places) if octets.is_empty() => {
                let at = places.get(octets.start).or(places.last())?;
                Some(*at..*at)
            }
            Places::Each(places) => {
                Some(*places.get(octets.start)?..places.get(octets.end - 1)? + 1)
            }
            Places::Lost => None,
        }
    }

    /// A piece of it.
    pub(super) fn slice(&self, octets: Range<usize>) -> Pasted<'a> {
        let places = match &self.places {
            Places::From(start) => Places::From(start + octets.start),
            Places::Each(places) => Places::Each(places[octets.clone()].to_vec()),
            Places::Lost => Places::Lost,
        };
        let text = match &self.text {
            Text::Borrowed(text) => Text::Borrowed(&text[octets]),
            Text::Owned(text) => Text::Owned(Zeroizing::new(text[octets].to_owned())),
        };
        Pasted { text, places }
    }

    /// The same without white space and byte order mark around it.
    pub(super) fn trimmed(self) -> Self {
        let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
        let text = self.text();
        let start = text.len() - text.trim_start_matches(blank).len();
        let length = text.trim_matches(blank).len();
        if length == text.len() { self } else { self.slice(start..start + length) }
    }

    /// The same without white space anywhere.
    fn joined(&self) -> Self {
        let text = self.text();
        let kept = |(_, c): &(usize, char)| !c.is_whitespace();
        // What is kept is ASCII, one octet to a character.
        let places =
            text.char_indices().filter(kept).filter_map(|(at, _)| self.place(&(at..at + 1)));
        Self {
            places: Places::Each(places.map(|place| place.start).collect()),
            text: Text::Owned(Zeroizing::new(text.split_whitespace().collect())),
        }
    }
}

/// Takes one layer off, if there is one.
pub(super) fn peel<'a>(pasted: &Pasted<'a>, layers: &[Layer]) -> Option<(Layer, Pasted<'a>)> {
    if layers.len() == LAYERS {
        return None;
    }
    let base64_layers =
        layers.iter().filter(|l| matches!(l.peel, Peel::Base64 | Peel::Base64url)).count();
    let (peel, inner) = quotes(pasted)
        .or_else(|| header(pasted))
        .or_else(|| http_head(pasted))
        .or_else(|| line_breaks(pasted))
        .or_else(|| (base64_layers < BASE64_LAYERS).then(|| base64(pasted.text()))?)
        .or_else(|| surroundings(pasted))?;
    Some((peel.layer(), inner))
}

fn quotes<'a>(pasted: &Pasted<'a>) -> Option<(Peel, Pasted<'a>)> {
    let text = pasted.text();
    let body = text.trim_end_matches([',', ';']);
    if body.starts_with('"')
        && body.contains('\\')
        && let Ok(inner) = serde_json::from_str::<String>(body)
    {
        return Some((Peel::JsonString, Pasted::decoded(Zeroizing::new(inner))));
    }
    let pairs = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('<', '>')];
    let (open, close) =
        pairs.into_iter().find(|&(open, close)| body.starts_with(open) && body.ends_with(close))?;
    let range = open.len_utf8()..body.len().checked_sub(close.len_utf8())?;
    (range.start <= range.end).then(|| (Peel::Quotes, pasted.slice(range)))
}

/// `Authorization:`, then the scheme.
fn header<'a>(pasted: &Pasted<'a>) -> Option<(Peel, Pasted<'a>)> {
    let text = pasted.text();
    let prefixes = [
        (Peel::HeaderName, "authorization:"),
        (Peel::HeaderName, "dpop:"),
        (Peel::Scheme, "bearer "),
        (Peel::Scheme, "dpop "),
    ];
    let starts = |prefix: &str| {
        text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let (peel, prefix) = prefixes.into_iter().find(|(_, prefix)| starts(prefix))?;
    Some((peel, pasted.slice(prefix.len()..text.len())))
}

/// The head of an HTTP message that has a body.
fn http_head<'a>(pasted: &Pasted<'a>) -> Option<(Peel, Pasted<'a>)> {
    let text = pasted.text();
    let body = is_http(text).then(|| http_body(text))??;
    Some((Peel::HttpHead, pasted.slice(body..text.len())))
}

/// Where the body of an HTTP message begins.
pub(super) fn http_body(text: &str) -> Option<usize> {
    let behind = |blank: &str| text.find(blank).map(|at| at + blank.len());
    ["\r\n\r\n", "\n\n"].into_iter().filter_map(behind).min()
}

/// Whether the first line is that of an HTTP message.
pub(super) fn is_http(text: &str) -> bool {
    const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    let line = text.lines().next().unwrap_or_default().trim_start_matches(['<', '>', ' ']);
    let mut words = line.split(' ');
    let first = words.next().unwrap_or_default();
    first.starts_with("HTTP/")
        || METHODS.contains(&first)
            && words.next_back().is_some_and(|last| last.starts_with("HTTP/"))
}

fn line_breaks<'a>(pasted: &Pasted<'a>) -> Option<(Peel, Pasted<'a>)> {
    let text = pasted.text();
    let begins = text.starts_with("ey") || text.starts_with("ew");
    if !begins || !text.contains(char::is_whitespace) || !text.is_ascii() {
        return None;
    }
    let joined = pasted.joined();
    compact::looks_like_one(joined.text()).then_some((Peel::LineBreaks, joined))
}

/// Base64 of a text.
fn base64<'a>(text: &str) -> Option<(Peel, Pasted<'a>)> {
    let (peel, octets) = base64_octets(text)?;
    let inner = core::str::from_utf8(&octets).ok()?;
    let readable = inner.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    readable.then(|| (peel, Pasted::decoded(Zeroizing::new(inner.to_owned()))))
}

/// The octets of a text in base64, of either alphabet, padded or not, in lines or not.
pub(super) fn base64_octets(text: &str) -> Option<(Peel, Zeroizing<Vec<u8>>)> {
    let plain: Cow<'_, str> = match text.contains(|c: char| c.is_ascii_whitespace()) {
        true => text.split_ascii_whitespace().collect::<String>().into(),
        false => text.into(),
    };
    if plain.len() < BASE64_CHARACTERS {
        return None;
    }
    let alphabets = match plain.contains(['-', '_']) {
        true => [(Peel::Base64url, BASE64URL), (Peel::Base64url, BASE64URL_NOPAD)],
        false => [(Peel::Base64, BASE64), (Peel::Base64, BASE64_NOPAD)],
    };
    let plain = Zeroizing::new(plain.into_owned());
    alphabets.into_iter().find_map(|(peel, alphabet)| {
        Some((peel, Zeroizing::new(alphabet.decode(plain.as_bytes()).ok()?)))
    })
}

/// A token, or a JSON object, in the middle of something else.
fn surroundings<'a>(pasted: &Pasted<'a>) -> Option<(Peel, Pasted<'a>)> {
    let text = pasted.text();
    let object = || {
        let range = text.find('{')?..text.rfind('}')? + 1;
        let object = text.get(range.clone())?;
        crate::encoding::json::parse_strict(object).is_ok().then_some(range)
    };
    let range = compact::find(text).or_else(object)?;
    (range != (0..text.len())).then(|| (Peel::Surroundings, pasted.slice(range)))
}
