//! Defects of the published key set.

use http::StatusCode;
use serde_json::Value;

use super::{Attempt, Defect, KeySetReply, Needs, Reply};
use crate::jwk::{Jwk, publish};
use crate::kid::{self, KidMethod};
use crate::rules::code::{jwks, jws};

pub(super) const DEFECTS: &[Defect] = &[
    Defect {
        id: "two-keys-one-kid",
        number: 4,
        title: "Two keys, one kid",
        what: "A new key is published beside the old one under the same name, because the name is a fixed text in the \
               settings. Which of the two is meant cannot be told.",
        needs: Needs::AnyKey,
        finds: &jws::KID_AMBIGUOUS,
        follows: &[&jwks::KID_DUPLICATE],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| name_two_keys_alike(attempt),
    },
    Defect {
        id: "private-key-set",
        number: 20,
        title: "Private key in the key set",
        what: "The set is written from key pairs without leaving the private half out, so whoever reads it can sign. The \
               key shown is a throw-away one.",
        needs: Needs::AnyKey,
        finds: &jwks::PRIVATE_MEMBER,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| publish_the_spare_pair(attempt),
    },
    Defect {
        id: "key-set-without-alg",
        number: 21,
        title: "Key set without alg",
        what: "The key in the set does not say which algorithm it is for. JWK leaves `alg` optional, and converters do not \
               write it.",
        needs: Needs::AnyKey,
        finds: &jwks::ALG_MISSING,
        follows: &[],
        reply: Reply::GRANTED,
        elsewhere: &[],
        change: |attempt, _| leave_alg_out(attempt),
    },
    Defect {
        id: "key-set-not-found",
        number: 22,
        title: "Key set not found",
        what: "The key set URL answers 404. A route moved, or the path was never let through to the outside.",
        needs: Needs::AnyKey,
        finds: &jwks::FETCH_FAILED,
        follows: &[],
        reply: Reply::INVALID_CLIENT,
        elsewhere: &[],
        change: |attempt, _| {
            attempt.key_set =
                KeySetReply { status: StatusCode::NOT_FOUND, ..KeySetReply::found("Not Found") };
        },
    },
];

fn name_two_keys_alike(attempt: &mut Attempt<'_>) {
    let set = [attempt.key, attempt.spare]
        .map(|key| Jwk::new(key.public(), attempt.kid.clone(), attempt.alg));
    attempt.key_set = KeySetReply::found(publish::public_set(&set));
}

/// The client's own key stays as it should be. The guard in [`publish`] has no way round it, so the text is put together
/// by hand.
fn publish_the_spare_pair(attempt: &mut Attempt<'_>) {
    let own = Jwk::new(attempt.key.public(), attempt.kid.clone(), attempt.alg);
    let spare = attempt.spare.public();
    let name = kid::derive(&spare, KidMethod::default_for(&spare));
    let pair = attempt.spare.to_jwk_secret(&name, attempt.alg);
    let text = format!(r#"{{"keys":[{},{}]}}"#, publish::public_jwk(&own), pair.as_str());
    attempt.key_set = KeySetReply::found(text);
}

fn leave_alg_out(attempt: &mut Attempt<'_>) {
    let mut set: Value = serde_json::from_str(&attempt.key_set.text).unwrap_or_default();
    for key in set.get_mut("keys").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(members) = key.as_object_mut() {
            members.shift_remove("alg");
        }
    }
    attempt.key_set = KeySetReply::found(set.to_string());
}
