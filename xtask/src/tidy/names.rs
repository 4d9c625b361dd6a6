//! A module is named by what it is about.

use super::Faults;
use super::files::File;

/// Names that say only that somebody did not know where to put it.
const NAMELESS: [&str; 4] = ["utils", "util", "helpers", "common"];

pub(super) fn check(files: &[File]) -> Faults {
    let faulty = |file: &&File| {
        let mut parts = file.path.split('/');
        file.path.ends_with(".rs")
            && parts.any(|part| NAMELESS.contains(&part.strip_suffix(".rs").unwrap_or(part)))
    };
    files.iter().filter(faulty).map(|file| format!("{}: put it where its noun lives", file.path)).collect()
}
