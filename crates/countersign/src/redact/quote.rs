//! Quotation marks as they come: plain, escaped inside other strings, percent-encoded, as HTML entities.

const MARKS: [&str; 8] = ["\"", "'", "`", "%22", "%27", "&quot;", "&#34;", "&#39;"];
const BACKSLASHES: [&str; 3] = ["\\", "%5C", "%5c"];

/// A quotation mark, exactly as written, with the backslashes in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote<'a> {
    text: &'a str,
    mark: &'static str,
    backslashes: usize,
}

impl<'a> Quote<'a> {
    /// The mark that starts at `at`.
    pub(super) fn at(text: &'a str, at: usize) -> Option<Self> {
        let mut rest = &text[at..];
        let mut backslashes = 0;
        while let Some(behind) = BACKSLASHES.iter().find_map(|slash| rest.strip_prefix(slash)) {
            backslashes += 1;
            rest = behind;
        }
        let mark = MARKS.into_iter().find(|mark| rest.starts_with(mark))?;
        let end = text.len() - rest.len() + mark.len();
        Some(Self { text: &text[at..end], mark, backslashes })
    }

    /// The mark that ends at `end`.
    pub(super) fn before(text: &'a str, end: usize) -> Option<Self> {
        let mark = MARKS.into_iter().find(|mark| text[..end].ends_with(mark))?;
        let (front, backslashes) = without_backslashes(&text[..end - mark.len()]);
        Some(Self { text: &text[front.len()..end], mark, backslashes })
    }

    /// As written.
    pub(super) fn as_str(self) -> &'a str {
        self.text
    }

    /// Where the string that begins at `from` is closed by such a mark; the end of the text where it never is.
    pub(super) fn close(self, text: &str, from: usize) -> usize {
        // Each string around this one doubles the backslashes inside it.
        let closes = |backslashes| backslashes % (2 * (self.backslashes + 1)) == self.backslashes;
        text[from..]
            .match_indices(self.mark)
            .map(|(at, _)| &text[from..from + at])
            .find(|inside| closes(without_backslashes(inside).1))
            .map_or(text.len(), |inside| from + self.without_own(inside).len())
    }

    /// Without as many backslashes at the end as this mark has, each as it is written there.
    fn without_own(self, inside: &str) -> &str {
        (0..self.backslashes).fold(inside, |front, _| without_backslash(front).unwrap_or(front))
    }
}

/// The text in front of the backslashes at its end, and how many they are.
fn without_backslashes(text: &str) -> (&str, usize) {
    let (mut front, mut count) = (text, 0);
    while let Some(before) = without_backslash(front) {
        (front, count) = (before, count + 1);
    }
    (front, count)
}

fn without_backslash(text: &str) -> Option<&str> {
    BACKSLASHES.iter().find_map(|slash| text.strip_suffix(slash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_ends_at_a_mark_of_its_own_depth() {
        for (text, inside) in [
            (r#""ab" "c""#, "ab"),
            (r#""a\"b" c"#, r#"a\"b"#),
            (r#""a\\" b"#, r"a\\"),
            (r#"\"a\\\"b\" c"#, r#"a\\\"b"#),
            (r#"\"a\\\\\" c"#, r"a\\\\"),
            ("'a\"b' c", "a\"b"),
            ("%22a%5C%22b%22c", "a%5C%22b"),
            ("%5C%22a%5C%22b", "a"),
            // Found by fuzzing: a mark that is closed in another spelling, shorter than itself.
            ("%5C\"\\\"", ""),
            ("&quot;a&quot;", "a"),
            ("\"never closed", "never closed"),
        ] {
            let quote = Quote::at(text, 0).expect("starts with a mark");
            let start = quote.as_str().len();
            assert_eq!(&text[start..quote.close(text, start)], inside, "{text}");
            assert_eq!(Quote::before(text, start), Some(quote));
        }
    }
}
