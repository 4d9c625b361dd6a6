//! What is written beside a key: `kid`, `alg`, `use` and `key_ops`.

use serde_json::Value;

use super::key::Key;
use super::short;
use crate::encoding::json::type_name;
use crate::finding::Finding;
use crate::jwk::Jwk;
use crate::jws::Alg;
use crate::key::KeyKind;
use crate::kid;
use crate::rules::code::jwks;

impl Key<'_> {
    pub(super) fn labels(&self, found: &mut Vec<Finding>) {
        found
            .extend([self.kid(), self.alg(), self.key_use(), self.key_ops()].into_iter().flatten());
    }

    fn kid(&self) -> Option<Finding> {
        let message = match self.get("kid") {
            None => "The key has no `kid`",
            Some(Value::String(kid)) if kid.is_empty() => "The `kid` is empty",
            Some(Value::String(_)) => return None,
            Some(_) => "The `kid` is no string",
        };
        let finding = self.fault(&jwks::KID_MISSING, "kid", message);
        let Some(jwk) = self.jwk() else { return Some(finding) };
        let thumbprint = jwk.thumbprint();
        Some(finding.expected(match kid::modulus(jwk.public_key()) {
            Some(modulus) => format!("{modulus} (of the modulus) or {thumbprint} (RFC 7638)"),
            None => format!("{thumbprint} (RFC 7638)"),
        }))
    }

    fn alg(&self) -> Option<Finding> {
        const ONE_EACH: &str = "Some servers choose a key by `kid` and `alg`: name the algorithm that the key signs \
            with, and for a key that signs with two, write one entry per `alg`, each under a `kid` of its own.";
        let Some(jwk) = self.jwk() else { return self.alg_type() };
        let fitting = fitting(jwk);
        match jwk.alg() {
            None => {
                let finding = self.fault(&jwks::ALG_MISSING, "alg", "The key names no `alg`");
                Some(finding.expected(fitting).near_miss(ONE_EACH))
            }
            Some(alg) if !fits(alg, jwk.public_key().kind()) => {
                let kind = jwk.public_key().kind();
                let message = format!("A {kind} key cannot do the `alg` it names");
                let finding = self.fault(&jwks::ALG_MISMATCH, "alg", message);
                Some(named(finding, alg, kind).got(short(alg)).expected(fitting))
            }
            Some(_) => None,
        }
    }

    /// An `alg` that is no string makes the key unusable.
    fn alg_type(&self) -> Option<Finding> {
        let alg = self.get("alg").filter(|alg| !alg.is_string())?;
        let message = format!("The `alg` is {}, wanted a string", type_name(alg));
        Some(self.fault(&jwks::ALG_MISMATCH, "alg", message).got(short(&alg.to_string())))
    }

    fn key_use(&self) -> Option<Finding> {
        let key_use = self.get("use").filter(|key_use| **key_use != "sig")?;
        let finding = self.fault(&jwks::USE_WRONG, "use", "The key's `use` is not sig");
        Some(finding.got(short(&key_use.to_string())).expected("\"sig\""))
    }

    fn key_ops(&self) -> Option<Finding> {
        let key_ops = self.get("key_ops")?;
        let ops = key_ops.as_array().map(Vec::as_slice).unwrap_or_default();
        let lists = |name: &str| ops.iter().any(|op| op == name);
        if lists("verify") && !lists("sign") {
            return None;
        }
        let message = "The key's `key_ops` do not fit a public key that verifies";
        let finding = self.fault(&jwks::KEY_OPS_WRONG, "key_ops", message);
        let finding = finding.got(short(&key_ops.to_string())).expected("[\"verify\"]");
        Some(match lists("sign") {
            true => finding.near_miss(
                "The operation `sign` is the private half's: `key_ops` were copied from it.",
            ),
            false => finding,
        })
    }
}

fn fitting(jwk: &Jwk) -> String {
    jwk.public_key().algs().iter().map(|alg| alg.as_str()).collect::<Vec<_>>().join(", ")
}

/// Whether a key of that kind can do the algorithm, be it one that is supported here or not.
fn fits(alg: &str, kind: KeyKind) -> bool {
    match alg.parse::<Alg>() {
        Ok(Alg::Es256) => kind == KeyKind::P256,
        Ok(Alg::Es384) => kind == KeyKind::P384,
        Ok(_) => matches!(kind, KeyKind::Rsa { .. }),
        Err(_) => false,
    }
}

/// Adds what the name stands for, where that is known.
fn named(finding: Finding, alg: &str, kind: KeyKind) -> Finding {
    let upper = alg.to_ascii_uppercase();
    if upper != alg && fits(&upper, kind) {
        return finding
            .near_miss(format!("Names of algorithms are written in capitals: {upper} is meant."));
    }
    if matches!(alg, "HS256" | "HS384" | "HS512") {
        return finding
            .near_miss(format!("{alg} is keyed with a shared secret, not with a key pair."));
    }
    if alg.contains("OAEP") || alg.starts_with("RSA1") || alg.starts_with("ECDH") {
        return finding.near_miss(format!("{alg} encrypts; it signs nothing."));
    }
    finding
}
