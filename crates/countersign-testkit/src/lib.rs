//! What tests share: fixed keys, a fixed clock, and randomness that repeats.
//!
//! Everything here is public. The keys are published test keys: anybody can sign with them.

pub mod keys;
#[cfg(all(unix, feature = "postgres"))]
pub mod postgres;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use countersign::time::UnixSeconds;

/// The moment at which tests run: 2026-05-12T14:03:20Z.
pub const NOW: UnixSeconds = UnixSeconds::new(1_778_594_600);

/// Randomness that is the same in every run.
///
/// ```
/// use rand_core::Rng;
///
/// assert_eq!(countersign_testkit::rng().next_u64(), countersign_testkit::rng().next_u64());
/// ```
pub fn rng() -> ChaCha20Rng {
    rng_from(0)
}

/// Randomness that is the same in every run for the same `seed`.
pub fn rng_from(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}
