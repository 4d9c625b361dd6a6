//! FHIR R4, as far as the walk needs it: search, Bundle, OperationOutcome, a short summary, an AuditEvent in four lines.
//!
//! ```
//! use countersign::fhir::{Answer, Summary, search_request};
//! use countersign::time::UnixSeconds;
//! use countersign::token::AccessToken;
//! use url::Url;
//!
//! let base = Url::parse("https://ternvalley.example/fhir")?;
//! let request = search_request(&base, "Patient?name=shaw", &AccessToken::new("tv_6Jq"))?;
//! assert_eq!(request.uri(), "https://ternvalley.example/fhir/Patient?name=shaw");
//!
//! let answer = Answer::parse(r#"{"resourceType":"Bundle","type":"searchset","total":1,"entry":[{"resource":
//!     {"resourceType":"Patient","id":"odalys-shaw","name":[{"given":["Odalys"],"family":"Shaw"}],"birthDate":"1971-08-09"}}]}"#)?;
//! let summary = Summary::read(answer.resources(), UnixSeconds::new(1_778_594_600));
//! let patient = &summary.patients[0];
//! assert_eq!(patient.source, "Patient/odalys-shaw");
//! assert_eq!(patient.born.as_ref().map(|born| born.text.as_str()), Some("9 August 1971, 54 years"));
//! assert_eq!(patient.born.as_ref().map(|born| born.from.as_slice()), Some(&["/birthDate".to_owned()][..]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
pub mod audit_event;
mod bundle;
mod date;
mod error;
mod lint;
mod node;
mod outcome;
mod search;
pub mod summary;

pub use answer::Answer;
pub use bundle::{Bundle, Entry, SearchMode};
pub use date::{PartialDate, PartialDateError, instant};
pub use error::FhirError;
pub use lint::lint;
pub use outcome::{Issue, OperationOutcome, Severity};
pub use search::{SearchError, search_request};
pub use summary::Summary;

/// The media type of FHIR in JSON.
pub const FHIR_TYPE: &str = "application/fhir+json";
