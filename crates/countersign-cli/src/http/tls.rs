//! Whom to believe that they are who they are: the authorities that the system knows, and those of a file.

use std::path::Path;

use reqwest::{Certificate, Client, ClientBuilder};

use crate::Failure;

/// The client of `builder`, which trusts the authorities in `ca` too.
pub(crate) fn client(
    builder: impl Fn() -> ClientBuilder,
    ca: Option<&Path>,
) -> Result<Client, Failure> {
    // The first one installed stays, and this is the only one there is.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let extra = ca.map(certificates).transpose()?.unwrap_or_default();
    let known = builder().tls_certs_merge(extra.iter().cloned()).build();
    // A bare container knows no authority at all. Http needs none there, and https then fails by its certificate.
    known.or_else(|_| builder().tls_certs_only(extra).build()).map_err(|error| {
        Failure::new("http.tls", format!("TLS cannot be set up: {}", error.without_url()))
    })
}

/// The certificates of a PEM file.
fn certificates(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let shown = path.display();
    let pem = std::fs::read(path)
        .map_err(|error| Failure::new("input.unreadable", format!("{shown}: {error}")))?;
    let found = Certificate::from_pem_bundle(&pem).unwrap_or_default();
    if found.is_empty() {
        return Err(Failure::new("http.ca", format!("{shown}: no certificate in PEM"))
            .hint("--ca takes the certificate of the authority, between -----BEGIN CERTIFICATE----- and its end"));
    }
    Ok(found)
}
