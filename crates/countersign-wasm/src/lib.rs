//! What the npm package's JavaScript calls. Nobody else should: the face in `js/` is the API.
//!
//! An export decodes what it is given, makes one call of the core, and encodes what came: JSON text in and out, octets
//! for keys and signatures. A job that cannot be done throws a [`Failure`](failure::Failure) as text, which the face
//! turns into a `CountersignError`.
//!
//! Built four times, each a wasm of its own: `verify` verifies and has no private keys, `keys` is the default and signs
//! as well, `tools` looks at what people paste, `partner` is the other side.

#[cfg(any(feature = "verify", feature = "tools", feature = "partner"))]
mod failure;

#[cfg(feature = "verify")]
pub mod key_set;
#[cfg(feature = "verify")]
pub mod reports;

#[cfg(feature = "keys")]
pub mod assertion;
#[cfg(feature = "keys")]
pub mod keys;
#[cfg(feature = "keys")]
pub mod messages;
#[cfg(any(feature = "keys", feature = "partner"))]
mod random;

#[cfg(feature = "tools")]
pub mod documents;

#[cfg(feature = "partner")]
pub mod partner;
