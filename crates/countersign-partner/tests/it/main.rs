//! The partner as a client meets it.

mod audit;
mod client;
mod defects;
mod export;
mod fhir;
mod load;
mod profile;
mod record;
mod refusals;
mod register;
mod store;
mod walk;
