//! Words with gaps: a reply as its author wrote it, `{name}` where a value goes.

/// A text with placeholders, `{name}` each.
///
/// ```
/// use countersign::rules::replies::Template;
///
/// let words = Template("None of the keys found in the JWKS have kid equal to {kid}");
/// let said = words.fill(&[("kid", "893bdf2b355443ac")]);
/// assert_eq!(words.captures(&said).map(|found| found.get("kid")), Some(Some("893bdf2b355443ac")));
/// assert_eq!(words.captures("Missing token 'kid' header"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template(pub &'static str);

/// What stood in the gaps of a [`Template`], in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captures<'a>(Vec<(&'static str, &'a str)>);

/// A stretch of a template: the literal text, and the placeholder behind it.
type Piece = (&'static str, Option<&'static str>);

impl Template {
    /// The text with each placeholder replaced by its value; one without a value stays as it is.
    #[must_use]
    pub fn fill(&self, values: &[(&str, &str)]) -> String {
        let mut filled = String::with_capacity(self.0.len());
        for (literal, name) in self.pieces() {
            filled.push_str(literal);
            let Some(name) = name else { continue };
            match values.iter().find(|(given, _)| *given == name) {
                Some((_, value)) => filled.push_str(value),
                None => filled.extend(["{", name, "}"]),
            }
        }
        filled
    }

    /// Reads a whole text as this template: what stands in the gaps, or nothing when the text is another.
    ///
    /// A gap ends where the literal text behind it first appears; the last one reaches to the end. The time is linear in
    /// the text for each gap.
    #[must_use]
    pub fn captures<'a>(&self, text: &'a str) -> Option<Captures<'a>> {
        let mut found = Vec::new();
        let (mut rest, mut gap) = (text, None);
        for (literal, next) in self.pieces() {
            let Some(name) = gap else {
                rest = rest.strip_prefix(literal)?;
                gap = next;
                continue;
            };
            let at = match next {
                Some(_) => rest.find(literal)?,
                None => rest.strip_suffix(literal)?.len(),
            };
            found.push((name, &rest[..at]));
            rest = &rest[at + literal.len()..];
            gap = next;
        }
        rest.is_empty().then_some(Captures(found))
    }

    /// How many characters of it are fixed: of two templates that fit a text, the one with more says more.
    #[must_use]
    pub fn fixed(&self) -> usize {
        self.pieces().map(|(literal, _)| literal.len()).sum()
    }

    /// Literal, placeholder, literal, … with a literal at the end, which may be empty.
    fn pieces(&self) -> impl Iterator<Item = Piece> + use<> {
        let mut rest = Some(self.0);
        core::iter::from_fn(move || {
            let text = rest?;
            let gap = text.split_once('{').and_then(|(literal, behind)| {
                behind.split_once('}').map(|(name, behind)| (literal, name, behind))
            });
            match gap {
                Some((literal, name, behind)) => {
                    rest = Some(behind);
                    Some((literal, Some(name)))
                }
                None => {
                    rest = None;
                    Some((text, None))
                }
            }
        })
    }
}

impl<'a> Captures<'a> {
    /// What stood in the gap of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Each gap's name, and what stood in it.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_read_back() {
        for (template, text, want) in [
            ("plain", "plain", Some(vec![])),
            ("plain", "plainer", None),
            ("a {x}", "a ", Some(vec![("x", "")])),
            ("{x} b", "a b b", Some(vec![("x", "a b")])),
            (
                "from {u}. {s} {t}",
                "from https://a.example/j. 404 Not Found",
                Some(vec![("u", "https://a.example/j"), ("s", "404"), ("t", "Not Found")]),
            ),
            ("({x}). Must be '{y}'.", "(a). Must be 'b'.", Some(vec![("x", "a"), ("y", "b")])),
            ("({x}). Must be '{y}'.", "(a). Must be 'b'", None),
            ("a{x}a", "a", None),
            ("{x", "{x", Some(vec![])),
        ] {
            assert_eq!(Template(template).captures(text), want.map(Captures), "{template} {text}");
        }
    }

    #[test]
    fn what_has_no_value_stays() {
        assert_eq!(Template("{a} and {b}").fill(&[("b", "{a}")]), "{a} and {a}");
        assert_eq!(Template("{a} and {b}").fixed(), 5);
    }
}
