//! The command as its users meet it.

mod assert;
mod discover;
mod help;
mod http;
mod jwks;
mod key;
mod keygen;
mod kid;
mod secrecy;
mod server;
mod store;
mod support;
mod token;
