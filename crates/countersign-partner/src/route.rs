//! Every path that the partner answers.

use http::Method;

/// What a path means. The method is looked at later, so that a wrong one can be told from a wrong path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The discovery document, at the base and under the FHIR base.
    Discovery,
    /// The partner's own public keys.
    KeySet,
    /// The token endpoint.
    Token,
    /// A developer's registration.
    Register,
    /// The CapabilityStatement.
    Metadata,
    /// A search over one type, in the address or (`posted`) in a form.
    Search {
        /// The type of resource.
        resource: String,
        /// `/_search`: the parameters are in the body.
        posted: bool,
    },
    /// One resource.
    Read {
        /// The type of resource.
        resource: String,
        /// Its id.
        id: String,
    },
    /// Nothing is there.
    Unknown,
}

impl Route {
    /// What `path` means.
    ///
    /// ```
    /// use countersign_partner::Route;
    ///
    /// let search = Route::Search { resource: "Patient".into(), posted: false };
    /// assert_eq!(Route::of("/fhir/Patient"), search);
    /// assert_eq!(Route::of("/fhir/.well-known/smart-configuration"), Route::Discovery);
    /// assert_eq!(Route::of("/fhir/Patient/1/2/3"), Route::Unknown);
    /// ```
    pub fn of(path: &str) -> Self {
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        match segments[..] {
            [".well-known", "smart-configuration"]
            | ["fhir", ".well-known", "smart-configuration"] => Self::Discovery,
            [".well-known", "jwks.json"] => Self::KeySet,
            ["auth", "token"] => Self::Token,
            ["register"] => Self::Register,
            ["fhir", "metadata"] => Self::Metadata,
            ["fhir", resource] if is_type(resource) => {
                Self::Search { resource: resource.into(), posted: false }
            }
            ["fhir", resource, "_search"] if is_type(resource) => {
                Self::Search { resource: resource.into(), posted: true }
            }
            ["fhir", resource, id] if is_type(resource) => {
                Self::Read { resource: resource.into(), id: id.into() }
            }
            _ => Self::Unknown,
        }
    }

    /// The methods that it takes, for `Allow`.
    pub(crate) fn methods(&self) -> &'static [Method] {
        match self {
            Self::Token | Self::Register | Self::Search { posted: true, .. } => &[Method::POST],
            _ => &[Method::GET, Method::HEAD],
        }
    }

    /// A short name for records and logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::KeySet => "jwks",
            Self::Token => "token",
            Self::Register => "register",
            Self::Metadata => "metadata",
            Self::Search { .. } => "search",
            Self::Read { .. } => "read",
            Self::Unknown => "unknown",
        }
    }

    /// Whether an error here is told as an OperationOutcome.
    pub(crate) fn is_fhir(&self) -> bool {
        matches!(self, Self::Metadata | Self::Search { .. } | Self::Read { .. })
    }
}

impl serde::Serialize for Route {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.name())
    }
}

/// Whether a type of resource may be called so.
pub(crate) fn is_type(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_alphabetic())
}
