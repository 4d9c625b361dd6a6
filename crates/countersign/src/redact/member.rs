//! A name and its value: in JSON, forms, headers, settings, logs, and in any of them quoted inside another.

use core::ops::Range;

use super::quote::Quote;
use super::scan::{Found, Word, in_word, mark_at};
use super::secret::{Place, Secret, named};

/// Schemes of an `Authorization` header, with what follows them.
pub(super) const SCHEMES: [(&str, Secret); 3] = [
    ("Bearer", Secret::AccessToken),
    ("DPoP", Secret::AccessToken),
    ("Basic", Secret::Credentials),
];

/// How a block of PEM begins.
pub(super) const PEM: &str = "-----BEGIN";
/// Shorter than this, what stands behind an unquoted `d` or `k` is no key.
const JWK_VALUE_OCTETS: usize = 16;
/// Fewer digits than this are no dump of a key.
const DUMP_DIGITS: usize = 16;

/// A name of the list with its value.
pub(super) fn value<'a>(word: &Word<'a>) -> Option<Found<'a>> {
    let (secret, place) = named(word.as_str())?;
    let name = Name::read(word)?;
    // A block of PEM goes on behind the end of the line, so it is left for a look of its own.
    let (_, scheme) = behind_scheme(&name.text[name.start..], secret);
    if mark_at(name.text, name.start + scheme).is_some() || name.text[name.start..].starts_with(PEM)
    {
        return Some(Found::Clear(name.start + scheme));
    }
    let range = match place {
        Place::Anywhere => name.value(),
        Place::Parameter => name.parameter(word.codes),
        Place::Jwk => name.jwk_value(),
        Place::Dump => name.dump(),
    }?;
    let (secret, start) = behind_scheme(&name.text[range.clone()], secret);
    let range = range.start + start..range.end;
    if mark_at(name.text, range.start).is_some() || is_masked(&name.text[range.clone()]) {
        return Some(Found::Clear(range.start));
    }
    // What was no string becomes one, or the JSON around it would break.
    let quote = match name.quote {
        Some(quote) if name.closed && range.start == name.start => quote.as_str(),
        _ => "",
    };
    Some(Found::Hide { secret, range, quote })
}

/// A name, and where its value begins.
struct Name<'a> {
    text: &'a str,
    /// The mark of quotation in front of the name.
    quote: Option<Quote<'a>>,
    /// Whether the same mark stands behind the name.
    closed: bool,
    /// Whether `=` follows, without a blank behind it: a form, or a setting of a shell.
    tight: bool,
    /// Where the value begins.
    start: usize,
}

impl<'a> Name<'a> {
    fn read(word: &Word<'a>) -> Option<Self> {
        let text = word.text;
        let quote = Quote::at(word.written, 0).or_else(|| Quote::before(text, word.start));
        let closed = quote.is_some() && Quote::at(text, word.end) == quote;
        let end = word.end + if closed { quote?.as_str().len() } else { 0 };
        let at = if closed { behind_space(text, end) } else { behind_blanks(text, end) };
        let (equals, behind) = match &text.as_bytes()[at..] {
            // A path or a comparison in code.
            [b':', b':', ..] | [b'=', b'=', ..] => return None,
            [b':', ..] => (false, at + 1),
            [b'=', b'>', ..] => (false, at + 2),
            [b'=', ..] => (true, at + 1),
            [b'%', b'3', b'A' | b'a', ..] => (false, at + 3),
            [b'%', b'3', b'D' | b'd', ..] => (true, at + 3),
            [b',', ..] if closed => (false, behind_value_name(text, at + 1, quote?)?),
            _ => return None,
        };
        let tight = equals && !text[behind..].starts_with([' ', '\t']);
        let start = match (tight, closed) {
            (true, _) => behind,
            (_, true) => behind_space(text, behind),
            _ => behind_blanks(text, behind),
        };
        // What is only named between marks of quotation has no value.
        let empty = !closed && quote.is_some() && Quote::at(text, start) == quote;
        (!empty).then_some(Self { text, quote, closed, tight, start })
    }

    /// The value, whatever it is; an object only holds other names.
    fn value(&self) -> Option<Range<usize>> {
        let rest = &self.text[self.start..];
        if let Some(string) = self.string() {
            return Some(string);
        }
        let end = match rest.as_bytes().first()? {
            b'[' if self.closed => return Some(self.start..array_end(self.text, self.start)),
            b'0'..=b'9' | b'-' if self.closed => self.word_end(),
            _ if self.closed => return None,
            _ if ["true", "false", "null", "None", "{"].iter().any(|no| rest.starts_with(no)) => {
                return None;
            }
            _ if self.tight => self.parameter_end(),
            _ => self.line_end(),
        };
        self.bare(end)
    }

    /// The value of a name that means something else in most JSON.
    fn parameter(&self, codes: bool) -> Option<Range<usize>> {
        match (self.tight, self.closed) {
            (true, _) => self.string().or_else(|| self.bare(self.parameter_end())),
            (_, true) if codes => self.string(),
            _ => None,
        }
    }

    fn jwk_value(&self) -> Option<Range<usize>> {
        if self.closed {
            return self.string().or_else(|| {
                let array = self.text[self.start..].starts_with('[');
                array.then(|| self.start..array_end(self.text, self.start))
            });
        }
        let quote = Quote::at(self.text, self.start).map_or("", Quote::as_str);
        let start = self.start + quote.len();
        let end = start + length_while(&self.text[start..], in_word);
        (end - start >= JWK_VALUE_OCTETS).then_some(start..end)
    }

