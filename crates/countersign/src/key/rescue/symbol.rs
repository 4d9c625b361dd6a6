//! Characters that word processors and web pages put where plain ones belong.

/// A hyphen, or one of the dashes that editors make of hyphens.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`') || is_curly(c)
}

/// A quote that an editor made of a straight one.
pub(super) fn is_curly(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}')
}

/// White space other than a blank, a tab and the usual ends of lines.
pub(super) fn is_unusual_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// A character of no width.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// What may stand between two quoted lines of source code.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, '+' | ',' | ';' | '.' | '&' | '_' | '(' | ')')
}

pub(super) fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
}
