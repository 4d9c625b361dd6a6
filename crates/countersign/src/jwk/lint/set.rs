//! What only the keys together show.

use std::collections::HashMap;

use super::key::Key;
use super::short;
use crate::finding::Finding;
use crate::kid::{self, KidMethod};
use crate::rules::code::jwks;

pub(super) fn faults(keys: &[Key<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    if keys.iter().all(|key| key.jwk().is_none()) {
        let message = match keys {
            [] => "The array `keys` is empty",
            _ => "None of the keys can be used",
        };
        found.push(Finding::fail(&jwks::EMPTY, "keys", message).expected("RSA, P-256 or P-384"));
    }
    let (mut kids, mut twins) = (HashMap::new(), HashMap::new());
    for key in keys {
        if let Some(kid) = key.entry.kid.as_deref().filter(|kid| !kid.is_empty())
            && let Some(first) = kids.insert(kid, key)
        {
            found.push(same_kid(first, key, kid));
        }
        // The same key for another algorithm is no twin: some servers want an entry for each.
        if let Some(thumbprint) = key.thumbprint.as_deref()
            && let Some(first) = twins.insert((thumbprint, key.entry.alg.as_deref()), key)
        {
            let (one, other) = (first.subject(""), key.subject(""));
            let message = format!("`{one}` and `{other}` are the same key");
            found.push(key.fault(&jwks::KEY_DUPLICATE, "", message).got(thumbprint));
        }
    }
    found
}

fn same_kid(first: &Key<'_>, second: &Key<'_>, kid: &str) -> Finding {
    let message =
        format!("`{}` and `{}` have the same `kid`", first.subject(""), second.subject(""));
    let finding = second.fault(&jwks::KID_DUPLICATE, "kid", message).got(short(kid));
    let (Some(one), Some(other)) = (first.jwk(), second.jwk()) else { return finding };
    if first.thumbprint == second.thumbprint {
        return finding.near_miss("Both entries hold the same key.");
    }
    let [one, other] = [one, other].map(|jwk| {
        let key = jwk.public_key();
        kid::derive(key, KidMethod::default_for(key))
    });
    finding.near_miss(format!("Derived from the keys, their kids would be `{one}` and `{other}`."))
}
