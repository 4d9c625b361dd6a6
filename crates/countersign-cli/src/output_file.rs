//! The file that a command writes: whole or not at all, and never over another unless told to.

use std::fmt;
use std::fs;
use std::io::{self, BufWriter, IntoInnerError, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::Failure;
use crate::hint::quoted;

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
            Ok(there) if there.is_dir() => {
                let says = format!("{}: it is a folder, wanted a file", path.display());
                Err(Failure::new("output.not-a-file", says))
            }
            Ok(there) if !there.is_file() => {
                let says = format!("{}: it is no ordinary file", path.display());
                Err(Failure::new("output.not-a-file", says))
            }
            Ok(_) if !may_replace => Err(exists(path)),
            _ if !folder(path).is_dir() => {
                let folder = folder(path).display().to_string();
                let says = format!("{}: there is no folder {folder}", path.display());
                Err(Failure::new("output.no-folder", says)
                    .hint(format!("make it first: mkdir -p {}", quoted(&folder))))
            }
            _ => Ok(Self { path, may_replace }),
        }
    }

    /// Writes the text.
    ///
    /// # Errors
    /// As [`Target::begin`] and [`Writing::finish`].
    pub(crate) fn write(self, text: &str, readers: Readers) -> Result<(), Failure> {
        let mut writing = self.begin(readers)?;
        writing.write_all(text.as_bytes()).map_err(|error| self.unwritable(&error))?;
        writing.finish()
    }

    /// Begins to write. It is written beside and then renamed, so that a full disk leaves what was there.
    ///
    /// # Errors
    /// [`Failure`] when nothing can be written there.
    pub(crate) fn begin(self, readers: Readers) -> Result<Writing<'a>, Failure> {
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
        let file = builder.tempfile_in(folder(self.path));
        let file = file.map_err(|error| self.unwritable(&error))?;
        Ok(Writing { target: self, file: BufWriter::new(file) })
    }

    /// Why it could not be written.
    pub(crate) fn unwritable(self, error: &io::Error) -> Failure {
        Failure::new("output.unwritable", format!("{self}: {}", reason(error)))
    }
}

/// A file that is being written; gone where it is not finished.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    pub(crate) target: Target<'a>,
    file: BufWriter<NamedTempFile>,
}

impl Writing<'_> {
    /// Puts the file in its place.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be written, or something stands there by now.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let Self { target, file } = self;
        let placed = file.into_inner().map_err(IntoInnerError::into_error).and_then(|file| {
            file.as_file().sync_all()?;
            match target.may_replace {
                true => file.persist(target.path),
                false => file.persist_noclobber(target.path),
            }
            .map(drop)
            .map_err(|failed| failed.error)
        });
        placed.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(target.path),
            _ => target.unwritable(&error),
        })
    }
}

impl Write for Writing<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.file.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)
    }
}

/// The folder of a file.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Without the name of the file beside, which means nothing to whoever named this one.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "nothing may be written in its folder".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "its file system is read-only".to_owned(),
        io::ErrorKind::StorageFull => "no space is left for it".to_owned(),
        _ => error.to_string(),
    }
}

fn exists(path: &Path) -> Failure {
    let says = format!("{}: there is such a file already", path.display());
    Failure::new("output.exists", says).hint("choose another name, or replace it with --force")
}
