//! Programs that come with the system's package manager.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::process::{ask, command, on_path, run, step};

/// How long the package manager may take.
const LIMIT: Duration = Duration::from_secs(600);

/// Installs `package` where we are root on Debian.
///
/// # Errors
///
/// We may not, and the message says what to install; or the package manager fails.
pub(crate) fn install(package: &str, what: &str) -> Result<()> {
    let root = cfg!(unix) && ask(command("id").arg("-u")).is_ok_and(|id| id == "0");
    if !root || on_path("apt-get").is_none() {
        bail!("{what} is missing: install it (Debian, Ubuntu: sudo apt-get install -y {package})");
    }
    step(&format!("{package} from the system's packages"), || {
        run("apt-get update", command("apt-get").arg("update"), LIMIT)?
            .expect_success("apt-get update")?;
        let mut install = command("apt-get");
        install
            .args(["install", "-y", "--no-install-recommends", package])
            .env("DEBIAN_FRONTEND", "noninteractive");
        let what = format!("apt-get install {package}");
        run(&what, &mut install, LIMIT)?.expect_success(&what)
    })?;
    Ok(())
}

/// The program of that name on `PATH`, else from `package`, newly installed for root on Debian.
///
/// # Errors
///
/// It is not there and cannot be installed; the message says what to do.
pub(crate) fn ensure(program: &str, package: &str) -> Result<()> {
    if on_path(program).is_none() {
        install(package, program)?;
    }
    if on_path(program).is_none() {
        bail!("{package} was installed, but {program} is not on PATH");
    }
    Ok(())
}
