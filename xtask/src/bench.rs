//! `cargo xtask bench`: the page, measured in Chromium.

use std::time::Duration;

use anyhow::Result;

use crate::files::root;
use crate::process::{command, run};
use crate::tools::{chromium, node};
use crate::{dist, serve};

/// Measures the page and writes `docs/benchmarks.md` and `.json`. Gives whether every goal was met.
///
/// # Errors
///
/// The page does not build, or Node or Chromium is missing.
pub(crate) fn bench() -> Result<bool> {
    let site = serve::serve(&dist::site()?, 0)?;
    let folder = root().join("tests/e2e");
    node::install(&folder)?;
    let mut bench = node::node()?;
    bench.arg("bench.mjs").current_dir(&folder);
    bench.env("BASE_URL", &site.url).env("CHROMIUM", chromium::ensure()?);
    bench.env("RUSTC_VERSION", crate::process::ask(command("rustc").arg("--version"))?);
    let done = run("bench", &mut bench, Duration::from_secs(20 * 60))?;
    print!("{}", done.text);
    Ok(done.success)
}
