//! Two assertions side by side, the differences that matter first. Nothing is verified.

mod member;
mod signature;
mod wording;

use serde::Serialize;

use crate::encoding::json::Object;
use crate::finding::Part;
use crate::inspect::compact;
use crate::limits::TOKEN_OCTETS;

/// What two assertions have in common, and what not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Where one of them cannot be read; parts that only one has readable are not compared.
    pub faults: Vec<Fault>,
    /// What differs, or should and does not: by weight, then in the order in which a partner looks.
    pub differences: Vec<Difference>,
    /// What does not, in that order too.
    pub same: Vec<Same>,
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The first.
    Left,
    /// The second.
    Right,
}

/// A place where one of them cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// Whose.
    pub side: Side,
    /// In which part; [`Part::Document`] where it is the whole.
    pub part: Part,
    /// What is so, and where.
    pub says: String,
}

/// How much a difference matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// One may be accepted where the other is refused.
    Decisive,
    /// Some partners care.
    Notable,
    /// So it is with any two assertions.
    Expected,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The part it is in.
    pub part: Part,
    /// The member, or `lifetime`, or `signature`.
    pub name: String,
    /// The value on the left, as JSON and shortened; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// The value on the right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<String>,
    /// How much it matters.
    pub weight: Weight,
    /// What differs, in one sentence.
    pub says: String,
}

/// Something that is the same in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Same {
    /// The part it is in.
    pub part: Part,
    /// The member, or `lifetime`, or `signature`.
    pub name: String,
    /// The value, as JSON and shortened.
    pub value: String,
}

/// Compares two assertions. Either may be pasted with what stands around it: quotes, `Bearer`, a form, a command.
///
/// The order of members does not count, and neither is any signature verified.
///
/// ```
/// use countersign::assertion::compare::{Weight, compare};
///
/// // The claims are {"aud":"https://ehr.example/token","jti":"a"} and {"aud":"https://ehr.example/token/","jti":"b"}.
/// let works = "eyJhbGciOiJSUzM4NCJ9.eyJhdWQiOiJodHRwczovL2Voci5leGFtcGxlL3Rva2VuIiwianRpIjoiYSJ9.AAAA";
/// let fails = "eyJhbGciOiJSUzM4NCJ9.eyJhdWQiOiJodHRwczovL2Voci5leGFtcGxlL3Rva2VuLyIsImp0aSI6ImIifQ.AAAB";
/// let comparison = compare(works, fails);
/// let first = &comparison.differences[0];
/// assert_eq!((first.name.as_str(), first.weight), ("aud", Weight::Decisive));
/// assert_eq!(first.says, "The right `aud` has one more slash at the end");
/// assert_eq!(comparison.summary(), "1 difference decides");
/// ```
pub fn compare(left: &str, right: &str) -> Comparison {
    let (left, right) = (crate::inspect::token_in(left), crate::inspect::token_in(right));
    let (left, right) = (Token::read(&left, Side::Left), Token::read(&right, Side::Right));
    let mut comparison =
        Comparison { faults: Vec::new(), differences: Vec::new(), same: Vec::new() };
    for (part, left, right) in
        [(Part::Header, &left.header, &right.header), (Part::Payload, &left.claims, &right.claims)]
    {
        if let (Some(left), Some(right)) = (left, right) {
            member::compare(&mut comparison, part, left, right);
        }
    }
    if left.input() != right.input() {
        member::compare_jti(&mut comparison);
    }
    signature::compare(&mut comparison, &left, &right);
    comparison.differences.sort_by_key(|difference| {
        (difference.weight, member::rank(difference.part, &difference.name))
    });
    comparison.same.sort_by_key(|same| member::rank(same.part, &same.name));
    comparison.faults = [left.faults, right.faults].concat();
    comparison
}

impl Comparison {
    /// How many differences have that weight.
    pub fn count(&self, weight: Weight) -> usize {
        self.differences.iter().filter(|difference| difference.weight == weight).count()
    }

    /// The outcome in one sentence.
    pub fn summary(&self) -> String {
        let plural = |count: usize, one: &str, more: &str| match count {
            1 => format!("1 difference {one}"),
            _ => format!("{count} differences {more}"),
        };
        if let [fault, ..] = &self.faults[..] {
            let both = self.faults.iter().any(|other| other.side != fault.side);
            let side = if both { "Both" } else { fault.side.name() };
            return format!("{side} cannot be read in full");
        }
        match (self.count(Weight::Decisive), self.count(Weight::Notable)) {
            (0, 0) if self.differences.is_empty() => "They are the same".to_owned(),
            (0, 0) => "They differ only in times, `jti` and signature, as they should".to_owned(),
            (0, notable) => plural(notable, "is worth a look", "are worth a look"),
            (decisive, _) => plural(decisive, "decides", "decide"),
        }
    }
}

impl Side {
    /// What to call it at the beginning of a sentence.
    const fn name(self) -> &'static str {
        match self {
            Self::Left => "The left one",
            Self::Right => "The right one",
        }
    }
}

/// One of the two, as far as it can be read.
struct Token<'a> {
    text: &'a str,
    header: Option<Object>,
    claims: Option<Object>,
    signature: Option<Vec<u8>>,
    faults: Vec<Fault>,
}

impl<'a> Token<'a> {
    fn read(text: &'a str, side: Side) -> Self {
        let mut faults = Vec::new();
        if text.len() > TOKEN_OCTETS {
            let says = format!("{} octets, at most {TOKEN_OCTETS} are looked at", text.len());
            faults.push(Fault { side, part: Part::Document, says });
            return Self { text, header: None, claims: None, signature: None, faults };
        }
        let segments = compact::split(text);
        let mut tell = |part, says: &str| {
            faults.push(Fault { side, part, says: says.to_owned() });
        };
        let mut object = |index: usize, part| {
            let segment = segments.get(index)?;
            let read = segment.object();
            if let Some(says) = segment.fault.as_ref().or(read.as_ref().err()) {
                tell(part, says);
            }
            read.ok()
        };
        let (header, claims) = (object(0, Part::Header), object(1, Part::Payload));
        let last = segments.get(2);
        if let Some(says) = last.and_then(|segment| segment.fault.as_ref()) {
            tell(Part::Signature, says);
        }
        let signature = last.and_then(|segment| segment.octets.clone());
        match segments.len() {
            3 => {}
            // Where the parts are not parts, what is wrong with each of them says nothing.
            parts => {
                let (plural, more) = match parts {
                    1 => ("part", ""),
                    5 => ("parts", ": it is encrypted (JWE)"),
                    _ => ("parts", ""),
                };
                let says = format!("It has {parts} {plural}, not three{more}");
                faults = vec![Fault { side, part: Part::Document, says }];
            }
        }
        Self { text, header, claims, signature, faults }
    }

    /// What was signed: all in front of the second dot (RFC 7515 §5.1).
    fn input(&self) -> &'a str {
        self.text.match_indices('.').nth(1).map_or(self.text, |(at, _)| &self.text[..at])
    }
}
