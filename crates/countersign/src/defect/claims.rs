//! Defects of the claims.

use serde_json::json;

use super::{Attempt, Defect, Needs, Reply};
use crate::rules::code::jwt;

pub(super) const DEFECTS: &[Defect] = &[
    Defect {
        id: "aud-slash",
        number: 5,
        title: "One slash too many in aud",
        what: "A configured base address ends in a slash, the code adds another, or a library tidies the address: the \
               string is no longer the one that the partner publishes.",
        needs: Needs::AnyKey,
        finds: &jwt::AUD_TRAILING_SLASH,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| {
            let aud = format!("{}/", attempt.partner.token_endpoint);
            attempt.draft.set_claim("aud", aud);
        },
    },
    Defect {
        id: "aud-fhir-base",
        number: 6,
        title: "aud is the FHIR base",
        what: "The assertion is addressed to the server with the records. In the launch of an app, `aud` is indeed the \
               FHIR base, and the name is the same.",
        needs: Needs::AnyKey,
        finds: &jwt::AUD_FHIR_BASE,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| attempt.draft.set_claim("aud", attempt.partner.fhir_base.as_str()),
    },
    Defect {
        id: "aud-issuer",
        number: 7,
        title: "aud is the issuer",
        what: "The assertion is addressed to the server's base URL. Other profiles of OAuth want it so, and a draft that \
               updates RFC 7523 does too.",
        needs: Needs::AnyKey,
        finds: &jwt::AUD_ISSUER,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| attempt.draft.set_claim("aud", attempt.partner.issuer.as_str()),
    },
    Defect {
        id: "aud-array",
        number: 8,
        title: "aud in an array",
        what: "`aud` is an array with the one right value. JWT allows both forms, and some libraries always write an \
               array.",
        needs: Needs::AnyKey,
        finds: &jwt::AUD_ARRAY,
        follows: &[],
        reply: Reply::GRANTED,
        elsewhere: &[],
        change: |attempt, _| {
            attempt.draft.set_claim("aud", json!([attempt.partner.token_endpoint]));
        },
    },
    Defect {
        id: "iss-not-sub",
        number: 15,
        title: "iss and sub differ",
        what: "`sub` names a user. In other flows it does; here the client speaks for itself, and both claims are its id.",
        needs: Needs::AnyKey,
        finds: &jwt::ISS_SUB_MISMATCH,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| name_a_user(attempt),
    },
    Defect {
        id: "no-jti",
        number: 14,
        title: "No jti",
        what: "The assertion has no id. JWT leaves it optional, and libraries do not make one up.",
        needs: Needs::AnyKey,
        finds: &jwt::JTI_MISSING,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| attempt.draft.remove_claim("jti"),
    },
    Defect {
        id: "sent-twice",
        number: 13,
        title: "The same assertion twice",
        what: "One assertion is sent in two requests, because it is kept until it ends or a failed request is repeated as \
               it was.",
        needs: Needs::AnyKey,
        finds: &jwt::JTI_REPLAYED,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| attempt.times = 2,
    },
];

fn name_a_user(attempt: &mut Attempt<'_>) {
    let user = format!("{}-user", attempt.client_id);
    attempt.draft.set_claim("sub", user);
}
