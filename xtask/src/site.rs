//! A built site on disk: its files, their sizes, which of them come before the first paint.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{process, tools, workspace};

/// One file of a site.
pub(crate) struct File {
    /// Relative to the site, with `/`.
    pub(crate) name: String,
    /// Octets on disk.
    pub(crate) raw: u64,
    /// Octets after brotli at its best, which is what a static host sends.
    pub(crate) brotli: u64,
    /// It stands between the address and the first paint with a working button.
    pub(crate) first: bool,
}

/// Brotli octets before the first paint, and of everything.
pub(crate) fn totals(files: &[File]) -> (u64, u64) {
    let sum = |first_only: bool| {
        files.iter().filter(|file| file.first || !first_only).map(|file| file.brotli).sum()
    };
    (sum(true), sum(false))
}

/// Every file of the site with its sizes, the first paint's first.
///
/// # Errors
/// The site cannot be read, or Node, which compresses, is missing.
pub(crate) fn files(site: &Path) -> Result<Vec<File>> {
    let index = fs::read_to_string(site.join("index.html")).context("there is no built page")?;
    let mut paths = Vec::new();
    walk(site, &mut paths)?;
    paths.sort();
    let script = workspace::root().join("tools/npm/sizes.mjs");
    let sizes = process::output(process::command(tools::node()?).arg(script).args(&paths))?;
    let sizes: Vec<Value> = serde_json::from_str(&sizes).context("sizes.mjs wrote no JSON")?;
    let mut files: Vec<File> = paths
        .iter()
        .zip(sizes)
        .map(|(path, size)| {
            let name = path.strip_prefix(site).unwrap_or(path).to_string_lossy().replace('\\', "/");
            let octets = |member: &str| {
                size.get(member).and_then(Value::as_u64).context("sizes.mjs wrote no number")
            };
            Ok(File {
                raw: octets("raw")?,
                brotli: octets("brotli")?,
                first: is_first(&index, &name),
                name,
            })
        })
        .collect::<Result<_>>()?;
    files.sort_by_key(|file| !file.first);
    Ok(files)
}

/// The page itself, and the scripts, styles and wasm that it names. Icons wait.
fn is_first(index: &str, name: &str) -> bool {
    let kind = Path::new(name).extension().and_then(|extension| extension.to_str());
    name == "index.html"
        || (matches!(kind, Some("js" | "css" | "wasm"))
            && [format!("\"{name}\""), format!("\"./{name}\""), format!("\"/{name}\"")]
                .iter()
                .any(|quoted| index.contains(quoted)))
}

fn walk(dir: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let path = entry?.path();
        // Trunk's half-built next state.
        if path.file_name().is_some_and(|name| name == ".stage") {
            continue;
        }
        if path.is_dir() { walk(&path, into)? } else { into.push(path) }
    }
    Ok(())
}
