//! The npm package: four wasms of one crate, their glue, the face, and a tarball of it all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use crate::files::{hold, root, target};
use crate::page::TARGET;
use crate::process::{ask, cargo, run, step};
use crate::sbom;
use crate::tools::{node, npm_tools, wasm_bindgen, wasm_opt, wasm_target};

/// How long a build may take, from nothing.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Cargo's profile for it.
const PROFILE: &str = "npm";

/// One wasm of the package.
struct Build {
    /// What it is called in the package.
    name: &'static str,
    /// The feature of `countersign-wasm` that it has.
    feature: &'static str,
}

const BUILDS: [Build; 4] = [
    Build { name: "countersign", feature: "keys" },
    Build { name: "tools", feature: "tools" },
    Build { name: "verify", feature: "verify" },
    Build { name: "partner", feature: "partner" },
];

/// What was made.
#[derive(Clone)]
pub(crate) struct Package {
    /// The folder of the package, as it is in the tarball.
    pub(crate) folder: PathBuf,
    /// The tarball.
    pub(crate) tarball: PathBuf,
}

/// Builds and packs, once in a run.
///
/// # Errors
///
/// The code does not compile, or a tool cannot be had.
pub(crate) fn package() -> Result<Package> {
    static PACKAGE: OnceLock<Result<Package, String>> = OnceLock::new();
    PACKAGE
        .get_or_init(|| build().map_err(|error| format!("{error:#}")))
        .clone()
        .map_err(|error| anyhow!(error))
}

fn build() -> Result<Package> {
    let home = target().join("npm");
    let glue = home.join("glue");
    fs::create_dir_all(&glue)?;
    let _held = hold(&home.join("lock"), "packing")?;
    step("wasm target", || wasm_target::ensure(TARGET))?;
    step("wasm-bindgen", wasm_bindgen::ensure)?;
    let tools = npm_tools::ensure()?;
    for one in &BUILDS {
        step(&format!("{}.wasm", one.name), || bind(one, &glue))?;
    }
    step("the package", || pack(&home, &glue, &tools))
}

/// Compiles one build, and makes its glue and its smaller self.
fn bind(one: &Build, glue: &Path) -> Result<()> {
    let mut build = cargo_build()?;
    build.args(["--package", "countersign-wasm", "--lib"]);
    build.args(["--no-default-features", "--features", one.feature]);
    run(&format!("{}.wasm", one.name), &mut build, LIMIT)?.expect_success("cargo build")?;
    let built = built().join("countersign_wasm.wasm");

    wasm_bindgen::bind(&built, glue, one.name)?;
    let wasm = glue.join(format!("{}.wasm", one.name));
    fs::rename(glue.join(format!("{}_bg.wasm", one.name)), &wasm)?;
    wasm_opt::ensure()?.optimise(&wasm)
}

/// `cargo build` as the package is built: nothing in it tells where that was.
///
/// # Errors
///
/// The folders of cargo's registries cannot be listed.
pub(crate) fn cargo_build() -> Result<Command> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let sources = home.context("there is no home folder")?.join("registry/src");
    let mut flags = Vec::new();
    for registry in fs::read_dir(&sources).into_iter().flatten() {
        flags.push(format!("--remap-path-prefix={}/=", registry?.path().display()));
    }
    flags.sort();
    let mut build = cargo();
    build.args(["build", "--locked", "--profile", PROFILE, "--target", TARGET]);
    // Added to those of the project's own configuration.
    build
        .arg("--config")
        .arg(format!("target.{TARGET}.rustflags={}", serde_json::to_string(&flags)?));
    Ok(build)
}

/// Where [`cargo_build`] leaves what it built.
pub(crate) fn built() -> PathBuf {
    target().join(TARGET).join(PROFILE)
}

/// Lays the package out and packs it.
fn pack(home: &Path, glue: &Path, tools: &Path) -> Result<Package> {
    let (folder, version) = (home.join("package"), env!("CARGO_PKG_VERSION"));
    let mut lay = node::node()?;
    lay.arg("tools/npm/pack.mjs").arg(glue).arg(&folder).arg(version).arg(tools);
    run("the package", &mut lay, LIMIT)?.expect_success("tools/npm/pack.mjs")?;
    let built = sbom::Built {
        package: "countersign-wasm",
        features: "keys,tools,partner",
        target: Some(TARGET),
        kind: "library",
        registry: "npm",
    };
    fs::write(folder.join("sbom.cdx.json"), sbom::of(&built)?)?;
    let mut pack = node::npm()?;
    pack.args(["pack", "--ignore-scripts", "--silent", "--pack-destination"]).arg(home);
    ask(pack.current_dir(&folder))?;
    let tarball = home.join(format!("countersign-{version}.tgz"));
    anyhow::ensure!(tarball.is_file(), "npm packed no {}", tarball.display());
    Ok(Package { folder, tarball })
}

/// Packs, and says what came of it.
///
/// # Errors
///
/// Those of [`package`].
pub(crate) fn npm() -> Result<()> {
    let Package { folder, tarball } = package()?;
    let shown = |path: &Path| path.strip_prefix(root()).unwrap_or(path).display().to_string();
    println!("\nThe package is {}\nand lies open in {}", shown(&tarball), shown(&folder));
    Ok(())
}
