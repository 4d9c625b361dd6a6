//! `exp`, `nbf` and `iat` against the clock.

use crate::encoding::json::Member;
use crate::finding::Status;
use crate::limits::ASSERTION_LIFETIME;
use crate::rules::Code;
use crate::rules::code::jwt;
use crate::time::{SURELY_MILLISECONDS, Seconds, UnixSeconds, numeric_date};
use crate::verify::judge::{Judge, Members};

/// How old an `iat` may be before it is remarked on.
const OLD: i64 = 3_600;

pub(super) fn check(judge: &mut Judge<'_>, claims: Members<'_>) {
    // A clock that is fast makes `exp` too far as well; that it says itself "not yet" comes first.
    check_begun(judge, claims, "nbf", &jwt::NBF_FUTURE);
    check_exp(judge, claims);
    check_lifetime(judge, claims);
    check_begun(judge, claims, "iat", &jwt::IAT_FUTURE);
}

fn check_exp(judge: &mut Judge<'_>, claims: Members<'_>) {
    let subject = "claims.exp";
    let Some(exp) = claims.get("exp") else {
        let finding = judge.fault(&jwt::EXP_MISSING, subject, "The assertion has no `exp`");
        return judge.add(finding);
    };
    let Some(number) = exp.value.as_f64() else {
        let finding = judge
            .fault(&jwt::EXP_NOT_NUMBER, subject, "`exp` is not a number")
            .expected("seconds since 1970");
        return judge.add(claims.shown(finding, exp));
    };
    let at = numeric_date(&exp.value).unwrap_or(UnixSeconds::new(i64::MAX));
    let surely_milliseconds = SURELY_MILLISECONDS as f64;
    if number > surely_milliseconds {
        let seconds = at.get() / 1000;
        let mut finding =
            judge.fault(&jwt::EXP_MILLISECONDS, subject, "`exp` counts milliseconds, not seconds");
        if number < surely_milliseconds * 1000.0 {
            finding = finding
                .expected(seconds.to_string())
                .near_miss(format!("Divided by 1000 it is {}.", UnixSeconds::new(seconds)));
        }
        return judge.add(claims.shown(finding, exp));
    }
    if exp.value.is_f64() {
        let finding = judge
            .fault(&jwt::EXP_FRACTION, subject, "`exp` has a fraction")
            .expected(at.get().to_string());
        judge.add(claims.shown(finding, exp));
    }
    let ahead = at.since(judge.now);
    let leeway = judge.leeway();
    if ahead.get() <= -leeway.get() {
        let message = format!("`exp` passed {} ago", ahead.in_words());
        let mut finding = judge
            .fault(&jwt::EXP_EXPIRED, subject, message)
            .expected(format!("after {}", judge.now.get()));
        if let Some(near) = expired_near_miss(judge, claims, at) {
            finding = finding.near_miss(near);
        }
        return judge.add(claims.shown(finding, exp));
    }
    judge.pass(
        &jwt::EXP_EXPIRED,
        subject,
        if ahead.get() >= 0 {
            format!("`exp` is {} ahead", ahead.in_words())
        } else {
            format!(
                "`exp` passed {} ago, within the leeway of {}",
                ahead.in_words(),
                leeway.in_words()
            )
        },
    );
    check_five_minutes(judge, claims, exp, ahead);
}

/// What `iat` tells of an assertion that has ended: it was kept too long, or the client's clock is slow.
fn expired_near_miss(judge: &Judge<'_>, claims: Members<'_>, exp: UnixSeconds) -> Option<String> {
    let issued_at = numeric_date(&claims.get("iat")?.value)?;
    let (age, life) = (judge.now.since(issued_at), exp.since(issued_at));
    if life.get() <= 0 {
        return Some("`exp` is not after `iat`: it had ended when it was made.".into());
    }
    let age = age.in_words();
    Some(format!(
        "By `iat` it was made {age} ago for {}: either it was sent late, or the client's clock is about {age} slow.",
        life.in_words()
    ))
}

/// Within the profile's grace it only warns: a client that signs at exactly +300 s meets a clock a few seconds behind.
fn check_five_minutes(judge: &mut Judge<'_>, claims: Members<'_>, exp: &Member, ahead: Seconds) {
    let subject = "claims.exp";
    let over = ahead.get() - ASSERTION_LIFETIME;
    if over <= 0 {
        return judge.pass(&jwt::EXP_TOO_FAR, subject, "`exp` is no more than five minutes ahead");
    }
    let message = format!("`exp` is {} ahead, {over} s over five minutes", ahead.in_words());
    let latest = judge.now + Seconds::new(ASSERTION_LIFETIME);
    let mut finding = judge
        .fault(&jwt::EXP_TOO_FAR, subject, message)
        .expected(format!("at most {}", latest.get()));
    if over <= judge.profile.lifetime_grace.get() && finding.status == Status::Fail {
        finding.status = crate::finding::Status::Warn;
    }
    judge.add(claims.shown(finding, exp));
}

fn check_lifetime(judge: &mut Judge<'_>, claims: Members<'_>) {
    let (Some(exp), Some(iat)) = (claims.get("exp"), claims.get("iat")) else { return };
    let (Some(ends), Some(begins)) = (numeric_date(&exp.value), numeric_date(&iat.value)) else {
        return;
    };
    let life = ends.since(begins);
    if life.get() > ASSERTION_LIFETIME && ends.get() < SURELY_MILLISECONDS {
        let finding = judge
            .fault(
                &jwt::LIFETIME_TOO_LONG,
                "claims.exp",
                format!("`exp` is {} after `iat`", life.in_words()),
            )
            .expected(format!("at most {}", (begins + Seconds::new(ASSERTION_LIFETIME)).get()));
        judge.add(claims.shown(finding, exp));
    } else if life.get() >= 0 && life.get() <= ASSERTION_LIFETIME {
        judge.pass(
            &jwt::LIFETIME_TOO_LONG,
            "claims.exp",
            format!("`exp` is {} after `iat`", life.in_words()),
        );
    }
}

/// Whether a moment that should have come is still ahead.
fn check_begun(judge: &mut Judge<'_>, claims: Members<'_>, name: &str, code: &'static Code) {
    let Some(member) = claims.get(name) else { return };
    let subject = format!("claims.{name}");
    let Some(at) = numeric_date(&member.value) else {
        let finding = judge
            .fault(code, &subject, format!("`{name}` is not a number"))
            .expected("seconds since 1970");
        return judge.add(claims.shown(finding, member));
    };
    let ahead = at.since(judge.now);
    let words = ahead.in_words();
    if ahead.get() > judge.leeway().get() {
        let near = format!(
            "The client's clock is about {words} fast, or this one slow. Setting `{name}` 5 to 30 s back helps against small differences."
        );
        let finding = judge
            .fault(code, &subject, format!("`{name}` is {words} ahead"))
            .expected(format!("at most {}", (judge.now + judge.leeway()).get()))
            .near_miss(near);
        judge.add(claims.shown(finding, member));
    } else if name == "iat" && -ahead.get() > OLD {
        let finding = judge.fault(&jwt::IAT_OLD, &subject, format!("`iat` is {words} old"));
        judge.add(claims.shown(finding, member));
    } else {
        judge.pass(code, &subject, format!("`{name}` is not ahead of the clock"));
    }
}
