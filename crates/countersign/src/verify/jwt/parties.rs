//! Who speaks: `iss`, `sub`, and whether the client is known.

use crate::finding::Part;
use crate::rules::code::jwt;
use crate::verify::Client;
use crate::verify::judge::{Judge, Members, as_sent};

/// Whether the client that the assertion names is registered.
pub(in crate::verify) fn check_client(judge: &mut Judge<'_>, claims: Option<Members<'_>>) {
    let subject = "claims.iss";
    let iss = claims.and_then(|claims| claims.get("iss"));
    match (judge.expect.client, iss) {
        (Client::Any, _) => {}
        (_, None) => {
            judge.skip(&jwt::CLIENT_UNKNOWN, subject, "The client was not looked up: needs `iss`")
        }
        (Client::Known(id), Some(iss)) if iss.value == id => {
            judge.pass(&jwt::CLIENT_UNKNOWN, subject, format!("The client `{id}` is registered"));
        }
        (client, Some(iss)) => {
            let got = as_sent(iss);
            let mut finding = judge
                .fault(&jwt::CLIENT_UNKNOWN, subject, format!("No client is registered as `{got}`"))
                .got(&got);
            if let Client::Known(id) = client {
                finding = finding.expected(id);
                if got.trim().eq_ignore_ascii_case(id) {
                    finding = finding
                        .near_miss("It is the right id but for its case or white space around it.");
                } else {
                    finding = finding.near_miss("It may be the id of another environment.");
                }
            }
            judge.add(finding.at(Part::Payload, iss.span.clone()));
        }
    }
}

/// Whether `iss` and `sub` are there and say the same.
pub(super) fn check(judge: &mut Judge<'_>, claims: Members<'_>) {
    let (iss, sub) = (claims.get("iss"), claims.get("sub"));
    if iss.is_none() {
        let finding = judge.fault(&jwt::ISS_MISSING, "claims.iss", "The assertion has no `iss`");
        judge.add(finding);
    }
    if sub.is_none() {
        let finding = judge.fault(&jwt::SUB_MISSING, "claims.sub", "The assertion has no `sub`");
        judge.add(finding);
    }
    let (Some(iss), Some(sub)) = (iss, sub) else { return };
    if iss.value == sub.value && iss.value.is_string() {
        return judge.pass(
            &jwt::ISS_SUB_MISMATCH,
            "claims.sub",
            "`iss` and `sub` are both the client id",
        );
    }
    let message = if iss.value == sub.value {
        "`iss` and `sub` are not strings"
    } else {
        "`iss` and `sub` are not the same"
    };
    let finding = judge.fault(&jwt::ISS_SUB_MISMATCH, "claims.sub", message).expected(as_sent(iss));
    judge.add(claims.shown(finding, sub));
}
