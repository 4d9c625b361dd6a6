//! `docs/defects.md`: every defect of Break it.

use countersign::defect::{self, Defect};
use countersign::finding::Status;
use countersign::rules::{Code, Confidence, Profile};

const HEAD: &str = "\
# Defects

<!-- Written by `cargo xtask codegen` from crates/countersign/src/defect. -->

Ways in which a client goes wrong, each one change to a good token request. A test makes every one and checks that its finding comes first, that
nothing but what follows comes with it, and that a partner which holds to the specification answers as it says here.

The last columns say what each partner does with the request: it refuses, it warns and gives a token, or it accepts; \"not asked\" where it is no
question. What is set in italics is modelled: inferred, neither observed nor documented. A code beside it is the fault that decides there instead.
";

/// The document.
pub(crate) fn document() -> String {
    let mut text = HEAD.to_owned();
    for (group, defects) in defect::ALL {
        text += &format!("\n## {group}\n\n{}", table(defects));
    }
    text
}

fn table(defects: &[Defect]) -> String {
    let profiles = || Profile::ALL.into_iter().map(|profile| profile.name.to_owned());
    let titles = ["", "Defect", "Finds", "Follows", "Reply"].map(str::to_owned);
    let titles: Vec<_> = titles.into_iter().chain(profiles()).collect();
    let rule = vec!["---".to_owned(); titles.len()];
    let rows = defects.iter().map(|defect| line(&cells(defect)));
    [line(&titles), line(&rule)].into_iter().chain(rows).collect()
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn cells(defect: &Defect) -> Vec<String> {
    let follows: Vec<_> = defect.follows.iter().map(|code| link(code)).collect();
    let answers = Profile::ALL.into_iter().map(|profile| answer(defect, profile));
    [
        defect.number.to_string(),
        format!("**{}** `{}`. {}", defect.title, defect.id, defect.what),
        link(defect.finds),
        follows.join(", "),
        defect.reply.to_string(),
    ]
    .into_iter()
    .chain(answers)
    .collect()
}

fn link(code: &Code) -> String {
    format!("[{}](findings.md#{})", code.id, code.id.replace('.', ""))
}

/// What a profile does, and over which other fault it does so.
fn answer(defect: &Defect, profile: &Profile) -> String {
    let answer = defect::answers(defect, profile);
    let word = match answer.taken {
        Status::Fail => "refuses",
        Status::Warn => "warns",
        Status::Pass => "accepts",
        Status::Skipped => "not asked",
    };
    let word = match answer.evidence {
        Confidence::Modelled => format!("*{word}*"),
        Confidence::Observed | Confidence::Documented => word.to_owned(),
    };
    if answer.code == defect.finds { word } else { format!("{word}, {}", link(answer.code)) }
}
