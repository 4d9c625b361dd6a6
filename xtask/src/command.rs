//! The command as it is published: optimised, with the page in it.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use crate::files::target;
use crate::process::{cargo, run, step};
use crate::sbom;

const PACKAGE: &str = "countersign-cli";

/// How long it may take to compile, from nothing.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Builds the command around the site, which must be there, and says beside it what is inside.
///
/// # Errors
///
/// It does not compile.
pub(crate) fn release() -> Result<PathBuf> {
    let built = step("the command", || build(&["--features", "page"]))?;
    let inside = sbom::Built {
        package: PACKAGE,
        features: "page",
        target: None,
        kind: "application",
        registry: "cargo",
    };
    fs::write(built.with_extension("cdx.json"), sbom::of(&inside)?)?;
    Ok(built)
}

fn build(flags: &[&str]) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--locked", "--release", "--package", PACKAGE]).args(flags);
    run("the command", &mut build, LIMIT)?.expect_success("cargo build")?;
    Ok(target().join("release").join(format!("countersign{}", std::env::consts::EXE_SUFFIX)))
}
