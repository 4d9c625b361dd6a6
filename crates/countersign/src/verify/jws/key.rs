//! Which key the header means, and which one verified.

use crate::finding::Finding;
use crate::jwk::{Jwk, JwkSet, PUBLISHED_TEST_KEYS};
use crate::jws::Alg;
use crate::kid;
use crate::limits::NEAR_MISS_KIDS;
use crate::rules::code::{jwks, jws};
use crate::rules::{Code, Profile};
use crate::verify::judge::{Judge, Members, as_sent};
use crate::verify::trials::Trials;

const SUBJECT: &str = "header.kid";
const KEYS: &str = "keys";

/// The outcome of looking a key up: exactly one key with the `kid` and a type that fits, or why not.
#[derive(Clone, Debug)]
pub(in crate::verify) enum Selection<'a> {
    /// This key is meant.
    One(&'a Jwk),
    /// No key set was given.
    NoKeys,
    /// The keys were given without names, by somebody who vouches for them.
    Unnamed,
    /// The header names no key.
    NoKid,
    /// No key has that name.
    Unknown,
    /// Several keys have that name and fit.
    Ambiguous { count: usize },
    /// A key has that name and cannot be used with the algorithm.
    Mismatch { key: &'a Jwk },
    /// A key has that name, and there is no algorithm to choose by.
    Unreadable,
}

impl Selection<'_> {
    /// The fault that it is, unless the key was found or could not be looked for.
    fn fault(&self) -> Option<&'static Code> {
        match self {
            Self::NoKid => Some(&jws::KID_MISSING),
            Self::Unknown => Some(&jws::KID_UNKNOWN),
            Self::Ambiguous { .. } => Some(&jws::KID_AMBIGUOUS),
            Self::Mismatch { .. } => Some(&jws::ALG_KEY_MISMATCH),
            Self::One(_) | Self::NoKeys | Self::Unnamed | Self::Unreadable => None,
        }
    }

    /// Whether this profile looks for the key among all of them.
    pub(in crate::verify) fn is_searched(&self, profile: &Profile) -> bool {
        match self {
            Self::Unnamed => true,
            Self::NoKid | Self::Unknown | Self::Ambiguous { .. } => {
                self.fault().is_some_and(|code| !profile.refuses(code))
            }
            _ => false,
        }
    }
}

/// Looks the key up as SMART says: by `kid`, then by a type that fits `alg`.
pub(in crate::verify) fn select<'a>(
    keys: Option<&'a JwkSet>,
    kid: Option<&str>,
    alg: Option<Alg>,
) -> Selection<'a> {
    let Some(keys) = keys else { return Selection::NoKeys };
    let Some(kid) = kid else {
        return if keys.is_unnamed() { Selection::Unnamed } else { Selection::NoKid };
    };
    let named: Vec<&Jwk> = keys.with_kid(kid).collect();
    if named.is_empty() {
        return if keys.is_unnamed() { Selection::Unnamed } else { Selection::Unknown };
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

/// The key that verified the assertion as it was sent, as far as this profile may look for it.
pub(in crate::verify) fn verified<'a>(profile: &Profile, trials: &Trials<'a>) -> Option<&'a Jwk> {
    match (&trials.selection, trials.named, trials.found) {
        (Selection::One(key), Some(Ok(())), _) => Some(key),
        (selection, _, Some(found)) if selection.is_searched(profile) => {
            found.is_as_sent(trials.alg).then_some(found.key)
        }
        _ => None,
    }
}

