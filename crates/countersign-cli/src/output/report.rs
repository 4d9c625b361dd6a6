//! A report as text: the verdict, what fails with its evidence and what to do, what is put up with, and a count.

use countersign::finding::{Evidence, Finding, Report, Status, Verdict};
use countersign::rules::{Code, Profile};

use super::style;
use super::text::{Cell, Text};

/// How far what stands below the code of a finding is moved in: the width of `fail` and a gap.
const INDENT: usize = 6;

/// One report: `about` follows the verdict. With `all`, what passed and what was skipped is listed, too.
pub(crate) fn one(
    verdict: Cell,
    about: &str,
    profile: &'static Profile,
    findings: &[Finding],
    all: bool,
) -> String {
    let mut text = Text::default();
    text.rows(0, [[verdict, about.into()]]);
    let taken: Vec<_> = findings
        .iter()
        .map(|finding| Taken { finding, by: vec![(profile, finding.status)] })
        .collect();
    let count = |status| findings.iter().filter(|finding| finding.status == status).count();
    show(&mut text, &taken, false, all);
    text.gap();
    text.words(0, counted(count(Status::Pass), count(Status::Skipped), all));
    text.finish()
}

/// What fails and what is put up with, under whatever stands above.
pub(crate) fn faults(text: &mut Text, profile: &'static Profile, findings: &[Finding]) {
    let taken: Vec<_> = findings
        .iter()
        .map(|finding| Taken { finding, by: vec![(profile, finding.status)] })
        .collect();
    show(text, &taken, false, false);
}

/// Several reports on one assertion: the verdicts by profile, then each finding once.
pub(crate) fn several(about: &str, reports: &[Report], all: bool) -> String {
    let mut text = Text::default();
    let accepted = reports.iter().filter(|report| report.verdict() == Verdict::Accepted).count();
    let verdict = if accepted == reports.len() { Verdict::Accepted } else { Verdict::Rejected };
    let by = match verdict {
        Verdict::Accepted => format!("by all {accepted} profiles, {about}"),
        _ => format!("by {} of {} profiles, {about}", reports.len() - accepted, reports.len()),
    };
    text.rows(0, [[style::verdict(verdict), by.into()]]);
    text.gap();
    text.rows(2, reports.iter().map(tally));
    show(&mut text, &merged(reports), true, all);
    if !all {
        text.gap();
        text.words(0, Cell::styled(style::FAINT, "--all lists what passed and what was skipped"));
    }
    text.finish()
}

/// A fault, or what was looked for in vain, and what each profile made of it.
struct Taken<'a> {
    finding: &'a Finding,
    by: Vec<(&'static Profile, Status)>,
}

impl Taken<'_> {
    /// The severest that any of the profiles gave it.
    fn status(&self) -> Status {
        let severity = |status: &Status| match status {
            Status::Skipped => 0,
            Status::Pass => 1,
            Status::Warn => 2,
            Status::Fail => 3,
        };
        self.by.iter().map(|(_, status)| *status).max_by_key(severity).unwrap_or(Status::Skipped)
    }

    /// The profiles that gave it that status; of a level that is not known from a source, it is said.
    fn profiles(&self, wanted: Status) -> Option<String> {
        let name = |profile: &Profile| match profile.level(self.finding.code).modelled {
            true => format!("{} (modelled)", profile.id),
            false => profile.id.to_owned(),
        };
        let by = self.by.iter().filter(|(_, status)| *status == wanted);
        let names: Vec<_> = by.map(|(profile, _)| name(profile)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// The findings of all reports, those that say the same put together.
fn merged(reports: &[Report]) -> Vec<Taken<'_>> {
    let mut all: Vec<Taken<'_>> = Vec::new();
    for report in reports {
        let Some(profile) = Profile::by_id(&report.profile) else { continue };
        for finding in &report.findings {
            let by = (profile, finding.status);
            match all.iter_mut().find(|taken| say_the_same(taken.finding, finding)) {
                Some(taken) => taken.by.push(by),
                None => all.push(Taken { finding, by: vec![by] }),
            }
        }
    }
    all
}

fn say_the_same(one: &Finding, other: &Finding) -> bool {
    one.code == other.code
        && one.subject == other.subject
        && one.message == other.message
        && one.evidence == other.evidence
}

/// One profile in the table of verdicts.
fn tally(report: &Report) -> [Cell; 3] {
    let count = |status, word: &str| match report.count(status) {
        0 => None,
        count => Some(format!("{count} {word}")),
    };
    let counts = [
        count(Status::Fail, "fail"),
        count(Status::Warn, "warn"),
        count(Status::Pass, "pass"),
        count(Status::Skipped, "skipped"),
    ];
    let counts: Vec<_> = counts.into_iter().flatten().collect();
    [report.profile.as_str().into(), style::verdict(report.verdict()), counts.join(", ").into()]
}

fn show(text: &mut Text, taken: &[Taken<'_>], compares: bool, all: bool) {
    for wanted in [Status::Fail, Status::Warn] {
        for taken in taken.iter().filter(|taken| taken.status() == wanted) {
            text.gap();
            fault(text, taken, compares);
        }
    }
    if all {
        text.gap();
        let rest = |taken: &&Taken<'_>| matches!(taken.status(), Status::Pass | Status::Skipped);
        text.rows(
            0,
            taken.iter().filter(rest).map(|taken| {
                let Finding { code, message, .. } = taken.finding;
                [style::status(taken.status()), code.id.into(), message.into()]
            }),
        );
    }
}

fn fault(text: &mut Text, taken: &Taken<'_>, compares: bool) {
    let Finding { code, subject, message, evidence, .. } = taken.finding;
    let status = taken.status();
    let (id, at) = (Cell::styled(style::NAME, code.id), Cell::styled(style::FAINT, subject));
    text.rows(0, [[style::status(status), id, at]]);
    text.words(INDENT, message);
    let mut rows = shown(evidence);
    if compares {
        for (name, status) in [("fails in", Status::Fail), ("warns in", Status::Warn)] {
            rows.extend(taken.profiles(status).map(|profiles| (name, profiles.into())));
        }
    } else if taken.by.iter().any(|(profile, _)| profile.level(code).modelled) {
        rows.push(("known", "modelled: inferred, neither observed nor documented".into()));
    }
    rows.extend(fix(code));
    text.rows(
        INDENT,
        rows.into_iter().map(|(name, value)| [Cell::styled(style::FAINT, name), value]),
    );
}

fn shown(evidence: &Evidence) -> Vec<(&'static str, Cell)> {
    let Evidence { got, expected, near_miss, published } = evidence;
    let mut rows = Vec::new();
    for (name, value) in [("got", got), ("wanted", expected)] {
        rows.extend(value.as_ref().map(|value| (name, Cell::value(value))));
    }
    rows.extend(near_miss.as_ref().map(|near| ("near miss", Cell::sentence(near))));
    if !published.is_empty() {
        rows.push(("published", Cell::value(published.join(", "))));
    }
    rows
}

fn fix(code: &Code) -> Option<(&'static str, Cell)> {
    (!code.fix.is_empty()).then(|| ("to do", code.fix.into()))
}

/// `19 checks passed, 1 skipped`.
fn counted(passed: usize, skipped: usize, all: bool) -> String {
    let checks = if passed == 1 { "check" } else { "checks" };
    let rest = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
    let list = if all || passed + skipped == 0 { "" } else { " (--all lists them)" };
    format!("{passed} {checks} passed{rest}{list}")
}
