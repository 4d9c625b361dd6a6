//! `countersign jwks`: the key set to publish.

use std::collections::BTreeMap;

use countersign::finding::{Finding, Status};
use countersign::jwk::{Entry, Jwk, JwkSet, lint, publish};
use countersign::jws::Alg;
use countersign::key::PublicKey;
use countersign::kid::KeyId;
use countersign::limits::KEY_SET_OCTETS;
use countersign::rules::Profile;
use zeroize::Zeroizing;

use crate::input::{Input, stdin_twice};
use crate::key_file::{Passphrase, about_file, settled_alg, settled_kid, signing_alg};
use crate::output::text::Text;
use crate::{Failure, Io, Outcome};

const EXAMPLES: &str = "\
Examples:
  countersign jwks key.json > jwks.json
  countersign jwks next.json key.json > jwks.json      two keys, while one takes over from the other
  countersign jwks key.pem --kid 2026-11 --alg RS256   PEM says neither";

/// What `countersign jwks` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Keys, private or public, each a file, or - for stdin: PEM, DER, certificate, JWK, JWKS
    #[arg(required = true, value_name = "KEY")]
    keys: Vec<Input>,
    /// The kid, where there is one key [default: its own, else derived]
    #[arg(long, value_name = "TEXT")]
    kid: Option<KeyId>,
    /// The algorithm of the keys [default: their own, else the first choice of each]
    #[arg(long, value_parser = signing_alg(), ignore_case = true)]
    alg: Option<Alg>,
    #[command(flatten)]
    passphrase: Passphrase,
}

const NAME_EACH: &str =
    "name each on its own: countersign key convert FILE --to jwk --kid TEXT --out key.json";

/// A public key, and what its file says about it.
struct Found {
    subject: String,
    key: PublicKey,
    kid: Option<String>,
    alg: Option<String>,
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    if args.keys.iter().filter(|file| **file == Input::Stdin).count() > 1 {
        return Err(stdin_twice("several keys"));
    }
    let mut found = Vec::new();
    for file in &args.keys {
        found.extend(read(file, &args.passphrase, io)?);
    }
    if let (Some(_), 2..) = (&args.kid, found.len()) {
        let says = format!("--kid names one key, and these are {}", found.len());
        return Err(Failure::new("jwks.kid", says).hint(NAME_EACH));
    }
    let mut keys = Vec::with_capacity(found.len());
    let mut subjects = BTreeMap::new();
    for found in found {
        let jwk = found
            .jwk(args.kid.as_ref(), args.alg)
            .map_err(|failure| failure.about(&found.subject))?;
        let kid = jwk.kid().unwrap_or_default().to_owned();
        if let Some(other) = subjects.insert(kid.clone(), found.subject.clone()) {
            let says = format!("the kid {kid:?} stands twice: in {other} and in {}", found.subject);
            let hint = format!("leave one of them out, or {NAME_EACH}");
            return Err(Failure::new("jwks.kid.duplicate", says).hint(hint));
        }
        keys.push(jwk);
    }
    let text = publish::public_set(&keys);
    let json = serde_json::from_str(&text).expect("JSON that was just written");
    let mut words = Text::default();
    for Finding { code, message, .. } in faults(&text) {
        words.words(0, format!("warning: {message}: countersign rule {}", code.id));
    }
    let words = words.finish();
    Ok(Outcome { text, json, words, ..Outcome::default() })
}

/// The public keys of a file.
fn read(file: &Input, passphrase: &Passphrase, io: &mut Io) -> Result<Vec<Found>, Failure> {
    let octets = Zeroizing::new(file.read(KEY_SET_OCTETS, io)?);
    if let Some(keys) = from_json(file, &octets) {
        return keys;
    }
    let imported = passphrase.open_octets(file, &octets, io)?;
    let key = imported.key.public();
    Ok(vec![Found { subject: file.to_string(), key, kid: imported.kid, alg: imported.alg }])
}

impl Found {
    fn jwk(&self, kid: Option<&KeyId>, alg: Option<Alg>) -> Result<Jwk, Failure> {
        let kid = settled_kid(kid, self.kid.as_deref(), &self.key)?;
        let alg = settled_alg(alg, self.alg.as_deref(), &self.key)?;
        Ok(Jwk::new(self.key.clone(), kid, alg))
    }
}

/// The keys of a JWK, a JWKS or an array of JWKs; nothing if it is not JSON.
fn from_json(file: &Input, octets: &[u8]) -> Option<Result<Vec<Found>, Failure>> {
    let text = str::from_utf8(octets).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    // PEM may be a member of a JSON object; that is for the rescue.
    if !text.starts_with(['{', '[']) || text.contains("-BEGIN ") {
        return None;
    }
    let set = match JwkSet::read(text) {
        Ok(set) => set,
        Err(error) => return Some(Err(about_file(error.into(), file))),
    };
    let count = set.entries().len();
    Some(set.entries().iter().map(|entry| from_entry(file, entry, count)).collect())
}

fn from_entry(file: &Input, entry: &Entry, count: usize) -> Result<Found, Failure> {
    let subject = match count {
        1 => file.to_string(),
        _ => format!("{file}, key {}", entry.index + 1),
    };
    let jwk = match &entry.key {
        Ok(jwk) => jwk,
        Err(error) => return Err(Failure::new(error.code(), error.to_string()).about(&subject)),
    };
    if let Some(other) = jwk.key_use().filter(|key_use| *key_use != "sig") {
        let says =
            format!("its use is {other:?}, and keys are published here to verify signatures");
        return Err(Failure::new("jwks.use", says).about(&subject));
    }
    let (kid, alg) = (entry.kid.clone(), entry.alg.clone());
    Ok(Found { subject, key: jwk.public_key().clone(), kid, alg })
}

/// What a partner would find fault with in the set.
pub(super) fn faults(set: &str) -> Vec<Finding> {
    let findings = lint(set, &Profile::SPEC).into_iter();
    findings.filter(|finding| matches!(finding.status, Status::Fail | Status::Warn)).collect()
}
