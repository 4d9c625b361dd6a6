//! The host's WebCrypto as an engine for the core's types. It decides nothing: the core judges, WebCrypto computes.
//!
//! [`HostKey`] makes and keeps key pairs and signs what the core drafts; [`verify`] checks one signature;
//! [`answer_later`] has a whole judgement's checks done by a host, so that its report is the one that
//! [`countersign::verify::verify`] gives. `js/webcrypto.js` is all the JavaScript, and the npm package uses the same.

mod checker;
mod error;
mod host;
mod key;

pub use checker::{Checker, answer, answer_later};
pub use error::HostError;
pub use key::{Extractable, HostKey, verify};
