//! Step 2, Keys: make a pair, hand over half. The private half is in the worker, here is its handle.

use std::rc::Rc;

use countersign::exchange::{ExchangeError, Registration as Handed, Step};
use countersign::jws::{Alg, KeyType};
use countersign::key::KeyKind;
use countersign::kid::KidMethod;
use serde::{Deserialize, Serialize};

use super::settings::Settings;
use super::turn::{Origin, Purpose, Turn, Wait, sentence};
use super::walk::{Run, StepState, StepStatus};
use crate::partners::embedded;
use crate::worker::message::{Ask, KeyInfo, Record, Secret};

/// The sizes of RSA keys that are made.
pub const RSA_BITS: [usize; 3] = [2048, 3072, 4096];

/// How the partner gets the public half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Publication {
    /// The client hosts its key set and tells the address; the partner fetches it when it needs it.
    #[default]
    ByUrl,
    /// The key set itself is handed over.
    ByValue,
}

/// The room of step 2.
#[derive(Clone, Debug, PartialEq)]
pub struct Keys {
    /// How far the step is, and what was sent.
    pub step: StepState,
    /// The algorithm that the assertion is signed under.
    pub alg: Alg,
    /// It was chosen by hand; otherwise it is the partner's first.
    pub(super) alg_chosen: bool,
    /// The size of RSA keys, in bits.
    pub rsa_bits: usize,
    /// How the key is named; by default the modulus for RSA, the thumbprint for elliptic curves.
    pub kid_method: KidMethod,
    /// It was chosen by hand.
    pub(super) method_chosen: bool,
    /// The public side of the pair that is held.
    pub key: Option<Rc<KeyInfo>>,
    /// A pair that is being made.
    pub making: Option<Making>,
    /// Why the last make or import failed, as a sentence.
    pub problem: Option<Rc<str>>,
    /// The client id.
    pub client_id: String,
    /// How the partner gets the public half.
    pub publication: Publication,
    /// What the partner knows.
    pub registered: Option<Rc<Registration>>,
}

/// A key generation under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Making {
    /// What kind of key.
    pub kind: KeyKind,
    /// The question's id, by which it is stopped.
    pub work: u32,
    /// Primes found, 0 to 2; stays 0 for elliptic curves.
    pub primes_found: u8,
    /// Candidates tested.
    pub candidates: u32,
    /// When it began, in milliseconds since 1970.
    pub since_ms: f64,
    /// How long it has been going on, in milliseconds; shown from 300 ms on.
    pub elapsed_ms: f64,
    /// How the step was before.
    pub(super) before: StepStatus,
}

/// What the partner confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Registration {
    /// The client id.
    pub client_id: String,
    /// The `kid` that was published then.
    pub kid: String,
    /// How the partner gets the public half.
    pub publication: Publication,
}

impl Keys {
    /// No key yet; algorithm and names as kept, or as this page offers them.
    pub fn new(settings: &Settings) -> Self {
        let kept = &settings.walk;
        let alg = kept.alg.unwrap_or(Alg::Rs384);
        Self {
            step: StepState::default(),
            alg,
            alg_chosen: kept.alg.is_some(),
            rsa_bits: kept.rsa_bits.filter(|bits| RSA_BITS.contains(bits)).unwrap_or(2048),
            method_chosen: kept.kid_method.is_some(),
            kid_method: kept.kid_method.unwrap_or_else(|| default_method(alg)),
            key: None,
            making: None,
            problem: None,
            client_id: embedded::CLIENT_ID.to_owned(),
            publication: kept.publication.unwrap_or_default(),
            registered: None,
        }
    }
}

/// Whether a key of that kind signs under that algorithm.
pub(super) fn fits(kind: KeyKind, alg: Alg) -> bool {
    matches!(
        (kind, alg.key_type()),
        (KeyKind::Rsa { .. }, KeyType::Rsa)
            | (KeyKind::P256, KeyType::P256)
            | (KeyKind::P384, KeyType::P384)
    )
}

