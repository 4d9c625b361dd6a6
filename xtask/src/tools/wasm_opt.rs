//! wasm-opt, from npm's `binaryen`: it runs under Node, so there is nothing to compile.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use super::{cache, node};
use crate::files::{fingerprint, root, target};
use crate::process::run;

/// Makes `wasm` smaller, in place. What it made of the same file before is taken again.
///
/// # Errors
///
/// Node or npm is missing, or wasm-opt refuses the file.
pub(crate) fn optimise(wasm: &Path) -> Result<()> {
    let tool = ensure()?;
    let name = wasm.file_name().context("a file has a name")?.to_string_lossy().into_owned();
    let done = target().join("wasm-opt").join(format!("{}.wasm", fingerprint(&[wasm])?));
    if !done.is_file() {
        fs::create_dir_all(done.parent().context("it has a folder")?)?;
        let half = done.with_extension("half");
        let mut command = node::node()?;
        command
            .arg(tool)
            .args(["-Oz", "--strip-debug", "--strip-producers"])
            .arg(wasm)
            .arg("--output")
            .arg(&half);
        run(&format!("wasm-opt {name}"), &mut command, Duration::from_secs(600))?
            .expect_success("wasm-opt")?;
        fs::rename(half, &done)?;
    }
    fs::copy(&done, wasm).with_context(|| format!("writing {name}"))?;
    Ok(())
}

/// The script, installed from the committed lock.
fn ensure() -> Result<PathBuf> {
    let lock = root().join("tools/npm/package-lock.json");
    let home = cache(&format!("npm-{}", &fingerprint(&[&lock])?[..8]))?;
    fs::create_dir_all(&home)?;
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(root().join("tools/npm").join(file), home.join(file))
            .with_context(|| format!("copying {file}"))?;
    }
    node::install(&home)?;
    Ok(home.join("node_modules/binaryen/bin/wasm-opt"))
}
