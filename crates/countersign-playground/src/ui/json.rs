//! JSON as it is read: one member a line, in the order it was sent, each line knowing its place in the document.

use serde::de::IgnoredAny;
use web_sys::Element;
use yew::prelude::*;

use super::button::{Button, Kind};

/// Lines shown before the rest has to be asked for.
const FOLD_AT: usize = 200;
/// Arrays of plain values are kept on one line up to this many octets.
const INLINE: usize = 48;

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tint {
    Name,
    Text,
    Number,
    Sign,
}

impl Tint {
    const fn class(self) -> &'static str {
        match self {
            Self::Name => "code-k",
            Self::Text => "code-s",
            Self::Number => "code-n",
            Self::Sign => "code-p",
        }
    }
}

/// One line of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    depth: usize,
    pointer: String,
    pieces: Vec<(Tint, String)>,
}

/// The document's lines, or nothing when it is not JSON.
pub fn lines(text: &str) -> Option<Vec<Line>> {
    // The reader bounds the depth, and so what the printer recurses to.
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let mut printer = Printer { text, at: 0, lines: vec![], pointer: String::new() };
    printer.open(0);
    printer.value(0);
    Some(printer.lines)
}

/// Walks a text that is known to be JSON.
struct Printer<'a> {
    text: &'a str,
    at: usize,
    lines: Vec<Line>,
    pointer: String,
}

impl Printer<'_> {
    fn open(&mut self, depth: usize) {
        self.lines.push(Line { depth, pointer: self.pointer.clone(), pieces: vec![] });
    }

    fn put(&mut self, tint: Tint, text: impl Into<String>) {
        if let Some(line) = self.lines.last_mut() {
            line.pieces.push((tint, text.into()));
        }
    }

    fn peek(&mut self) -> u8 {
        while self.text.as_bytes().get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn value(&mut self, depth: usize) {
        match self.peek() {
            b'{' => self.container(depth, "{", "}"),
            b'[' => match self.plain_array() {
                Some(items) => self.inline(&items),
                None => self.container(depth, "[", "]"),
            },
            b'"' => {
                let text = self.string();
                self.put(Tint::Text, text);
            }
            _ => {
                let rest = &self.text[self.at..];
                let end = rest.find([',', '}', ']', ' ', '\n', '\r', '\t']).unwrap_or(rest.len());
                let word = rest[..end].to_owned();
                self.at += end;
                self.put(Tint::Number, word);
            }
        }
    }

    fn container(&mut self, depth: usize, begin: &str, end: &str) {
        self.at += 1;
        self.put(Tint::Sign, begin);
        let inside = self.pointer.len();
        let mut count = 0;
        while !matches!(self.peek(), b'}' | b']' | 0) {
            if count > 0 {
                self.at += 1;
                self.put(Tint::Sign, ",");
                self.peek();
            }
            if begin == "{" {
                let name = self.string();
                self.pointer.push('/');
                self.pointer.push_str(name.trim_matches('"'));
                self.open(depth + 1);
                self.put(Tint::Name, name);
                self.peek();
                self.at += 1;
                self.put(Tint::Sign, ": ");
            } else {
                self.pointer.push_str(&format!("/{count}"));
                self.open(depth + 1);
            }
            self.value(depth + 1);
            self.pointer.truncate(inside);
            count += 1;
        }
        self.at += 1;
        if count > 0 {
            self.open(depth);
        }
        self.put(Tint::Sign, end);
    }

    /// The items of a short array that holds neither arrays nor objects.
    fn plain_array(&self) -> Option<Vec<String>> {
        let raw = self.text[self.at..].split_inclusive(']').next()?;
        if raw.len() > INLINE || raw[1..].contains(['{', '[']) {
            return None;
        }
        let items: Vec<serde_json::Value> = serde_json::from_str(raw).ok()?;
        Some(items.iter().map(ToString::to_string).collect())
    }

    fn inline(&mut self, items: &[String]) {
        self.at += self.text[self.at..].find(']').map_or(0, |end| end + 1);
        self.put(Tint::Sign, "[");
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.put(Tint::Sign, ", ");
            }
            self.put(if item.starts_with('"') { Tint::Text } else { Tint::Number }, item.as_str());
        }
        self.put(Tint::Sign, "]");
    }

    /// A string with its quotes, as written.
    fn string(&mut self) -> String {
        let octets = self.text.as_bytes();
        let start = self.at;
        let mut end = start + 1;
        while end < octets.len() && octets[end] != b'"' {
            end += if octets[end] == b'\\' { 2 } else { 1 };
        }
        self.at = (end + 1).min(octets.len());
        self.text.get(start..self.at).unwrap_or_default().to_owned()
    }
}

/// A part of a document that is tied to something outside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// What it is called where it is tied to.
    pub name: AttrValue,
    /// JSON pointer of the part, as the document writes its names.
    pub pointer: AttrValue,
    /// The class of the mark upon its value; without one its whole lines are marked.
    pub mark: Option<&'static str>,
}

