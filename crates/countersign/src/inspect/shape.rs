//! The names at the top of a JSON object, and the strings behind them: enough to tell what it is.

use serde_json::Value;

use crate::encoding::json::Object;

/// No more names than this are looked at in a broken text.
const NAMES: usize = 200;

/// Names with the strings behind them, where they are strings.
pub(super) struct Shape {
    members: Vec<(String, Option<String>)>,
}

impl Shape {
    pub(super) fn of(object: &Object) -> Self {
        let members = object.members().iter();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Self { members: members.map(|m| (m.name.clone(), text(&m.value))).collect() }
    }

    /// The same of a text that is no strict JSON, as far as strings and brackets can be made out.
    pub(super) fn of_broken(text: &str) -> Self {
        let mut members: Vec<(String, Option<String>)> = Vec::new();
        let (mut depth, mut at) = (0_usize, 0);
        let mut last: Option<&str> = None;
        let mut named = false;
        while let Some(octet) = text.as_bytes().get(at) {
            at += 1;
            match octet {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                b',' => named = false,
                b':' if depth == 1 && !named && members.len() < NAMES => {
                    if let Some(name) = last.take() {
                        members.push((name.to_owned(), None));
                        named = true;
                    }
                }
                b'"' => {
                    let string = string(&text[at..]);
                    at += (string.len() + 1).min(text.len() - at);
                    if named
                        && depth == 1
                        && let Some((_, value @ None)) = members.last_mut()
                    {
                        *value = Some(string.to_owned());
                    }
                    last = Some(string);
                }
                _ => {}
            }
        }
        Self { members }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|(known, _)| known == name)
    }

    /// How many of the names there are.
    pub(super) fn count(&self, names: &[&str]) -> usize {
        names.iter().filter(|name| self.has(name)).count()
    }

    /// Whether that string stands behind the name.
    pub(super) fn is(&self, name: &str, text: &str) -> bool {
        self.text(name) == Some(text)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.members.iter().find(|(known, _)| known == name)?.1.as_deref()
    }
}

/// The string up to its closing mark, escapes left as they are.
fn string(text: &str) -> &str {
    let mut escaped = false;
    let end = text.bytes().position(|octet| match octet {
        _ if escaped => {
            escaped = false;
            false
        }
        b'\\' => {
            escaped = true;
            false
        }
        octet => octet == b'"',
    });
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_broken_json() {
        for text in [
            r#"{"kty":"RSA","n":"AQ",}"#,
            r#"{"kty":"RSA" "n":"AQ"}"#,
            r#"{"x":{"crv":"P-256"},"kty":"RSA","n":"AQ"#,
            r#"{"kty":"RSA","kty":"EC","n":["AQ"]"#,
        ] {
            let shape = Shape::of_broken(text);
            assert_eq!((shape.text("kty"), shape.has("crv")), (Some("RSA"), false), "{text}");
        }
        assert!(!Shape::of_broken(r#"{"a":"kty","b":["kty":1]}"#).has("kty"));
    }
}
