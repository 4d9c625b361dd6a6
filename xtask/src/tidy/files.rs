//! The files of the project: what git tracks or would.

use std::fs;

use anyhow::Result;

use crate::{process, workspace};

/// A file of the project that is text.
pub(super) struct File {
    /// From the root, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

/// Every text file that is tracked, or new and not ignored.
pub(super) fn tracked() -> Result<Vec<File>> {
    let names = process::output(process::command("git").args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--deduplicate",
    ]))?;
    let read = |path: &str| {
        let text = fs::read_to_string(workspace::root().join(path)).ok()?;
        Some(File { path: path.to_owned(), text })
    };
    Ok(names.split('\0').filter(|name| !name.is_empty()).filter_map(read).collect())
}
