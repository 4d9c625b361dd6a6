//! Against other people's implementations.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use super::{Count, node};
use crate::files::{root, target};
use crate::process::{cargo, run as run_to_end, step};
use crate::tools::{python, system};

/// How long the command may take to build, from nothing.
const LIMIT: Duration = Duration::from_secs(40 * 60);

/// What the tests call, and the Debian package that has it.
const PROGRAMS: [(&str, &str); 3] = [("curl", "curl"), ("jq", "jq"), ("openssl", "openssl")];

/// Builds the command and runs `tests/interop`.
///
/// # Errors
///
/// A tool is missing, the command does not build, or no test ran.
pub(super) fn run() -> Result<Count> {
    PROGRAMS.iter().try_for_each(|(program, package)| system::ensure(program, package))?;
    let folder = root().join("tests/interop");
    let python = python::ensure(&folder.join("requirements.txt"))?;
    let countersign = step("the command", countersign)?;
    node::tests("interop", &folder, |command| {
        command.env("COUNTERSIGN", countersign).env("PYTHON", python);
    })
}

/// The command as it is being worked on.
fn countersign() -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--package", "countersign-cli", "--bin", "countersign"]);
    run_to_end("the command", &mut build, LIMIT)?.expect_success("cargo build")?;
    Ok(target().join("debug/countersign").with_extension(std::env::consts::EXE_EXTENSION))
}
