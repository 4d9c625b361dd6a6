//! `docs/findings.md`: every finding code.

use countersign::finding::Status;
use countersign::rules::code::{self, Code};
use countersign::rules::{Level, Levels, Profile};

const HEAD: &str = "\
# Findings

<!-- Written by `cargo xtask codegen` from crates/countersign/src/rules/code. -->

A finding names one fault by a code that stays the same in the page, the library and the documents. The first part of a code is the module
that raises it. A profile decides how a fault is taken: it fails, it warns, or it is accepted. What is set in italics is modelled: inferred,
neither observed nor documented.
";

/// The document.
pub(crate) fn document() -> String {
    let mut text = HEAD.to_owned();
    for group in code::ALL {
        let module = group.first().and_then(|code| code.id.split('.').next()).unwrap_or_default();
        text += &format!("\n## {module}\n");
        group.iter().for_each(|code| text += &section(code));
    }
    text
}

fn section(code: &Code) -> String {
    let Code { id, rule, what, why, fix, levels } = code;
    let anchor = rule.id.replace('.', "");
    format!(
        "\n### {id}\n\n{what} {why}\n\n- **Fix:** {fix}\n- **Rule:** [{}](rules.md#{anchor})\n- **Taken:** {}\n",
        rule.id,
        taken(levels)
    )
}

fn taken(levels: &Levels) -> String {
    let each = Profile::ALL
        .iter()
        .zip(levels)
        .map(|(profile, level)| format!("{} {}", profile.name, word(*level)));
    each.collect::<Vec<_>>().join(" · ")
}

fn word(level: Level) -> String {
    let word = match level.status {
        Status::Fail => "fails",
        Status::Warn => "warns",
        Status::Pass => "accepted",
        Status::Skipped => "not asked",
    };
    if level.modelled { format!("*{word}*") } else { word.to_owned() }
}
