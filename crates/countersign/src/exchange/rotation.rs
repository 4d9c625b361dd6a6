//! Rotation, rehearsed: when a client changes its key, which `kid` is missing where, and when each step is safe.
//!
//! A partner that keeps a fetched key set does not see a new key at once, and an assertion that is under way still needs
//! the old one. Both are worked out here from the moments of a plan; nothing is sent. Access tokens go on working
//! whatever happens to the key that got them: they only delay when a fault is met.

use serde::{Deserialize, Serialize};

use crate::time::{Seconds, UnixSeconds};

/// How long Epic keeps a key set at the most: 29 hours.
pub const EPIC_KEEPS: Seconds = Seconds::new(29 * 3_600);

/// A plan to change from one key to another, published by URL.
///
/// ```
/// use countersign::exchange::{EPIC_KEEPS, KeySetCache, Rotation};
/// use countersign::time::{Seconds, UnixSeconds};
///
/// let now = UnixSeconds::new(1_778_594_600);
/// let at_once = Rotation {
///     old_kid: "2026-05".into(),
///     new_kid: "2026-11".into(),
///     publish_at: now,
///     sign_at: now,
///     remove_at: now + Seconds::new(86_400),
///     caches: vec![KeySetCache::new("Epic", EPIC_KEEPS)],
///     assertion_lifetime: Seconds::new(300),
///     token_lifetime: Seconds::new(3_600),
/// };
/// let gaps = at_once.rehearse().gaps;
/// assert_eq!((gaps.len(), gaps[0].kid.as_str(), gaps[0].lasts().in_words()), (1, "2026-11", "1 day 5 h".into()));
/// assert!(at_once.made_safe().rehearse().gaps.is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rotation {
    /// The name of the key that goes.
    pub old_kid: String,
    /// The name of the key that comes.
    pub new_kid: String,
    /// When the new key joins the old one in the published set.
    pub publish_at: UnixSeconds,
    /// When the client begins to sign with the new key, and no more with the old one.
    pub sign_at: UnixSeconds,
    /// When the old key leaves the published set.
    pub remove_at: UnixSeconds,
    /// How each partner keeps the set.
    pub caches: Vec<KeySetCache>,
    /// How long an assertion is good for; 300 s at the most.
    pub assertion_lifetime: Seconds,
    /// How long a token is good for, the longest of the partners'.
    pub token_lifetime: Seconds,
}

/// How one partner keeps a key set that it has fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeySetCache {
    /// The partner's name.
    pub partner: String,
    /// The longest that it keeps a set.
    pub keeps: Seconds,
    /// Whether it is known to fetch the set again when an assertion names a `kid` that the kept one lacks. Nothing in
    /// the specification asks for that, so it is not taken for granted.
    pub fetches_for_unknown_kid: bool,
}

/// A moment in the rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it is.
    pub at: UnixSeconds,
    /// The key it is about.
    pub kid: String,
    /// What happens.
    #[serde(flatten)]
    pub what: What,
}

/// What happens to a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "what", content = "partner", rename_all = "kebab-case")]
pub enum What {
    /// It joins the published set.
    Published,
    /// Whatever this partner has kept is newer than the key: it knows it.
    KnownAt(String),
    /// The client begins to sign with it.
    SignedWith,
    /// The last assertion signed with it ends.
    LastAssertionEnds,
    /// It leaves the published set.
    Removed,
    /// Whatever this partner has kept is newer than the removal: it has forgotten it. Until then the partner may still
    /// accept what the key signs, which matters when the key was stolen.
    ForgottenAt(String),
}

/// Why a partner has no key of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The set that the partner has does not hold it yet.
    NotYetThere,
    /// The set that the partner has holds it no more.
    AlreadyGone,
}

/// A time in which an assertion that names `kid` may be refused by `partner`, which has no key of that name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// The key that is missing.
    pub kid: String,
    /// Where.
    pub partner: String,
    /// Why.
    pub why: Missing,
    /// The first moment of it.
    pub from: UnixSeconds,
    /// The moment from which all is well again.
    pub until: UnixSeconds,
    /// When it is met at the latest: a client that got its token just before asks for the next one then. Past `until`
    /// the gap may go by unnoticed.
    pub met_by: UnixSeconds,
}

impl Gap {
    /// How long it lasts.
    pub const fn lasts(&self) -> Seconds {
        self.until.since(self.from)
    }
}

/// How a plan comes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsal {
    /// The time line, earliest first.
    pub events: Vec<Event>,
    /// Where assertions may be refused, earliest first; a gap for each partner.
    pub gaps: Vec<Gap>,
    /// The earliest moment to sign with the new key.
    pub sign_from: UnixSeconds,
    /// The earliest moment to remove the old key, if signing begins when planned or, where that is too early, at
    /// `sign_from`.
    pub remove_from: UnixSeconds,
}

impl KeySetCache {
    /// A partner that keeps a set for at most `keeps` and is not known to look again any earlier.
    pub fn new(partner: impl Into<String>, keeps: Seconds) -> Self {
        Self { partner: partner.into(), keeps, fetches_for_unknown_kid: false }
    }

