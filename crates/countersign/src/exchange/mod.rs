//! The whole walk as one machine: it says which request to send and takes the response, and fetches nothing itself.
//!
//! Browser, native client, the partner in the tab and a test drive the same [`Exchange`]. Steps may be taken again:
//! what a step finds replaces what it found before, and what later steps had built on that is dropped.

mod rotation;
mod skew;
mod step;
mod walk;

pub use rotation::{EPIC_KEEPS, Event, Gap, KeySetCache, Missing, Rehearsal, Rotation, What};
pub use skew::{Advice, Effect, Skew, SkewError};
pub use step::Step;
pub use walk::{Exchange, ExchangeError, Registration, Token};
