//! The standard library for a wasm target.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::process::{ask, command, on_path, run};

/// Sees to it that `target` can be compiled for.
///
/// # Errors
///
/// It is missing and rustup is not there to add it, or cannot.
pub(crate) fn ensure(target: &str) -> Result<()> {
    let sysroot = PathBuf::from(ask(command("rustc").args(["--print", "sysroot"]))?);
    if sysroot.join("lib/rustlib").join(target).join("lib").is_dir() {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        bail!(
            "the standard library for {target} is missing, and so is rustup, which adds it: https://rustup.rs"
        );
    }
    run("rustup", command("rustup").args(["target", "add", target]), Duration::from_secs(300))?
        .expect_success("rustup target add")?;
    Ok(())
}
