//! What the build takes from npm: wasm-opt and esbuild, by the committed lock.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{cache, node};
use crate::files::{fingerprint, root};

/// The folder that they are installed in, unless they are there.
///
/// # Errors
///
/// npm is missing or fails.
pub(crate) fn ensure() -> Result<PathBuf> {
    let from = root().join("tools/npm");
    let home = cache(&format!("npm-{}", &fingerprint(&[from.join("package-lock.json")])?[..8]))?;
    fs::create_dir_all(&home)?;
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(from.join(file), home.join(file)).with_context(|| format!("copying {file}"))?;
    }
    node::install(&home)?;
    Ok(home)
}