    /// Lines of hexadecimal digits.
    fn dump(&self) -> Option<Range<usize>> {
        let rest = &self.text[self.start..];
        let of_dump = |octet: u8| octet.is_ascii_hexdigit() || b": \t\r\n".contains(&octet);
        let length = length_while(rest, of_dump);
        // A line that goes on with something else is none of them.
        let whole = if length == rest.len() { length } else { rest[..length].rfind('\n')? };
        let lines = rest[..whole].trim_end();
        let digits = lines.bytes().filter(u8::is_ascii_hexdigit).count();
        (digits >= DUMP_DIGITS).then_some(self.start..self.start + lines.len())
    }

    fn string(&self) -> Option<Range<usize>> {
        let quote = Quote::at(self.text, self.start)?;
        let start = self.start + quote.as_str().len();
        let end = quote.close(self.text, start);
        // A string with a colon behind it is the next name: the value of this one is missing.
        let behind = self.text[end..].strip_prefix(quote.as_str()).unwrap_or_default();
        let is_name = behind[behind_space(behind, 0)..].starts_with(':');
        not_empty(start..end).filter(|_| !is_name)
    }

    /// A value without quotation, up to a block of PEM.
    fn bare(&self, end: usize) -> Option<Range<usize>> {
        let value = &self.text[self.start..end];
        not_empty(self.start..self.start + value.find(PEM).unwrap_or(value.len()))
    }

    fn word_end(&self) -> usize {
        self.start + length_while(&self.text[self.start..], |c| in_word(c) || b"+.".contains(&c))
    }

    // Each of the ends below is looked for in one walk, which stops at the first: what is hidden may be short and what
    // follows long, and there may be thousands of such names.

    fn parameter_end(&self) -> usize {
        let octets = self.text.as_bytes();
        let ends = |at: usize| match octets[at] {
            b'%' => octets[at..].starts_with(b"%26"),
            b'-' => octets[at..].starts_with(PEM.as_bytes()),
            octet => octet.is_ascii_whitespace() || b"&\"'`\\<>".contains(&octet),
        };
        let end = (self.start..octets.len()).find(|at| ends(*at)).unwrap_or(octets.len());
        let value = &self.text[self.start..end];
        self.start + value.trim_end_matches([',', ';', ')', ']', '}']).len()
    }

    /// The end of the line, or of the string that the line is.
    fn line_end(&self) -> usize {
        let octets = self.text.as_bytes();
        let ends = |at: usize| match (octets[at], octets.get(at + 1)) {
            (b'\n' | b'\r', _) | (b'\\', Some(b'n' | b'r')) => true,
            (b'"' | b'\'', None) => true,
            (b'"' | b'\'', Some(next)) => next.is_ascii_whitespace() || b",}])".contains(next),
            (b'-', _) => octets[at..].starts_with(PEM.as_bytes()),
            _ => false,
        };
        let end = self.quote.map_or(octets.len(), |quote| quote.close(self.text, self.start));
        (self.start..end).find(|at| ends(*at)).unwrap_or(end)
    }
}

/// Behind the scheme of an `Authorization` header, whose word decides what the rest is.
fn behind_scheme(value: &str, secret: Secret) -> (Secret, usize) {
    let begins = |name: &str| {
        let (scheme, behind) = value.split_at_checked(name.len()).unwrap_or_default();
        scheme.eq_ignore_ascii_case(name) && behind.starts_with(' ')
    };
    match SCHEMES.iter().find(|(name, _)| begins(name)) {
        Some((name, carried)) if secret == Secret::Credentials => {
            (*carried, behind_blanks(value, name.len()))
        }
        _ => (secret, 0),
    }
}

/// Behind `"value":`, for lists of `{"name": …, "value": …}`.
fn behind_value_name(text: &str, at: usize, quote: Quote<'_>) -> Option<usize> {
    let rest = text[behind_space(text, at)..].strip_prefix(quote.as_str())?;
    let rest = rest.strip_prefix("value")?.strip_prefix(quote.as_str())?.trim_start();
    Some(text.len() - rest.strip_prefix(':')?.len())
}

/// The end of a JSON array; the end of the text where it is not closed.
fn array_end(text: &str, start: usize) -> usize {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, octet) in text.bytes().enumerate().skip(start) {
        match octet {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            b'[' if !in_string => depth += 1,
            b']' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Whether somebody has hidden it before, in another way.
fn is_masked(value: &str) -> bool {
    value.trim_matches(['*', '•', '…', '.', ' ']).is_empty()
}

fn not_empty(range: Range<usize>) -> Option<Range<usize>> {
    (!range.is_empty()).then_some(range)
}

/// Behind blanks, also as they are written in a form.
fn behind_blanks(text: &str, at: usize) -> usize {
    let mut rest = &text[at..];
    while let Some(behind) = [" ", "\t", "+", "%20"].iter().find_map(|b| rest.strip_prefix(b)) {
        rest = behind;
    }
    text.len() - rest.len()
}

/// Behind white space, also as it is written inside a form or another string.
fn behind_space(text: &str, at: usize) -> usize {
    const WRITTEN: [&str; 8] = ["+", "%20", "%0A", "%0D", "\\n", "\\r", "\\t", "%5Cn"];

    let mut rest = text[at..].trim_ascii_start();
    while let Some(behind) = WRITTEN.iter().find_map(|space| rest.strip_prefix(space)) {
        rest = behind.trim_ascii_start();
    }
    text.len() - rest.len()
}

fn length_while(text: &str, wanted: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|&octet| wanted(octet)).count()
}
