//! Names to addresses, with an error that can be told from others.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The system's resolver.
#[derive(Debug)]
pub(super) struct SystemNames;

/// The name has no address.
#[derive(Debug, thiserror::Error)]
#[error("no address for {host}")]
pub(super) struct NoAddress {
    /// The name.
    pub(super) host: String,
    #[source]
    error: std::io::Error,
}

impl Resolve for SystemNames {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        Box::pin(async move {
            // The port is set by whoever asks.
            let found = tokio::net::lookup_host((host.as_str(), 0)).await;
            let found = found.map(|addresses| addresses.collect::<Vec<SocketAddr>>());
            match found {
                Ok(addresses) => Ok(Box::new(addresses.into_iter()) as Addrs),
                Err(error) => Err(NoAddress { host, error }.into()),
            }
        })
    }
}
