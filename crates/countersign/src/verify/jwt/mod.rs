//! Checks of the claims.

pub(super) mod aud;
pub(super) mod jti;
pub(super) mod parties;
pub(super) mod times;

use crate::rules::code::jwt;

use super::judge::{Judge, Members};

/// Parties, audience, times and `jti`, in the partner's order.
pub(super) fn check(judge: &mut Judge<'_>, claims: Option<Members<'_>>) {
    let Some(claims) = claims else {
        for (code, subject) in [
            (&jwt::ISS_MISSING, "claims.iss"),
            (&jwt::AUD_MISSING, "claims.aud"),
            (&jwt::EXP_MISSING, "claims.exp"),
            (&jwt::JTI_MISSING, "claims.jti"),
        ] {
            judge.skip(code, subject, "Not checked: needs claims that can be read");
        }
        return;
    };
    parties::check(judge, claims);
    aud::check(judge, claims);
    times::check(judge, claims);
    jti::check(judge, claims);
}
