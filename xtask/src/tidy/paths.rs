//! A path of one machine is wrong on every other.

use std::fs;

use anyhow::Result;

use super::Faults;
use crate::files::{root, tracked};

/// Home folders and work trees; spelled in two parts, or this file would be a fault.
const HOMES: [&str; 4] =
    [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/wo", "rk/")];

/// Lines that hold one.
///
/// # Errors
///
/// git cannot be asked, or a file cannot be read.
pub(super) fn faults() -> Result<Faults> {
    let mut faults = Faults::new();
    for path in tracked()? {
        let bytes = fs::read(root().join(&path))?;
        faults.extend(
            judge(&String::from_utf8_lossy(&bytes))
                .map(|(line, home)| format!("{path}:{line}: {home}")),
        );
    }
    Ok(faults)
}

/// Line numbers and homes. Part of an address or a longer path is neither.
fn judge(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let begins = |line: &str, home: &str| {
        line.match_indices(home).any(|(at, _)| {
            !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~".contains(c))
        })
    };
    let lines = text.lines().enumerate();
    lines.flat_map(move |(at, line)| {
        HOMES.iter().filter(move |home| begins(line, home)).map(move |home| (at + 1, *home))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_are_found_and_addresses_are_not() {
        let home = HOMES[1];
        assert_eq!(judge(&format!("fine\nin {home}someone/x")).count(), 1);
        assert_eq!(judge(&format!("https://example.org{home}page")).count(), 0);
    }
}