    /// A partner that heeds the `Cache-Control` which the key set is served with, and never keeps it for more than
    /// `longest`; without the header it is taken to keep it that long.
    ///
    /// ```
    /// use countersign::exchange::{EPIC_KEEPS, KeySetCache};
    ///
    /// let kept = |header| KeySetCache::heeding("Epic", header, EPIC_KEEPS).keeps.get();
    /// assert_eq!((kept(Some("public, max-age=3600")), kept(Some("no-store")), kept(None)), (3_600, 0, 104_400));
    /// ```
    pub fn heeding(
        partner: impl Into<String>,
        cache_control: Option<&str>,
        longest: Seconds,
    ) -> Self {
        let said = cache_control.and_then(max_age).unwrap_or(longest);
        Self::new(partner, said.min(longest))
    }

    /// How long after a key is published this partner may still not know it.
    fn blind_for(&self) -> Seconds {
        if self.fetches_for_unknown_kid { Seconds::new(0) } else { positive(self.keeps) }
    }
}

impl Rotation {
    /// Plays the plan through, each partner having fetched the set at the worst moment.
    pub fn rehearse(&self) -> Rehearsal {
        let known_at = |cache: &KeySetCache| self.publish_at + cache.blind_for();
        let known_everywhere = self.caches.iter().map(known_at).max().unwrap_or(self.publish_at);
        let lifetime = positive(self.assertion_lifetime);
        let sign_from = known_everywhere.max(self.publish_at);
        let mut gaps: Vec<Gap> = self.caches.iter().flat_map(|cache| self.gaps_at(cache)).collect();
        gaps.sort_by_key(|gap| gap.from);
        Rehearsal {
            events: self.events(),
            gaps,
            sign_from,
            remove_from: self.sign_at.max(sign_from) + lifetime,
        }
    }

    /// The same plan, with each step that is too early put off to the earliest moment that is safe.
    #[must_use]
    pub fn made_safe(&self) -> Self {
        let rehearsed = self.rehearse();
        Self {
            sign_at: self.sign_at.max(rehearsed.sign_from),
            remove_at: self.remove_at.max(rehearsed.remove_from),
            ..self.clone()
        }
    }

    /// The last moment at which an assertion by the old key may be under way.
    fn old_key_needed_until(&self) -> UnixSeconds {
        self.sign_at + positive(self.assertion_lifetime)
    }

    fn gaps_at(&self, cache: &KeySetCache) -> impl Iterator<Item = Gap> {
        // A set fetched just before the publication lacks the new key for as long as it is kept; one fetched just after
        // the removal lacks the old one at once.
        let new = (
            &self.new_kid,
            Missing::NotYetThere,
            self.sign_at,
            self.publish_at + cache.blind_for(),
        );
        let old =
            (&self.old_kid, Missing::AlreadyGone, self.remove_at, self.old_key_needed_until());
        [new, old].into_iter().filter(|(_, _, from, until)| from < until).map(
            |(kid, why, from, until)| Gap {
                kid: kid.clone(),
                partner: cache.partner.clone(),
                why,
                from,
                until,
                met_by: from + positive(self.token_lifetime),
            },
        )
    }

    fn events(&self) -> Vec<Event> {
        let event = |at, kid: &str, what| Event { at, kid: kid.to_owned(), what };
        let (old, new) = (&self.old_kid, &self.new_kid);
        let mut events = vec![
            event(self.publish_at, new, What::Published),
            event(self.sign_at, new, What::SignedWith),
            event(self.old_key_needed_until(), old, What::LastAssertionEnds),
            event(self.remove_at, old, What::Removed),
        ];
        for cache in &self.caches {
            let (known_at, forgotten_at) =
                (self.publish_at + cache.blind_for(), self.remove_at + positive(cache.keeps));
            events.push(event(known_at, new, What::KnownAt(cache.partner.clone())));
            events.push(event(forgotten_at, old, What::ForgottenAt(cache.partner.clone())));
        }
        events.sort_by(|one, other| (one.at, &one.what).cmp(&(other.at, &other.what)));
        events
    }
}

/// The seconds that a `Cache-Control` allows a shared cache (RFC 9111 §5.2.2), if it says so.
fn max_age(value: &str) -> Option<Seconds> {
    let directives: Vec<String> =
        value.split(',').map(|one| one.trim().to_ascii_lowercase()).collect();
    if directives.iter().any(|one| one == "no-store" || one == "no-cache") {
        return Some(Seconds::new(0));
    }
    let age = |name: &str| {
        let text = directives.iter().find_map(|one| one.strip_prefix(name))?;
        text.trim_matches('"').parse::<u32>().ok()
    };
    age("s-maxage=").or_else(|| age("max-age=")).map(|seconds| Seconds::new(seconds.into()))
}

/// A span that does not reach back.
fn positive(span: Seconds) -> Seconds {
    span.max(Seconds::new(0))
}
