//! A command from crates.io at one version: on `PATH`, in the cache, or installed into the cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};

use super::cache;
use crate::process::{ask, cargo, command, on_path, run, step};

/// How long `cargo binstall` may take before cargo builds the tool instead.
const BINSTALL: Duration = Duration::from_secs(60);

/// How long a build may take. It is resumed by the next run.
const INSTALL: Duration = Duration::from_secs(30 * 60);

/// A command and the version that is wanted.
pub(crate) struct Tool {
    /// Package and command.
    pub(crate) name: &'static str,
    /// The version, exactly.
    pub(crate) version: &'static str,
    /// How long it takes to build, in words.
    pub(crate) takes: &'static str,
    /// More for `cargo install`.
    pub(crate) flags: &'static [&'static str],
}

impl Tool {
    /// The command, where it is there already.
    ///
    /// # Errors
    ///
    /// No home folder.
    pub(crate) fn find(&self) -> Result<Option<PathBuf>> {
        let cached = self.cached()?;
        let found = on_path(self.name).filter(|path| self.answers(path));
        Ok(found.or_else(|| self.answers(&cached).then_some(cached)))
    }

    /// The command, installed first if need be.
    ///
    /// # Errors
    ///
    /// It cannot be built, or no home folder.
    pub(crate) fn ensure(&self) -> Result<PathBuf> {
        match self.find()? {
            Some(path) => Ok(path),
            None => self.install(),
        }
    }

    /// Puts the command into the cache.
    ///
    /// # Errors
    ///
    /// It cannot be built, or does not run once it is.
    pub(crate) fn install(&self) -> Result<PathBuf> {
        let (what, home) = (format!("{} {}", self.name, self.version), self.home()?);
        println!(
            "      {what} is missing: it is built once and kept in {} ({})",
            home.display(),
            self.takes
        );
        step(&what, || {
            if !self.binstall(&home) {
                self.build(&what, &home)?;
            }
            let path = self.cached()?;
            if !self.answers(&path) {
                bail!("{what} was installed, but {} --version does not say so", path.display());
            }
            Ok(path)
        })
    }

    /// A prebuilt one, if `cargo binstall` is here and gets it soon; any failure means no.
    fn binstall(&self, home: &Path) -> bool {
        let Some(binstall) = on_path("cargo-binstall") else { return false };
        let mut fetch = command(binstall);
        fetch.args(["--no-confirm", "--disable-strategies", "compile", "--root"]).arg(home);
        fetch.arg(format!("{}@{}", self.name, self.version));
        run("cargo binstall", &mut fetch, BINSTALL).is_ok_and(|done| done.success)
    }

    /// Unoptimised, for these tools call others or wait for files; an optimised build takes three times as long.
    fn build(&self, what: &str, home: &Path) -> Result<()> {
        let target = home.join("target");
        let mut install = cargo();
        install.args([
            "install",
            self.name,
            "--version",
            self.version,
            "--locked",
            "--debug",
            "--force",
            "--root",
        ]);
        install
            .arg(home)
            .args(self.flags)
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        run(what, &mut install, INSTALL)?.expect_success(what)?;
        // Kept until here, an interrupted build goes on where it was.
        let _ = fs::remove_dir_all(target);
        Ok(())
    }

    fn home(&self) -> Result<PathBuf> {
        cache(&format!("{}-{}", self.name, self.version))
    }

    fn cached(&self) -> Result<PathBuf> {
        Ok(self.home()?.join("bin").join(format!("{}{}", self.name, std::env::consts::EXE_SUFFIX)))
    }

    /// Proven by running it: a file alone may be half written.
    fn answers(&self, path: &Path) -> bool {
        // Trunk takes `NO_COLOR=1` for a wrong option.
        ask(command(path).arg("--version").env_remove("NO_COLOR"))
            .is_ok_and(|said| said.split_whitespace().any(|word| word == self.version))
    }
}
