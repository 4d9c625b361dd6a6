//! What stands around a key: quotes, an environment line, YAML, JSON.

use super::Repair;
use super::symbol::{is_curly, is_invisible, is_quote};

/// Longest name of a variable or member, in octets.
const NAME: usize = 64;
/// Fewest octets of base64 behind a name; `=` also ends base64.
const VALUE: usize = 16;

/// What is in the same lines as the header and the footer, and the line above.
#[derive(Clone, Copy, Default)]
pub(super) struct Surroundings<'a> {
    pub(super) above: &'a str,
    pub(super) before: &'a str,
    pub(super) after: &'a str,
}

impl<'a> Surroundings<'a> {
    /// Those of what follows `text`.
    pub(super) fn in_front(text: &'a str) -> Self {
        let (above, before) = text.rsplit_once('\n').unwrap_or(("", text));
        let above = above.rsplit_once('\n').map_or(above, |(_, line)| line);
        Self { above, before, after: "" }
    }

    /// Whether the key starts within quotes.
    pub(super) fn quoted(&self) -> bool {
        trimmed(self.before).ends_with(is_quote)
    }

    pub(super) fn repairs(&self) -> Vec<Repair> {
        let curly = trimmed(self.before).ends_with(is_curly) || self.behind().starts_with(is_curly);
        let indented = !self.before.is_empty() && trimmed(self.before).is_empty();
        [
            self.wrapper().filter(|wrapper| !(curly && *wrapper == Repair::Quotes)),
            curly.then_some(Repair::SmartQuotes),
            indented.then_some(Repair::Indentation),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn wrapper(&self) -> Option<Repair> {
        let before = trimmed(without_breaks(self.before));
        let name = trimmed(before.trim_end_matches(|c| is_quote(c) || c == '\\'));
        match name.as_bytes() {
            [] if is_yaml_block(self.above) => Some(Repair::YamlValue),
            [] if !before.is_empty() || self.behind().starts_with(is_quote) => Some(Repair::Quotes),
            [] => (!self.behind().is_empty()).then_some(Repair::SurroundingText),
            [.., b'='] => Some(Repair::Assignment),
            [.., b'"' | b'\'', b':'] => Some(Repair::JsonMember),
            [.., b':'] => Some(Repair::YamlValue),
            [.., b'|' | b'>' | b'-'] if is_yaml_block(name) => Some(Repair::YamlValue),
            _ => Some(Repair::SurroundingText),
        }
    }

    /// What stands behind the footer, the last line break aside.
    fn behind(&self) -> &'a str {
        match trimmed(without_breaks(trimmed(self.after))).trim_start_matches('\\') {
            // A line break that lost its backslash.
            "n" => "",
            behind => behind,
        }
    }
}

/// Text without a header, taken out of its surroundings.
pub(super) struct Bare<'a> {
    pub(super) body: &'a str,
    pub(super) around: Surroundings<'a>,
}

/// Splits base64 from the name and the quotes in front of it.
pub(super) fn bare(text: &str) -> Bare<'_> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
    let named = text.find(['=', ':']).filter(|at| {
        *at <= NAME
            && text.starts_with(|c: char| c.is_ascii_alphabetic() || "_$\"'{".contains(c))
            && text[*at..].trim_matches('=').len() > VALUE
    });
    let value = &text[named.map_or(0, |at| at + 1)..];
    let body = value.trim_start_matches(|c: char| {
        c.is_whitespace() || is_quote(c) || is_invisible(c) || "\\|>".contains(c)
    });
    let mut around = Surroundings::in_front(&text[..text.len() - body.len()]);
    // A name in a line of its own, as YAML puts it, or one that was left out.
    if trimmed(around.before).is_empty() {
        around.before = "";
    }
    Bare { body, around }
}

/// Splits what closes a value from a body without a footer: quotes, and what ends a statement.
pub(super) fn unclosed(text: &str) -> (&str, &str) {
    text.split_at(
        text.trim_end_matches(|c: char| {
            c.is_whitespace() || is_quote(c) || is_invisible(c) || matches!(c, ';' | ',')
        })
        .len(),
    )
}

/// Whether the line introduces a block of text in YAML: `name: |`.
fn is_yaml_block(line: &str) -> bool {
    let line = trimmed(line).trim_end_matches(['-', '+']);
    line.strip_suffix(['|', '>']).is_some_and(|name| trimmed(name).ends_with(':'))
}

/// Without the literal line breaks at its start.
fn without_breaks(text: &str) -> &str {
    let mut rest = text;
    while let Some(shorter) = rest
        .strip_prefix('\\')
        .and_then(|escape| escape.trim_start_matches('\\').strip_prefix(['n', 'r']))
    {
        rest = shorter;
    }
    rest
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}
