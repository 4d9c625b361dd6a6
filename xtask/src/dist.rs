//! `cargo xtask dist`: what is put on a server.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::{page, process, site, tools, workspace};

/// The folder that `dist` fills.
pub(crate) fn folder() -> PathBuf {
    workspace::root().join("dist")
}

/// Builds the site, optimises its wasm, prints the sizes.
///
/// # Errors
/// The page does not build, or Node, which runs wasm-opt, is missing.
pub(crate) fn dist() -> Result<()> {
    build()?;
    let files = site::files(&folder())?;
    println!("\n{:<44} {:>9} {:>9}", "dist", "raw", "brotli");
    for file in &files {
        println!("{}{:<43} {:>9} {:>9}", if file.first { '*' } else { ' ' }, file.name, file.raw, file.brotli);
    }
    let (first, all) = site::totals(&files);
    println!("brotli: {first} before the first paint (*), {all} in all");
    Ok(())
}

/// Builds and optimises, into [`folder`].
///
/// # Errors
/// As [`dist`].
pub(crate) fn build() -> Result<()> {
    tools::node()?;
    page::build(&folder())?;
    tools::npm_ci("tools/npm")?;
    for entry in std::fs::read_dir(folder()).context("the page was built")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "wasm") {
            optimise(&path)?;
        }
    }
    Ok(())
}

/// Rewrites a module with binaryen's wasm-opt, which runs under Node.
fn optimise(wasm: &Path) -> Result<()> {
    let name = wasm.file_name().unwrap_or_default().to_string_lossy();
    let mut command = process::command(tools::node()?);
    command
        .arg(workspace::root().join("tools/npm/node_modules/binaryen/bin/wasm-opt"))
        .arg(wasm)
        .arg("-o")
        .arg(wasm)
        .args(["-Oz", "--strip-debug", "--strip-producers"]);
    process::watch(&format!("wasm-opt {name}"), &mut command, None)
}
