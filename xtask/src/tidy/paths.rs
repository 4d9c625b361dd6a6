//! No file speaks of one machine's folders.

use super::Faults;
use super::files::File;

/// In two halves, so that this file does not speak of them.
const FOLDERS: [&str; 4] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

pub(super) fn check(files: &[File]) -> Faults {
    let mut faults = Faults::new();
    for file in files {
        for (at, line) in file.text.lines().enumerate() {
            if FOLDERS.iter().any(|folder| starts_at_root(line, folder)) {
                faults.push(format!("{}:{}: names a folder of one machine", file.path, at + 1));
            }
        }
    }
    faults
}

/// `#/walk/` and `https://host/walk/` are addresses: what is before the slash tells.
fn starts_at_root(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].bytes().next_back();
        before.is_none_or(|b| !b.is_ascii_alphanumeric() && !b"#._-~}*".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_no_paths() {
        let [folder, ..] = FOLDERS;
        assert!(starts_at_root(&format!("cd {folder}x"), folder));
        assert!(starts_at_root(&format!("\"{folder}x\""), folder));
        assert!(!starts_at_root(&format!("a.example{folder}x"), folder));
        assert!(!starts_at_root(&format!("#{folder}x"), folder));
    }
}
