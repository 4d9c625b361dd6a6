//! `jti`: there, a string, and not too long. Whether it was seen before is for who keeps them.

use crate::rules::code::jwt;
use crate::verify::judge::{Judge, Members};

/// The longest `jti` that every known server takes, in characters.
const LONGEST: usize = 151;

pub(super) fn check(judge: &mut Judge<'_>, claims: Members<'_>) {
    let subject = "claims.jti";
    let Some(jti) = claims.get("jti") else {
        let finding = judge.fault(&jwt::JTI_MISSING, subject, "The assertion has no `jti`");
        return judge.add(finding);
    };
    let finding = match jti.value.as_str() {
        Some("") => judge.fault(&jwt::JTI_MISSING, subject, "`jti` is empty"),
        Some(text) if text.chars().count() > LONGEST => judge.fault(
            &jwt::JTI_TOO_LONG,
            subject,
            format!("`jti` has more than {LONGEST} characters"),
        ),
        Some(text) => match weakness(text) {
            Some(message) => judge.fault(&jwt::JTI_WEAK, subject, message),
            None => return judge.pass(&jwt::JTI_MISSING, subject, "`jti` is there, a string"),
        },
        None => judge.fault(&jwt::JTI_NOT_STRING, subject, "`jti` is not a string"),
    };
    judge.add(claims.shown(finding, jti));
}

/// Why a `jti` looks as if the next one could be told from it.
fn weakness(jti: &str) -> Option<&'static str> {
    /// Fewer characters than 64 random bits take in base64.
    const SHORT: usize = 11;

    let mut characters = jti.chars();
    let first = characters.next();
    if jti.len() < SHORT {
        Some("`jti` is short: it looks like a constant or a counter")
    } else if jti.bytes().all(|octet| octet.is_ascii_digit() || octet == b'.') {
        Some("`jti` is a number: it looks like a counter or the time")
    } else if characters.all(|character| Some(character) == first) {
        Some("`jti` is one character over and over: it looks like a constant")
    } else {
        None
    }
}
