//! Making keys, a few milliseconds at a time, so that a page can show progress and stop.

use core::num::NonZeroU32;
use core::ops::ControlFlow;

use crypto_primes::hazmat::{
    MillerRabin, Primality, SetBits, SmallFactorsSieve, random_odd_integer,
};
use crypto_primes::{Flavor, is_prime};
use p256::elliptic_curve::bigint::Odd;
use rand_core::CryptoRng;
use rsa::BoxedUint;
use rsa::traits::PrivateKeyParts;
use serde::Serialize;
use zeroize::Zeroizing;

use super::private::Private;
use super::{Curve, KeyError, KeyKind, PrivateKey};

/// The public exponent of every key made here, 2^16 + 1.
const EXPONENT: u32 = 65_537;

/// Rounds of Miller-Rabin with random bases, on top of Baillie-PSW: FIPS 186-5 Table B.1 wants 5 for primes of 1024
/// bits and 4 for wider ones.
const RANDOM_ROUNDS: usize = 5;

/// How far a key generation has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Primes found, 0 to 2; stays 0 for elliptic curves.
    pub primes_found: u8,
    /// Candidates that went through the primality test; about 40 for each prime of 1024 bits.
    pub candidates: u32,
}

/// A key generation that its caller drives: each [`advance`](Generation::advance) tests one candidate prime.
///
/// It can be watched, interleaved with other work, and cancelled by dropping it.
///
/// ```
/// use countersign::key::{Generation, KeyKind};
///
/// let mut rng = countersign_testkit::rng();
/// let mut generation = Generation::new(KeyKind::Rsa { bits: 2048 })?;
/// let key = loop {
///     if let Some(key) = generation.advance(&mut rng)? {
///         break key;
///     }
/// };
/// assert_eq!(key.kind(), KeyKind::Rsa { bits: 2048 });
/// assert_eq!(generation.progress().primes_found, 2);
/// # Ok::<(), countersign::key::KeyError>(())
/// ```
pub struct Generation {
    work: Work,
    progress: Progress,
}

enum Work {
    Rsa(Box<PrimeSearch>),
    Ec(Curve),
}

/// The search for two primes of `bits` bits.
struct PrimeSearch {
    bits: NonZeroU32,
    // The sieve has no way to be wiped; it is dropped as soon as its prime is found.
    sieve: Option<SmallFactorsSieve<BoxedUint>>,
    first: Option<Zeroizing<BoxedUint>>,
}

impl Generation {
    /// A generation of a key of that kind: RSA of 2048, 3072 or 4096 bits with the exponent 65537, P-256 or P-384.
    ///
    /// # Errors
    /// [`KeyError::RsaBits`] for any other number of bits.
    pub fn new(kind: KeyKind) -> Result<Self, KeyError> {
        let work = match kind {
            KeyKind::P256 => Work::Ec(Curve::P256),
            KeyKind::P384 => Work::Ec(Curve::P384),
            KeyKind::Rsa { bits } => Work::Rsa(Box::new(PrimeSearch::new(prime_bits(bits)?))),
        };
        Ok(Self { work, progress: Progress::default() })
    }

    /// Does one step and gives back the key when it was the last. A step takes a few milliseconds; the one that
    /// proves a prime takes about ten times as long. Called once more after that, it makes another key.
    ///
    /// # Errors
    /// None today; a later kind of key may have some.
    pub fn advance(&mut self, rng: &mut dyn CryptoRng) -> Result<Option<PrivateKey>, KeyError> {
        match &mut self.work {
            Work::Rsa(search) => Ok(search.advance(rng, &mut self.progress)),
            Work::Ec(curve) => Ok(Some(PrivateKey::random_ec(*curve, rng))),
        }
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.progress
    }
}

