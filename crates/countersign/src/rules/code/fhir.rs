//! Faults of FHIR answers.

use super::Code;
use crate::rules::documents;

/// The codes of this group, in the order of the checks.
pub const CODES: &[&Code] = &[&CONTENT_TYPE, &SELF_MISSING, &STATUS];

/// The answer is not `application/fhir+json`.
pub static CONTENT_TYPE: Code = Code::new(
    "fhir.content-type",
    &documents::FHIR_TYPE,
    "WWWWW-",
    "The answer is not `application/fhir+json`.",
    "Some other server may have answered.",
    "Check the FHIR base.",
);

/// The Bundle has no `self` link.
pub static SELF_MISSING: Code = Code::new(
    "fhir.self.missing",
    &documents::FHIR_SELF,
    "WWWWW-",
    "The Bundle has no `self` link.",
    "It cannot be seen which parameters the server used.",
    "Check the result for parameters that were ignored.",
);

/// The FHIR server answered with an error.
pub static STATUS: Code = Code::new(
    "fhir.status",
    &documents::FHIR_STATUS,
    "WWWWW-",
    "The FHIR server answered with an error.",
    "The request was not carried out.",
    "Read the OperationOutcome.",
);
