//! The client assertion: the signed JWT by which a client says who it is (SMART App Launch 2.2, RFC 7523).
//!
//! Building is for assertions that are right, [`Draft`] for ones that may be broken on purpose, [`inspect`] for those
//! that somebody else made, [`compare`] for two of which one works and the other does not.

mod build;
pub mod compare;
mod draft;
pub mod inspect;

pub use build::{Assertion, AssertionError};
pub use draft::Draft;
