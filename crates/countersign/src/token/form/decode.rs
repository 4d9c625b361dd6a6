//! Decoding a form, and what was lost on the way to it.

use core::ops::Range;

/// One parameter, with its place in the body.
pub(super) struct Pair {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) span: Range<usize>,
}

/// A form that was decoded as well as it goes.
pub(super) struct Decoded {
    pub(super) pairs: Vec<Pair>,
    /// The first thing that is wrong.
    pub(super) fault: Option<Fault>,
}

/// What is wrong with the encoding.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) span: Range<usize>,
    /// What it usually comes from, or what was meant.
    pub(super) near_miss: String,
}

/// Decodes a form. What is wrong is told, and decoded all the same as well as it goes.
pub(super) fn decode(body: &[u8]) -> Decoded {
    let mut pairs = Vec::new();
    let mut start = 0;
    for piece in body.split(|octet| *octet == b'&') {
        let span = start..start + piece.len();
        start = span.end + 1;
        pairs.extend(form_urlencoded::parse(piece).map(|(name, value)| Pair {
            name: name.into_owned(),
            value: value.into_owned(),
            span: span.clone(),
        }));
    }
    let fault = not_escaped(body)
        .or_else(|| not_utf8(body))
        .or_else(|| plus_lost(body, &pairs))
        .or_else(|| ampersand_lost(&pairs));
    Decoded { pairs, fault }
}

/// The first octet that a form may not have.
fn not_escaped(body: &[u8]) -> Option<Fault> {
    body.iter().enumerate().find_map(|(at, &octet)| {
        let (why, near_miss) = match octet {
            b'%' if escaped(body, at).is_some() => return None,
            b'%' => (
                "% is not followed by two hexadecimal digits",
                "A % that stands for itself is written %25.",
            ),
            b'\n' | b'\r' => (
                "A line break that is not escaped",
                "Line breaks come from base64 that was wrapped, or from a file that ends in one: take them out, an \
                 assertion has none.",
            ),
            b' ' => ("A space that is not escaped", "A space is written + or %20."),
            0x21..=0x7e => return None,
            _ => (
                "An octet that is not escaped",
                "A character outside ASCII is written as the octets of its UTF-8, each as % and two digits.",
            ),
        };
        let message = format!("{why}, at octet {at}");
        Some(Fault { message, span: at..at + 1, near_miss: near_miss.to_owned() })
    })
}

/// The octet that `%XX` at that place stands for.
fn escaped(body: &[u8], at: usize) -> Option<u8> {
    let digit = |offset: usize| char::from(*body.get(at + offset)?).to_digit(16);
    u8::try_from(digit(1)? * 16 + digit(2)?).ok()
}

/// Where the octets that a well formed body stands for are no UTF-8. Separators are ASCII, so no value reaches into the
/// next.
fn not_utf8(body: &[u8]) -> Option<Fault> {
    let mut octets = Vec::with_capacity(body.len());
    let mut places = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < body.len() {
        let octet = if body[at] == b'%' { escaped(body, at) } else { None };
        octets.push(octet.unwrap_or(body[at]));
        places.push(at);
        at += if octet.is_some() { 3 } else { 1 };
    }
    let error = core::str::from_utf8(&octets).err()?;
    let at = places[error.valid_up_to()];
    Some(Fault {
        message: format!("What is escaped is not UTF-8, at octet {at}"),
        span: at..at + 1,
        near_miss: "Another character set was escaped; forms are in UTF-8.".to_owned(),
    })
}

/// An assertion in base64 proper, whose `+` became spaces. A well made one has neither.
fn plus_lost(body: &[u8], pairs: &[Pair]) -> Option<Fault> {
    let pair = pairs.iter().find(|pair| pair.name == "client_assertion")?;
    let base64 = |octet: u8| {
        octet.is_ascii_alphanumeric() || matches!(octet, b' ' | b'/' | b'-' | b'_' | b'=')
    };
    let is_jws = pair.value.starts_with("ey")
        && pair.value.contains(' ')
        && pair.value.split('.').count() == 3
        && pair.value.bytes().all(|octet| base64(octet) || octet == b'.');
    let at = body[pair.span.clone()].iter().position(|octet| *octet == b'+')? + pair.span.start;
    is_jws.then(|| Fault {
        message: "A + in `client_assertion` was not escaped, and means a space".to_owned(),
        span: at..at + 1,
        near_miss: "The assertion is in base64 with + and /; a JWS is in base64url, which writes - and _ and needs no \
                    escaping."
            .to_owned(),
    })
}

/// A restriction of a scope, cut off at its `&`: the rest looks like a parameter of its own.
fn ampersand_lost(pairs: &[Pair]) -> Option<Fault> {
    /// What may stand behind a scope in a token request (RFC 6749, RFC 7521, RFC 8707).
    const KNOWN: [&str; 9] = [
        "grant_type",
        "scope",
        "client_assertion_type",
        "client_assertion",
        "client_id",
        "client_secret",
        "resource",
        "audience",
        "state",
    ];

    let at = pairs.iter().position(|pair| pair.name == "scope" && pair.value.contains('?'))?;
    let behind = pairs.get(at + 1).filter(|pair| !KNOWN.contains(&pair.name.as_str()))?;
    let meant: String =
        format!("{}&{}={}", pairs[at].value, behind.name, behind.value).chars().take(400).collect();
    Some(Fault {
        message: "An & in `scope` was not escaped, and ends it".to_owned(),
        span: behind.span.start - 1..behind.span.end,
        near_miss: format!("The scope that was meant is {meant}: its & is written %26."),
    })
}
