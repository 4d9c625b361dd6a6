//! A judgement in progress: it hands out the signature checks it wants and takes each answer.

use crate::assertion::inspect::{self, Decoded};
use crate::finding::{Part, Report};
use crate::jwk::JwkSet;
use crate::jws::{Alg, CompactError, Tidied, tidy};
use crate::key::{PublicKey, SignatureError};
use crate::rules::Profile;
use crate::time::UnixSeconds;

use super::judge::{Judge, Members};
use super::jws::{form, header, key, rewritten, signature};
use super::trials::{Form, Input, Trials};
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
/// The first check is the one that the header asks for. When it fails, others follow that might explain why: the other
/// keys of the set, the other algorithms of the key, a signature in DER. [`verify`](super::verify()) is this loop over
/// the engine of this crate.
#[derive(Debug)]
pub struct Verification<'a> {
    assertion: Result<Read, CompactError>,
    expect: &'a Expectations<'a>,
    now: UnixSeconds,
    trials: Trials<'a>,
    /// The signature as R‖S, where it came in DER.
    raw: Option<Vec<u8>>,
}

/// The assertion as far as it could be read.
#[derive(Debug)]
struct Read {
    decoded: Decoded,
    /// What was wrong with the text, when the token had to be looked for in it.
    pasted: Option<Untidy>,
    compact: Option<String>,
    spaced: Option<String>,
}

/// A text that is no compact JWS, though there is one in it.
#[derive(Debug)]
pub(super) struct Untidy {
    pub(super) error: CompactError,
    pub(super) tidied: Vec<Tidied>,
    signed: String,
}

impl<'a> Verification<'a> {
    /// Begins to judge. White space around the token is left aside.
    pub fn new(
        token: &str,
        keys: Option<&'a JwkSet>,
        expect: &'a Expectations<'a>,
        now: UnixSeconds,
    ) -> Self {
        let assertion = Read::new(token);
        let decoded = assertion.as_ref().ok().map(|read| &read.decoded);
        let trials = Trials::new(decoded, keys, expect.near_miss_tries);
        let mut verification = Self { assertion, expect, now, trials, raw: None };
        // Engines differ in what they say of a signature that cannot be one, so they are not asked.
        if let Some(check) = verification.wanted()
            && let Err(error) = check.key.check_signature_form(check.alg, check.signature)
        {
            verification.answer(Err(error));
        }
        verification
    }

    /// The next signature check, or nothing when the judgement can be finished.
    pub fn wanted(&self) -> Option<SignatureCheck<'_>> {
        let read = self.assertion.as_ref().ok()?;
        let trial = self.trials.next()?;
        let input = match trial.input {
            Input::Sent => read.decoded.jws.signing_input(),
            Input::Pasted => &read.pasted.as_ref()?.signed,
            Input::Compact => read.compact.as_deref()?,
            Input::Spaced => read.spaced.as_deref()?,
        };
        let signature = match trial.form {
            Form::Sent => read.decoded.jws.signature(),
            Form::FromDer => self.raw.as_deref()?,
        };
        let key = trial.key.public_key();
        Some(SignatureCheck { key, alg: trial.alg, input: input.as_bytes(), signature })
    }

    /// The answer to the check that [`Self::wanted`] gave last.
    pub fn answer(&mut self, answer: Result<(), SignatureError>) {
        let (asked, first) = (self.trials.next(), self.trials.named.is_none());
        self.trials.answer(answer);
        let (Some(Err(error)), true, Some(named), Ok(read)) =
            (self.trials.named, first, asked, &mut self.assertion)
        else {
            return;
        };
        let sent = read.decoded.jws.signature().to_vec();
        if error == SignatureError::Der {
            self.raw = named.key.public_key().raw_from_der(&sent);
        }
        let signature = self.raw.as_ref().unwrap_or(&sent);
        self.trials.explain(error, signature, &read.write_again());
    }

    /// The report under the profile of the expectations: every check, in the partner's order. A check still wanted
    /// counts as not done.
    pub fn finish(self) -> Report {
        self.report(self.expect.profile)
    }

    /// The report under any profile; no signature is checked again for it.
    pub fn report(&self, profile: &'static Profile) -> Report {
        let mut judge = Judge::new(self.expect, profile, self.now);
        let (kid, key) = match &self.assertion {
            Ok(read) => self.judge(&mut judge, read),
            Err(error) => {
                form::broken(&mut judge, error);
                (None, None)
            }
        };
        Report { profile: profile.id.into(), kid, key, findings: judge.findings }
    }

    /// Every check on what could be read; gives the header's `kid` and the thumbprint of the key that verified.
    fn judge(&self, judge: &mut Judge<'_>, read: &Read) -> (Option<String>, Option<String>) {
        let (decoded, trials) = (&read.decoded, &self.trials);
        form::intact(judge, decoded, read.pasted.as_ref());
        let header_members =
            decoded.header.as_ref().ok().map(|object| Members { part: Part::Header, object });
        let claims =
            decoded.claims.as_ref().ok().map(|object| Members { part: Part::Payload, object });
        if let Some(members) = header_members {
            header::check(judge, members);
            key::check_kid(judge, members, trials);
            header::check_rest(judge, members);
        }
        jwt::parties::check_client(judge, claims);
        key::check_selection(judge, header_members, trials);
        let verified = key::verified(judge.profile, trials);
        signature::check(judge, decoded, trials, verified);
        let thumbprint = verified.map(|key| key.thumbprint().to_owned());
        key::check_published(judge, verified, thumbprint.as_deref(), trials);
        jwt::check(judge, claims);
        (decoded.header_text("kid").map(str::to_owned), thumbprint)
    }
}

impl Read {
    fn new(token: &str) -> Result<Self, CompactError> {
        let (decoded, pasted) = match inspect::decode(token) {
            Ok(decoded) => (decoded, None),
            Err(error) => match tidy(token) {
                Some(found) => {
                    let decoded = inspect::decode(found.jws.as_str())?;
                    (decoded, Some(Untidy { error, tidied: found.tidied, signed: found.signed }))
                }
                None => return Err(error),
            },
        };
        Ok(Self { decoded, pasted, compact: None, spaced: None })
    }

    /// Prepares what else may have been signed. Done only when it may explain a failure: most tokens verify.
    fn write_again(&mut self) -> Vec<Input> {
        self.compact = rewritten::compact(&self.decoded);
        self.spaced = rewritten::spaced(&self.decoded);
        let mut inputs = Vec::new();
        inputs.extend(self.pasted.iter().map(|_| Input::Pasted));
        inputs.extend(self.compact.iter().map(|_| Input::Compact));
        inputs.extend(self.spaced.iter().map(|_| Input::Spaced));
        inputs
    }
}
