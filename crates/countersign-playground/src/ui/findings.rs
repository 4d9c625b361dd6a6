//! Findings: a ledger, not a set of cards. Status as shape, word and colour; the fact; the evidence; one thing to do.

use std::rc::Rc;

use countersign::finding::{Finding, Status};
use yew::prelude::*;

use super::button::{Button, Kind};
use super::icon::{Icon, icon};
use super::text::{lead, plural, prose, sentence};

/// Passing checks shown before the rest has to be asked for.
const PASSES: usize = 4;
/// What needs attention comes first; within each, the order of the checks.
const ORDER: [Status; 4] = [Status::Fail, Status::Warn, Status::Skipped, Status::Pass];

/// The shape of a status.
pub fn status_icon(status: Status) -> Html {
    icon(match status {
        Status::Pass => Icon::Pass,
        Status::Fail => Icon::Fail,
        Status::Warn => Icon::Warn,
        Status::Skipped => Icon::Skip,
    })
}

const fn class(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Fail => "fail",
        Status::Warn => "warn",
        Status::Skipped => "skip",
    }
}

const fn word(status: Status) -> &'static str {
    match status {
        Status::Pass => "Pass",
        Status::Fail => "Fail",
        Status::Warn => "Warning",
        Status::Skipped => "Not run",
    }
}

/// Shape and words of a status.
pub fn status(status: Status, words: &str) -> Html {
    html! { <span class={classes!("st", class(status))}>{status_icon(status)}{words.to_owned()}</span> }
}

/// How many findings ended so, in words: `1 fail`, `2 warnings`, `2 not run`, `9 pass`.
pub fn tally(status: Status, number: usize) -> String {
    match status {
        Status::Pass => format!("{number} pass"),
        Status::Fail => format!("{number} fail"),
        Status::Warn => plural(number, "warning", "warnings"),
        Status::Skipped => format!("{number} not run"),
    }
}

/// What can be done about the first fault.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What the button says.
    pub label: AttrValue,
    /// Called when it is pressed.
    pub onpress: Callback<()>,
}

/// Props of [`Ledger`].
#[derive(Clone, Properties, PartialEq)]
pub struct LedgerProps {
    /// The findings, in the order of the checks.
    pub findings: Rc<Vec<Finding>>,
    /// What can be done about the first fault.
    #[prop_or_default]
    pub fix: Option<Fix>,
}

/// The findings, with a tally that filters them.
#[component]
pub fn Ledger(props: &LedgerProps) -> Html {
    let filter = use_state_eq(|| None::<Status>);
    let whole = use_state_eq(|| false);
    let all = &props.findings;
    let number = |status| all.iter().filter(|finding| finding.status == status).count();
    let choose = |value: Option<Status>, words: Html| {
        let (filter, pressed) = (filter.clone(), *filter == value);
        html! {
            <button type="button" aria-pressed={pressed.to_string()}
                onclick={Callback::from(move |_: MouseEvent| filter.set(value))}>{words}</button>
        }
    };
    let filters = ORDER.into_iter().filter(|kind| number(*kind) > 0);
    let limit = if *whole || filter.is_some() { usize::MAX } else { PASSES };
    let mut rows = vec![];
    let mut fix = props.fix.as_ref();
    for kind in ORDER.into_iter().filter(|kind| filter.is_none_or(|only| only == *kind)) {
        let few = if kind == Status::Pass { limit } else { usize::MAX };
        for (at, finding) in
            all.iter().filter(|finding| finding.status == kind).enumerate().take(few)
        {
            let fix = if kind == Status::Fail { fix.take() } else { None };
            rows.push(row(finding, fix, &format!("{kind:?}-{at}")));
        }
    }
    let hidden = number(Status::Pass).saturating_sub(limit);
    html! {
        <div>
            <div class="tally" role="group" aria-label="Show findings">
                {choose(None, html! { {format!("All {}", all.len())} })}
                {for filters.map(|kind| choose(Some(kind), status(kind, &tally(kind, number(kind)))))}
            </div>
            <ul class="ledger">{for rows}</ul>
            if hidden > 0 {
                <p class="fnd-more small">
                    {Button::new(format!("Show the other {hidden} that pass"), Callback::from({ let whole = whole.clone(); move |()| whole.set(true) })).kind(Kind::Bare)}
                </p>
            }
        </div>
    }
}

