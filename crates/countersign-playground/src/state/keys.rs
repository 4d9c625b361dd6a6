//! Step 2: the key pair, and what the partner was told of it. The private half is in the worker, here is its handle.

use std::rc::Rc;

use countersign::jws::{Alg, KeyType};
use countersign::key::KeyKind;
use countersign::kid::KidMethod;
use serde::{Deserialize, Serialize};

use super::settings::Settings;
use super::walk::StepState;
use crate::partners::embedded;
use crate::worker::message::KeyInfo;

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
    /// The size of RSA keys, in bits.
    pub rsa_bits: usize,
    /// How the key is named; by default the modulus for RSA, the thumbprint for elliptic curves.
    pub kid_method: KidMethod,
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
            rsa_bits: kept.rsa_bits.unwrap_or(2048),
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
            // By the prime number theorem, and the sieve before the test.
            KeyKind::Rsa { bits } => bits as f64 / 1024.0 * 40.0,
            KeyKind::P256 | KeyKind::P384 => 1.0,
        };
        let done = f64::from(self.candidates) / expected;
        let halves = f64::from(self.primes_found) / 2.0;
        done.clamp(halves, 0.97)
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
