//! `docs/rules.md`: every rule with its source.

use countersign::rules::{ALL, Confidence, Rule, code};

const HEAD: &str = "\
# Rules

<!-- Written by `cargo xtask codegen` from crates/countersign/src/rules. -->

What is required, in our own words, of whom, and where it stands. *Observed*: the source was read, the code run, or a real transcript seen.
*Documented*: the author's own documentation says so. *Modelled*: inferred.
";

/// The document.
pub(crate) fn document() -> String {
    let mut text = HEAD.to_owned();
    for group in ALL {
        for rule in *group {
            text += &section(rule);
        }
    }
    text
}

fn section(rule: &Rule) -> String {
    let Rule { id, text, source, clause, seen, confidence } = rule;
    let known = match confidence {
        Confidence::Observed => "observed",
        Confidence::Documented => "documented",
        Confidence::Modelled => "modelled",
    };
    let source = match source.url.strip_prefix("docs/") {
        Some(_) => source.title.to_owned(),
        None => format!("[{}]({})", source.title, source.url),
    };
    format!("\n## {id}\n\n{text}\n\n{source}, {clause}. Read {seen}, {known}.{}\n", broken_by(id))
}

/// The codes that stand on a rule.
fn broken_by(rule: &str) -> String {
    let codes = code::codes().filter(|code| code.rule.id == rule);
    let links: Vec<_> = codes
        .map(|code| format!("[{}](findings.md#{})", code.id, code.id.replace('.', "")))
        .collect();
    if links.is_empty() { String::new() } else { format!("\n\nBroken by: {}.", links.join(", ")) }
}
