//! `wasm-bindgen`, by way of `tools/wbshim`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::{process, workspace};

/// Builds the stand-in and puts it into the tool cache as `wasm-bindgen`; gives the folder.
///
/// A copy and not a link: two checkouts may share the cache, and one may be gone tomorrow.
pub(super) fn install() -> Result<PathBuf> {
    process::watch(
        "wasm-bindgen",
        process::cargo().args(["build", "--profile", "tools", "-p", "wbshim"]),
        None,
    )?;
    let suffix = std::env::consts::EXE_SUFFIX;
    let built = workspace::target().join(format!("tools/wbshim{suffix}"));
    let bin = workspace::tool_cache()?.join("bin");
    fs::create_dir_all(&bin).with_context(|| format!("cannot make {}", bin.display()))?;
    // Written beside and renamed, since another checkout's build may be running the old one.
    let fresh = bin.join(format!("wasm-bindgen-{}{suffix}", std::process::id()));
    fs::copy(&built, &fresh).with_context(|| format!("cannot copy {}", built.display()))?;
    fs::rename(&fresh, bin.join(format!("wasm-bindgen{suffix}")))
        .with_context(|| format!("cannot put wasm-bindgen into {}", bin.display()))?;
    Ok(bin)
}
