//! Which signature checks are made: the key that the header names, and when that fails, what might explain it.

use crate::assertion::inspect::Decoded;
use crate::jwk::{Entry, Jwk, JwkSet};
use crate::jws::Alg;
use crate::key::SignatureError;

use super::jws::key::{Selection, select};

/// Keys whose other algorithms are tried as well, when the header's own leads nowhere.
const KEYS_UNDER_EVERY_ALG: usize = 8;

/// One signature check: this key, under this algorithm, over these octets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial<'a> {
    pub(super) key: &'a Jwk,
    pub(super) alg: Alg,
    pub(super) input: Input,
    pub(super) form: Form,
}

/// The octets that may have been signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// As they were sent.
    Sent,
    /// As they stood in the pasted text, with its own base64.
    Pasted,
    /// With the claims written again, without white space.
    Compact,
    /// With the claims written again, a space behind each comma and colon.
    Spaced,
}

/// The signature as it came, or turned into the form that it should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Sent,
    FromDer,
}

impl Trial<'_> {
    /// Whether nothing was changed to make it verify but the key.
    pub(super) fn is_as_sent(&self, alg: Option<Alg>) -> bool {
        self.input == Input::Sent && self.form == Form::Sent && Some(self.alg) == alg
    }
}

/// The checks made and still to make.
#[derive(Debug)]
pub(super) struct Trials<'a> {
    pub(super) selection: Selection<'a>,
    pub(super) alg: Option<Alg>,
    /// What the named key said.
    pub(super) named: Option<Result<(), SignatureError>>,
    /// What did verify, when the named key did not.
    pub(super) found: Option<Trial<'a>>,
    keys: Option<&'a JwkSet>,
    budget: usize,
    plan: Vec<Trial<'a>>,
    tried: usize,
}

impl<'a> Trials<'a> {
    pub(super) fn new(decoded: Option<&Decoded>, keys: Option<&'a JwkSet>, budget: usize) -> Self {
        let header = decoded.and_then(|decoded| decoded.header.as_ref().ok());
        let alg = header.and_then(|header| header.text("alg")).and_then(|name| name.parse().ok());
        let kid = header.and_then(|header| header.text("kid"));
        let mut trials = Self {
            selection: select(keys, kid, alg),
            alg,
            named: None,
            found: None,
            keys,
            budget,
            plan: Vec::new(),
            tried: 0,
        };
        if let (Some(decoded), None) = (decoded, trials.named_trial()) {
            trials.plan = trials.others(decoded.jws.signature(), Form::Sent);
        }
        trials
    }

    /// Plans what might explain that the named key refused: the signature's form, other octets, another algorithm, other
    /// keys. `signature` is what to try, in the form that R‖S has.
    pub(super) fn explain(&mut self, error: SignatureError, signature: &[u8], inputs: &[Input]) {
        let Some(named) = self.named_trial() else { return };
        let form = if error == SignatureError::Der { Form::FromDer } else { Form::Sent };
        let mut plan = Vec::new();
        if form == Form::FromDer {
            plan.push(Trial { form, ..named });
        }
        if error == SignatureError::Invalid {
            plan.extend(inputs.iter().map(|input| Trial { input: *input, ..named }));
            plan.extend(under_other_algs(named));
        }
        plan.extend(self.others(signature, form));
        plan.truncate(self.budget);
        self.plan = plan;
    }

    /// The next check to make.
    pub(super) fn next(&self) -> Option<Trial<'a>> {
        match self.named {
            None if self.named_trial().is_some() => self.named_trial(),
            Some(Ok(())) => None,
            _ if self.found.is_some() => None,
            _ => self.plan.get(self.tried).copied(),
        }
    }

    /// The answer to the check that was next.
    pub(super) fn answer(&mut self, answer: Result<(), SignatureError>) {
        let Some(trial) = self.next() else { return };
        if self.named.is_none() && self.named_trial().is_some() {
            self.named = Some(answer);
            return;
        }
        if answer.is_ok() {
            self.found = Some(trial);
        }
        self.tried += 1;
    }

    /// How many different keys were tried in vain, the named one left aside.
    pub(super) fn keys_tried(&self) -> usize {
        let tried = &self.plan[..self.tried];
        let is_first = |(at, trial): &(usize, &Trial<'_>)| {
            !tried[..*at].iter().any(|earlier| core::ptr::eq(earlier.key, trial.key))
        };
        tried.iter().enumerate().filter(is_first).count()
    }

    /// The usable keys of the set, none when there is no set.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a Jwk> + use<'a> {
        self.keys.into_iter().flat_map(JwkSet::keys)
    }

    /// The first entry of a published set that gives a secret away.
    pub(super) fn secret_entry(&self) -> Option<&'a Entry> {
        self.keys
            .filter(|keys| !keys.is_given())?
            .entries()
            .iter()
            .find(|entry| !entry.private_members.is_empty())
    }

    /// The check that the header asks for, when it names one key that fits.
    fn named_trial(&self) -> Option<Trial<'a>> {
        let (Selection::One(key), Some(alg)) = (&self.selection, self.alg) else { return None };
        Some(Trial { key, alg, input: Input::Sent, form: Form::Sent })
    }

    /// Every other key of the set under the header's algorithm, then a few under all that they can do.
    fn others(&self, signature: &[u8], form: Form) -> Vec<Trial<'a>> {
        let mut plan = Vec::new();
        let mut add = |key: &'a Jwk, alg| {
            let possible = key.public_key().check_signature_form(alg, signature).is_ok();
            if possible && plan.len() < self.budget {
                plan.push(Trial { key, alg, input: Input::Sent, form });
            }
        };
        let named = self.named_trial().map(|trial| core::ptr::from_ref(trial.key));
        let others = || self.keys().filter(move |key| Some(core::ptr::from_ref(*key)) != named);
        if let Some(alg) = self.alg {
            others().for_each(|key| add(key, alg));
        }
        for key in others().take(KEYS_UNDER_EVERY_ALG) {
            let otherwise = Alg::VERIFIED.into_iter().filter(|alg| Some(*alg) != self.alg);
            otherwise.for_each(|alg| add(key, alg));
        }
        plan
    }
}

fn under_other_algs(named: Trial<'_>) -> impl Iterator<Item = Trial<'_>> {
    let can = move |alg: &Alg| *alg != named.alg && named.key.public_key().can(*alg);
    Alg::VERIFIED.into_iter().filter(can).map(move |alg| Trial { alg, ..named })
}
