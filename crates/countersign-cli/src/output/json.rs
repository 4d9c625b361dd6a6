//! Results as JSON.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Value, json};

use super::text::misleads;
use crate::Failure;

/// What the core can write, as a value.
pub(crate) fn value(result: &impl Serialize) -> Value {
    serde_json::to_value(result).expect("results are plain data with text for names")
}

/// One as it is, several as an array.
pub(crate) fn one_or_several(results: &[impl Serialize]) -> Value {
    match results {
        [one] => value(one),
        several => value(&several),
    }
}

/// A failure, on one line.
pub(crate) fn failure(failure: &Failure) -> String {
    let Failure { code, says, hint, .. } = failure;
    line(&json!({ "error": { "code": code, "message": says, "hint": hint } }))
}

/// A value on one line.
pub(crate) fn line(value: &Value) -> String {
    harmless(&value.to_string())
}

/// A line that is JSON, as it came: numbers keep their digits. Outside strings a tab is as good as a space, and inside there
/// is none.
pub(crate) fn as_it_came(line: &str) -> String {
    harmless(&line.trim().replace(['\t', '\r'], " "))
}

/// A value in lines, to be read by people as well.
pub(crate) fn written(value: &Value) -> String {
    harmless(&format!("{value:#}"))
}

/// The same JSON, with escapes for what a terminal obeys and what turns a line around. Outside strings there is no such
/// character.
fn harmless(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && misleads(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(written, "\\u{unit:04x}").expect("a String takes everything");
            }
        } else {
            written.push(c);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_say_the_same() {
        let odd = json!({ "a\u{202e}": ["\u{1b}[2J\u{9b}", "\u{e0041}\n\"", 1] });
        let text = written(&odd);
        assert!(!text.contains(|c| c != '\n' && misleads(c)), "{text}");
        assert!(text.contains(r"\udb40\udc41"), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("still JSON"), odd);
    }
}
