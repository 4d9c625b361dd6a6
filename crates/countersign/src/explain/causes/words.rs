//! What the reply says, word for word, against what servers are known to answer.

use super::Found;
use super::telling::of_code;
use crate::explain::reply::Reading;
use crate::explain::shown::shown;
use crate::explain::{Cause, Likelihood};
use crate::rules::Code;
use crate::rules::code::{codes, jws, jwt};
use crate::rules::replies::{Captures, Reply, SERVERS, Server};

/// A text of the reply that a server is known to answer.
#[derive(Debug)]
pub(in crate::explain) struct Match<'a> {
    pub(in crate::explain) server: &'static Server,
    pub(in crate::explain) reply: &'static Reply,
    text: &'a str,
    captures: Captures<'a>,
}

/// From how many faults on that share their words none of them is likely by the words alone.
const MANY: usize = 3;
/// How many words of a text are looked at for the id of a code.
const OWN_WORDS: usize = 100;

/// Every known reply whose words stand in this one, the more telling first.
pub(in crate::explain) fn matches<'a>(reading: &'a Reading<'_>) -> Vec<Match<'a>> {
    let mut found = Vec::new();
    for text in &reading.words {
        for server in SERVERS {
            found.extend(server.replies.iter().filter_map(|reply| {
                let captures = reply.words()?.captures(text)?;
                Some(Match { server, reply, text, captures })
            }));
        }
    }
    // Of two templates that fit, the one with more text of its own says more.
    found.sort_by_key(|one| core::cmp::Reverse(one.reply.words().map_or(0, |words| words.fixed())));
    found
}

/// The faults that the reply names.
pub(super) fn find(reading: &Reading<'_>, matches: &[Match<'_>]) -> Vec<Found> {
    let mut said: Vec<(&'static Code, &Match<'_>)> = Vec::new();
    // Words that are only modelled name no fault by themselves; the tables know what they can mean.
    for one in matches.iter().filter(|one| one.reply.quotable()) {
        let Some(code) = Code::by_id(one.reply.code) else { continue };
        let is_known = said.iter().any(|(known, _)| *known == code);
        if !is_known && fits(code, &one.captures) != Some(false) {
            said.push((code, one));
        }
    }
    // A gap can single one fault out of those that share their words.
    said.sort_by_key(|(code, one)| fits(code, &one.captures).is_none());
    let likelihood = if said.len() < MANY { Likelihood::Likely } else { Likelihood::Possible };
    let mut found: Vec<Found> =
        said.iter().map(|(code, one)| one.found(code, likelihood)).collect();
    if found.is_empty() {
        found.extend(reading.words.iter().find_map(|text| own(text)));
    }
    found
}

impl Match<'_> {
    fn found(&self, code: &'static Code, likelihood: Likelihood) -> Found {
        let mut because = vec![format!(
            "It says “{}”, as {} answers to this fault.",
            shown(self.text),
            self.server.name
        )];
        because.extend(
            self.captures
                .iter()
                .map(|(name, value)| format!("The `{name}` in it is `{}`.", shown(value))),
        );
        because.extend(self.reply.when.map(|when| format!("It answers so: {when}.")));
        let (confidence, is_said) = (self.reply.evidence, true);
        Found { cause: Cause { confidence, likelihood, ..of_code(code, because) }, is_said }
    }
}

/// The partner of this project answers with what a code means; other tools may name the code itself.
fn own(text: &str) -> Option<Found> {
    let plain = |text: &str| text.trim_end_matches('.').replace(['`', '"', '\''], "");
    let said = plain(text);
    let named = |word: &str| Code::by_id(word.trim_matches(|c: char| !c.is_ascii_alphanumeric()));
    let code = codes()
        .find(|code| plain(code.what) == said)
        .or_else(|| text.split_whitespace().take(OWN_WORDS).find_map(named))?;
    let because = format!("It says “{}”, which is `{}`.", shown(text), code.id);
    Some(Found { cause: of_code(code, vec![because]), is_said: true })
}

/// Whether what stands in a gap is what this fault would put there; nothing when that tells nothing.
fn fits(code: &Code, captures: &Captures<'_>) -> Option<bool> {
    let bare = |name| captures.get(name).map(|url: &str| url.trim_end_matches('/'));
    if *code == jws::ALG_SYMMETRIC {
        return captures.get("alg").map(|alg| alg.starts_with("HS"));
    }
    if *code == jwt::AUD_TRAILING_SLASH && captures.get("aud").is_some() {
        return Some(bare("aud") == bare("token_url"));
    }
    None
}
