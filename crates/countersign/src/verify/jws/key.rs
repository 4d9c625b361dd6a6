//! Which key the header means.

use crate::finding::Finding;
use crate::jwk::{Jwk, JwkSet};
use crate::jws::Alg;
use crate::key::PublicKey;
use crate::kid;
use crate::rules::code::{jwks, jws};
use crate::verify::judge::{Judge, Members, as_sent};

/// The outcome of looking a key up: exactly one key with the `kid` and a type that fits, or why not.
#[derive(Clone, Debug)]
pub(in crate::verify) enum Selection<'a> {
    /// This key is meant.
    One(&'a Jwk),
    /// No key set was given.
    NoKeys,
    /// The header names no key.
    NoKid { published: Vec<String> },
    /// No key has that name.
    Unknown { published: Vec<String> },
    /// Several keys have that name and fit.
    Ambiguous { count: usize },
    /// A key has that name and cannot be used with the algorithm.
    Mismatch { key: &'a Jwk },
    /// There is no algorithm to choose by.
    Unreadable,
}

/// Looks the key up as SMART says: by `kid`, then by a type that fits `alg`.
pub(in crate::verify) fn select<'a>(
    keys: Option<&'a JwkSet>,
    kid: Option<&str>,
    alg: Option<Alg>,
) -> Selection<'a> {
    let Some(keys) = keys else { return Selection::NoKeys };
    let published = || keys.keys().filter_map(|key| key.kid().map(str::to_owned)).collect();
    let Some(kid) = kid else { return Selection::NoKid { published: published() } };
    let named: Vec<&Jwk> = keys.keys().filter(|key| key.kid() == Some(kid)).collect();
    if named.is_empty() {
        return Selection::Unknown { published: published() };
    }
    let Some(alg) = alg else { return Selection::Unreadable };
    let fitting: Vec<&Jwk> =
        named.iter().copied().filter(|key| key.public_key().can(alg)).collect();
    match fitting[..] {
        [one] => Selection::One(one),
        [] => Selection::Mismatch { key: named[0] },
        _ => Selection::Ambiguous { count: fitting.len() },
    }
}

/// Whether the header names a key at all.
pub(in crate::verify) fn check_kid(
    judge: &mut Judge<'_>,
    header: Members<'_>,
    selection: &Selection<'_>,
    near: Option<&PublicKey>,
) {
    let subject = "header.kid";
    match header.get("kid") {
        Some(kid) if kid.value.is_string() => {
            judge.pass(
                &jws::KID_MISSING,
                subject,
                format!("The header names a key: `{}`", as_sent(kid)),
            );
        }
        Some(kid) => {
            let finding = judge.fault(&jws::KID_NOT_STRING, subject, "`kid` is not a string");
            judge.add(header.shown(finding, kid));
        }
        None => {
            let mut finding = judge.fault(
                &jws::KID_MISSING,
                subject,
                "The header has no `kid`, so the partner cannot tell which key signed",
            );
            if let Selection::NoKid { published } = selection {
                finding.evidence.published.clone_from(published);
            }
            if let Some(key) = near {
                let own = own_name(key);
                finding = finding.expected(format!("\"kid\":\"{own}\"")).near_miss(format!(
                    "The signature verifies with the registered key `{own}`. Only its name is missing from the header."
                ));
            }
            judge.add(finding);
        }
    }
}

/// Whether exactly one key of the set is meant.
pub(in crate::verify) fn check_selection(
    judge: &mut Judge<'_>,
    header: Option<Members<'_>>,
    selection: &Selection<'_>,
    near: Option<&PublicKey>,
) {
    let subject = "header.kid";
    let member = header.and_then(|header| header.get("kid").map(|member| (header, member)));
    let marked = |finding: Finding| match member {
        Some((header, member)) => header.shown(finding, member),
        None => finding,
    };
    match selection {
        Selection::One(key) => {
            let kind = key.public_key().kind();
            judge.pass(
                &jws::KID_UNKNOWN,
                subject,
                format!("One key in the set has this `kid` and fits: {kind}"),
            );
        }
        Selection::NoKeys => {
            judge.skip(&jwks::UNREGISTERED, "keys", "No keys were given to look in")
        }
        Selection::NoKid { .. } => {
            judge.skip(&jws::KID_UNKNOWN, subject, "The key was not looked up: needs a `kid`")
        }
        Selection::Unreadable => judge.skip(
            &jws::KID_UNKNOWN,
            subject,
            "The key was not chosen: needs an `alg` that fits it",
        ),
        Selection::Unknown { published } => {
            let mut finding = judge
                .fault(&jws::KID_UNKNOWN, subject, "No key in the client's set has this `kid`")
                .expected(published.join(", "));
            finding.evidence.published.clone_from(published);
            if let Some(key) = near {
                finding = finding.near_miss(format!(
                    "The signature verifies with the registered key `{}`: the right key under another name.",
                    own_name(key)
                ));
            }
            judge.add(marked(finding));
        }
        Selection::Ambiguous { count } => {
            let finding = judge.fault(
                &jws::KID_AMBIGUOUS,
                subject,
                format!("{count} keys in the set have this `kid`"),
            );
            judge.add(marked(finding));
        }
        Selection::Mismatch { key } => {
            let (kind, fits) = (key.public_key().kind(), key.public_key().algs());
            let fits = fits.iter().map(|alg| alg.as_str()).collect::<Vec<_>>().join(", ");
            let finding = judge
                .fault(
                    &jws::ALG_KEY_MISMATCH,
                    "header.alg",
                    format!("The key is {kind} and cannot be used with this `alg`"),
                )
                .expected(fits);
            judge.add(finding);
        }
    }
}

/// The name by which a key is published here: derived as Countersign derives it.
fn own_name(key: &PublicKey) -> String {
    kid::derive(key, kid::KidMethod::default_for(key)).to_string()
}
