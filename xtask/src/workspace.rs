//! Where things stand: the checkout and the per-user cache.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate stands in a folder of the checkout")
}

/// The tool cache of this user, outside `target/`, so that every checkout shares it and `cargo clean` spares it.
pub(crate) fn tool_cache() -> Result<PathBuf> {
    let base =
        match env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute()) {
            Some(dir) => dir,
            None => env::home_dir()
                .context("no home folder is known; set XDG_CACHE_HOME")?
                .join(".cache"),
        };
    Ok(base.join("countersign/tools"))
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The program of that name on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(&name)).find(|path| path.is_file())
}