/// Props of [`Json`].
#[derive(Properties, PartialEq)]
pub struct JsonProps {
    /// The document.
    pub text: AttrValue,
    /// Whether lines carry numbers.
    #[prop_or_default]
    pub numbered: bool,
    /// Parts tied to something outside.
    #[prop_or_default]
    pub ties: Vec<Tie>,
    /// The tie that is marked now.
    #[prop_or_default]
    pub tied: Option<AttrValue>,
    /// Called with what is pointed at.
    #[prop_or_default]
    pub ontie: Callback<Option<AttrValue>>,
    /// Pointers of values that a finding is about.
    #[prop_or_default]
    pub marks: Vec<AttrValue>,
    /// Whether the marked lines are brought into view.
    #[prop_or_default]
    pub follow: bool,
}

/// A JSON document. What is not JSON is shown as it came.
#[component]
pub fn Json(props: &JsonProps) -> Html {
    let whole = use_state_eq(|| false);
    let top = use_node_ref();
    let read = use_memo(props.text.clone(), |text| lines(text));
    {
        let top = top.clone();
        use_effect_with((props.tied.clone(), props.follow), move |(tied, follow)| {
            if tied.is_some() && *follow {
                bring_into_view(&top);
            }
        });
    }
    let Some(lines) = read.as_ref() else {
        return html! { <pre class="raw" ref={top}>{props.text.clone()}</pre> };
    };
    let shown = if *whole || lines.len() <= FOLD_AT + 20 { lines.len() } else { FOLD_AT };
    let line = |line: &Line| line_view(line, props);
    let more = (shown < lines.len()).then(|| {
        let (whole, count) = (whole.clone(), lines.len());
        html! { {Button::new(format!("Show all {count} lines"), Callback::from(move |()| whole.set(true))).kind(Kind::Bare)} }
    });
    html! {
        <>
            <pre class={classes!(props.numbered.then_some("num"))} ref={top}>{for lines[..shown].iter().map(line)}</pre>
            {more}
        </>
    }
}

fn line_view(line: &Line, props: &JsonProps) -> Html {
    let tie = props.ties.iter().find(|tie| within(&line.pointer, &tie.pointer));
    let tied = tie.is_some() && tie.map(|tie| &tie.name) == props.tied.as_ref();
    let marked = props.marks.iter().any(|mark| *mark == line.pointer);
    let onpointerover = tie.map(|tie| {
        let name = tie.name.clone();
        props.ontie.reform(move |_: PointerEvent| Some(name.clone()))
    });
    // Indented by class: the policy of the page allows no style attribute.
    let depth = (line.depth > 0).then(|| format!("in-{}", line.depth.min(18)));
    let mark = tie.and_then(|tie| tie.mark).filter(|_| tied).or(marked.then_some(""));
    let piece = |(tint, text): &(Tint, String)| {
        let value = html! { <span class={tint.class()}>{text.clone()}</span> };
        match mark {
            Some(class) if matches!(tint, Tint::Text | Tint::Number) => {
                html! { <mark {class}>{value}</mark> }
            }
            _ => value,
        }
    };
    html! {
        <span class={classes!("ln", depth, (tied && mark.is_none()).then_some("is-tied"))} {onpointerover}>
            {for line.pieces.iter().map(piece)}{"\n"}
        </span>
    }
}

/// Whether a pointer is that of the part, or of something in it.
fn within(pointer: &str, part: &str) -> bool {
    pointer.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Scrolls the nearest scrolling ancestor, and nothing else: the page itself must not jump.
fn bring_into_view(top: &NodeRef) {
    let Some(first) =
        top.cast::<Element>().and_then(|top| top.query_selector(".is-tied").ok().flatten())
    else {
        return;
    };
    let Some(frame) = first.closest(".tall").ok().flatten() else { return };
    let (line, around) = (first.get_bounding_client_rect(), frame.get_bounding_client_rect());
    if line.top() < around.top() || line.bottom() > around.bottom() {
        #[expect(clippy::cast_possible_truncation, reason = "pixels on a screen")]
        frame.set_scroll_top(frame.scroll_top() + (line.top() - around.top()) as i32 - 24);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> Vec<String> {
        let whole = |line: &Line| {
            let pieces: String = line.pieces.iter().map(|(_, text)| text.as_str()).collect();
            format!("{}{pieces} @{}", "  ".repeat(line.depth), line.pointer)
        };
        lines(text).expect("JSON").iter().map(whole).collect()
    }

    #[test]
    fn order_and_writing_are_kept() {
        assert_eq!(
            printed(r#"{"z":1.50,"a":["x","y"],"e":{},"o":[{"k":"\"}"}]}"#),
            [
                "{ @",
                "  \"z\": 1.50, @/z",
                "  \"a\": [\"x\", \"y\"], @/a",
                "  \"e\": {}, @/e",
                "  \"o\": [ @/o",
                "    { @/o/0",
                "      \"k\": \"\\\"}\" @/o/0/k",
                "    } @/o/0",
                "  ] @/o",
                "} @",
            ]
        );
    }

    #[test]
    fn a_bracket_inside_a_string_does_not_end_an_array() {
        assert_eq!(printed(r#"["a]b"]"#), ["[ @", "  \"a]b\" @/0", "] @"]);
    }

    #[test]
    fn what_is_not_json_is_left_alone() {
        assert_eq!(lines("<html>"), None);
        assert_eq!(lines(&"[".repeat(100_000)), None);
    }

    #[test]
    fn a_part_does_not_hold_its_namesakes() {
        assert!(within("/entry/1/resource/id", "/entry/1"));
        assert!(!within("/entry/10", "/entry/1"));
    }
}
