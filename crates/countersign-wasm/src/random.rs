//! The host's randomness, for keys, blinding, salts and tokens.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;

/// Web Crypto's `getRandomValues`, which also an insecure context has.
pub(crate) fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}
