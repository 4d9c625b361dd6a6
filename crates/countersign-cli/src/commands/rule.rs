//! `countersign rule`: what a finding code or a rule means, and who enforces it.

use countersign::finding::Status;
use countersign::rules::{Code, Confidence, Level, Profile, Rule, code, rules};
use serde_json::json;

use crate::output::style;
use crate::output::text::{Cell, Text};
use crate::{Failure, Io, Outcome};

/// What `countersign rule` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A finding code, as jwt.aud.trailing-slash, or a rule's id; without it, the list
    #[arg(value_name = "CODE")]
    name: Option<String>,
    /// List what has this word in it
    #[arg(long, value_name = "WORD", conflicts_with = "name")]
    search: Option<String>,
}

pub(super) fn run(args: Args, _io: &mut Io) -> Result<Outcome, Failure> {
    let Some(name) = args.name else { return list(args.search.as_deref()) };
    if let Some(code) = Code::by_id(&name) {
        let json = json!({ "code": code.to_json(), "rule": code.rule.to_json() });
        return Ok(Outcome { text: code_text(code), json, ..Outcome::default() });
    }
    if let Some(rule) = rules().find(|rule| rule.id == name) {
        let broken_by: Vec<_> = codes_of(rule).collect();
        let codes: Vec<_> = broken_by.iter().map(|code| code.to_json()).collect();
        let json = json!({ "rule": rule.to_json(), "codes": codes });
        return Ok(Outcome { text: rule_text(rule, &broken_by), json, ..Outcome::default() });
    }
    Err(unknown(&name))
}

/// The list, or what of it has that word somewhere.
fn list(word: Option<&str>) -> Result<Outcome, Failure> {
    let word = word.map(str::to_lowercase);
    let has = |texts: &[&str]| {
        word.as_ref().is_none_or(|word| texts.iter().any(|text| text.to_lowercase().contains(word)))
    };
    let codes: Vec<_> = code::codes()
        .filter(|code| has(&[code.id, code.what, code.why, code.fix, code.rule.id, code.rule.text]))
        .collect();
    let rules: Vec<_> =
        rules().filter(|rule| has(&[rule.id, rule.text, rule.source.title, rule.clause])).collect();
    if codes.is_empty() && rules.is_empty() {
        let word = word.unwrap_or_default();
        return Err(Failure::new("rule.none", format!("no code and no rule has {word:?} in it"))
            .hint("countersign rule lists them all"));
    }
    let mut text = Text::default();
    if !codes.is_empty() {
        text.words(0, Cell::styled(style::NAME, "Finding codes"));
        text.rows(2, codes.iter().map(|code| [Cell::from(code.id), code.what.into()]));
    }
    if !rules.is_empty() {
        text.gap();
        text.words(0, Cell::styled(style::NAME, "Rules"));
        text.rows(2, rules.iter().map(|rule| [Cell::from(rule.id), rule.text.into()]));
    }
    let json = json!({
        "rules": rules.iter().map(|rule| rule.to_json()).collect::<Vec<_>>(),
        "codes": codes.iter().map(|code| code.to_json()).collect::<Vec<_>>(),
    });
    Ok(Outcome { text: text.finish(), json, ..Outcome::default() })
}

fn code_text(code: &Code) -> String {
    let mut text = Text::default();
    text.words(0, Cell::styled(style::NAME, code.id));
    text.gap();
    let rows = [("what", code.what), ("why", code.why), ("to do", code.fix)];
    text.rows(2, rows.map(|(name, words)| [Cell::styled(style::FAINT, name), words.into()]));
    text.gap();
    text.words(0, Cell::styled(style::NAME, "The rule behind it"));
    show_rule(&mut text, code.rule);
    text.gap();
    text.words(0, Cell::styled(style::NAME, "What each profile makes of it"));
    text.rows(
        2,
        Profile::ALL.map(|profile| {
            let (word, known) = level(profile.level(code));
            [profile.id.into(), word, known.into(), Cell::styled(style::FAINT, profile.name)]
        }),
    );
    text.finish()
}

fn rule_text(rule: &Rule, broken_by: &[&Code]) -> String {
    let mut text = Text::default();
    text.words(0, Cell::styled(style::NAME, rule.id));
    text.gap();
    show_rule(&mut text, rule);
    text.gap();
    text.words(0, Cell::styled(style::NAME, "Findings that it is broken"));
    text.rows(2, broken_by.iter().map(|code| [Cell::from(code.id), code.what.into()]));
    text.finish()
}

fn show_rule(text: &mut Text, rule: &Rule) {
    let known = match rule.confidence {
        Confidence::Observed => "observed: source read, code run, or a real transcript",
        Confidence::Documented => "documented by its author",
        Confidence::Modelled => "modelled: inferred, neither observed nor documented",
    };
    let rows = [
        ("rule", rule.id.to_owned()),
        ("says", rule.text.to_owned()),
        ("source", rule.source.title.to_owned()),
        ("clause", rule.clause.to_owned()),
        ("at", rule.source.url.to_owned()),
        ("known", format!("{known}; read on {}", rule.seen)),
    ];
    let rows = rows.into_iter().filter(|(_, words)| !words.is_empty());
    text.rows(2, rows.map(|(name, words)| [Cell::styled(style::FAINT, name), words.into()]));
}

/// How a profile takes a fault, and how that is known where it is not from a source.
fn level(level: Level) -> (Cell, &'static str) {
    let word = match level.status {
        Status::Fail => Cell::styled(style::BAD, "fails"),
        Status::Warn => Cell::styled(style::DOUBTFUL, "warns"),
        Status::Pass => Cell::styled(style::GOOD, "accepts"),
        Status::Skipped => Cell::styled(style::FAINT, "does not ask"),
    };
    (word, if level.modelled { "modelled" } else { "" })
}

fn codes_of(rule: &'static Rule) -> impl Iterator<Item = &'static Code> {
    code::codes().filter(move |code| code.rule.id == rule.id)
}

/// No such name: the nearest ones are.
fn unknown(name: &str) -> Failure {
    const NEAR: f64 = 0.75;
    const SHOWN: usize = 3;

    let names = code::codes().map(|code| code.id).chain(rules().map(|rule| rule.id));
    let mut near: Vec<(f64, &str)> = names
        .map(|known| (strsim::jaro_winkler(known, &name.to_lowercase()), known))
        .filter(|(similar, _)| *similar > NEAR)
        .collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let near: Vec<_> =
        near.iter().take(SHOWN).map(|(_, known)| format!("countersign rule {known}")).collect();
    let hint = match &near[..] {
        [] => "countersign rule lists them all; --search WORD finds some".to_owned(),
        near => format!("the nearest names are\n  {}", near.join("\n  ")),
    };
    Failure::new("rule.unknown", format!("no finding code and no rule is called {name:?}"))
        .hint(hint)
}
