//! Break it: 28 ways in which a client goes wrong, each one change to a good token request.
//!
//! An [`Attempt`] is everything that a token request is made of, before it is signed. A [`Defect`] changes one thing in
//! it and nothing else; what comes out is [`Broken`]: the requests and the key set to send and serve, beside the good
//! ones, and a list of what differs. The finding that a defect must raise first stands with it, and [`answers`] says how
//! each profile takes it.
//!
//! ```
//! use countersign::assertion::Assertion;
//! use countersign::defect::{self, Attempt, Partner};
//! use countersign::jws::Alg;
//! use countersign::rules::Profile;
//! use countersign_testkit::{NOW, keys, rng};
//!
//! let (key, spare) = (keys::rsa_2048(), keys::rsa_2048_other());
//! let partner = Partner {
//!     token_endpoint: "https://ehr.example/token".into(),
//!     fhir_base: "https://ehr.example/fhir".into(),
//!     issuer: "https://ehr.example".into(),
//!     algs: vec![Alg::Rs384, Alg::Es384],
//! };
//! let assertion = Assertion::new("larkmoor", "https://ehr.example/token", "k1".parse()?, Alg::Rs384, "5f0c", NOW);
//! let good = Attempt::new(&assertion, &key, &spare, partner, "system/Patient.rs")?;
//!
//! let slash = defect::by_id("aud-slash").expect("a known id");
//! let broken = slash.apply(&good, &mut rng())?;
//! let aud = &broken.changed[0];
//! assert_eq!((aud.member.as_str(), aud.after.as_ref().map(|now| now.text.as_str())), ("aud", Some(r#""https://ehr.example/token/""#)));
//! assert_eq!(slash.finds.id, "jwt.aud.trailing-slash");
//! assert!(!defect::answers(slash, &Profile::SPEC).accepted());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod attempt;
mod change;
mod claims;
mod header;
mod key;
mod publishing;
mod request;
mod send;
mod times;

use core::fmt;

use rand_core::CryptoRng;

pub use answer::{Answer, Reply, answers};
pub use attempt::{Attempt, Encoding, KeySetReply, Partner, Post, Proof, Signing};
pub use change::{Change, Place, Shown};
pub use send::{DefectError, Sent};

use crate::key::KeyKind;
use crate::rules::Code;

/// The groups, and in each its defects, in the order in which they are shown.
pub const ALL: &[(Group, &[Defect])] = &[
    (Group::Header, header::DEFECTS),
    (Group::Signature, key::DEFECTS),
    (Group::Claims, claims::DEFECTS),
    (Group::Times, times::DEFECTS),
    (Group::Request, request::DEFECTS),
    (Group::Publishing, publishing::DEFECTS),
];

/// Which part of the flow a defect is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The JOSE header.
    Header,
    /// The signature.
    Signature,
    /// The claims, but for the times.
    Claims,
    /// The times among the claims.
    Times,
    /// The token request.
    Request,
    /// The published key set.
    Publishing,
}

impl Group {
    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Header => "Header",
            Self::Signature => "Key and signature",
            Self::Claims => "Claims",
            Self::Times => "Times",
            Self::Request => "Request",
            Self::Publishing => "Publishing",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// Which keys a defect can be made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Needs {
    /// Any key.
    AnyKey,
    /// An RSA key.
    Rsa,
    /// A key on an elliptic curve.
    EllipticCurve,
}

impl Needs {
    /// Whether a key of that kind will do.
    pub const fn met_by(self, kind: KeyKind) -> bool {
        match self {
            Self::AnyKey => true,
            Self::Rsa => kind.curve().is_none(),
            Self::EllipticCurve => kind.curve().is_some(),
        }
    }
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AnyKey => "any key",
            Self::Rsa => "an RSA key",
            Self::EllipticCurve => "a key on an elliptic curve",
        })
    }
}

/// One way in which a client goes wrong.
#[derive(Debug)]
pub struct Defect {
    /// Short and stable, in kebab case.
    pub id: &'static str,
    /// Its number, 1 to 28.
    pub number: u8,
    /// Its name, as a heading.
    pub title: &'static str,
    /// What is changed, and how clients come to do it.
    pub what: &'static str,
    /// Which keys it can be made with.
    pub needs: Needs,
    /// The finding that it raises before any other.
    pub finds: &'static Code,
    /// The findings that may come with it, because the first is so.
    pub follows: &'static [&'static Code],
    /// What a partner answers that holds to the specification.
    pub reply: Reply,
    /// The profiles, by id, to which it is another fault, and which.
    elsewhere: &'static [(&'static str, &'static Code)],
    change: fn(&mut Attempt<'_>, &mut dyn CryptoRng),
}

/// A token request with one defect, beside the one without.
#[derive(Debug)]
pub struct Broken {
    /// What goes out without the defect.
    pub good: Sent,
    /// What goes out with it.
    pub sent: Sent,
    /// How the two differ.
    pub changed: Vec<Change>,
}

impl Defect {
    /// Makes the request twice, as it should be and with the defect. RSA signatures are blinded with `rng`, and a secret
    /// that a defect sends is drawn from it.
    ///
    /// # Errors
    /// [`DefectError::Key`] when the client's key is not of the kind that the defect [`needs`](Self::needs); otherwise as
    /// [`Attempt::send`].
    pub fn apply(
        &self,
        good: &Attempt<'_>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Broken, DefectError> {
        let kind = good.key.kind();
        if !self.needs.met_by(kind) {
            return Err(DefectError::Key { defect: self.id, needs: self.needs, got: kind });
        }
        let mut bad = good.clone();
        (self.change)(&mut bad, rng);
        let (good, sent) = (good.send(rng)?, bad.send(rng)?);
        let changed = change::between(&good, &sent);
        Ok(Broken { good, sent, changed })
    }
}

/// Every defect, one by one.
pub fn defects() -> impl Iterator<Item = &'static Defect> {
    ALL.iter().flat_map(|(_, defects)| defects.iter())
}

/// The defect of that id.
///
/// ```
/// use countersign::defect;
///
/// assert_eq!(defect::by_id("no-kid").map(|defect| defect.finds.id), Some("jws.kid.missing"));
/// assert!(defect::by_id("no-luck").is_none());
/// ```
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Defect> {
    defects().find(|defect| defect.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rules::Profile;

    #[test]
    fn each_defect_is_numbered_and_named_once() {
        let numbers: BTreeSet<u8> = defects().map(|defect| defect.number).collect();
        assert_eq!(numbers, (1..=28).collect());
        assert_eq!(defects().count(), 28);
        let titles: BTreeSet<_> = defects().map(|defect| defect.title).collect();
        assert_eq!(titles.len(), 28);
        for defect in defects() {
            let kebab = |part: &str| {
                !part.is_empty()
                    && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            };
            assert!(defect.id.split('-').all(kebab), "{}", defect.id);
            assert_eq!(by_id(defect.id).map(|found| found.number), Some(defect.number));
            assert!(defect.what.ends_with('.') && !defect.title.ends_with('.'), "{}", defect.id);
        }
    }

    #[test]
    fn the_reply_is_a_refusal_exactly_where_the_specification_refuses() {
        for defect in defects() {
            let refused = Profile::SPEC.refuses(defect.finds);
            assert_eq!(defect.reply.error.is_some(), refused, "{}", defect.id);
            assert_eq!(defect.reply.status == 200, !refused, "{}", defect.id);
        }
    }
}
