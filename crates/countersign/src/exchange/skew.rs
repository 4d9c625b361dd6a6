//! Skew: how far the clock here is from the partner's, what that breaks, and how to live with it.
//!
//! Every HTTP answer says what time it was made (RFC 9110 §6.6.1). With the moments between which that was by the clock
//! here, the two clocks can be compared to a second or two.

use http::HeaderMap;
use http::header::{AGE, DATE};
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Status};
use crate::limits::ASSERTION_LIFETIME;
use crate::rules::code::{clock, jwt};
use crate::rules::{Code, Profile};
use crate::time::{Seconds, UnixSeconds};

/// How far the clocks may be apart before it is remarked on, in seconds.
const REMARKED: i64 = 60;
/// How far back `iat` and `nbf` are set at least, in seconds.
const BACK_AT_LEAST: i64 = 5;
/// How HTTP writes a date, and how it used to (RFC 9110 §5.6.7).
const DATES: [&str; 3] =
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
/// How long an assertion should still be good when it arrives, in seconds.
const LEFT_ON_ARRIVAL: i64 = 30;

/// How far the clock here is ahead of the partner's: somewhere from [`least`](Self::least) to [`most`](Self::most).
///
/// ```
/// use countersign::exchange::Skew;
/// use countersign::time::UnixSeconds;
///
/// let mut headers = http::HeaderMap::new();
/// headers.insert("date", http::HeaderValue::from_static("Tue, 12 May 2026 14:03:20 GMT"));
/// // Asked and answered within one second, 10 minutes later by the clock here.
/// let asked = UnixSeconds::new(1_778_595_200);
/// let skew = Skew::from_headers(&headers, asked, asked)?;
/// assert_eq!((skew.ahead().get(), skew.uncertainty().get()), (600, 1));
/// # Ok::<(), countersign::exchange::SkewError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skew {
    /// The moment that the answer names, by the partner's clock.
    pub partner_at: UnixSeconds,
    /// The moment in the middle between question and answer, by the clock here.
    pub here_at: UnixSeconds,
    /// The clock here is ahead by at least this much; negative where it is behind.
    pub least: Seconds,
    /// The clock here is ahead by at most this much.
    pub most: Seconds,
}

/// Why the clocks cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SkewError {
    /// No `Date`. To a page it may be there and not shown: that is for the partner to allow (CORS).
    #[error("the answer has no Date that can be read here")]
    NoDate,
    /// `Date` in none of the three forms of HTTP.
    #[error("the Date is {got:?}, wanted a form like \"Sun, 06 Nov 1994 08:49:37 GMT\"")]
    NotADate {
        /// What it is, shortened.
        got: String,
    },
    /// The answer came before the question: the clock here was set back meanwhile.
    #[error("the answer came {0} s before the question, so the clock here was set meanwhile")]
    Backwards(i64),
}

impl SkewError {
    /// A stable name, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoDate => "skew.no-date",
            Self::NotADate { .. } => "skew.not-a-date",
            Self::Backwards(_) => "skew.backwards",
        }
    }
}

/// What happens at the partner to an assertion that is made by the clock here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The fault that the partner sees.
    pub code: &'static Code,
    /// How the profile takes it: a fail or a warning.
    pub status: Status,
    /// By how much the time is beyond what would pass.
    pub over: Seconds,
}

/// How to write the times of an assertion as long as the clocks disagree.
///
/// ```
/// use countersign::assertion::Assertion;
/// use countersign::exchange::Skew;
/// use countersign::{jws::Alg, time::{Seconds, UnixSeconds}};
///
/// let now = UnixSeconds::new(1_778_595_200);
/// let advice = Skew::between(now - Seconds::new(40), now, now)?.advice();
/// let assertion = Assertion {
///     lifetime: advice.lifetime.expect("40 s can be lived with"),
///     ..Assertion::new("larkmoor", "https://ehr.example/token", "k1".parse()?, Alg::Rs384, "5f0c", now - advice.back_date)
/// };
/// assert_eq!(assertion.draft()?.claim("iat"), Some(&1_778_595_159.into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// How far before the clock here `iat`, and `nbf` where it is sent, are to be set.
    pub back_date: Seconds,
    /// The longest safe `exp` − `iat`; none where the clock here is so slow that any assertion arrives ended or about to
    /// end, and only setting it helps.
    pub lifetime: Option<Seconds>,
}

