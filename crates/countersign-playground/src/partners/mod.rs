//! Whom requests go to.

/// A partner. Each kind is a way to send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Partner {
    /// *Tern Valley Health*, in this tab: requests go to the worker and never leave the page.
    #[default]
    Embedded,
}

impl Partner {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Embedded => embedded::NAME,
        }
    }

    /// Its FHIR base, until something else is typed.
    pub fn fhir_base(&self) -> &str {
        match self {
            Self::Embedded => embedded::FHIR_BASE,
        }
    }
}

pub mod embedded {
    //! The partner in the tab.

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
}
