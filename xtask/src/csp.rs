//! The Content Security Policy: written once, in the page, so that a copy on any host has it; sent as a header as well.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// What the page's policy must say (S2, Trusted Types), whatever else it says.
const MUST: [&str; 8] = [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "connect-src 'self' https: http://127.0.0.1:* http://localhost:*",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
];

/// The policy in a built page.
///
/// # Errors
/// There is no page, no policy in it, or the policy lacks a directive of [`MUST`]; or there is inline script or style that
/// it would block.
pub(crate) fn of(site: &Path) -> Result<String> {
    let path = site.join("index.html");
    let page =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    read(&page).with_context(|| path.display().to_string())
}

fn read(page: &str) -> Result<String> {
    let tag = page
        .split('<')
        .find(|tag| tag.starts_with("meta") && tag.contains("\"Content-Security-Policy\""));
    let policy = tag
        .and_then(|tag| tag.split_once("content=\""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(policy, _)| policy.to_owned())
        .context("no Content-Security-Policy in a meta tag")?;
    for directive in MUST {
        if !policy.split(';').any(|part| without_hashes(part) == directive) {
            bail!("the Content-Security-Policy does not say `{directive}`");
        }
    }
    let hashed = |name: &str| -> usize {
        let parts = policy.split(';').filter(|part| part.trim().starts_with(name));
        parts.map(|part| part.split_whitespace().filter(|word| is_hash(word)).count()).sum()
    };
    let inline = |name: &str| {
        page.split('<').filter(|tag| tag.starts_with(name) && !tag.contains("src=")).count()
    };
    if inline("script") != hashed("script-src") {
        bail!(
            "the Content-Security-Policy would block an inline script: it names another by its hash, or none"
        );
    }
    if inline("style") != hashed("style-src") || page.contains(" style=\"") {
        bail!(
            "the Content-Security-Policy would block an inline style: it names another by its hash, or none"
        );
    }
    Ok(policy)
}

/// A directive without the inline texts that it lets through: they are what they are, and can do no more.
fn without_hashes(directive: &str) -> String {
    directive.split_whitespace().filter(|word| !is_hash(word)).collect::<Vec<_>>().join(" ")
}

fn is_hash(word: &str) -> bool {
    word.starts_with("'sha256-")
}

/// The policy as a header of the page: a meta tag cannot say who may frame it.
pub(crate) fn page_header(policy: &str) -> String {
    format!("{policy}; frame-ancestors 'none'")
}

/// The policy as a header of everything else, and so of the worker, which obeys what its own script came with: own scripts
/// and own wasm, and a word to nobody. Trusted Types are left out, for Trunk's loader calls `importScripts` with a string.
pub(crate) const WORKER_HEADER: &str =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

#[cfg(test)]
mod tests {
    use super::*;

    fn page(policy: &str, rest: &str) -> String {
        format!(
            r#"<head><meta http-equiv="Content-Security-Policy" content="{policy}">{rest}</head>"#
        )
    }

    #[test]
    fn a_page_is_refused_without_its_policy() {
        let whole = MUST.join("; ");
        assert_eq!(read(&page(&whole, "")).ok().as_deref(), Some(whole.as_str()));
        assert!(read("<head></head>").is_err());
        for missing in MUST {
            let kept: Vec<_> = MUST.into_iter().filter(|part| *part != missing).collect();
            assert!(read(&page(&kept.join("; "), "")).is_err(), "{missing}");
        }
    }

    #[test]
    fn inline_script_and_style_are_refused_without_their_hash() {
        let whole = MUST.join(";");
        assert!(read(&page(&whole, r#"<script src="a.js"></script>"#)).is_ok());
        assert!(read(&page(&whole, "<script>1</script>")).is_err());
        assert!(read(&page(&whole, "<style>p{}</style>")).is_err());
        assert!(read(&page(&whole, r#"<p style="color:red">"#)).is_err());
        let named = whole.replace("'wasm-unsafe-eval'", "'wasm-unsafe-eval' 'sha256-a='")
            + ";style-src 'self' 'sha256-b='";
        assert!(read(&page(&named, "<script>1</script><style>p{}</style>")).is_ok());
        assert!(read(&page(&named, "<script>1</script>")).is_err());
        assert!(
            read(&page(&named, "<script>1</script><script>2</script><style>p{}</style>")).is_err()
        );
    }
}
