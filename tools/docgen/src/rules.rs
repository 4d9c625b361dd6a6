//! `docs/rules.md`.

use std::fmt::Write as _;

use countersign::rules::{Rule, code, rules};

use crate::confidence;

const HEAD: &str = "\
# Rules

Written by `cargo xtask codegen` from `crates/countersign/src/rules`; do not edit.

A rule is a requirement in our own words, with the document and the clause that it comes from and the day that was read.
";

/// Every rule in the order of the flow, with the codes that stand on it.
pub(crate) fn markdown() -> String {
    let mut text = HEAD.to_owned();
    for rule in rules() {
        section(&mut text, rule);
    }
    text
}

fn section(text: &mut String, rule: &Rule) {
    let codes: Vec<String> = code::codes()
        .filter(|code| code.rule.id == rule.id)
        .map(|code| format!("[`{}`](findings.md#{})", code.id, code.id.replace('.', "")))
        .collect();
    let source = match rule.source.url {
        url if url.starts_with("https://") => format!("[{}]({url})", rule.source.title),
        _ => rule.source.title.to_owned(),
    };
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "\n## `{}`\n\n{}\n\n- **Source:** {source}, {} (read {}, {})\n- **Findings:** {}\n",
        rule.id,
        rule.text,
        rule.clause,
        rule.seen,
        confidence(rule.confidence),
        if codes.is_empty() { "none of its own".to_owned() } else { codes.join(" · ") },
    );
}
