//! The base64 between header and footer, whatever stands in between.

use core::iter::Peekable;
use core::str::Chars;

use base64ct::{Base64Unpadded, Encoding};
use zeroize::Zeroizing;

use super::Repair;
use super::symbol::{is_base64, is_curly, is_invisible, is_joiner, is_quote, is_unusual_space};
use crate::key::{KeyError, Structure};

/// Width of a line of PEM (RFC 7468 §2).
const WIDTH: usize = 64;

/// A body read: its base64 alone, and what else was seen.
pub(super) struct Body {
    base64: Zeroizing<String>,
    lines: Vec<Line>,
    seen: Vec<Repair>,
}

/// A line of a body. The first is what follows the header in its line, the last what precedes the footer.
#[derive(Clone, Copy, Default)]
struct Line {
    /// Characters of base64.
    width: usize,
    /// Blanks in front of them.
    indented: bool,
    /// Blanks among or behind them.
    blank: bool,
}

impl Body {
    /// Reads a body that starts within quotes, or not.
    ///
    /// # Errors
    /// [`KeyError::Pem`] at a character that has no place there.
    pub(super) fn read(text: &str, quoted: bool) -> Result<Self, KeyError> {
        let mut scan = Scan::new(text, quoted);
        scan.run()?;
        let mut body = Self { base64: scan.base64, lines: scan.lines, seen: scan.seen };
        body.drop_breaks_without_backslash();
        Ok(body)
    }

    /// The octets that the base64 is.
    ///
    /// # Errors
    /// [`KeyError::CutOff`] or [`KeyError::Pem`].
    pub(super) fn decode(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let digits = self.digits();
        if let Ok(octets) = Base64Unpadded::decode_vec(digits) {
            return Ok(Zeroizing::new(octets));
        }
        // A text that was cut off anywhere still tells by its start how long it should be.
        let start = digits.get(..digits.len() / 4 * 4).unwrap_or_default();
        if let Ok(octets) = Base64Unpadded::decode_vec(start).map(Zeroizing::new)
            && let Err(cut @ KeyError::CutOff { .. }) = Structure::of(&octets)
        {
            return Err(cut);
        }
        let reason = if digits.contains('=') {
            "the base64 ends before its last line".to_owned()
        } else {
            format!("{} characters of base64 are no whole number of octets", digits.len())
        };
        Err(KeyError::Pem { reason })
    }

    /// What was wrong with it, given whether a header and a footer bound it.
    pub(super) fn repairs(&self, header: bool, footer: bool) -> Vec<Repair> {
        let (first, last) = (self.lines.first(), self.lines.last());
        let joined =
            |bound: bool, line: Option<&Line>| bound && line.is_some_and(|line| line.width > 0);
        let lost = joined(header, first) || joined(footer, last);
        let inner = self.lines.len().saturating_sub(1);
        let blank = self.lines.iter().enumerate().any(|(index, line)| {
            let empty =
                line.width == 0 && (index == 0 && line.indented || 0 < index && index < inner);
            line.blank || empty
        });
        let indented = |line: &Line| line.indented && line.width > 0;
        let footer_indented = footer && inner > 0 && last.is_some_and(|line| line.indented);
        let whole = self.lines.iter().filter(|line| line.width > 0).collect::<Vec<_>>();
        let uneven = match whole.as_slice() {
            [] => false,
            // One line of everything has lost its line breaks and no more.
            [only] => only.width > WIDTH && !lost,
            [full @ .., rest] => rest.width > WIDTH || full.iter().any(|line| line.width != WIDTH),
        };
        let one_line = inner == 0;
        let indentation = self.lines.iter().any(indented) || footer_indented;
        let mut repairs = Vec::new();
        repairs.extend((indentation && !one_line).then_some(Repair::Indentation));
        repairs.extend(self.seen.iter().cloned());
        repairs.extend(lost.then_some(Repair::LineBreaksLost));
        repairs.extend((uneven && header && footer).then_some(Repair::LineWidth));
        repairs.extend((blank && !(one_line && lost)).then_some(Repair::BlankSpace));
        repairs
    }

    /// Whether its `=` were too few or too many.
    pub(super) fn padding(&self) -> Option<Repair> {
        let digits = self.digits().len();
        let wanted = (4 - digits % 4) % 4;
        (self.base64.len() - digits != wanted).then_some(Repair::Padding)
    }

    fn digits(&self) -> &str {
        self.base64.trim_end_matches('=')
    }