/// What SMART's own launcher and examples do: RSA keys by their modulus, others by their thumbprint.
fn default_method(alg: Alg) -> KidMethod {
    match alg.key_type() {
        KeyType::Rsa => KidMethod::Modulus,
        KeyType::P256 | KeyType::P384 => KidMethod::Thumbprint,
    }
}

impl Making {
    /// How far it is, 0 to 1: what it has done of what it takes on average. Never quite 1.
    pub fn part(&self) -> f64 {
        let expected = match self.kind {
            // By the prime number theorem, and the sieve before the test: 40 for a prime of 1024 bits.
            KeyKind::Rsa { bits } => {
                u32::try_from(bits / 128).map_or(1.0, |eighths| f64::from(eighths) * 5.0)
            }
            KeyKind::P256 | KeyKind::P384 => 1.0,
        };
        let halves = f64::from(self.primes_found.min(1)) / 2.0;
        (f64::from(self.candidates) / expected).clamp(halves, 0.97)
    }

    /// What it is at, as a sentence: *First prime found, looking for the second.*
    pub fn words(&self) -> &'static str {
        match (self.kind, self.primes_found) {
            (KeyKind::Rsa { .. }, 0) => "Looking for the first prime.",
            (KeyKind::Rsa { .. }, 1) => "First prime found, looking for the second.",
            (KeyKind::Rsa { .. }, _) => "Both primes found.",
            _ => "Making a key pair.",
        }
    }
}

