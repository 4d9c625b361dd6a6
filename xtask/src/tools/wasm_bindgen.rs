//! wasm-bindgen's command, by way of the library behind it: seconds to build where the command takes minutes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use super::cache;
use crate::files::{fingerprint, root, target};
use crate::process::{ask, cargo, command, run};

/// The version of the glue, which must be that of the crate in the page; `tidy` compares them.
pub(crate) const VERSION: &str = "0.2.130";

/// The folder that holds a `wasm-bindgen` of our version, for the front of `PATH`.
///
/// # Errors
///
/// It cannot be built or copied.
pub(crate) fn ensure() -> Result<PathBuf> {
    let shim = root().join("tools/wbshim");
    let of = fingerprint(&[shim.join("src/main.rs"), shim.join("Cargo.toml")])?;
    let bin = cache(&format!("wasm-bindgen-{VERSION}-{}", &of[..8]))?.join("bin");
    let path = bin.join(format!("wasm-bindgen{}", std::env::consts::EXE_SUFFIX));
    let answers = || {
        ask(command(&path).arg("--version"))
            .is_ok_and(|said| said == format!("wasm-bindgen {VERSION}"))
    };
    if !answers() {
        let mut build = cargo();
        build.args(["build", "--profile", "tools", "--package", "wbshim"]);
        run("wasm-bindgen", &mut build, Duration::from_secs(900))?
            .expect_success("cargo build of wbshim")?;
        let built = target().join("tools").join(format!("wbshim{}", std::env::consts::EXE_SUFFIX));
        fs::create_dir_all(&bin)?;
        // Renamed into place: another checkout's build may be running the one that stands there.
        let fresh = bin.join(format!("fresh-{}", std::process::id()));
        fs::copy(&built, &fresh).with_context(|| format!("copying {}", built.display()))?;
        fs::rename(&fresh, &path)?;
        anyhow::ensure!(answers(), "{} does not run", path.display());
    }
    Ok(bin)
}

/// Makes the glue of `wasm` in `out`, and the wasm that it loads, `NAME_bg.wasm`. Whoever loads it says where that is.
///
/// # Errors
///
/// wasm-bindgen cannot be had, or refuses the file.
pub(crate) fn bind(wasm: &Path, out: &Path, name: &str) -> Result<()> {
    let program = format!("wasm-bindgen{}", std::env::consts::EXE_SUFFIX);
    let mut bind = command(ensure()?.join(program));
    bind.args(["--target=web", "--omit-default-module-path", "--no-typescript"]);
    bind.arg(format!("--out-dir={}", out.display())).arg(format!("--out-name={name}"));
    ask(bind.arg(wasm))?;
    Ok(())
}
