//! An export as it is remembered.

use core::fmt;

use countersign::time::{Seconds, UnixSeconds};
use serde::{Deserialize, Serialize};

use super::window::{Moment, Window};

/// An export that a client began, from which its status and its files are made.
///
/// Nothing of the data is copied: every replica holds the same, so the same description cuts the same files out of it
/// wherever they are asked for. A store keeps it as one text, whatever its members are.
///
/// ```
/// use countersign_partner::ExportJob;
///
/// let now = countersign_testkit::NOW;
/// let job = ExportJob::example("larkmoor-nightly", 1, now);
/// let text = serde_json::to_string(&job)?;
/// assert_eq!(serde_json::from_str::<ExportJob>(&text)?, job);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportJob {
    /// Its id, which nobody can guess.
    pub id: String,
    /// The client that began it; to any other it is not there.
    pub client_id: String,
    /// When it ends, and its files with it.
    pub ends_at: UnixSeconds,
    /// The address that began it.
    pub(super) request: String,
    pub(super) level: ExportLevel,
    /// The types that were asked for and granted.
    pub(super) types: Vec<String>,
    pub(super) window: Window,
    /// The ids of the patients that were asked for; nothing means all of the level.
    pub(super) patients: Option<Vec<String>>,
    /// What was asked for and passed over, in sentences.
    pub(super) ignored: Vec<String>,
    pub(super) started_at: UnixSeconds,
}

/// Whose resources are exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExportLevel {
    /// All that there are.
    System,
    /// Those of all patients.
    Patients,
    /// Those of the patients of the Group with this id.
    Group(String),
}

impl fmt::Display for ExportLevel {
    /// The path below the FHIR base: `Group/42/$export`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("$export"),
            Self::Patients => f.write_str("Patient/$export"),
            Self::Group(id) => write!(f, "Group/{id}/$export"),
        }
    }
}

impl ExportJob {
    /// Most exports that one client has at a time. Who is done with one deletes it.
    pub const MOST: usize = 16;

    /// How long an export and its files are there.
    pub(super) const LIFETIME: Seconds = Seconds::new(3600);

    /// How long it takes. The data is there at once; the wait is for the client, which is to meet the 202 of real
    /// servers. Moments are whole seconds, so of two of them at least one passes.
    const WAIT: Seconds = Seconds::new(2);

    /// When its status is a manifest.
    pub(super) fn ready_at(&self) -> UnixSeconds {
        self.started_at + Self::WAIT
    }

    /// An export in which every member says something, for the tests of stores: the `number`th of that client.
    pub fn example(client_id: &str, number: usize, started_at: UnixSeconds) -> Self {
        let nth = i64::try_from(number).unwrap_or(i64::MAX);
        Self {
            id: format!("{client_id}-{number}"),
            client_id: client_id.to_owned(),
            ends_at: started_at + Seconds::new(Self::LIFETIME.get().saturating_add(nth)),
            request: "https://ehr.example/fhir/Group/42/$export?_type=Patient".to_owned(),
            level: ExportLevel::Group("42".to_owned()),
            types: vec!["Patient".to_owned()],
            window: Window {
                since: Moment::read("2026-05-12T14:03:20.25Z"),
                until: Moment::read("2026-05-13T00:00:00Z"),
            },
            patients: Some(vec!["odalys-shaw".to_owned()]),
            ignored: vec!["_elements is not supported".to_owned()],
            started_at,
        }
    }
}
