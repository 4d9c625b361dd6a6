//! Every path that the partner answers.

use http::Method;

use crate::fhir::export::{ExportLevel, OFFERED as EXPORT_OFFERED};

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
    /// The beginning of an export, where exports are offered (feature `export`).
    Export(ExportLevel),
    /// How far an export is.
    ExportStatus {
        /// The id of the export.
        id: String,
    },
    /// A file of an export.
    ExportFile {
        /// The id of the export.
        id: String,
        /// The file, `Patient.1.ndjson` for example.
        name: String,
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
        if EXPORT_OFFERED
            && let ["fhir", below @ ..] = &segments[..]
            && let Some(export) = Self::of_export(below)
        {
            return export;
        }
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

    /// What a path below the FHIR base means in Bulk Data. `$` may stand in a path as it is (RFC 3986 §3.3), and some
    /// clients escape it all the same.
    fn of_export(below: &[&str]) -> Option<Self> {
        Some(match *below {
            ["$export" | "%24export"] => Self::Export(ExportLevel::System),
            ["Patient", "$export" | "%24export"] => Self::Export(ExportLevel::Patients),
            ["Group", id, "$export" | "%24export"] => Self::Export(ExportLevel::Group(id.into())),
            ["export", id] => Self::ExportStatus { id: id.into() },
            ["export", id, name] => Self::ExportFile { id: id.into(), name: name.into() },
            _ => return None,
        })
    }

    /// The methods that it takes, for `Allow`.
    pub(crate) fn methods(&self) -> &'static [Method] {
        match self {
            Self::Token | Self::Register | Self::Search { posted: true, .. } => &[Method::POST],
            // A HEAD would have to begin an export to say what a GET would.
            Self::Export(_) => &[Method::GET, Method::POST],
            Self::ExportStatus { .. } => &[Method::GET, Method::HEAD, Method::DELETE],
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
            Self::Export(_) => "export",
            Self::ExportStatus { .. } => "export-status",
            Self::ExportFile { .. } => "export-file",
            Self::Unknown => "unknown",
        }
    }

    /// Whether an error here is told as an OperationOutcome.
    pub(crate) fn is_fhir(&self) -> bool {
        !matches!(
            self,
            Self::Discovery | Self::KeySet | Self::Token | Self::Register | Self::Unknown
        )
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
