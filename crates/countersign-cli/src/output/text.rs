//! Text for a terminal: aligned, wrapped, and harmless whatever stands in it.
//!
//! A [`Cell`] is the only way into a [`Text`], and it shows what a terminal would obey instead of passing it on.

use std::fmt::Write;
use std::sync::OnceLock;

use anstyle::Style;
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// The width of everything that is printed, unless the terminal is narrower.
const COLUMNS: usize = 100;
/// The width of the terminal, where this process prints to one.
static TERMINAL: OnceLock<usize> = OnceLock::new();
/// Between two columns.
const GAP: usize = 2;
/// What the last column keeps, however wide the others are.
const LEAST: usize = 24;
/// The most of a value that is shown, in characters.
const VALUE_CHARS: usize = 320;
/// The most of a sentence that holds values.
const SENTENCE_CHARS: usize = 1_200;

/// A piece of text in one style, with nothing in it that a terminal obeys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// A piece in that style.
    pub(crate) fn styled(style: Style, text: impl AsRef<str>) -> Self {
        Self { text: harmless(text.as_ref()), style }
    }

    /// A value that somebody else wrote: cut where it is long, with its length told.
    pub(crate) fn value(text: impl AsRef<str>) -> Self {
        cut(text.as_ref(), VALUE_CHARS).into()
    }

    /// A sentence that may hold such values, its lines joined.
    pub(crate) fn sentence(text: impl AsRef<str>) -> Self {
        let lines: Vec<_> = text.as_ref().lines().map(str::trim).collect();
        cut(&lines.join(" "), SENTENCE_CHARS).into()
    }

    fn width(&self) -> usize {
        display_width(&self.text)
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::styled(Style::new(), text)
    }
}

/// Everything that is printed from now on fits into a terminal of so many columns.
pub(crate) fn fit(columns: usize) {
    TERMINAL.get_or_init(|| columns);
}

/// Lines for a person, made from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Text {
    written: String,
    columns: usize,
}

impl Default for Text {
    fn default() -> Self {
        Self::of_width(TERMINAL.get().map_or(COLUMNS, |columns| COLUMNS.min(*columns)))
    }
}

impl Text {
    fn of_width(columns: usize) -> Self {
        Self { written: String::new(), columns }
    }

    /// An empty line, where something stands above it.
    pub(crate) fn gap(&mut self) {
        if !self.written.is_empty() && !self.written.ends_with("\n\n") {
            self.written.push('\n');
        }
    }

    /// A paragraph.
    pub(crate) fn words(&mut self, indent: usize, words: impl Into<Cell>) {
        self.rows(indent, [[words.into()]]);
    }

    /// Rows with their columns aligned; the last column is wrapped, under its own beginning.
    pub(crate) fn rows<R>(&mut self, indent: usize, rows: impl IntoIterator<Item = R>)
    where
        R: IntoIterator<Item = Cell>,
    {
        let rows: Vec<Vec<Cell>> =
            rows.into_iter().map(|row| row.into_iter().collect::<Vec<_>>()).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let wraps = |row: &&Vec<Cell>| row.len() > column + 1;
                rows.iter().filter(wraps).map(|row| row[column].width()).max().unwrap_or_default()
            })
            .collect();
        for row in &rows {
            self.row(indent, row, &widths);
        }
    }

    fn row(&mut self, indent: usize, row: &[Cell], widths: &[usize]) {
        let Some((last, front)) = row.split_last() else { return };
        let mut line = " ".repeat(indent);
        let mut column = indent;
        for (cell, width) in front.iter().zip(widths) {
            push(&mut line, cell.style, &cell.text);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + GAP));
            column += width + GAP;
        }
        let wrapped = wrap(&last.text, self.columns.saturating_sub(column).max(LEAST));
        for (index, piece) in wrapped.iter().enumerate() {
            if index > 0 {
                line = " ".repeat(column);
            }
            push(&mut line, last.style, piece);
            self.written.push_str(line.trim_end_matches(' '));
            self.written.push('\n');
        }
    }

    /// All of it, without a line break at the end.
    pub(crate) fn finish(mut self) -> String {
        self.written.truncate(self.written.trim_end_matches('\n').len());
        self.written
    }
}

fn push(line: &mut String, style: Style, text: &str) {
    if !text.is_empty() {
        write!(line, "{style}{text}{style:#}").expect("a String takes everything");
    }
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}… ({} octets)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    // No hyphens: whoever copies a value copies what was there.
    let options = Options::new(width)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(String::from).collect()
}

/// The text with everything shown as `\u{1b}` that a terminal obeys, that turns a line around, or that nobody sees.
pub(crate) fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if misleads(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

/// Whether a character is an order to the terminal, or changes how others are read without being seen itself.
pub(crate) fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        for (given, shown) in [
            ("\u{1b}[2Jx", "\\u{1b}[2Jx"),
            ("a\u{9b}31mb", "a\\u{9b}31mb"),
            ("a\r\nb\tc", "a\\r\\nb\\tc"),
            ("abc\u{202e}fed", "abc\\u{202e}fed"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("\u{7}\u{0}\u{7f}", "\\u{7}\\u{0}\\u{7f}"),
            ("schön 患者", "schön 患者"),
        ] {
            assert_eq!(harmless(given), shown);
        }
    }

    #[test]
    fn columns_are_as_wide_as_they_look() {
        let mut text = Text::default();
        text.rows(2, [["患者".into(), Cell::from("a")], ["abc".into(), "b".into()]]);
        assert_eq!(text.finish(), "  患者  a\n  abc   b");
    }

    #[test]
    fn a_long_last_column_stays_under_its_beginning() {
        let mut text = Text::default();
        text.rows(0, [["name".into(), Cell::from("word ".repeat(30))]]);
        let text = text.finish();
        assert!(text.lines().all(|line| display_width(line) <= COLUMNS), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("      word")), "{text}");
    }

    #[test]
    fn a_narrow_terminal_is_not_overrun() {
        let mut text = Text::of_width(40);
        text.words(2, "word ".repeat(30));
        let text = text.finish();
        assert!(text.lines().all(|line| display_width(line) <= 40), "{text}");
    }

    #[test]
    fn a_long_value_is_cut_and_its_length_told() {
        let Cell { text, .. } = Cell::value("ä".repeat(1_000));
        assert!(text.ends_with("… (2000 octets)"), "{text}");
        assert!(text.chars().count() < 350);
    }
}
