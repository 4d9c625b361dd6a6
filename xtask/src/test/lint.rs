//! clippy and rustdoc. A warning is a failure.

use anyhow::Result;

use super::{Count, cargo};
use crate::page::TARGET;
use crate::tools::wasm_target;

/// Lints the workspace natively, what runs as wasm for its own target, and the documentation.
///
/// # Errors
///
/// clippy or the wasm target is missing.
pub(super) fn run() -> Result<Count> {
    let native = cargo::check(
        "clippy",
        crate::process::cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
    )?;
    wasm_target::ensure(TARGET)?;
    let mut wasm = crate::process::cargo();
    wasm.args(["clippy", "--target", TARGET, "--workspace", "--exclude", "xtask"]);
    wasm.args(["--exclude", "wbshim", "--exclude", "docgen", "--exclude", "countersign-cli"]);
    // Every build of the npm package at once.
    wasm.args([
        "--features",
        "countersign-wasm/keys,countersign-wasm/tools,countersign-wasm/partner",
    ]);
    wasm.args(["--", "-D", "warnings"]);
    let wasm = cargo::check("clippy for wasm", &mut wasm)?;
    let mut doc = crate::process::cargo();
    doc.args(["doc", "--workspace", "--no-deps", "--document-private-items"])
        .env("RUSTDOCFLAGS", "-D warnings");
    Ok(native.and(wasm).and(cargo::check("rustdoc", &mut doc)?))
}
