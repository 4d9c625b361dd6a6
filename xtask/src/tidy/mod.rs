//! Rules for the project's files that no compiler knows.

mod absent;
mod arrows;
mod keys;
mod names;
mod paths;
mod pins;

use anyhow::Result;

/// What breaks a rule, one line per place.
type Faults = Vec<String>;

/// A rule in words, and what finds its faults.
type Rule = (&'static str, fn() -> Result<Faults>);

/// Every rule.
pub(crate) const RULES: [Rule; 6] = [
    ("arrows between crates point one way", arrows::faults),
    ("the core has no sockets, files, clock, threads or async", absent::faults),
    ("modules are named by what they are about", names::faults),
    ("private keys stand under tests/vectors/keys alone", keys::faults),
    ("no path of somebody's machine", paths::faults),
    ("pinned versions agree", pins::faults),
];
