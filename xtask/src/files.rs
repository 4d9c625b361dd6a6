//! The project's files.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{ask, command};

/// The folder that the workspace stands in.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the workspace")
}

/// The folder of everything built.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Folders that are installed, built, or Trunk's half-built next page.
const LEFT_OUT: [&str; 3] = ["node_modules", "target", ".stage"];

/// Every file under `dir` for which `wanted` holds, sorted. Folders of [`LEFT_OUT`] are not entered.
///
/// # Errors
///
/// A folder cannot be read.
pub(crate) fn under(dir: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![dir.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                if !LEFT_OUT.iter().any(|name| path.ends_with(name)) {
                    folders.push(path);
                }
            } else if wanted(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What git tracks, or would if it were added, as paths under the root.
///
/// # Errors
///
/// git is not there, or this is no repository.
pub(crate) fn tracked() -> Result<Vec<String>> {
    let list =
        ask(command("git").args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]))?;
    Ok(list
        .split('\0')
        .filter(|path| !path.is_empty() && root().join(path).is_file())
        .map(Into::into)
        .collect())
}

/// Waits until no other run holds the file `lock`, as one that is `doing` so does. Letting go lets the next one in.
///
/// # Errors
///
/// The file cannot be written.
pub(crate) fn hold(lock: &Path, doing: &str) -> Result<File> {
    fs::create_dir_all(lock.parent().expect("it has a name"))?;
    let file = File::create(lock).with_context(|| format!("no lock at {}", lock.display()))?;
    if file.try_lock().is_err() {
        println!("      another run is {doing}; waiting for it");
        file.lock()?;
    }
    Ok(file)
}

/// A short name for exactly these files, for caches; no proof against forgery.
///
/// # Errors
///
/// A file cannot be read.
pub(crate) fn fingerprint<P: AsRef<Path>>(files: &[P]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        let file = file.as_ref();
        hasher.write(file.strip_prefix(root()).unwrap_or(file).as_os_str().as_encoded_bytes());
        hasher.write(&fs::read(file).with_context(|| format!("reading {}", file.display()))?);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Lays `from` under `to`, which is emptied first.
///
/// # Errors
///
/// A file cannot be read or written.
pub(crate) fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("emptying {}", to.display()))?;
    }
    for file in under(from, |_| true)? {
        let copy = to.join(file.strip_prefix(from).expect("found under it"));
        fs::create_dir_all(copy.parent().expect("it has a name"))?;
        fs::copy(&file, &copy).with_context(|| format!("writing {}", copy.display()))?;
    }
    Ok(())
}
