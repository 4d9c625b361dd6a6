//! `cargo xtask dist`: the static site as it is published.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Result, anyhow};

use crate::files::{copy_dir, root, under};
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
}

/// Builds the site into `dist/` and prints its sizes.
///
/// # Errors
///
/// The page does not build, or Node, for wasm-opt, is missing.
pub(crate) fn dist() -> Result<PathBuf> {
    let site = site()?;
    println!("\n{:<46}{:>12}{:>12}", "file", "octets", "brotli");
    let mut total = (0, 0);
    for Sized { path, raw, brotli } in sizes(&site)? {
        println!("{path:<46}{raw:>12}{brotli:>12}");
        total = (total.0 + raw, total.1 + brotli);
    }
    println!("{:<46}{:>12}{:>12}\n\nThe site is in {}", "all", total.0, total.1, site.display());
    Ok(site)
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

/// The size of every file of the site, the largest first.
///
/// # Errors
///
/// Node is missing.
pub(crate) fn sizes(site: &Path) -> Result<Vec<Sized>> {
    let text = ask(node::node()?.arg("tools/npm/sizes.mjs").arg(site))?;
    let rows: Vec<(String, u64, u64)> = serde_json::from_str(&text)?;
    Ok(rows.into_iter().map(|(path, raw, brotli)| Sized { path, raw, brotli }).collect())
}

fn build() -> Result<PathBuf> {
    let built = page::build()?;
    let site = root().join("dist");
    copy_dir(&built, &site)?;
    step("wasm-opt", || {
        let wasm =
            under(&site, |path| path.extension().is_some_and(|extension| extension == "wasm"))?;
        wasm.iter().try_for_each(|file| wasm_opt::optimise(file))
    })?;
    Ok(site)
}
