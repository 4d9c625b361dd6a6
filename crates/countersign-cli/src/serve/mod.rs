//! The partner behind a socket.

pub mod store;
