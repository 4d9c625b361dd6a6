//! The host's WebCrypto as an engine for the core's types. It decides nothing: the core judges, WebCrypto computes.

mod checker;

pub use checker::{Checker, answer, answer_later};
