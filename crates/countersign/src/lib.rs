//! SMART on FHIR Backend Services without I/O.

pub mod limits;
pub mod time;

pub mod finding;

pub mod encoding;

pub mod key;

pub mod jwk;
pub mod kid;

pub mod jws;

pub mod assertion;

pub mod verify;

pub mod discovery;
pub mod scope;

pub mod token;

pub mod fhir;

pub mod rules;

pub mod exchange;

// What people paste when it fails, and the ways in which it does.
pub mod defect;
pub mod explain;
pub mod inspect;
pub mod lint;
pub mod redact;
