//! Stores that outlive the process.

mod url;

pub use url::{SqlUrl, StoreUrl, StoreUrlError};
