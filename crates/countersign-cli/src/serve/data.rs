//! What the partner serves in place of the sample patients.

use std::fs;
use std::path::{Path, PathBuf};

use countersign_partner::Partner;
use countersign_partner::store::Store;

use crate::Failure;

/// Loads every `*.json` and `*.ndjson` of a directory, in the order of their names, and says how many resources there are.
/// One with the type and id of an earlier takes its place.
///
/// # Errors
/// [`Failure`] when the directory or a file cannot be read, holds what cannot be served, or there is nothing.
pub(super) fn load<S: Store>(partner: &mut Partner<S>, folder: &Path) -> Result<usize, Failure> {
    let failure = |path: &Path, says: String| {
        Failure::new("serve.data", format!("{}: {says}", path.display()))
    };
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .map_err(|error| failure(folder, error.to_string()))?;
    files.retain(|path| {
        path.extension().is_some_and(|extension| extension == "json" || extension == "ndjson")
    });
    files.sort();
    if files.is_empty() {
        return Err(failure(folder, "no *.json and no *.ndjson is there".to_owned())
            .hint("put FHIR resources there: a Bundle, an array, or one resource a line"));
    }
    let mut count = 0;
    for path in files {
        let text = fs::read_to_string(&path).map_err(|error| failure(&path, error.to_string()))?;
        count += partner.load(&text).map_err(|error| failure(&path, error.to_string()))?;
    }
    Ok(count)
}
