//! Defects of the times.

use super::{Attempt, Defect, Needs, Reply};
use crate::limits::ASSERTION_LIFETIME;
use crate::rules::code::jwt;
use crate::time::Seconds;

/// How long the longest assertion lasts.
const LIFETIME: Seconds = Seconds::new(ASSERTION_LIFETIME);

pub(super) const DEFECTS: &[Defect] = &[
    Defect {
        id: "exp-six-minutes",
        number: 9,
        title: "exp six minutes out",
        what: "The assertion is good for six minutes, one more than the limit: a round number of somebody's own, or a \
               minute added for slow clocks.",
        needs: Needs::AnyKey,
        finds: &jwt::EXP_TOO_FAR,
        follows: &[&jwt::LIFETIME_TOO_LONG],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| {
            let exp = attempt.now + Seconds::new(360);
            attempt.draft.set_claim("exp", exp.get());
        },
    },
    Defect {
        id: "exp-past",
        number: 10,
        title: "exp 90 seconds ago",
        what: "The assertion ended 90 s ago. It was made once and kept, or the client's clock is slow.",
        needs: Needs::AnyKey,
        finds: &jwt::EXP_EXPIRED,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| {
            let exp = attempt.now - Seconds::new(90);
            attempt.draft.set_claim("exp", exp.get());
            attempt.draft.set_claim("iat", (exp - LIFETIME).get());
        },
    },
    Defect {
        id: "exp-milliseconds",
        number: 11,
        title: "exp in milliseconds",
        what: "`exp` counts milliseconds, as the clocks of JavaScript and Java do. Read as seconds it is tens of \
               thousands of years ahead.",
        needs: Needs::AnyKey,
        finds: &jwt::EXP_MILLISECONDS,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| {
            let exp = attempt.now + LIFETIME;
            attempt.draft.set_claim("exp", exp.get().saturating_mul(1000));
        },
    },
    Defect {
        id: "clock-fast",
        number: 12,
        title: "Clock ten minutes fast",
        what: "All times come from a clock that is ten minutes fast, and `nbf` says that the assertion is not good before \
               it was made. A machine without NTP drifts that far.",
        needs: Needs::AnyKey,
        finds: &jwt::NBF_FUTURE,
        follows: &[&jwt::EXP_TOO_FAR, &jwt::IAT_FUTURE],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| set_the_clock(attempt, Seconds::new(600)),
    },
];

/// Writes the times as a clock does that is `ahead`.
fn set_the_clock(attempt: &mut Attempt<'_>, ahead: Seconds) {
    let seems = attempt.now + ahead;
    attempt.draft.set_claim("exp", (seems + LIFETIME).get());
    attempt.draft.set_claim("iat", seems.get());
    attempt.draft.set_claim("nbf", seems.get());
}