/// The findings of a document that is not what the room is about: in one line while there is nothing to say of them.
#[component]
pub fn Checks(props: &LedgerProps) -> Html {
    let open = use_state_eq(|| false);
    let faulty = |finding: &Finding| matches!(finding.status, Status::Fail | Status::Warn);
    if props.findings.is_empty() {
        return Html::default();
    }
    if props.findings.iter().any(faulty) {
        return html! { <Ledger ..props.clone() /> };
    }
    let passes = props.findings.iter().filter(|finding| finding.status == Status::Pass).count();
    let shown = *open;
    html! {
        <div class="stack tight">
            <p class="row">
                {status(Status::Pass, &plural(passes, "check passes", "checks pass"))}
                {Button::new(if shown { "Hide them" } else { "See them" }, Callback::from(move |()| open.set(!shown))).kind(Kind::Link).class("small")}
            </p>
            if shown { <Ledger ..props.clone() /> }
        </div>
    }
}

fn row(finding: &Finding, fix: Option<&Fix>, key: &str) -> Html {
    // Codes name faults: where there is none, the rule that was kept is named.
    let faulty = matches!(finding.status, Status::Fail | Status::Warn);
    let id = if faulty { finding.code.id } else { finding.code.rule.id };
    html! {
        <li key={key.to_owned()} id={faulty.then(|| format!("finding-{id}"))}>
            <details open={finding.status == Status::Fail}>
                <summary class="fnd">
                    {status(finding.status, word(finding.status))}
                    <span class="m">{prose(&sentence(&finding.message))}</span>
                    <span class="c">{id}</span>
                </summary>
                <div class="ev">{evidence(finding)}{source(finding)}
                    if let Some(fix) = fix {
                        <div class="row">{Button::new(fix.label.clone(), fix.onpress.clone()).kind(Kind::Primary)}</div>
                    }
                </div>
            </details>
        </li>
    }
}

fn evidence(finding: &Finding) -> Html {
    let faulty = matches!(finding.status, Status::Fail | Status::Warn);
    let told = &finding.evidence;
    let pair = |name: &str, value: Html| html! { <><dt>{name.to_owned()}</dt><dd>{value}</dd></> };
    let code = |text: &str| html! { <code>{text.to_owned()}</code> };
    let published = (!told.published.is_empty()).then(|| {
        let count = plural(told.published.len(), "key", "keys");
        let kids = told.published.iter().enumerate().map(|(at, kid)| {
            html! { <>{if at > 0 { ", " } else { "" }}<code>{kid.clone()}</code></> }
        });
        pair("Published", html! { <>{for kids}{format!(", {count} in your set")}</> })
    });
    html! {
        <>
            if let Some(near) = &told.near_miss { <p class="near">{lead(near)}</p> }
            if told.got.is_some() || told.expected.is_some() || published.is_some() {
                <dl>
                    if let Some(got) = &told.got { {pair("As sent", code(got))} }
                    if let Some(expected) = &told.expected {
                        {pair("Expected", html! { <code><span class="chg ok">{expected.clone()}</span></code> })}
                    }
                    {published}
                </dl>
            }
            if faulty { <p>{prose(finding.code.why)}{" "}{prose(finding.code.fix)}</p> }
        </>
    }
}

fn source(finding: &Finding) -> Html {
    let rule = finding.code.rule;
    let from = format!("{}, {}", rule.source.title, rule.clause);
    let from = if rule.source.url.starts_with("https:") {
        html! { <a href={rule.source.url} target="_blank" rel="noreferrer">{from}</a> }
    } else {
        html! { {from} }
    };
    html! { <p class="src">{prose(rule.text)}{" "}{from}{" · rule "}<code>{rule.id}</code></p> }
}
