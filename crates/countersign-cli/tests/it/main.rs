//! The command as its users meet it.

mod assert;
mod help;
mod jwks;
mod key;
mod keygen;
mod kid;
mod secrecy;
mod store;
mod support;
