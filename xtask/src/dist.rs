//! `cargo xtask dist`: what is published, the package, the static site, and the command with the page in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;

use anyhow::{Result, anyhow};

use crate::command;
use crate::csp;
use crate::files::{copy_dir, root, under};
use crate::inline::inline;
use crate::page;
use crate::process::{ask, step};
use crate::tools::{node, wasm_opt};

/// One file of the site.
pub(crate) struct Sized {
    /// Its path in the site.
    pub(crate) path: String,
    /// Its octets as they lie there.
    pub(crate) raw: u64,
    /// Its octets under brotli, quality 11, as a static host sends them.
    pub(crate) brotli: u64,
    /// It stands between the address and the first paint with a working button.
    pub(crate) first: bool,
}

/// Builds the site into `dist/` and the command with the page in it, and prints sizes.
///
/// # Errors
///
/// Something does not build, or Node, for wasm-opt, is missing.
pub(crate) fn dist() -> Result<()> {
    let site = site()?;
    let command = command::release()?;
    println!("\n{:<46}{:>12}{:>12}", "file", "octets", "brotli");
    let mut total = (0, 0);
    for Sized { path, raw, brotli, .. } in sizes(&site)? {
        println!("{path:<46}{raw:>12}{brotli:>12}");
        total = (total.0 + raw, total.1 + brotli);
    }
    println!("{:<46}{:>12}{:>12}", "all", total.0, total.1);
    println!("\nThe site is in {}\nThe command is {}", site.display(), command.display());
    Ok(())
}

/// Builds the site into `dist/`, once in a run.
///
/// # Errors
///
/// Those of [`dist`].
pub(crate) fn site() -> Result<PathBuf> {
    static SITE: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    SITE.get_or_init(|| build().map_err(|error| format!("{error:#}")))
        .clone()
        .map_err(|error| anyhow!(error))
}

/// The size of every file of a site or a package, the largest first.
///
/// # Errors
///
/// Node is missing.
pub(crate) fn sizes(folder: &Path) -> Result<Vec<Sized>> {
    let text = ask(node::node()?.arg("tools/npm/sizes.mjs").arg(folder))?;
    let rows: Vec<(String, u64, u64)> = serde_json::from_str(&text)?;
    // A package has none.
    let index = fs::read_to_string(folder.join("index.html")).unwrap_or_default();
    let first = |path: &str| path == "index.html" || is_first(&index, path);
    Ok(rows
        .into_iter()
        .map(|(path, raw, brotli)| Sized { first: first(&path), path, raw, brotli })
        .collect())
}

/// The scripts, styles and wasm that the page names. Icons wait, and so does the worker.
fn is_first(index: &str, path: &str) -> bool {
    let named = [format!("\"{path}\""), format!("\"./{path}\"")];
    [".js", ".css", ".wasm"].iter().any(|end| path.ends_with(end))
        && named.iter().any(|name| index.contains(name))
}

fn build() -> Result<PathBuf> {
    let built = page::build()?;
    let site = root().join("dist");
    copy_dir(&built, &site)?;
    inline(&site)?;
    csp::of(&site)?;
    let wasm = under(&site, |path| path.extension().is_some_and(|extension| extension == "wasm"))?;
    step("wasm-opt", || optimise(&wasm))?;
    step("brotli and gzip", || ask(node::node()?.arg("tools/npm/compress.mjs").arg(&site)))?;
    Ok(site)
}

/// All at once: each takes a core for half a minute.
fn optimise(wasm: &[PathBuf]) -> Result<()> {
    let tool = wasm_opt::ensure()?;
    thread::scope(|scope| {
        let running: Vec<_> = wasm.iter().map(|file| scope.spawn(|| tool.optimise(file))).collect();
        running
            .into_iter()
            .try_for_each(|one| one.join().map_err(|_| anyhow!("wasm-opt broke off"))?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_names_comes_first() {
        let index = r#"<link rel="stylesheet" href="./base.css"><script src="start.js" data-wasm="./page_bg.wasm"></script><link rel="icon" href="a.svg">"#;
        assert!(["base.css", "start.js", "page_bg.wasm"].iter().all(|path| is_first(index, path)));
        assert!(["worker.js", "worker_bg.wasm", "a.svg"].iter().all(|path| !is_first(index, path)));
    }
}
