//! The key pairs that the worker holds. They leave it as [`KeyInfo`], which has no place for a private half.

use std::collections::BTreeMap;

use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::key::{KeyError, PrivateKey};
use countersign::kid::{self, KidMethod};

use super::message::{Handle, KeyInfo, Secret};

/// Key pairs, by handle.
#[derive(Debug, Default)]
pub(super) struct Keyring {
    keys: BTreeMap<Handle, PrivateKey>,
    last: u32,
}

impl Keyring {
    /// Takes a key pair in.
    pub(super) fn hold(&mut self, key: PrivateKey) -> Handle {
        self.last += 1;
        // One at a time is in use; the one before it may still be asked for while a message is on its way.
        while self.keys.len() > 1 {
            self.keys.pop_first();
        }
        self.keys.insert(Handle(self.last), key);
        Handle(self.last)
    }

    /// The key pair of that handle, if it is still held.
    pub(super) fn key(&self, handle: Handle) -> Option<&PrivateKey> {
        self.keys.get(&handle)
    }

    /// What may be said of a key pair: its public half, and its names.
    pub(super) fn info(&self, handle: Handle, alg: Alg, method: KidMethod) -> Option<KeyInfo> {
        let public = self.key(handle)?.public();
        let alg = if public.algs().contains(&alg) { alg } else { best(public.algs()) };
        let kid = kid::derive(&public, method);
        let jwk = Jwk::new(public.clone(), kid.clone(), alg);
        Some(KeyInfo {
            key: handle,
            kind: public.kind(),
            alg,
            kid: kid.as_str().to_owned(),
            kid_by_modulus: kid::modulus(&public).map(|kid| kid.as_str().to_owned()),
            kid_by_thumbprint: kid::thumbprint(&public),
            jwks: publish::public_set(&[jwk]),
            took_ms: 0.0,
        })
    }
}

/// Reads a private key as it was pasted: a JWK, or PEM in any of its forms.
pub(super) fn import(text: &Secret) -> Result<PrivateKey, KeyError> {
    let text = text.0.trim();
    if text.starts_with('{') { PrivateKey::from_jwk(text) } else { PrivateKey::from_pem(text) }
}

/// Of what a key can do, what SMART names, or else the first.
fn best(algs: &[Alg]) -> Alg {
    let named = algs.iter().copied().find(|alg| alg.is_baseline());
    named.or(algs.first().copied()).unwrap_or(Alg::Rs384)
}
