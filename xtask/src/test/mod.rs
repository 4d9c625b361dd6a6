//! `cargo xtask test`: every test there is, in groups.
//!
//! Each group runs, whatever became of the ones before; a tool that is missing is a failure, never a silence.

mod cargo;
mod core;
mod deny;
mod e2e;
mod fmt;
mod fuzz;
mod generated;
mod interop;
mod lint;
mod node;
mod npm;
pub(crate) mod size;
mod table;
mod tidy;
pub(crate) mod wasm;

use std::time::Instant;

use anyhow::{Result, bail};

use table::Row;

/// What a group's tests came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Tests that passed.
    pub(crate) passed: usize,
    /// Tests that failed.
    pub(crate) failed: usize,
    /// Tests that did not run.
    pub(crate) skipped: usize,
    /// Why something did not run.
    pub(crate) notes: Vec<String>,
}

impl Count {
    /// One check, held or not.
    pub(crate) fn one(passed: bool) -> Self {
        Self { passed: usize::from(passed), failed: usize::from(!passed), ..Self::default() }
    }

    /// Both together.
    pub(crate) fn and(mut self, more: Self) -> Self {
        self.passed += more.passed;
        self.failed += more.failed;
        self.skipped += more.skipped;
        self.notes.extend(more.notes);
        self
    }
}

/// A group of tests.
struct Group {
    name: &'static str,
    what: &'static str,
    run: fn() -> Result<Count>,
}

/// The cheap ones first: a slip is known in seconds.
const GROUPS: [Group; 12] = [
    Group { name: "fmt", what: "rustfmt changes nothing", run: fmt::run },
    Group { name: "tidy", what: "the project's own rules for its files", run: tidy::run },
    Group {
        name: "deny",
        what: "licences, sources and advisories of the dependencies",
        run: deny::run,
    },
    Group { name: "codegen", what: "generated documents are up to date", run: generated::run },
    Group {
        name: "core",
        what: "unit, vectors, properties and doc tests, natively",
        run: core::run,
    },
    Group { name: "lint", what: "clippy and rustdoc, natively and for wasm", run: lint::run },
    Group {
        name: "wasm",
        what: "the core's and the partner's tests as wasm in Node",
        run: wasm::run,
    },
    Group { name: "fuzz", what: "a few seconds of every fuzz target", run: fuzz::run },
    Group { name: "interop", what: "against other implementations", run: interop::run },
    Group {
        name: "npm",
        what: "the packed package in every runtime and bundler that it names",
        run: npm::run,
    },
    Group { name: "size", what: "the site and the package against their budgets", run: size::run },
    Group { name: "e2e", what: "the page in a real Chromium", run: e2e::run },
];

/// Runs the groups named, or all. Prints the table and gives whether nothing failed.
///
/// # Errors
///
/// A group that there is not.
pub(crate) fn test(names: &[String]) -> Result<bool> {
    if names.iter().any(|name| name == "--list") {
        GROUPS.iter().for_each(|group| println!("{:<9}{}", group.name, group.what));
        return Ok(true);
    }
    if let Some(name) = names.iter().find(|name| GROUPS.iter().all(|group| group.name != **name)) {
        let known: Vec<_> = GROUPS.iter().map(|group| group.name).collect();
        bail!("no group `{name}`; there are: {}", known.join(" "));
    }
    let chosen = |group: &&Group| names.is_empty() || names.iter().any(|name| name == group.name);
    let rows: Vec<Row> = GROUPS.iter().filter(chosen).map(run).collect();
    Ok(table::print(&rows))
}

fn run(group: &Group) -> Row {
    println!("\n{}: {}", group.name, group.what);
    let begun = Instant::now();
    let count = (group.run)().unwrap_or_else(|error| {
        println!("error: {error:#}");
        Count::one(false)
    });
    Row { group: group.name, count, seconds: begun.elapsed().as_secs_f32() }
}
