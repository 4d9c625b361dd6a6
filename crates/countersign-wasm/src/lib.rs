//! What the npm package's JavaScript calls. Nobody else should: the face in `js/` is the API.
//!
//! An export decodes what it is given, makes one call of the core, and encodes what came: JSON text in and out, octets
//! for keys and signatures. A job that cannot be done throws a [`Failure`](failure::Failure) as text, which the face turns into a
//! `CountersignError`.
//!
//! Built three times, each a wasm of its own: without features it verifies, `full` is the default entry, `partner` the
//! other side.

mod failure;

#[cfg(not(feature = "partner"))]
pub mod key_set;
#[cfg(not(feature = "partner"))]
pub mod reports;

#[cfg(feature = "full")]
pub mod assertion;
#[cfg(feature = "full")]
pub mod documents;
#[cfg(feature = "full")]
pub mod keys;
#[cfg(feature = "full")]
pub mod messages;
#[cfg(feature = "partner")]
pub mod partner;
#[cfg(any(feature = "full", feature = "partner"))]
mod random;