impl Turn<'_> {
    /// The algorithm is chosen by hand.
    pub(super) fn choose_alg(&mut self, alg: Alg) {
        self.state.walk.keys.alg_chosen = true;
        self.settings(|settings| settings.walk.alg = Some(alg));
        self.take_alg(alg);
    }

    /// From now on that algorithm. A key that cannot do it makes place for one that can.
    pub(super) fn take_alg(&mut self, alg: Alg) {
        let keys = &mut self.state.walk.keys;
        if keys.alg == alg {
            return;
        }
        keys.alg = alg;
        if !keys.method_chosen {
            keys.kid_method = default_method(alg);
        }
        match (&keys.key, keys.making) {
            (_, Some(making)) if !fits(making.kind, alg) => self.make_key(),
            (Some(key), None) if !fits(key.kind, alg) => self.make_key(),
            (Some(_), None) => self.name_key(),
            (_, _) => {}
        }
    }

    /// The size of RSA keys is chosen; the next one has it.
    pub(super) fn choose_bits(&mut self, bits: usize) {
        if RSA_BITS.contains(&bits) {
            self.state.walk.keys.rsa_bits = bits;
            self.settings(|settings| settings.walk.rsa_bits = Some(bits));
        }
    }

    /// How keys are named is chosen.
    pub(super) fn choose_kid_method(&mut self, method: KidMethod) {
        let keys = &mut self.state.walk.keys;
        keys.kid_method = method;
        keys.method_chosen = true;
        self.settings(|settings| settings.walk.kid_method = Some(method));
        self.name_key();
    }

    /// Has the key that is held named as is set now.
    pub(super) fn name_key(&mut self) {
        let keys = &self.state.walk.keys;
        if let Some(key) = keys.key.clone() {
            let (alg, method) = (keys.alg, keys.kid_method);
            self.ask(Wait::Key(Origin::Renamed), Ask::NameKey { key: key.key, alg, method });
        }
    }

    /// Begins a key pair for the algorithm that is set, and ends one that is being made.
    pub(super) fn make_key(&mut self) {
        let keys = &self.state.walk.keys;
        let kind = match keys.alg.key_type() {
            KeyType::Rsa => KeyKind::Rsa { bits: keys.rsa_bits },
            KeyType::P256 => KeyKind::P256,
            KeyType::P384 => KeyKind::P384,
        };
        let (alg, method, before) =
            (keys.alg, keys.kid_method, keys.making.map_or(keys.step.status, |m| m.before));
        if let Some(making) = keys.making {
            self.stop(making.work);
        }
        let work = self.ask(Wait::Key(Origin::Made), Ask::MakeKey { kind, alg, method });
        let since_ms = self.at.ms;
        let keys = &mut self.state.walk.keys;
        keys.problem = None;
        keys.making = Some(Making {
            kind,
            work,
            primes_found: 0,
            candidates: 0,
            since_ms,
            elapsed_ms: 0.0,
            before,
        });
    }

    /// Ends the work of that number. A key that is done by the time the worker hears of it is not taken.
    pub(super) fn stop(&mut self, work: u32) {
        self.forget(work);
        self.order(Ask::Stop { work });
    }

    /// Ends what is being made, and the run that waits for it. What was there before is still there.
    pub(super) fn cancel(&mut self) {
        let Some(making) = self.state.walk.keys.making.take() else { return };
        self.stop(making.work);
        self.state.walk.keys.step.status = making.before;
        self.state.walk.run = Run::Idle;
        self.state.notice = Some("Stopped. Nothing changed.".into());
    }

    pub(super) fn key_progress(&mut self, work: u32, primes_found: u8, candidates: u32) {
        let now = self.at.ms;
        if let Some(making) =
            self.state.walk.keys.making.as_mut().filter(|making| making.work == work)
        {
            (making.primes_found, making.candidates) = (primes_found, candidates);
            making.elapsed_ms = now - making.since_ms;
        }
    }

    /// A key pair that was pasted. It goes to the worker as it is and is not kept here.
    pub(super) fn import_key(&mut self, text: Secret) {
        self.state.walk.keys.problem = None;
        let (alg, method) = (self.state.walk.keys.alg, self.state.walk.keys.kid_method);
        self.ask(Wait::Key(Origin::Pasted), Ask::ImportKey { text, alg, method });
    }

    /// The worker holds a key pair.
    pub(super) fn key_held(&mut self, info: KeyInfo, origin: Origin) {
        if origin == Origin::Pasted
            && let Some(making) = self.state.walk.keys.making.take()
        {
            self.stop(making.work);
        }
        let keys = &mut self.state.walk.keys;
        if let Some(making) = keys.making.take_if(|_| origin == Origin::Made) {
            keys.step.status = making.before;
        }
        match origin {
            Origin::Made => keys.step.own_ms = Some(info.took_ms),
            Origin::Pasted => keys.step.own_ms = None,
            Origin::Renamed => {}
        }
        // A key that was pasted brings its algorithm along, and the partner's first choice does not put it out again. Any
        // other was asked for under what was set then; what is set now stays, where the key can do it.
        let renamed = origin != Origin::Pasted && keys.alg != info.alg && fits(info.kind, keys.alg);
        if !renamed {
            keys.alg = info.alg;
        }
        keys.alg_chosen |= origin == Origin::Pasted;
        keys.problem = None;
        keys.key = Some(Rc::new(info));
        // Where the partner was given the address, it finds the new key there; a set that was handed over is the old one.
        if keys.step.status == StepStatus::Done && keys.publication == Publication::ByValue {
            keys.step.status = StepStatus::Stale;
        }
        if renamed {
            return self.name_key();
        }
        let signed_before = self.state.walk.assertion.token.is_some();
        self.changed(Step::Keys);
        self.publish();
        match self.state.walk.run {
            Run::Going { at: Step::Keys, .. } => self.register(),
            _ if signed_before => self.sign_again(false),
            _ => {
                self.refresh();
            }
        }
    }

    /// No key came of it.
    pub(super) fn key_refused(&mut self, message: String) {
        let keys = &mut self.state.walk.keys;
        keys.making = None;
        keys.problem = Some(sentence(&message).into());
        if let Run::Going { at: Step::Keys, .. } = self.state.walk.run {
            self.failed(Step::Keys, Some(message));
        }
    }

    /// Puts the key set where the partner can fetch it.
    pub(super) fn publish(&mut self) {
        if let Some(key) = self.state.walk.keys.key.clone() {
            let (url, body) = (embedded::JWKS_URL.to_owned(), key.jwks.clone());
            self.order(Ask::Publish { url, body });
        }
    }

    /// The client id is typed.
    pub(super) fn set_client_id(&mut self, client_id: String) {
        let walk = &mut self.state.walk;
        walk.keys.client_id.clone_from(&client_id);
        if let Some(machine) = &mut walk.machine {
            machine.set_client_id(client_id);
        }
        self.registration_changed();
    }

    /// How the partner gets the public half.
    pub(super) fn choose_publication(&mut self, publication: Publication) {
        self.state.walk.keys.publication = publication;
        self.settings(|settings| settings.walk.publication = Some(publication));
        self.registration_changed();
    }

    fn registration_changed(&mut self) {
        let step = &mut self.state.walk.keys.step;
        if matches!(step.status, StepStatus::Done | StepStatus::Failed) {
            step.status = StepStatus::Stale;
        }
        self.changed(Step::Keys);
        self.refresh();
    }

    /// The step in a run: the key that is held or being made will do, if it can sign as the partner wants it.
    pub(super) fn keys_for_run(&mut self) {
        let keys = &self.state.walk.keys;
        let fitting = keys.key.as_ref().is_some_and(|key| fits(key.kind, keys.alg));
        match (keys.making, fitting) {
            (Some(_), _) => self.state.walk.keys.step.status = StepStatus::Working,
            (None, true) => self.register(),
            (None, false) => {
                self.make_key();
                self.state.walk.keys.step.status = StepStatus::Working;
            }
        }
    }

    /// Tells the partner the client id and the public half.
    pub(super) fn register(&mut self) {
        self.begin_registration();
        let walk = &self.state.walk;
        let request = match (&walk.machine, &walk.keys.key) {
            (None, _) => Err(ExchangeError::NotYet { step: Step::Keys, needs: Step::Discovery }),
            (Some(_), None) => {
                return self.failed(Step::Keys, Some("there is no key pair yet".to_owned()));
            }
            (Some(machine), Some(key)) => {
                let handed = match walk.keys.publication {
                    Publication::ByUrl => Handed::ByUrl(embedded::JWKS_URL.to_owned()),
                    Publication::ByValue => Handed::ByValue(key.jwks.clone()),
                };
                machine.registration_request(embedded::REGISTER, &handed, &walk.token.scope)
            }
        };
        match request {
            Ok(request) => self.send(Purpose::Registration, request),
            Err(error) => self.failed(Step::Keys, Some(error.to_string())),
        }
    }

    /// As [`begin`](Turn::begin), but a key that is being made goes on.
    fn begin_registration(&mut self) {
        let own_ms = self.state.walk.keys.step.own_ms;
        self.state.walk.keys.step =
            StepState { status: StepStatus::Working, own_ms, ..StepState::default() };
    }

    /// Takes the answer to the registration.
    pub(super) fn registered(&mut self, response: &http::Response<Vec<u8>>, record: Record) {
        let walk = &mut self.state.walk;
        walk.keys.step.findings = Rc::new(record.findings());
        let Some(machine) = &mut walk.machine else { return };
        if let Err(error) = machine.registered(response) {
            let problem = error.to_string();
            walk.keys.registered = None;
            return self.failed(Step::Keys, Some(problem));
        }
        let kid = walk.keys.key.as_ref().map(|key| key.kid.clone()).unwrap_or_default();
        walk.keys.registered = Some(Rc::new(Registration {
            client_id: walk.keys.client_id.clone(),
            kid,
            publication: walk.keys.publication,
        }));
        self.changed(Step::Keys);
        self.done(Step::Keys);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_never_goes_past_what_is_done() {
        let making = |primes_found, candidates| Making {
            kind: KeyKind::Rsa { bits: 2048 },
            work: 1,
            primes_found,
            candidates,
            since_ms: 0.0,
            elapsed_ms: 0.0,
            before: StepStatus::Todo,
        };
        assert!((making(0, 40).part() - 0.5).abs() < 1e-9);
        assert!((making(1, 3).part() - 0.5).abs() < 1e-9);
        assert!(making(1, 900).part() < 1.0);
        assert_eq!(making(1, 3).words(), "First prime found, looking for the second.");
    }
}