/// Makes a key in one go; `on_progress` is told after every step and may break off.
///
/// # Errors
/// [`KeyError::RsaBits`] for a size that is not made, [`KeyError::Cancelled`] when `on_progress` broke off.
///
/// ```
/// use core::ops::ControlFlow;
/// use countersign::key::{KeyError, KeyKind, generate};
///
/// let mut rng = countersign_testkit::rng();
/// let stopped = generate(KeyKind::Rsa { bits: 4096 }, &mut rng, &mut |progress| {
///     if progress.candidates < 3 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
/// });
/// assert_eq!(stopped.err(), Some(KeyError::Cancelled));
/// ```
pub fn generate(
    kind: KeyKind,
    rng: &mut dyn CryptoRng,
    on_progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<PrivateKey, KeyError> {
    let mut generation = Generation::new(kind)?;
    loop {
        let key = generation.advance(rng)?;
        if on_progress(generation.progress()).is_break() {
            return Err(KeyError::Cancelled);
        }
        if let Some(key) = key {
            return Ok(key);
        }
    }
}

impl PrimeSearch {
    const fn new(bits: NonZeroU32) -> Self {
        Self { bits, sieve: None, first: None }
    }

    fn advance(&mut self, rng: &mut dyn CryptoRng, progress: &mut Progress) -> Option<PrivateKey> {
        if progress.primes_found >= 2 {
            *progress = Progress::default();
        }
        let candidate = self.next_candidate(rng)?;
        progress.candidates = progress.candidates.saturating_add(1);
        if !proven(&candidate, rng) {
            return None;
        }
        self.sieve = None;
        progress.primes_found += 1;
        let Some(first) = self.first.take() else {
            self.first = Some(candidate);
            return None;
        };
        let key = self.join(&first, &candidate);
        if key.is_none() {
            progress.primes_found = 0;
        }
        key
    }

    /// The next number that no small prime divides, counting up from a random start; nothing where the numbers of
    /// this width ran out, which the next call answers with a new start.
    fn next_candidate(&mut self, rng: &mut dyn CryptoRng) -> Option<Zeroizing<BoxedUint>> {
        if self.sieve.is_none() {
            // Two top bits set, so that the product of two primes has exactly twice the width.
            let start = random_odd_integer::<BoxedUint, _>(rng, self.bits, SetBits::TwoMsb).ok()?;
            self.sieve = SmallFactorsSieve::new(start.get(), self.bits, false).ok();
        }
        let candidate = self.sieve.as_mut()?.next();
        if candidate.is_none() {
            self.sieve = None;
        }
        candidate.map(Zeroizing::new)
    }

    /// The key of two primes, unless they are a pair that FIPS 186-5 §A.1.1 refuses: too close together, `p - 1` or
    /// `q - 1` divisible by the exponent, or a short `d`.
    fn join(&self, p: &BoxedUint, q: &BoxedUint) -> Option<PrivateKey> {
        let (greater, smaller) = if p > q { (p, q) } else { (q, p) };
        let distance = Zeroizing::new(greater.wrapping_sub(smaller));
        if distance.bit_width() <= self.bits.get() - 100 {
            return None;
        }
        // Refuses an exponent that has no inverse, and checks every number against the others.
        let key =
            rsa::PrivateKey::from_p_q(greater.clone(), smaller.clone(), EXPONENT.into()).ok()?;
        (key.d().bit_width() > self.bits.get()).then(|| PrivateKey(Private::Rsa(Box::new(key))))
    }
}

/// Width of the primes of a modulus of `bits` bits.
fn prime_bits(bits: usize) -> Result<NonZeroU32, KeyError> {
    match bits {
        2048 => Ok(const { NonZeroU32::new(1024).expect("not zero") }),
        3072 => Ok(const { NonZeroU32::new(1536).expect("not zero") }),
        4096 => Ok(const { NonZeroU32::new(2048).expect("not zero") }),
        got => Err(KeyError::RsaBits { got }),
    }
}

/// Baillie-PSW, which no known composite passes, then Miller-Rabin with random bases.
fn proven(candidate: &Zeroizing<BoxedUint>, rng: &mut dyn CryptoRng) -> bool {
    if !is_prime(Flavor::Any, &**candidate) {
        return false;
    }
    let Some(odd) = Odd::new((**candidate).clone()).into_option() else { return false };
    let test = MillerRabin::new(odd);
    (0..RANDOM_ROUNDS).all(|_| test.test_random_base(rng) != Primality::Composite)
}