impl Skew {
    /// Compares the clocks: the partner said that it was `partner_at`, some time between `sent_at` and `received_at`.
    /// Each of the three is taken to be cut to whole seconds.
    ///
    /// # Errors
    /// [`SkewError::Backwards`] when `received_at` is before `sent_at`.
    pub fn between(
        partner_at: UnixSeconds,
        sent_at: UnixSeconds,
        received_at: UnixSeconds,
    ) -> Result<Self, SkewError> {
        let round_trip = received_at.since(sent_at).get();
        if round_trip < 0 {
            return Err(SkewError::Backwards(round_trip.saturating_neg()));
        }
        Ok(Self {
            partner_at,
            here_at: sent_at + Seconds::new(round_trip / 2),
            least: (sent_at - Seconds::new(1)).since(partner_at),
            most: (received_at + Seconds::new(1)).since(partner_at),
        })
    }

    /// Compares the clocks by the `Date` of an answer; of one that a cache kept, `Age` is added (RFC 9111 §5.1).
    ///
    /// # Errors
    /// [`SkewError`] when there is no `Date`, it is no date, or `received_at` is before `sent_at`.
    pub fn from_headers(
        headers: &HeaderMap,
        sent_at: UnixSeconds,
        received_at: UnixSeconds,
    ) -> Result<Self, SkewError> {
        let date = headers.get(DATE).ok_or(SkewError::NoDate)?;
        let made_at = read_date(&String::from_utf8_lossy(date.as_bytes()))?;
        let age = headers.get(AGE).and_then(|age| age.to_str().ok()?.trim().parse::<u32>().ok());
        let Some(age) = age else { return Self::between(made_at, sent_at, received_at) };
        let skew = Self::between(made_at + Seconds::new(age.into()), sent_at, received_at)?;
        // The age is cut to whole seconds too.
        let (least, most) = (skew.least.get().saturating_sub(1), skew.most.get().saturating_add(1));
        Ok(Self { least: Seconds::new(least), most: Seconds::new(most), ..skew })
    }

    /// How far the clock here is ahead, most likely; negative where it is behind.
    pub const fn ahead(&self) -> Seconds {
        self.here_at.since(self.partner_at)
    }

    /// By how much [`ahead`](Self::ahead) may be wrong, either way.
    pub const fn uncertainty(&self) -> Seconds {
        let width = self.most.get().saturating_sub(self.least.get());
        Seconds::new(width / 2 + width % 2)
    }

    /// The finding `clock.skew` as `profile` takes it, with what the skew breaks there.
    pub fn finding(&self, profile: &Profile) -> Finding {
        let (code, subject) = (&clock::SKEW, "headers.date");
        let (ahead, give_or_take) = (self.ahead(), self.uncertainty());
        if give_or_take.get() > REMARKED / 2 {
            let message = format!(
                "The clocks were not compared: needs an answer in less than {REMARKED} s, this one may be off by {}",
                give_or_take.in_words()
            );
            return Finding::skipped(code, subject, message);
        }
        let by = format!("{}, give or take {}", ahead.in_words(), give_or_take.in_words());
        let message = match ahead.get() {
            0 => format!(
                "The clock here and the partner's agree, give or take {}",
                give_or_take.in_words()
            ),
            1.. => format!("The clock here is ahead of the partner's by {by}"),
            _ => format!("The clock here is behind the partner's by {by}"),
        };
        if ahead.get().unsigned_abs() <= REMARKED.unsigned_abs() {
            return Finding::pass(code, subject, message);
        }
        let finding = Finding::new(code, profile.level(code).status, subject, message)
            .got(self.here_at.to_string())
            .expected(self.partner_at.to_string());
        match self.breaks(profile) {
            Some(breaks) => finding.near_miss(format!("{breaks} {}", self.advice())),
            None => finding,
        }
    }

