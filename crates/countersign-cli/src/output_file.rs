//! The file that a command writes: whole or not at all, and never over another unless told to.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::Builder;

use crate::Failure;

/// Where a command writes what it made.
#[derive(Debug, clap::Args)]
pub(crate) struct OutputFile {
    /// Write to this file, not to stdout; a private key with mode 0600
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "out")]
    force: bool,
}

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Its owner.
    Owner,
    /// Whoever the system lets.
    All,
}

impl OutputFile {
    /// The file, where one was named and can be written; to be asked before work that takes long.
    ///
    /// # Errors
    /// [`Failure`] when something stands there already that may not be replaced.
    pub(crate) fn target(&self) -> Result<Option<Target<'_>>, Failure> {
        self.out.as_deref().map(|path| Target::at(path, self.force)).transpose()
    }
}

/// A file to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    path: &'a Path,
    may_replace: bool,
}

impl<'a> Target<'a> {
    /// A file that can be written.
    ///
    /// # Errors
    /// As [`OutputFile::target`].
    pub(crate) fn at(path: &'a Path, may_replace: bool) -> Result<Self, Failure> {
        match fs::metadata(path) {
            Ok(there) if !there.is_file() => {
                let says = format!("{}: it is no ordinary file", path.display());
                Err(Failure::new("output.not-a-file", says))
            }
            Ok(_) if !may_replace => Err(exists(path)),
            _ => Ok(Self { path, may_replace }),
        }
    }

    /// Writes the text. It is written beside and then renamed, so that a full disk leaves what was there.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be written, or something stands there by now.
    pub(crate) fn write(self, text: &str, readers: Readers) -> Result<(), Failure> {
        self.place(text, readers).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(self.path),
            _ => Failure::new("output.unwritable", format!("{self}: {error}")),
        })
    }

    fn place(self, text: &str, readers: Readers) -> io::Result<()> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = Builder::new();
        builder.prefix(".countersign-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;

            builder.permissions(fs::Permissions::from_mode(match readers {
                Readers::Owner => 0o600,
                Readers::All => 0o666,
            }));
        }
        #[cfg(not(unix))]
        let _ = readers;
        let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        match self.may_replace {
            true => file.persist(self.path),
            false => file.persist_noclobber(self.path),
        }
        .map(drop)
        .map_err(|failed| failed.error)
    }
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)
    }
}

fn exists(path: &Path) -> Failure {
    let says = format!("{}: there is such a file already", path.display());
    Failure::new("output.exists", says).hint("choose another name, or replace it with --force")
}