    /// A `\n` that went through one shell too many is an `n`: one in front of every line, and one behind the last.
    fn drop_breaks_without_backslash(&mut self) {
        let octets = self.base64.as_bytes();
        let is_break = |at: usize| at.is_multiple_of(WIDTH + 1) || at + 1 == octets.len();
        let broken = self.lines.len() == 1
            && octets.len() > WIDTH
            && octets.iter().enumerate().all(|(at, octet)| !is_break(at) || *octet == b'n');
        if broken {
            let mut rest = Zeroizing::new(String::with_capacity(octets.len()));
            rest.extend(
                self.base64.char_indices().filter(|(at, _)| !is_break(*at)).map(|(_, c)| c),
            );
            self.base64 = rest;
            self.lines = vec![Line::default(); 2];
            self.seen.push(Repair::LostBackslashes);
        }
    }
}

/// One walk over a body.
struct Scan<'a> {
    chars: Peekable<Chars<'a>>,
    quotes: Quotes,
    base64: Zeroizing<String>,
    lines: Vec<Line>,
    line: Line,
    /// Of the text, from 1, for errors.
    number: usize,
    seen: Vec<Repair>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Inside,
    Outside,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, quoted: bool) -> Self {
        Self {
            chars: text.chars().peekable(),
            quotes: if quoted { Quotes::Inside } else { Quotes::None },
            // As long as it gets: a text that grows would leave copies behind.
            base64: Zeroizing::new(String::with_capacity(text.len())),
            lines: Vec::new(),
            line: Line::default(),
            number: 1,
            seen: Vec::new(),
        }
    }

    fn run(&mut self) -> Result<(), KeyError> {
        while let Some(c) = self.chars.next() {
            if c == '\\' {
                self.escape()?;
            } else {
                self.take(c)?;
            }
        }
        self.lines.push(core::mem::take(&mut self.line));
        Ok(())
    }

    fn take(&mut self, c: char) -> Result<(), KeyError> {
        match c {
            '\n' => {
                self.number += 1;
                self.end_line();
            }
            '\r' => {
                self.saw(Repair::LineEnds);
                if self.chars.peek() != Some(&'\n') {
                    self.end_line();
                }
            }
            ' ' | '\t' => self.blank(),
            c if is_unusual_space(c) => {
                self.saw(Repair::UnicodeSpaces);
                self.blank();
            }
            c if is_invisible(c) => self.saw(Repair::InvisibleCharacters),
            c if is_quote(c) => self.quote(c),
            c if self.quotes == Quotes::Outside && is_joiner(c) => {}
            c if self.quotes != Quotes::Outside && is_base64(c) => {
                self.base64.push(c);
                self.line.width += 1;
            }
            c => return Err(self.stray(c)),
        }
        Ok(())
    }

    /// What a backslash introduces, however often it was escaped itself.
    fn escape(&mut self) -> Result<(), KeyError> {
        while self.chars.next_if_eq(&'\\').is_some() {}
        match self.chars.next() {
            Some('n') => {
                self.saw(Repair::EscapedLineBreaks);
                self.end_line();
            }
            Some('r') => self.saw(Repair::EscapedLineBreaks),
            Some('t') => {
                self.saw(Repair::Escapes);
                self.blank();
            }
            Some('u') => {
                let code = self
                    .chars
                    .by_ref()
                    .take(4)
                    .try_fold(0, |code, c| Some(code * 16 + c.to_digit(16)?));
                let c = code.and_then(char::from_u32).filter(|c| *c != '\\');
                self.saw(Repair::Escapes);
                self.take(c.ok_or_else(|| self.stray('\\'))?)?;
            }
            Some(c @ ('\n' | '\r')) => {
                self.saw(Repair::Continuations);
                self.take(c)?;
            }
            Some(c @ ('/' | '=' | '+')) => {
                self.saw(Repair::Escapes);
                self.take(c)?;
            }
            Some(c) if is_quote(c) => self.quote(c),
            _ => return Err(self.stray('\\')),
        }
        Ok(())
    }

    fn quote(&mut self, c: char) {
        self.saw(if is_curly(c) { Repair::SmartQuotes } else { Repair::QuotedLines });
        self.quotes = match self.quotes {
            Quotes::None if self.base64.is_empty() => Quotes::Inside,
            Quotes::Outside => Quotes::Inside,
            Quotes::None | Quotes::Inside => Quotes::Outside,
        };
    }

    fn blank(&mut self) {
        match self.line.width {
            _ if self.quotes == Quotes::Outside => {}
            0 => self.line.indented = true,
            _ => self.line.blank = true,
        }
    }

    fn end_line(&mut self) {
        // What separates quoted lines is no line break of the text that they are.
        if self.quotes != Quotes::Outside {
            self.lines.push(core::mem::take(&mut self.line));
        }
    }

    fn saw(&mut self, repair: Repair) {
        if !self.seen.contains(&repair) {
            self.seen.push(repair);
        }
    }

    fn stray(&self, c: char) -> KeyError {
        let reason = format!("{c:?} in line {} of the block is no base64", self.number);
        KeyError::Pem { reason }
    }
}
