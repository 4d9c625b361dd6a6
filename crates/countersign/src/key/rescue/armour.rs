//! Headers and footers, found whatever became of their dashes and blanks.

use super::Repair;
use super::symbol::{is_dash, is_unusual_space};
use super::wrapping::{Surroundings, bare, unclosed};
use crate::key::Structure;

/// Labels that are told even without dashes behind them; one that starts like another comes first.
const LABELS: [&str; 17] = [
    "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
    "CERTIFICATE REQUEST",
    "CERTIFICATE",
    "NEW CERTIFICATE REQUEST",
    "X509 CERTIFICATE",
    "TRUSTED CERTIFICATE",
    "EC PARAMETERS",
    "OPENSSH PRIVATE KEY",
    "SSH2 PUBLIC KEY",
    "DSA PRIVATE KEY",
    "PGP PRIVATE KEY BLOCK",
    "PGP PUBLIC KEY BLOCK",
];

/// Longest label that is repeated, in octets.
const LABEL: usize = 64;

/// A block of PEM. Of its header and its footer one may be missing.
pub(super) struct Block<'a> {
    header: Option<Marker<'a>>,
    footer: Option<Marker<'a>>,
    pub(super) body: &'a str,
    pub(super) around: Surroundings<'a>,
}

/// `-----BEGIN LABEL-----` or `-----END LABEL-----`.
#[derive(Clone, Copy)]
struct Marker<'a> {
    word: &'static str,
    label: &'a str,
    /// The whole of it, dashes included.
    text: &'a str,
    /// Where that starts.
    start: usize,
}

/// The blocks of a text in their order.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let markers = markers(text);
    let mut blocks = Vec::new();
    let mut rest = markers.as_slice();
    // Where the marker in front of the block ends.
    let mut from = 0;
    while let [first, following @ ..] = rest {
        let (header, footer) = match following {
            _ if first.word == END => (None, Some(*first)),
            [next, ..] if next.word == END => (Some(*first), Some(*next)),
            _ => (Some(*first), None),
        };
        rest = &rest[usize::from(header.is_some()) + usize::from(footer.is_some())..];
        let until = rest.first().map_or(text.len(), |next| next.start);
        blocks.push(Block::new(text, header, footer, from, until));
        from = footer.or(header).map_or(from, |last| last.end());
    }
    blocks
}

impl<'a> Block<'a> {
    /// The block between the marker that ends at `from` and the one that starts at `until`.
    fn new(
        text: &'a str,
        header: Option<Marker<'a>>,
        footer: Option<Marker<'a>>,
        from: usize,
        until: usize,
    ) -> Self {
        let end = footer.map_or(until, |footer| footer.start);
        let (body, mut around) = match header {
            Some(header) => {
                (&text[header.end()..end], Surroundings::in_front(&text[from..header.start]))
            }
            None => {
                let bare = bare(&text[from..end]);
                (bare.body, bare.around)
            }
        };
        let Some(footer) = footer else {
            let (body, after) = unclosed(body);
            return Self { header, footer, body, around: Surroundings { after, ..around } };
        };
        let rest = &text[footer.end()..until];
        around.after = rest.split_once('\n').map_or(rest, |(line, _)| line);
        let footer = Some(footer);
        Self { header, footer, body, around }
    }

    /// What the header says it is, else what the footer says.
    pub(super) fn label(&self) -> &'a str {
        self.header.or(self.footer).map_or("", |marker| marker.label)
    }

    pub(super) fn has_header(&self) -> bool {
        self.header.is_some()
    }

    pub(super) fn has_footer(&self) -> bool {
        self.footer.is_some()
    }

    /// What was wrong with its header and footer.
    pub(super) fn repairs(&self) -> Vec<Repair> {
        let markers = [self.header, self.footer];
        let any = |wrong: fn(Marker<'a>) -> bool| markers.into_iter().flatten().any(wrong);
        [
            (any(Marker::has_unusual_spaces), Repair::UnicodeSpaces),
            (any(Marker::is_misspaced), Repair::BlankSpace),
            (any(Marker::has_typographic_dashes), Repair::Dashes),
            (any(Marker::is_misdashed), Repair::DashCount),
            (self.header.is_none(), Repair::HeaderMissing),
            (self.footer.is_none(), Repair::FooterMissing),
        ]
        .into_iter()
        .filter_map(|(wrong, repair)| wrong.then_some(repair))
        .collect()
    }

    /// What was wrong with its label, given what is in it.
    pub(super) fn label_repair(&self, is: Structure) -> Option<Repair> {
        let wrong = |marker: &Marker<'_>| marker.label != is.label();
        let was = |marker: Marker<'_>| marker.label.to_owned();
        match (self.header, self.footer.filter(wrong)) {
            (Some(header), _) if wrong(&header) => Some(Repair::Label { was: was(header), is }),
            (Some(_), footer) => footer.map(|footer| Repair::Footer { was: was(footer) }),
            (None, footer) => footer.map(|footer| Repair::Label { was: was(footer), is }),
        }
    }
}

