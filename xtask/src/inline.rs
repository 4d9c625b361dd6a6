//! The published page carries its styles and its first script itself: nothing stands between its text and the first paint.
//!
//! In the sources, and in what Trunk builds and serves, each is a file of its own. Here the styles are joined in the order
//! in which the page names them, and the policy lets exactly these texts through, by their hashes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process::ask;
use crate::tools::node;

/// The script that runs before the first paint, as the page names it.
const SCRIPT: &str = r#"<script src="early.js"></script>"#;

/// Puts styles and first script into the page of `site`, in the place of their files.
///
/// # Errors
///
/// Node is missing, or the page does not name them as it is known to.
pub(crate) fn inline(site: &Path) -> Result<()> {
    let index = site.join("index.html");
    let mut page = fs::read_to_string(&index)?;
    let (style, script) = (site.join("styles.css"), site.join("early.js"));
    let read = |name: &str| {
        fs::read_to_string(site.join(name)).with_context(|| format!("the page names {name}"))
    };
    let mut styles = String::new();
    while let Some(name) = take_stylesheet(&mut page) {
        styles += &without_comments(&read(&name)?);
        fs::remove_file(site.join(name))?;
    }
    fs::write(&style, &styles)?;
    let hashes = ask(node::node()?.arg("tools/npm/hash.mjs").args([&style, &script]))?;
    let (of_style, of_script): (String, String) = serde_json::from_str(&hashes)?;

    replace(&mut page, "style-src 'self'", &format!("style-src 'self' {of_style}"))?;
    replace(&mut page, "'wasm-unsafe-eval'", &format!("'wasm-unsafe-eval' {of_script}"))?;
    let script_in = format!("<script>{}</script>", read("early.js")?);
    replace(&mut page, SCRIPT, &format!("{script_in}\n  <style>{styles}</style>"))?;
    fs::write(&index, page)?;
    fs::remove_file(style)?;
    fs::remove_file(script)?;
    Ok(())
}

/// Takes the first link to a stylesheet out of the page, and gives the file's name.
fn take_stylesheet(page: &mut String) -> Option<String> {
    const BEGINS: &str = "<link rel=\"stylesheet\" href=\"./";
    let from = page.find(BEGINS)?;
    let to = from + page[from..].find('>')? + 1;
    let name = page[from + BEGINS.len()..to].split('"').next()?.to_owned();
    // With the space before it, or an empty line is left.
    let from = page[..from].trim_end().len();
    page.replace_range(from..to, "");
    Some(name)
}

/// Nobody reads them in a browser, and they weigh.
fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| {
        kept + part.split_once("*/").map_or("", |(_, after)| after.trim_start())
    })
}

fn replace(page: &mut String, what: &str, with: &str) -> Result<()> {
    let at = page.find(what).with_context(|| format!("the page has no `{what}`"))?;
    page.replace_range(at..at + what.len(), with);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stylesheets_are_taken_in_their_order() {
        let mut page = "<head>\n  <link rel=\"stylesheet\" href=\"./a.css\"/>\n  <link rel=\"stylesheet\" href=\"./b.css\" crossorigin>\n</head>".to_owned();
        assert_eq!(take_stylesheet(&mut page).as_deref(), Some("a.css"));
        assert_eq!(take_stylesheet(&mut page).as_deref(), Some("b.css"));
        assert_eq!(take_stylesheet(&mut page), None);
        assert_eq!(page, "<head>\n</head>");
    }

    #[test]
    fn comments_go_and_rules_stay() {
        assert_eq!(
            without_comments("/* A. */\na { b: c }/* D */\ne { f: g }"),
            "a { b: c }e { f: g }"
        );
    }
}
