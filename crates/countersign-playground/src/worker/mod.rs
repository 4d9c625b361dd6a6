//! The other wasm: it holds keys, signs, verifies, and is the partner in the tab.
//!
//! [`message`] is all that the page and the worker know of each other. [`host`] is what runs in the worker: plain Rust
//! too, its clock and its randomness are arguments. [`port`] joins it to the browser.

pub mod host;
mod keyring;
pub mod message;
mod network;
pub mod port;
