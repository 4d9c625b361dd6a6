//! The page's build: what it needs, then Trunk.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::csp;
use crate::files::{fingerprint, hold, root, target, under};
use crate::process::{ask, cargo, command, path_with, run, step};
use crate::tools::trunk::TRUNK;
use crate::tools::{wasm_bindgen, wasm_target};

/// What the page runs on.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How long a build may take, from nothing.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Where Trunk leaves the page.
pub(crate) fn built() -> PathBuf {
    target().join("page")
}

/// Where it leaves the page while it watches: apart, so that a test meanwhile builds its own.
pub(crate) fn watched() -> PathBuf {
    target().join("page-watched")
}

/// Gets the tools, builds the page, and gives the folder that it stands in.
///
/// # Errors
///
/// A tool cannot be had, the code does not compile, or the page breaks its own Content Security Policy.
pub(crate) fn build() -> Result<PathBuf> {
    build_into(built())
}

/// The same, into that folder.
///
/// # Errors
///
/// Those of [`build`].
pub(crate) fn build_into(folder: PathBuf) -> Result<PathBuf> {
    // Two at once would build into one folder.
    let _held = hold(&target().join("page.lock"), "building the page")?;
    let trunk = trunk()?;
    step("page", || {
        let mut build = trunk.command("build", &folder)?;
        run("the page", &mut build, LIMIT)?.expect_success("trunk build")
    })?;
    csp::of(&folder)?;
    Ok(folder)
}

/// Trunk, and the folder of the `wasm-bindgen` that it shall find.
pub(crate) struct Trunk {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
    build: String,
}

impl Trunk {
    /// `trunk build` or `trunk watch`, into `folder`.
    ///
    /// # Errors
    ///
    /// A folder's name cannot stand in `PATH`.
    pub(crate) fn command(&self, what: &str, folder: &Path) -> Result<Command> {
        let mut trunk = command(&self.trunk);
        trunk.args([
            what,
            "--release",
            "--color",
            "never",
            "--offline=true",
            "--skip-version-check",
        ]);
        trunk.arg("--dist").arg(folder);
        trunk.env("PATH", path_with(&[&self.wasm_bindgen])?).env("COUNTERSIGN_BUILD", &self.build);
        // Trunk takes `NO_COLOR=1` for a wrong option.
        trunk.env_remove("NO_COLOR").env("RUST_BACKTRACE", "0");
        Ok(trunk)
    }
}

/// Everything that Trunk needs. Where Trunk itself is missing, it is built while the page's crates compile.
///
/// # Errors
///
/// A tool cannot be had, or the page's code does not compile.
pub(crate) fn trunk() -> Result<Trunk> {
    step("wasm target", || wasm_target::ensure(TARGET))?;
    step("dependencies", fetch)?;
    // Page and worker carry the same name, and refuse each other when a cache has mixed two builds.
    let is_source = |path: &Path| {
        path.extension().is_some_and(|ext| ext == "rs") && path.iter().any(|part| part == "src")
    };
    let build = fingerprint(&under(&root().join("crates"), is_source)?)?;
    let (trunk, wasm_bindgen) = match TRUNK.find()? {
        Some(trunk) => (trunk, step("wasm-bindgen", wasm_bindgen::ensure)?),
        None => thread::scope(|scope| -> Result<_> {
            let installed = scope.spawn(|| TRUNK.install());
            let wasm_bindgen = step("wasm-bindgen", wasm_bindgen::ensure)?;
            step("page's crates", || crates(&build))?;
            let trunk = installed
                .join()
                .map_err(|_| anyhow::anyhow!("the install of Trunk broke off"))??;
            Ok((trunk, wasm_bindgen))
        })?,
    };
    Ok(Trunk { trunk, wasm_bindgen, build })
}

/// Trunk runs cargo offline, so that all it needs must be here. Asks the registry only if something is missing.
fn fetch() -> Result<()> {
    if ask(cargo().args(["fetch", "--locked", "--offline"])).is_err() {
        run("cargo fetch", cargo().args(["fetch", "--locked"]), LIMIT)?
            .expect_success("cargo fetch")?;
    }
    Ok(())
}

/// The same build that Trunk will ask for, so that it finds it done.
fn crates(build: &str) -> Result<()> {
    let mut cargo = cargo();
    cargo.args([
        "build",
        "--profile",
        "page",
        "--offline",
        "--target",
        TARGET,
        "--package",
        "countersign-playground",
        "--bins",
    ]);
    cargo.env("COUNTERSIGN_BUILD", build);
    run("the page's crates", &mut cargo, LIMIT)?.expect_success("cargo build")?;
    Ok(())
}
