//! Python with the packages of `tests/interop/requirements.txt`, in an environment of its own under `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::system;
use crate::files::{fingerprint, hold, target};
use crate::process::{ask, command, run, step};

/// The oldest Python that the packages do with.
const OLDEST: (u32, u32) = (3, 11);

/// How long pip may take.
const LIMIT: Duration = Duration::from_secs(900);

/// The interpreter of an environment that has what `requirements` pins, by hash, and nothing else.
///
/// # Errors
///
/// Python is missing or too old, or a package cannot be had.
pub(crate) fn ensure(requirements: &Path) -> Result<PathBuf> {
    let wanted = fs::read(requirements)
        .with_context(|| format!("{} cannot be read", requirements.display()))?;
    let home = target().join(format!("python-{}", &fingerprint(&[requirements])?[..8]));
    let _held = hold(&home.with_extension("lock"), "installing Python's packages")?;
    // Written last: a half-finished install has none.
    let (python, stamp) = (home.join("bin/python"), home.join(".installed"));
    if fs::read(&stamp).is_ok_and(|from| from == wanted) {
        return Ok(python);
    }
    step("Python's packages", || {
        environment(&home)?;
        let mut pip = command(&python);
        pip.args(["-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]);
        pip.args(["--no-input", "--progress-bar", "off", "--disable-pip-version-check", "-r"]);
        pip.arg(requirements);
        run("pip install", &mut pip, LIMIT)?.expect_success("pip install")
    })?;
    fs::write(stamp, wanted)?;
    Ok(python)
}

/// Lays an empty environment.
fn environment(home: &Path) -> Result<()> {
    system::ensure("python3", "python3")?;
    let said = ask(command("python3").args(["-c", "import sys; print(*sys.version_info[:2])"]))?;
    let mut parts = said.split_whitespace().map_while(|part| part.parse().ok());
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if version < OLDEST {
        bail!("Python {}.{} is too old: install Python 3.11 or newer", version.0, version.1);
    }
    // Debian keeps the half of `venv` that brings pip in a package of its own.
    if ask(command("python3").args(["-c", "import venv, ensurepip"])).is_err() {
        system::install("python3-venv", "Python's venv with pip")?;
    }
    ask(command("python3").args(["-m", "venv", "--clear"]).arg(home))?;
    Ok(())
}
