//! The key itself: private members, its kind and size, and why it was refused.

use super::key::Key;
use super::number::octets_of;
use super::samples::sample_of;
use crate::finding::{Finding, Part, sentence};
use crate::jwk::JwkError;
use crate::key::{Curve, KeyError, KeyKind, PublicKey};
use crate::limits::RSA_MAX_BITS;
use crate::rules::Code;
use crate::rules::code::jwks;

/// What to do about a key whose private half was shown.
pub(super) const BURNED: &str = "The key is burned: make a new one, register its public half, and take this one out \
    of every registration. Taking the private members out of this text does not make it secret again.";

impl Key<'_> {
    pub(super) fn material(&self, found: &mut Vec<Finding>) {
        let symmetric = matches!(self.entry.key, Err(JwkError::Key(KeyError::Symmetric)));
        if !self.entry.private_members.is_empty() && !symmetric {
            found.push(self.private());
        }
        if let Some(source) = self.thumbprint.as_deref().and_then(sample_of) {
            let message = format!("This is the key of {source}");
            let finding = self.fault(&jwks::PUBLISHED_TEST_KEY, "", message);
            found.push(finding.got(self.thumbprint.clone().unwrap_or_default()));
        }
        match &self.entry.key {
            Ok(jwk) => found.extend(self.large(jwk.public_key().kind())),
            Err(JwkError::Key(error)) => found.extend(self.refused(error)),
            // A member beside the key is of the wrong type; each is looked at on its own.
            Err(_) => {}
        }
    }

    fn private(&self) -> Finding {
        let shown = &self.entry.private_members;
        let message = "A public key set shows members of the private half";
        let mut finding = self
            .fault(&jwks::PRIVATE_MEMBER, "", message)
            .got(shown.join(" "))
            .expected("none of d p q dp dq qi oth k")
            .near_miss(BURNED);
        let places = || shown.iter().filter_map(|member| self.member_place(member));
        if let (Some(start), Some(end)) =
            (places().map(|place| place.start).min(), places().map(|place| place.end).max())
        {
            finding = finding.at(Part::Document, start..end);
        }
        finding
    }

    fn large(&self, kind: KeyKind) -> Option<Finding> {
        let KeyKind::Rsa { bits } = kind else { return None };
        (bits > RSA_MAX_BITS).then(|| {
            let message = format!("The RSA modulus has {bits} bits");
            self.fault(&jwks::RSA_LARGE, "n", message)
                .got(bits.to_string())
                .expected("2048 to 4096")
        })
    }

    /// Faults of numbers and of certificates have checks of their own.
    fn refused(&self, error: &KeyError) -> Option<Finding> {
        let fault = |code: &'static Code, member| Some(self.fault(code, member, sentence(error)));
        match error {
            KeyError::Symmetric => fault(&jwks::SYMMETRIC, "kty").map(|finding| {
                finding.got("\"oct\"").expected("\"RSA\" or \"EC\"").near_miss(
                    "A shared secret that was published is everybody's: stop using it. This flow signs with the \
                     private half of a key pair and publishes the public half.",
                )
            }),
            KeyError::KtyUnsupported { .. } | KeyError::MemberMissing { member: "kty" } => {
                fault(&jwks::KTY_UNKNOWN, "kty").map(|finding| finding.expected("RSA or EC"))
            }
            KeyError::CurveUnsupported { .. } => {
                fault(&jwks::KTY_UNKNOWN, "crv").map(|finding| finding.expected("P-256 or P-384"))
            }
            KeyError::RsaTooSmall { got, want } => fault(&jwks::RSA_SMALL, "n")
                .map(|finding| finding.got(got.to_string()).expected(format!("at least {want}"))),
            KeyError::RsaTooLarge { got, .. } => fault(&jwks::RSA_LARGE, "n")
                .map(|finding| finding.got(got.to_string()).expected("2048 to 4096")),
            KeyError::RsaExponent { got } => fault(&jwks::RSA_EXPONENT, "e")
                .map(|finding| finding.got(got).expected("65537, written AQAB")),
            KeyError::OffCurve { curve } => fault(&jwks::EC_OFF_CURVE, "").map(|finding| {
                match self.point_meant(*curve) {
                    Some(meant) => finding.near_miss(meant),
                    None => finding,
                }
            }),
            KeyError::RsaModulusEven => fault(&jwks::ENCODING, "n"),
            _ => None,
        }
    }

    /// What would have been a point, of what is written.
    pub(super) fn point_meant(&self, named: Curve) -> Option<String> {
        let [x, y] = ["x", "y"].map(|member| self.get(member).and_then(octets_of));
        let (x, y) = (x?, y?);
        let lies = |curve, x: &[u8], y: &[u8]| PublicKey::from_ec(curve, x, y).is_ok();
        let other = if named == Curve::P256 { Curve::P384 } else { Curve::P256 };
        if lies(other, &x, &y) {
            return Some(format!("The point lies on {other}: `crv` names the wrong curve."));
        }
        if lies(named, &y, &x) {
            return Some("With `x` and `y` exchanged the point lies on the curve.".to_owned());
        }
        // An uncompressed point is the octet 4, then x, then y (SEC 1 §2.3.3).
        let whole = x.strip_prefix(&[4]).filter(|rest| rest.len() == 2 * named.octets());
        let (start, end) = whole?.split_at(named.octets());
        lies(named, start, end).then(|| {
            "The member `x` holds the whole point, octet 4 in front: `x` is its first half.".into()
        })
    }
}