/// Whether the header names a key at all.
pub(in crate::verify) fn check_kid(
    judge: &mut Judge<'_>,
    header: Members<'_>,
    trials: &Trials<'_>,
) {
    let finding = match header.get("kid") {
        Some(kid) if kid.value.is_string() => {
            let message = format!("The header names a key: `{}`", as_sent(kid));
            return judge.pass(&jws::KID_MISSING, SUBJECT, message);
        }
        Some(kid) => {
            let finding = judge.fault(&jws::KID_NOT_STRING, SUBJECT, "`kid` is not a string");
            let text = as_sent(kid);
            let published = trials.keys().any(|key| key.kid() == Some(&text));
            let near = format!("The key set has the kid \"{text}\": only the quotes are missing.");
            header.shown(if published { finding.near_miss(near) } else { finding }, kid)
        }
        None => {
            let message = "The header has no `kid`, so the partner cannot tell which key signed";
            let mut finding = judge.fault(&jws::KID_MISSING, SUBJECT, message);
            finding.evidence.published = published(trials);
            match trials.found {
                Some(found) => {
                    let own = name(found.key);
                    finding.expected(format!("\"kid\":\"{own}\"")).near_miss(format!(
                        "The signature verifies with the registered key `{own}`. Only its name is missing from the header."
                    ))
                }
                None => finding,
            }
        }
    };
    judge.add(finding);
}

/// Whether exactly one key of the set is meant.
pub(in crate::verify) fn check_selection(
    judge: &mut Judge<'_>,
    header: Option<Members<'_>>,
    trials: &Trials<'_>,
) {
    let member = |name| header.and_then(|header| header.get(name).map(|member| (header, member)));
    let marked = |finding: Finding, name| match member(name) {
        Some((header, member)) => header.shown(finding, member),
        None => finding,
    };
    match &trials.selection {
        Selection::One(key) => {
            let kind = key.public_key().kind();
            let message = format!("One key in the set has this `kid` and fits: {kind}");
            judge.pass(&jws::KID_UNKNOWN, SUBJECT, message);
        }
        Selection::NoKeys => {
            judge.skip(&jwks::UNREGISTERED, "keys", "No keys were given to look in")
        }
        Selection::Unnamed => {
            let message = "The key was not looked up by name: the keys given have none";
            judge.skip(&jws::KID_UNKNOWN, SUBJECT, message);
        }
        Selection::NoKid => {
            judge.skip(&jws::KID_UNKNOWN, SUBJECT, "The key was not looked up: needs a `kid`")
        }
        Selection::Unreadable => judge.skip(
            &jws::KID_UNKNOWN,
            SUBJECT,
            "The key was not chosen: needs an `alg` that fits it",
        ),
        Selection::Unknown => {
            let kid = member("kid").map(|(_, kid)| as_sent(kid)).unwrap_or_default();
            judge.add(marked(unknown(judge, trials, &kid), "kid"));
        }
        Selection::Ambiguous { count } => {
            let message = format!("{count} keys in the set have this `kid`");
            let mut finding = judge.fault(&jws::KID_AMBIGUOUS, SUBJECT, message);
            if let Some(found) = trials.found {
                let kind = found.key.public_key().kind();
                let thumbprint = found.key.thumbprint();
                finding = finding.near_miss(format!(
                    "The signature verifies with one of them, {kind} with thumbprint `{thumbprint}`."
                ));
            }
            judge.add(marked(finding, "kid"));
        }
        Selection::Mismatch { key } => {
            let key = key.public_key();
            let fits = key.algs().iter().map(|alg| alg.as_str()).collect::<Vec<_>>().join(", ");
            let message = format!("The key is {} and cannot be used with this `alg`", key.kind());
            let finding = judge.fault(&jws::ALG_KEY_MISMATCH, "header.alg", message).expected(fits);
            judge.add(marked(finding, "alg"));
        }
    }
}

/// What the published set says of the key that is used, where that would make a partner refuse.
pub(in crate::verify) fn check_published(
    judge: &mut Judge<'_>,
    verified: Option<&Jwk>,
    thumbprint: Option<&str>,
    trials: &Trials<'_>,
) {
    if let Some(entry) = trials.secret_entry() {
        let message = "The key set shows members of a private half: treat that key as burned";
        let finding =
            judge.fault(&jwks::PRIVATE_MEMBER, &format!("keys[{}]", entry.index), message);
        judge.add(
            finding.got(entry.private_members.join(" ")).expected("none of d p q dp dq qi oth k"),
        );
    }
    let named = match &trials.selection {
        Selection::One(key) => Some(*key),
        _ => verified,
    };
    if let (Some(key), Some(alg)) = (named, trials.alg) {
        check_members(judge, key, alg);
    }
    let sample = PUBLISHED_TEST_KEYS.iter().find(|(known, _)| Some(*known) == thumbprint);
    if let Some((_, source)) = sample {
        let message = format!("The key is that of {source}, whose private half anybody can read");
        let finding = judge.fault(&jwks::PUBLISHED_TEST_KEY, KEYS, message);
        judge.add(finding);
    }
}

