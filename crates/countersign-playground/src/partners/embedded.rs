//! The partner in the tab: *Tern Valley Health*. Requests to it go to the worker and never leave the page.

/// Its name.
pub const NAME: &str = "Tern Valley Health";
/// Its FHIR base.
pub const FHIR_BASE: &str = "https://ternvalley.example/fhir";
/// Where a developer registers a client.
pub const REGISTER: &str = "https://ternvalley.example/register";
/// The client id that the page offers.
pub const CLIENT_ID: &str = "larkmoor-nightly";
/// Where the client's key set is: a document in the worker, and nowhere else.
pub const JWKS_URL: &str = "https://larkmoor.example/.well-known/jwks.json";
