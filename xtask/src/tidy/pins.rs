//! Versions that stand in two places and must be one.

use std::fs;

use anyhow::Result;

use super::Faults;
use crate::files::root;
use crate::tools::wasm_bindgen::VERSION;

/// Places that say another version of wasm-bindgen than the tool's: glue and crate would not fit together.
///
/// # Errors
///
/// A file cannot be read.
pub(super) fn faults() -> Result<Faults> {
    let mut faults = Faults::new();
    let lock = fs::read_to_string(root().join("Cargo.lock"))?;
    for package in ["wasm-bindgen", "wasm-bindgen-cli-support"] {
        if !lock.contains(&format!("name = \"{package}\"\nversion = \"{VERSION}\"")) {
            faults.push(format!("Cargo.lock: {package} is not {VERSION}"));
        }
    }
    for (path, line) in [
        ("Trunk.toml", format!("wasm_bindgen = \"{VERSION}\"")),
        ("tools/wbshim/src/main.rs", format!("VERSION: &str = \"{VERSION}\"")),
    ] {
        if !fs::read_to_string(root().join(path))?.contains(&line) {
            faults.push(format!("{path}: there is no {line}"));
        }
    }
    Ok(faults)
}
