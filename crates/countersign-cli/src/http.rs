//! Requests over the network: time-outs, retries, redirects, limits.