impl Marker<'_> {
    const fn end(self) -> usize {
        self.start + self.text.len()
    }

    fn has_unusual_spaces(self) -> bool {
        self.text.contains(is_unusual_space)
    }

    fn has_typographic_dashes(self) -> bool {
        self.text.contains(|c| c != '-' && is_dash(c))
    }

    fn is_misspaced(self) -> bool {
        let spaced = self.text.trim_matches(is_dash).split(is_unusual_space).collect::<Vec<_>>();
        spaced.join(" ") != format!("{} {}", self.word, self.label)
    }

    fn is_misdashed(self) -> bool {
        let before = self.text.chars().take_while(|c| is_dash(*c)).count();
        let behind = self.text.chars().rev().take_while(|c| is_dash(*c)).count();
        (before, behind) != (5, 5)
    }
}

const BEGIN: &str = "BEGIN";
const END: &str = "END";

fn markers(text: &str) -> Vec<Marker<'_>> {
    let word_at = |at: usize| [BEGIN, END].into_iter().find(|word| text[at..].starts_with(word));
    let mut markers: Vec<Marker<'_>> =
        text.char_indices().filter_map(|(at, _)| marker(text, at, word_at(at)?)).collect();
    // A footer and the header of the next block may share one run of dashes.
    for at in 1..markers.len() {
        let (shared, end) = (markers[at].start, markers[at - 1].end());
        if shared < end {
            let middle = middle(text, shared, end);
            markers[at - 1].text = &text[markers[at - 1].start..middle];
            markers[at].text = &text[middle..markers[at].end()];
            markers[at].start = middle;
        }
    }
    markers
}

/// The middle character between two places of a text.
fn middle(text: &str, start: usize, end: usize) -> usize {
    let run = &text[start..end];
    let half = run.chars().count() / 2;
    start + run.char_indices().nth(half).map_or(run.len(), |(at, _)| at)
}

/// The marker whose word stands at `at`, if it is one: a known label and dashes on one side, or any label and dashes
/// on both.
fn marker<'a>(text: &'a str, at: usize, word: &'static str) -> Option<Marker<'a>> {
    let is_blank = |c: char| c == ' ' || c == '\t' || is_unusual_space(c);
    let in_front = text[..at].trim_end_matches(is_blank);
    let undashed = in_front.trim_end_matches(is_dash);
    let dashed_in_front = undashed.len() < in_front.len();
    let start = if dashed_in_front { undashed.len() } else { at };

    let rest = &text[at + word.len()..];
    let labelled = rest.trim_start();
    if labelled.len() == rest.len() {
        return None;
    }
    let known = LABELS.into_iter().find_map(|label| Some((label, behind(labelled, label)?)));
    let (label, behind) = known.or_else(|| unknown(labelled))?;
    let dashes = behind.trim_start_matches(is_blank);
    let undashed = dashes.trim_start_matches(is_dash);
    let dashed_behind = undashed.len() < dashes.len();
    let end = text.len() - if dashed_behind { undashed.len() } else { behind.len() };

    let told = if known.is_some() {
        dashed_in_front || dashed_behind
    } else {
        dashed_in_front && dashed_behind
    };
    told.then(|| Marker { word, label, text: &text[start..end], start })
}

/// What follows the label, which may be spaced in any way.
fn behind<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let mut rest = text;
    for (index, word) in label.split(' ').enumerate() {
        let spaced = rest.trim_start();
        if index > 0 && spaced.len() == rest.len() {
            return None;
        }
        rest = spaced.strip_prefix(word)?;
    }
    (!rest.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(rest)
}

/// A label that is not in the list, and what follows it: up to the dashes in the same line.
fn unknown(text: &str) -> Option<(&str, &str)> {
    let plain = |c: &char| *c == ' ' || c.is_ascii_uppercase() || c.is_ascii_digit();
    // Plain characters have one octet each.
    let length = text.chars().take(LABEL).take_while(plain).count();
    let label = text[..length].trim_end();
    text[length..].starts_with(is_dash).then(|| (label, &text[label.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Vec<(&str, bool, bool)> {
        let found = blocks(text);
        found.iter().map(|block| (block.label(), block.has_header(), block.has_footer())).collect()
    }

    #[test]
    fn markers_are_found_by_their_words() {
        assert_eq!(
            labels("-BEGIN PRIVATE KEY\nAAAA\nEND PRIVATE KEY-"),
            [("PRIVATE KEY", true, true)]
        );
        assert_eq!(labels("— BEGIN  RSA\tPRIVATE KEY —"), [("RSA PRIVATE KEY", true, false)]);
        assert_eq!(labels("AAAA-----END PUBLIC KEY-----"), [("PUBLIC KEY", false, true)]);
        assert_eq!(labels("--BEGIN SOMETHING 2--"), [("SOMETHING 2", true, false)]);
        for none in
            ["BEGIN PRIVATE KEY", "-BEGIN SOMETHING", "-----BEGIN", "-BEGINPRIVATE KEY-", "END "]
        {
            assert_eq!(labels(none), [], "{none}");
        }
    }

    #[test]
    fn blocks_that_share_their_dashes_are_told_apart() {
        let text =
            "-----BEGIN CERTIFICATE-----A-----END CERTIFICATE----------BEGIN CERTIFICATE-----";
        let found = blocks(text);
        assert_eq!(found.iter().map(|block| block.body).collect::<Vec<_>>(), ["A", ""]);
        assert_eq!(found[0].repairs(), []);
        assert_eq!(found[1].repairs(), [Repair::FooterMissing]);
    }
}
