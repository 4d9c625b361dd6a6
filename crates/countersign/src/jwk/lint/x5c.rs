//! The certificate beside a key, or in its place (RFC 7517 §4.7).

use base64ct::{Base64, Encoding};
use serde_json::Value;

use super::key::Key;
use crate::finding::Finding;
use crate::jwk::{Jwk, JwkError, publish};
use crate::key::{KeyError, PublicKey};
use crate::kid;
use crate::limits::KEY_OCTETS;
use crate::rules::code::jwks;

impl Key<'_> {
    pub(super) fn x5c(&self, found: &mut Vec<Finding>) {
        let Some(chain) = self.get("x5c") else { return };
        let certified = certified(chain);
        match (&self.entry.key, certified) {
            (Err(JwkError::Key(KeyError::MemberMissing { member })), certified)
                if *member != "kty" =>
            {
                found.push(self.only(member, certified.ok()));
            }
            (_, Err(why)) => {
                let message =
                    format!("The first element of `x5c` is no certificate with a key: {why}");
                found.push(self.fault(&jwks::X5C_MISMATCH, "x5c", message));
            }
            (Ok(jwk), Ok(other)) if *jwk.public_key() != other => {
                found.push(self.mismatch(jwk.public_key(), &other));
            }
            _ => {}
        }
    }

    fn only(&self, missing: &str, certified: Option<PublicKey>) -> Finding {
        let message = format!("The key has a certificate and no member `{missing}` of its own");
        let finding = self.fault(&jwks::X5C_ONLY, "x5c", message);
        let jwk = certified
            .zip(self.members)
            .and_then(|(key, members)| Jwk::from_members(members, key).ok());
        match jwk {
            Some(jwk) => finding.near_miss(format!(
                "With the key of its certificate written out it is {}",
                publish::public_jwk(&jwk)
            )),
            None => finding,
        }
    }

    fn mismatch(&self, own: &PublicKey, other: &PublicKey) -> Finding {
        let message = format!("The certificate holds another key, {}", other.kind());
        self.fault(&jwks::X5C_MISMATCH, "x5c", message)
            .got(kid::thumbprint(other))
            .expected(kid::thumbprint(own))
            .near_miss(
                "A key that was changed while its certificate stayed looks so: the two thumbprints differ.",
            )
    }
}

/// The key of the first certificate, or why there is none.
fn certified(chain: &Value) -> Result<PublicKey, String> {
    let first = chain.as_array().and_then(|chain| chain.first()).and_then(Value::as_str);
    let Some(text) = first else { return Err("`x5c` is an array of strings".to_owned()) };
    if text.len() > 2 * KEY_OCTETS {
        return Err(format!("it has more than {} characters", 2 * KEY_OCTETS));
    }
    let octets = Base64::decode_vec(text).map_err(|_| {
        let why = if text.contains("-----BEGIN") {
            "it is PEM, wanted the base64 between its lines without breaks"
        } else if text.contains(['-', '_']) {
            "it is base64url; certificates alone are in base64, with + / and padding"
        } else {
            "it is not base64"
        };
        why.to_owned()
    })?;
    PublicKey::from_certificate_der(&octets).map_err(|error| error.to_string())
}
