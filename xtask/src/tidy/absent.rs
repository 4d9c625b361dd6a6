//! What must be absent from the core: it computes, and its caller does the rest.

use std::fs;

use anyhow::Result;

use super::Faults;
use crate::files::{root, tracked};

/// Words of the outside world.
const WORDS: [&str; 12] = [
    "std::fs",
    "std::net",
    "std::thread",
    "std::env",
    "SystemTime",
    "Instant::now",
    "async fn",
    ".await",
    "SysRng",
    "js_sys",
    "web_sys",
    "thread_local!",
];

/// Lines of the core or the partner's rules that reach out.
///
/// # Errors
///
/// A file cannot be read.
pub(super) fn faults() -> Result<Faults> {
    let mut faults = Faults::new();
    for path in tracked()?.iter().filter(|path| path.starts_with("crates/countersign/src/")) {
        let text = fs::read_to_string(root().join(path))?;
        faults.extend(judge(&text).map(|(line, word)| format!("{path}:{line}: {word}")));
    }
    Ok(faults)
}

/// Line numbers and words, comments and examples apart.
fn judge(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.flat_map(|(at, line)| {
        WORDS.iter().filter(move |word| line.contains(**word)).map(move |word| (at + 1, *word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_judged_and_comments_are_not() {
        let text = "// SystemTime is an argument\nlet now = SystemTime::now();\n";
        assert_eq!(judge(text).collect::<Vec<_>>(), [(2, "SystemTime")]);
    }
}
