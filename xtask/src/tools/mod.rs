//! The tools that a build or a test needs beside cargo: found, or put into a cache of one's own.

pub(crate) mod cargo_deny;
pub(crate) mod chromium;
pub(crate) mod installed;
pub(crate) mod node;
pub(crate) mod npm_tools;
pub(crate) mod postgres;
pub(crate) mod python;
pub(crate) mod system;
pub(crate) mod trunk;
pub(crate) mod wasm_bindgen;
pub(crate) mod wasm_opt;
pub(crate) mod wasm_target;

use std::path::PathBuf;

use anyhow::{Context, Result};

/// The folder of one tool, in the user's cache and not in `target/`: `cargo clean` costs no tools.
///
/// # Errors
///
/// Neither `XDG_CACHE_HOME` nor a home folder is known.
pub(crate) fn cache(tool: &str) -> Result<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .filter(|dir| !dir.is_empty())
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache")))
        .context("there is no home folder to keep tools in; set XDG_CACHE_HOME")?;
    Ok(cache.join("countersign/tools").join(tool))
}
