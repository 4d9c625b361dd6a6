//! The other side of Backend Services: an authorization server and a FHIR server over HTTP messages.
//!
//! [`Partner::handle`] takes a request and answers a [`Step`]: a reply, or a key set to fetch first. It opens no socket
//! and reads no clock, so the same code runs in a browser tab, in a test and behind a server.
//!
//! ```
//! use countersign_partner::{Partner, Step, block_on};
//! use countersign_testkit::{NOW, rng};
//! use http::Request;
//!
//! let partner = Partner::tern_valley();
//! let ask = Request::get("https://ternvalley.example/fhir/.well-known/smart-configuration").body(Vec::new())?;
//! let Step::Reply(reply) = block_on(partner.handle(ask, NOW, &mut rng())) else { panic!("nothing to fetch here") };
//! assert_eq!(reply.response.status(), 200);
//! # Ok::<(), http::Error>(())
//! ```

mod audit;
mod block;
mod client_keys;
mod config;
mod discovery;
mod fhir;
mod load;
mod partner;
mod record;
mod refusal;
mod register;
mod reply;
mod route;
pub mod samples;
pub mod store;
mod token;

pub use audit::{AuditEntry, Break, Checked, Head, HeadError, Outcome, TrailCheck};
pub use block::block_on;
pub use client_keys::FetchOutcome;
pub use config::Config;
pub use fhir::export::{ExportJob, ExportLevel};
pub use load::LoadError;
pub use partner::{Fetch, Partner, Reply, Step};
pub use record::{Record, Seen};
pub use register::{RegisterError, Registered};
pub use route::Route;
