//! The order of the causes: what the reply says itself, what the assertion shows, what else fits.

use super::assertion::Judged;
use super::causes::{Found, telling};
use super::reply::Reading;
use super::shown::shown;
use super::{Cause, Likelihood, RuledOut};
use crate::finding::{Finding, Status};
use crate::limits::EXPLAIN_CAUSES;
use crate::rules::code::{clock, jwt};
use crate::rules::{Code, Confidence};

/// The difference between two clocks from which on it is a cause, in seconds.
const SKEW: u64 = 60;
/// The difference from which on the reply is taken to be an old one, in seconds.
const OLD: u64 = 86_400;

/// The faults that a wrong clock shows as.
const TIMED: &[&Code] = &[&jwt::EXP_EXPIRED, &jwt::NBF_FUTURE, &jwt::IAT_FUTURE];

/// A cause, and where it stands among those of its likelihood.
struct Placed {
    cause: Cause,
    standing: Standing,
    order: usize,
}

/// What stands behind a cause.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// The reply names it.
    Said,
    /// The assertion or the clocks show it.
    Shown,
    /// It fits.
    Fits,
}

/// Puts the causes in order, and sets aside those that the assertion disproves.
pub(super) fn rank(
    reading: &Reading<'_>,
    found: Vec<Found>,
    judged: Option<&Judged>,
) -> (Vec<Cause>, Vec<RuledOut>) {
    let mut placed = placed(found);
    let mut ruled_out = Vec::new();
    if let Some(judged) = judged {
        show(&mut placed, judged);
        ruled_out = rule_out(&mut placed, judged);
        add_uncovered(&mut placed, judged, reading);
    }
    blame_clocks(&mut placed, reading);
    if placed.is_empty() {
        placed.push(Placed { cause: another_assertion(), standing: Standing::Fits, order: 0 });
    }
    placed.sort_by_key(|one| (one.cause.likelihood, one.standing, one.order));
    placed.truncate(EXPLAIN_CAUSES);
    (placed.into_iter().map(|one| one.cause).collect(), ruled_out)
}

/// In the order found; a cause that two rules give stands once.
fn placed(found: Vec<Found>) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    for Found { cause, is_said } in found {
        if placed.iter().all(|one| one.cause.title != cause.title) {
            let standing = if is_said { Standing::Said } else { Standing::Fits };
            placed.push(Placed { order: placed.len(), cause, standing });
        }
    }
    placed
}

/// What the assertion shows goes up, with the findings as its evidence. A cause's first code stands for the root of it:
/// a fast clock puts `exp` too far ahead as well.
fn show(placed: &mut [Placed], judged: &Judged) {
    for one in placed {
        let codes = &one.cause.codes;
        let place = |finding: &Finding| codes.iter().position(|code| *code == finding.code);
        let mut raised: Vec<_> = judged
            .raised()
            .filter(|(_, finding)| !judged.may_have_aged(finding))
            .filter_map(|(order, finding)| Some((place(finding)?, order, finding)))
            .collect();
        raised.sort_by_key(|(place, ..)| *place);
        let Some(&(_, order, root)) = raised.first() else { continue };
        let fails = raised.iter().any(|(.., finding)| finding.status == Status::Fail);
        let likelihood = one.cause.likelihood;
        one.cause.likelihood = if fails { Likelihood::Likely } else { likelihood.raised() };
        one.cause.because.extend(raised.iter().map(|(.., finding)| evidence(finding)));
        one.cause.codes.sort_by_key(|code| *code != root.code);
        one.standing = one.standing.min(Standing::Shown);
        one.order = order;
    }
}

/// Takes out the causes of which every fault is disproved. Where the reply names nothing else than such faults, it was
/// about another assertion.
fn rule_out(placed: &mut Vec<Placed>, judged: &Judged) -> Vec<RuledOut> {
    let disproof = |one: &Placed| {
        let proofs = one.cause.codes.iter().map(|code| judged.disproves(code));
        proofs.collect::<Option<Vec<_>>>()?.into_iter().next()
    };
    let is_said = |one: &Placed| one.standing == Standing::Said;
    let contradicted = placed.iter().any(is_said)
        && placed.iter().filter(|one| is_said(one)).all(|one| disproof(one).is_some());
    if contradicted {
        for one in placed.iter_mut() {
            one.cause.likelihood = Likelihood::Possible;
            one.cause.because.push("The assertion given here does not show it.".into());
        }
        placed.push(Placed { cause: another_assertion(), standing: Standing::Said, order: 0 });
        return Vec::new();
    }
    let mut ruled_out = Vec::new();
    placed.retain(|one| {
        let proof = disproof(one);
        ruled_out.extend(
            proof
                .iter()
                .map(|proof| RuledOut { title: one.cause.title.clone(), because: shown(proof) }),
        );
        proof.is_none()
    });
    ruled_out
}

/// What fails in the assertion and no cause stands for.
fn add_uncovered(placed: &mut Vec<Placed>, judged: &Judged, reading: &Reading<'_>) {
    let likelihood = match (reading.refusal(), reading.seen.status) {
        _ if placed.iter().any(|one| one.standing == Standing::Said) => Likelihood::Possible,
        (Some(_), _) | (None, None) => Likelihood::Likely,
        _ => Likelihood::Remote,
    };
    for (order, finding) in judged.raised().filter(|(_, finding)| finding.status == Status::Fail) {
        if placed.iter().any(|one| one.cause.codes.contains(&finding.code)) {
            continue;
        }
        let likelihood =
            if judged.may_have_aged(finding) { Likelihood::Remote } else { likelihood };
        let cause = Cause { likelihood, ..telling::of_code(finding.code, vec![evidence(finding)]) };
        placed.push(Placed { cause, standing: Standing::Shown, order });
    }
}

/// Where the clocks differ, a fault of the times is likelier.
fn blame_clocks(placed: &mut [Placed], reading: &Reading<'_>) {
    let Some(skew) = reading.skew() else { return };
    if !(SKEW..OLD).contains(&skew.get().unsigned_abs()) {
        return;
    }
    let side = if skew.get() > 0 { "ahead of" } else { "behind" };
    for one in placed {
        if !TIMED.iter().any(|code| one.cause.codes.contains(code)) {
            continue;
        }
        one.cause.because.push(format!(
            "By the `Date` of the reply your clock is {} {side} the partner's.",
            skew.in_words()
        ));
        one.cause.codes.push(&clock::SKEW);
        one.cause.likelihood = one.cause.likelihood.raised();
        one.standing = one.standing.min(Standing::Shown);
    }
}

fn evidence(finding: &Finding) -> String {
    let shows = format!("The assertion shows it: {}.", shown(&finding.message));
    match &finding.evidence.near_miss {
        Some(near) => format!("{shows} {}", shown(near)),
        None => shows,
    }
}

fn another_assertion() -> Cause {
    Cause {
        title: "Another assertion was refused than the one given here".into(),
        because: vec!["What the reply speaks of is right in this assertion.".into()],
        test: "Log the assertion as it leaves, send it once, and give that one with its reply.".into(),
        fix: "Send the assertion as it was signed; look for a cache or a second instance that sends an older one.".into(),
        codes: Vec::new(),
        confidence: Confidence::Modelled,
        likelihood: Likelihood::Likely,
    }
}
