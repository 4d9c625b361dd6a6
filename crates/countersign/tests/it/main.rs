//! The core through its public face, a file to a subject.

mod bad_input;
mod compare;
mod defect;
mod discovery;
mod explain;
mod fhir;
mod inspect;
mod jwk;
mod keys;
mod kid;
mod lint;
mod redact;
mod replies;
mod rotation;
mod scope;
mod skew;
mod table;
mod token;
pub(crate) mod verify;
mod wycheproof;
