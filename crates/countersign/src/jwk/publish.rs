//! The publish guard: the only way from keys to a document for others to read.
//!
//! It takes [`Jwk`], which is built on a [`PublicKey`](crate::key::PublicKey), so there is nothing private that could
//! be written.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Jwk;
use crate::key::{head, public_members};
use crate::kid::{self, KidMethod};

/// A key set to publish, as indented JSON. Each key has `kty kid use alg` and its public members, in that order.
///
/// A key that came without `kid` or `alg` gets the derived id and the first algorithm it can do; `use` is always
/// `sig`.
///
/// ```
/// use countersign::{jwk::{Jwk, JwkSet, publish}, jws::Alg};
///
/// let key = countersign_testkit::keys::p384().public();
/// let jwk = Jwk::new(key, "2026-11".parse()?, Alg::Es384);
/// let text = publish::public_set(std::slice::from_ref(&jwk));
/// assert!(text.starts_with("{\n  \"keys\": [\n    {\n      \"kty\": \"EC\",\n      \"kid\": \"2026-11\","));
/// assert!(JwkSet::parse(&text)?.keys().eq([&jwk]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn public_set(keys: &[Jwk]) -> String {
    let published: Vec<Published<'_>> = keys.iter().map(Published).collect();
    pretty(&Set { keys: published })
}

/// One key as a JWK, with the same members in the same order.
pub fn public_jwk(key: &Jwk) -> String {
    pretty(&Published(key))
}

#[derive(serde::Serialize)]
struct Set<'a> {
    keys: Vec<Published<'a>>,
}

struct Published<'a>(&'a Jwk);

impl Serialize for Published<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let jwk = self.0;
        let key = jwk.public_key();
        let kid = jwk
            .kid()
            .map_or_else(|| kid::derive(key, KidMethod::default_for(key)).into(), str::to_owned);
        let alg = jwk.alg().unwrap_or(key.algs()[0].as_str());
        let mut map = out.serialize_map(None)?;
        for (name, value) in head(key, &kid, alg).iter().chain(&public_members(key)) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn pretty(document: &impl Serialize) -> String {
    serde_json::to_string_pretty(document).expect("strings as names and values are JSON")
}