    /// What an assertion meets there that is made by the clock here, is good for five minutes and has an `nbf`: what the
    /// profile refuses or remarks on, in the order of the checks.
    pub fn effects(&self, profile: &Profile) -> Vec<Effect> {
        let (ahead, leeway) = (self.ahead().get(), profile.leeway.get());
        let early = ahead.saturating_sub(leeway);
        let late = ahead.saturating_neg().saturating_sub(ASSERTION_LIFETIME).saturating_sub(leeway);
        // An assertion has ended at `exp` itself, so to be late by nothing is to be late.
        let faults = [
            (&jwt::NBF_FUTURE, early, early > 0),
            (&jwt::EXP_EXPIRED, late, late >= 0),
            (&jwt::EXP_TOO_FAR, ahead, ahead > 0),
            (&jwt::IAT_FUTURE, early, early > 0),
        ];
        let within_grace = ahead <= profile.lifetime_grace.get();
        faults
            .into_iter()
            .filter(|(_, _, there)| *there)
            .map(|(code, over, _)| {
                let status = match profile.level(code).status {
                    Status::Fail if code == &jwt::EXP_TOO_FAR && within_grace => Status::Warn,
                    level => level,
                };
                Effect { code, status, over: Seconds::new(over) }
            })
            .filter(|effect| matches!(effect.status, Status::Fail | Status::Warn))
            .collect()
    }

    /// How to write the times so that no partner minds, be its leeway none at all and the skew anything from
    /// [`least`](Self::least) to [`most`](Self::most).
    pub fn advice(&self) -> Advice {
        let back_date = self.most.get().max(BACK_AT_LEAST);
        let left = ASSERTION_LIFETIME.saturating_sub(back_date).saturating_add(self.least.get());
        let lifetime = (left >= LEFT_ON_ARRIVAL).then_some(Seconds::new(ASSERTION_LIFETIME));
        Advice { back_date: Seconds::new(back_date), lifetime }
    }

    /// The effects in a sentence.
    fn breaks(&self, profile: &Profile) -> Option<String> {
        let effects = self.effects(profile);
        let first =
            effects.iter().find(|effect| effect.status == Status::Fail).or(effects.first())?;
        let seen = if first.code == &jwt::EXP_EXPIRED {
            "ended"
        } else if first.code == &jwt::EXP_TOO_FAR {
            "good for too long"
        } else {
            "not good yet"
        };
        let taken = if first.status == Status::Fail { "refused" } else { "remarked on" };
        Some(format!("An assertion made by this clock is {taken} as {seen} (`{}`).", first.code.id))
    }
}

impl core::fmt::Display for Advice {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.lifetime {
            Some(lifetime) => write!(
                f,
                "Set the clock by NTP; until then set `iat` and `nbf` {} s back, and `exp` at most {} s after them.",
                self.back_date.get(),
                lifetime.get()
            ),
            None => f.write_str("Set the clock by NTP: it is too slow for any lifetime."),
        }
    }
}

/// A date in the form of HTTP, or in one of the two obsolete ones.
fn read_date(text: &str) -> Result<UnixSeconds, SkewError> {
    let read = |form: &&str| {
        let at = jiff::civil::DateTime::strptime(form, text.trim()).ok()?;
        Some(UnixSeconds::new(jiff::tz::TimeZone::UTC.to_timestamp(at).ok()?.as_second()))
    };
    DATES
        .iter()
        .find_map(read)
        .ok_or_else(|| SkewError::NotADate { got: text.chars().take(60).collect() })
}
