//! `cargo xtask test`: every group runs, even after a failure, and a table closes it.

mod browser;
mod core;
mod interop;
mod lint;
mod reference;
mod size;
mod table;
mod tally;
mod wasm;

use std::cell::OnceCell;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};

use crate::dist;
use table::Row;
use tally::Tally;

/// A named part of the whole test.
struct Group {
    name: &'static str,
    run: fn(&Shared) -> Result<Tally>,
}

/// In the order in which a reader wants to know: what is quick first.
const GROUPS: [Group; 9] = [
    Group { name: "fmt", run: |_| lint::fmt() },
    Group { name: "lint", run: |_| lint::clippy() },
    Group { name: "tidy", run: |_| crate::tidy::run().map(|checks| Tally::of(&checks)) },
    Group { name: "codegen", run: |_| reference::check() },
    Group { name: "core", run: |_| core::run() },
    Group { name: "wasm", run: |_| wasm::run() },
    Group { name: "interop", run: |_| interop::run() },
    Group { name: "e2e", run: browser::run },
    Group { name: "size", run: size::run },
];

/// What two groups need and one builds.
#[derive(Default)]
struct Shared {
    site: OnceCell<Result<(), String>>,
}

impl Shared {
    /// The optimised site in `dist/`.
    fn site(&self) -> Result<std::path::PathBuf> {
        let built = self.site.get_or_init(|| dist::build().map_err(|error| format!("{error:#}")));
        built.clone().map_err(|error| anyhow!("{error}"))?;
        Ok(dist::folder())
    }
}

/// Runs the groups of those names, or all; true when nothing failed.
///
/// # Errors
/// There is no group of a name.
pub(crate) fn test(names: &[String]) -> Result<bool> {
    if let Some(unknown) = names.iter().find(|name| GROUPS.iter().all(|group| group.name != name.as_str())) {
        let known: Vec<_> = GROUPS.iter().map(|group| group.name).collect();
        bail!("no test group `{unknown}`; there are {}", known.join(", "));
    }
    let shared = Shared::default();
    let mut rows = Vec::new();
    for group in GROUPS.iter().filter(|group| names.is_empty() || names.iter().any(|name| name == group.name)) {
        println!("\n== {} ==", group.name);
        let started = Instant::now();
        // A group that could not run is a failure, never a gap.
        let tally = (group.run)(&shared).unwrap_or_else(|error| {
            println!("error: {error:#}");
            Tally::failure()
        });
        rows.push(Row { name: group.name, tally, seconds: started.elapsed().as_secs_f64() });
    }
    print!("\n{}", table::render(&rows));
    Ok(rows.iter().all(|row| row.tally.failed == 0))
}

/// The `*.test.mjs` below a folder, sorted: Node 20 takes no pattern, and a shell is not everywhere.
fn node_files(folder: &str) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![crate::workspace::root().join(folder)];
    while let Some(dir) = folders.pop() {
        for entry in std::fs::read_dir(&dir)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "node_modules" {
                    folders.push(path);
                }
            } else if name.ends_with(".test.mjs") {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        bail!("no *.test.mjs below {folder}");
    }
    found.sort();
    Ok(found)
}
