//! Whom requests go to. A kind of partner is a way to send, and what to begin with.

pub mod embedded;

/// A partner.
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
