//! cargo-deny, which checks licences, bans, sources and advisories of the dependencies.

use super::installed::Tool;

/// The version that `deny.toml` is written for.
pub(crate) const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    takes: "one to two minutes",
    flags: &["--no-default-features"],
};
