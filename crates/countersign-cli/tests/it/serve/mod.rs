//! `countersign serve`, over real sockets.

mod ending;
mod fetch;
mod limits;
mod origin;
mod relay;
mod replay;
mod served;
mod start;
mod stores;
mod watch;
