//! wasm-opt, from npm's `binaryen`: it runs under Node, so there is nothing to compile.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use super::{node, npm_tools};
use crate::files::{fingerprint, root, target};
use crate::process::run;

/// Smallest under brotli, which is not smallest as it lies there: functions of like names stand together, and what LLVM
/// left apart stays apart. Without what only a debugger reads. The lowest kilobyte is the end of the stack.
const FLAGS: [&str; 7] = [
    "-O2",
    "--skip-pass=inlining-optimizing",
    "--low-memory-unused",
    "--zero-filled-memory",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
];

/// An installed wasm-opt.
pub(crate) struct WasmOpt {
    script: PathBuf,
}

/// Installs it, unless it is there.
///
/// # Errors
///
/// npm is missing or fails.
pub(crate) fn ensure() -> Result<WasmOpt> {
    Ok(WasmOpt { script: npm_tools::ensure()?.join("node_modules/binaryen/bin/wasm-opt") })
}

impl WasmOpt {
    /// Makes `wasm` smaller, in place. What was made of the same file before is taken again.
    ///
    /// # Errors
    ///
    /// Node is missing, or wasm-opt refuses the file.
    pub(crate) fn optimise(&self, wasm: &Path) -> Result<()> {
        let name = wasm.file_name().context("a file has a name")?.to_string_lossy().into_owned();
        let kept = target().join("wasm-opt");
        // Of this very source too: it has the flags.
        let of = fingerprint(&[wasm, &root().join(file!())])?;
        let done = kept.join(format!("{of}.wasm"));
        if !done.is_file() {
            fs::create_dir_all(&kept)?;
            let half = done.with_extension("half");
            let mut command = node::node()?;
            command.arg(&self.script).args(FLAGS).arg(wasm).arg("--output").arg(&half);
            run(&format!("wasm-opt {name}"), &mut command, Duration::from_secs(600))?
                .expect_success("wasm-opt")?;
            fs::rename(half, &done)?;
        }
        fs::copy(&done, wasm).with_context(|| format!("writing {name}"))?;
        Ok(())
    }
}
