//! `cargo xtask codegen`: the documents that are written from code.
//!
//! `tools/docgen` makes them, and the command's own example its reference, as programs of their own: this one must not
//! wait for the core to compile.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::files::{root, target, under};
use crate::process::{cargo, run};

/// Writes the documents, or compares them and says which are out of date. Gives whether all are as they should be.
///
/// # Errors
///
/// The generator does not compile, or a file cannot be written.
pub(crate) fn codegen(check: bool) -> Result<bool> {
    let mut stale = Vec::new();
    for (path, text) in generate()? {
        let file = root().join(&path);
        if fs::read_to_string(&file).is_ok_and(|old| old.replace("\r\n", "\n") == text) {
            println!("  ok  {path}");
        } else if check {
            stale.push(path);
        } else {
            fs::write(&file, text).with_context(|| format!("writing {path}"))?;
            println!("      {path} written");
        }
    }
    for path in &stale {
        println!("      {path} is out of date: cargo xtask codegen writes it");
    }
    Ok(stale.is_empty())
}

/// The programs that make them, each given the folder to write into.
const GENERATORS: [(&str, &[&str]); 2] = [
    ("docgen", &["--package", "docgen"]),
    ("reference", &["--package", "countersign-cli", "--example", "reference"]),
];

/// Path and text of each document.
fn generate() -> Result<Vec<(String, String)>> {
    let made = target().join("docgen");
    let _ = fs::remove_dir_all(&made);
    for (name, program) in GENERATORS {
        let mut generator = cargo();
        generator.args(["run", "--quiet"]).args(program).arg("--").arg(&made);
        run(name, &mut generator, Duration::from_secs(1_800))?.expect_success(name)?;
    }
    under(&made, |_| true)?.into_iter().map(|file| read(&made, &file)).collect()
}

fn read(made: &Path, file: &Path) -> Result<(String, String)> {
    let path = file.strip_prefix(made)?.to_string_lossy().replace('\\', "/");
    Ok((path, fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?))
}
