//! The command as its users meet it.

mod assert;
mod assertions;
mod audit;
mod compare;
mod curl;
mod discover;
mod explain;
mod fetch;
mod help;
mod http;
mod inspect;
mod junit;
mod jwks;
mod key;
mod keygen;
mod kid;
mod lint;
mod rule;
mod sarif;
mod secrecy;
mod served;
mod server;
mod store;
mod support;
mod token;
mod verify;