/// `alg`, `use` and `key_ops` of the key in its set.
fn check_members(judge: &mut Judge<'_>, key: &Jwk, alg: Alg) {
    let finding = match key.alg() {
        Some(named) if named == alg.as_str() => None,
        Some(named) => {
            let message = format!("The key in the set is for {named}, and the header says {alg}");
            let near = "Publish one entry for each algorithm that the key signs under, or sign under the one published.";
            let finding = judge.fault(&jwks::ALG_MISMATCH, KEYS, message);
            Some(finding.got(named).expected(alg.as_str()).near_miss(near))
        }
        // A key given without a name, as PEM for example, is not from a published set.
        None if key.kid().is_none() => None,
        None => {
            let message = "The key in the set names no `alg`";
            Some(judge.fault(&jwks::ALG_MISSING, KEYS, message).expected(alg.as_str()))
        }
    };
    finding.into_iter().for_each(|finding| judge.add(finding));
    if let Some(named) = key.key_use().filter(|key_use| *key_use != "sig") {
        let message = "The key in the set is not for signatures";
        let finding = judge.fault(&jwks::USE_WRONG, KEYS, message);
        judge.add(finding.got(named).expected("sig"));
    }
    if let Some(ops) = key.key_ops()
        && (!ops.iter().any(|op| op == "verify") || ops.iter().any(|op| op == "sign"))
    {
        let message = "The `key_ops` of the key do not fit a public key that verifies";
        let finding = judge.fault(&jwks::KEY_OPS_WRONG, KEYS, message);
        judge.add(finding.got(ops.join(" ")).expected("verify"));
    }
}

/// No key has that name: whose name it is, how it was made, and whether a key verifies all the same.
fn unknown(judge: &Judge<'_>, trials: &Trials<'_>, kid: &str) -> Finding {
    let names = published(trials);
    let mut finding = judge
        .fault(&jws::KID_UNKNOWN, SUBJECT, "No key in the client's set has this `kid`")
        .expected(names.join(", "));
    let made = trials
        .keys()
        .take(NEAR_MISS_KIDS)
        .find_map(|key| kid::recognise(kid, key.public_key()).map(|how| (key, how)));
    let alike = names.iter().find(|name| name.trim().eq_ignore_ascii_case(kid.trim()));
    let mut near = Vec::new();
    if let Some(name) = alike {
        near.push(format!("The set has `{name}`: the two differ in case or in spaces only."));
    } else if let Some((key, how)) = made {
        near.push(format!("It is {how} of the key that the set calls `{}`.", name(key)));
    }
    if let Some(found) = trials.found {
        let own = name(found.key);
        near.push(match kid::recognise(&own, found.key.public_key()) {
            Some(how) if alike.is_none() => format!(
                "The signature verifies with the registered key `{own}`: the right key under another name. The set's name is {how}."
            ),
            _ => format!(
                "The signature verifies with the registered key `{own}`: the right key under another name."
            ),
        });
    } else if trials.keys_tried() > 0 {
        near.push(format!(
            "None of the {} keys that fit verifies it: the signing key is not in this set, which may be that of another environment or an old copy.",
            trials.keys_tried()
        ));
    }
    finding.evidence.published = names;
    if near.is_empty() { finding } else { finding.near_miss(near.join(" ")) }
}

fn published(trials: &Trials<'_>) -> Vec<String> {
    trials.keys().filter_map(|key| key.kid().map(str::to_owned)).collect()
}

/// The name by which a key is published; derived as Countersign derives it where there is none.
pub(super) fn name(key: &Jwk) -> String {
    let derived = || {
        let key = key.public_key();
        kid::derive(key, kid::KidMethod::default_for(key)).to_string()
    };
    key.kid().map_or_else(derived, str::to_owned)
}
