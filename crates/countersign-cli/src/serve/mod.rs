//! The partner behind a socket.
