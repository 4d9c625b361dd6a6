//! What comes out: causes in order, and the facts beside them.

use serde::{Deserialize, Serialize};

use crate::rules::{Code, Confidence};

/// What a reply most likely means.
///
/// As JSON its names are in camel case, and a finding code is its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What the reply is, in a sentence without a full stop.
    pub reading: String,
    /// Which server it seems to be from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<Partner>,
    /// The causes, most likely first; there is always one.
    pub causes: Vec<Cause>,
    /// Causes that would fit the reply and that the assertion disproves.
    pub ruled_out: Vec<RuledOut>,
    /// What else the reply tells: clocks, ids for the partner's support, who answered.
    pub facts: Vec<Fact>,
    /// What was not given and would narrow it down.
    pub would_help: Vec<String>,
}

/// A server that answers in this way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Partner {
    /// Short, stable name; where a profile exists, the profile's.
    pub id: String,
    /// What to call it on a page.
    pub name: String,
    /// What points to it, in a sentence.
    pub because: String,
}

/// One thing that may be wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// What is wrong, in a sentence without a full stop.
    pub title: String,
    /// What speaks for it, in sentences: the words of the reply, what the assertion shows, why they go together.
    pub because: Vec<String>,
    /// One thing to do now that tells whether it is so.
    pub test: String,
    /// What to do about it.
    pub fix: String,
    /// The findings that it stands for, the likeliest first.
    #[serde(with = "code_ids")]
    pub codes: Vec<&'static Code>,
    /// How it is known that the reply can mean this.
    pub confidence: Confidence,
    /// How well it fits.
    pub likelihood: Likelihood,
}

/// How well a cause fits what was seen. There are no percentages: nobody has counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Likelihood {
    /// It fits everything.
    Likely,
    /// It fits.
    Possible,
    /// It is not excluded.
    Remote,
}

/// A cause that the assertion disproves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuledOut {
    /// What is not wrong.
    pub title: String,
    /// What the assertion shows instead.
    pub because: String,
}

/// Something that the reply tells beside its cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// What kind of thing.
    pub kind: FactKind,
    /// What to call it: a header's name, for example.
    pub name: String,
    /// What was there.
    pub value: String,
    /// What that means, in a sentence.
    pub note: String,
}

/// What a [`Fact`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FactKind {
    /// The partner's clock against another one.
    Clock,
    /// An id by which the partner's support finds this request.
    Correlation,
    /// When to try again.
    Retry,
    /// Who answered: a server, a gateway, a proxy.
    Answered,
    /// What the answer demands: authentication, another method, another address.
    Demand,
}

impl Likelihood {
    /// One step likelier.
    pub(super) const fn raised(self) -> Self {
        match self {
            Self::Likely | Self::Possible => Self::Likely,
            Self::Remote => Self::Possible,
        }
    }
}

/// Codes as JSON writes them: by id.
mod code_ids {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::rules::Code;

    pub(super) fn serialize<S: Serializer>(codes: &[&Code], out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(codes.iter().map(|code| code.id))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<&'static Code>, D::Error> {
        Vec::<String>::deserialize(from)?
            .iter()
            .map(|id| {
                Code::by_id(id)
                    .ok_or_else(|| D::Error::custom(format_args!("no finding code {id:?}")))
            })
            .collect()
    }
}
