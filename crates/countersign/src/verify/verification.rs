//! A judgement in progress: it hands out the signature checks it wants and takes each answer.

use crate::assertion::inspect::{self, Decoded};
use crate::finding::{Part, Report};
use crate::jwk::JwkSet;
use crate::jws::Alg;
use crate::key::{PublicKey, SignatureError};
use crate::time::UnixSeconds;

use super::judge::{Judge, Members};
use super::jws::key::{Selection, select};
use super::jws::{form, header, key, signature};
use super::{Expectations, jwt};

/// A signature check that somebody has to do: `key` over `input` under `alg`.
#[derive(Clone, Copy, Debug)]
pub struct SignatureCheck<'a> {
    /// The public key to check with; it fits `alg`.
    pub key: &'a PublicKey,
    /// The algorithm.
    pub alg: Alg,
    /// The octets that were signed.
    pub input: &'a [u8],
    /// The signature, decoded.
    pub signature: &'a [u8],
}

/// A judgement that waits for signature checks. Any engine may answer them: the report comes out the same.
///
/// [`verify`](super::verify()) is this loop over the engine of this crate.
#[derive(Debug)]
pub struct Verification<'a> {
    decoded: Result<Decoded, crate::jws::CompactError>,
    expect: &'a Expectations<'a>,
    now: UnixSeconds,
    candidates: Candidates<'a>,
}

/// The keys to try: the one that the header names first, then others that might explain a miss.
#[derive(Debug)]
struct Candidates<'a> {
    selection: Selection<'a>,
    alg: Option<Alg>,
    others: Vec<&'a PublicKey>,
    tried: usize,
    selected: Option<Result<(), SignatureError>>,
    other: Option<&'a PublicKey>,
}

impl<'a> Verification<'a> {
    /// Begins to judge. White space around the token is left aside.
    pub fn new(
        token: &str,
        keys: Option<&'a JwkSet>,
        expect: &'a Expectations<'a>,
        now: UnixSeconds,
    ) -> Self {
        let decoded = inspect::decode(token);
        let candidates = Candidates::new(decoded.as_ref().ok(), keys, expect.near_miss_keys);
        Self { decoded, expect, now, candidates }
    }

    /// The next signature check, or nothing when the judgement can be finished.
    pub fn wanted(&self) -> Option<SignatureCheck<'_>> {
        let decoded = self.decoded.as_ref().ok()?;
        let key = self.candidates.next()?;
        Some(SignatureCheck {
            key,
            alg: self.candidates.alg?,
            input: decoded.jws.signing_input().as_bytes(),
            signature: decoded.jws.signature(),
        })
    }

    /// The answer to the check that [`Self::wanted`] gave last.
    pub fn answer(&mut self, answer: Result<(), SignatureError>) {
        self.candidates.answer(answer);
    }

    /// The report: every check, in the partner's order. A check still wanted counts as not done.
    pub fn finish(self) -> Report {
        let mut judge = Judge::new(self.expect, self.now);
        let decoded = match self.decoded {
            Ok(decoded) => decoded,
            Err(error) => {
                form::broken(&mut judge, &error);
                return Report {
                    profile: judge.expect.profile.id.into(),
                    kid: None,
                    key: None,
                    findings: judge.findings,
                };
            }
        };
        form::intact(&mut judge, &decoded);
        let header_members =
            decoded.header.as_ref().ok().map(|object| Members { part: Part::Header, object });
        let claims =
            decoded.claims.as_ref().ok().map(|object| Members { part: Part::Payload, object });

        let near = self.candidates.other;
        if let Some(members) = header_members {
            header::check(&mut judge, members);
            key::check_kid(&mut judge, members, &self.candidates.selection, near);
            header::check_rest(&mut judge, members);
        }
        jwt::parties::check_client(&mut judge, claims);
        key::check_selection(&mut judge, header_members, &self.candidates.selection, near);
        let outcome = self.candidates.selected;
        signature::check(
            &mut judge,
            &decoded,
            &self.candidates.selection,
            self.candidates.alg,
            outcome,
            near,
        );
        jwt::check(&mut judge, claims);

        let verified = match (&self.candidates.selection, outcome) {
            (Selection::One(jwk), Some(Ok(()))) => Some(crate::kid::thumbprint(jwk.public_key())),
            _ => None,
        };
        Report {
            profile: judge.expect.profile.id.into(),
            kid: decoded.header_text("kid").map(str::to_owned),
            key: verified,
            findings: judge.findings,
        }
    }
}

impl<'a> Candidates<'a> {
    fn new(decoded: Option<&Decoded>, keys: Option<&'a JwkSet>, budget: usize) -> Self {
        let header = decoded.and_then(|decoded| decoded.header.as_ref().ok());
        let alg =
            header.and_then(|header| header.text("alg")).and_then(|name| name.parse::<Alg>().ok());
        let kid = header.and_then(|header| header.text("kid"));
        let selection = select(keys, kid, alg);
        let chosen = match &selection {
            Selection::One(jwk) => Some(jwk.public_key()),
            _ => None,
        };
        let others = keys
            .into_iter()
            .flat_map(JwkSet::keys)
            .map(crate::jwk::Jwk::public_key)
            .filter(|key| Some(*key) != chosen && alg.is_some_and(|alg| key.can(alg)))
            .take(budget)
            .collect();
        Self { selection, alg, others, tried: 0, selected: None, other: None }
    }

    fn next(&self) -> Option<&'a PublicKey> {
        match (&self.selection, self.selected) {
            (Selection::One(jwk), None) => Some(jwk.public_key()),
            (Selection::One(_), Some(Ok(()))) => None,
            // A signature of the wrong form cannot verify with any key.
            (Selection::One(_), Some(Err(error))) if error != SignatureError::Invalid => None,
            (Selection::Unreadable | Selection::NoKeys, _) => None,
            _ if self.other.is_some() => None,
            _ => self.others.get(self.tried).copied(),
        }
    }

    fn answer(&mut self, answer: Result<(), SignatureError>) {
        if matches!(self.selection, Selection::One(_)) && self.selected.is_none() {
            self.selected = Some(answer);
            return;
        }
        if answer.is_ok() {
            self.other = self.others.get(self.tried).copied();
        }
        self.tried += 1;
    }
}
