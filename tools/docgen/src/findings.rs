//! `docs/findings.md`.

use std::fmt::Write as _;

use countersign::rules::Code;
use countersign::rules::code;

use crate::{COLUMNS, level};

const HEAD: &str = "\
# Findings

Written by `cargo xtask codegen` from `crates/countersign/src/rules/code`; do not edit.

A finding is a result of a check. Its code is stable. The first segment names the module that raises it, and the rule that it breaks stands in
[rules.md](rules.md). The last lines of each say how a profile takes the fault; what is inferred and not observed or documented is in brackets.
";

/// Every code with what, why and fix, grouped by first segment.
pub(crate) fn markdown() -> String {
    let mut text = HEAD.to_owned();
    for group in code::ALL {
        let Some(first) = group.first() else { continue };
        let segment = first.id.split('.').next().unwrap_or(first.id);
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## {segment}\n");
        for code in *group {
            section(&mut text, code);
        }
    }
    text
}

fn section(text: &mut String, code: &Code) {
    let levels: Vec<String> =
        COLUMNS.iter().zip(code.levels).map(|(column, taken)| format!("{column} {}", level(taken))).collect();
    let _ = write!(
        text,
        "\n### `{}`\n\n{}\n\n- **Why it matters:** {}\n- **Fix:** {}\n- **Rule:** [`{rule}`](rules.md#{anchor})\n- **Taken as:** {}\n",
        code.id,
        code.what,
        code.why,
        code.fix,
        levels.join(" · "),
        rule = code.rule.id,
        anchor = code.rule.id.replace('.', ""),
    );
}
