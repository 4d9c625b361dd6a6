//! The command as its users meet it.

mod kid;
mod support;
