//! Reports as JUnit XML, for a CI gate: a test case for each check.

use countersign::finding::{Evidence, Finding, Status};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::text::harmless;
use crate::outcome::Judged;

/// A suite for each report.
pub(super) fn written(judged: &[Judged]) -> String {
    let mut report = Report::new("countersign");
    report.add_test_suites(judged.iter().map(suite));
    let xml = report.to_string().expect("a String takes everything");
    xml.trim_end().to_owned()
}

fn suite(judged: &Judged) -> TestSuite {
    let profile = &judged.report.profile;
    let mut suite = TestSuite::new(harmless(&format!("{} ({profile})", judged.subject)));
    suite.add_test_cases(judged.report.findings.iter().map(|finding| case(finding, profile)));
    suite
}

fn case(finding: &Finding, profile: &str) -> TestCase {
    let message = harmless(&finding.message);
    let status = match finding.status {
        Status::Pass | Status::Warn => TestCaseStatus::success(),
        Status::Fail => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let description = evidence(finding);
            status
                .set_message(message.as_str())
                .set_type(finding.code.id)
                .set_description(description);
            status
        }
        Status::Skipped => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(message.as_str());
            status
        }
    };
    let mut case =
        TestCase::new(harmless(&format!("{} {}", finding.code.id, finding.subject)), status);
    case.set_classname(profile);
    // JUnit knows no warning: it passes, and says why it should be looked at.
    if finding.status == Status::Warn {
        case.set_system_out(format!("warning: {message}\n{}", evidence(finding)));
    }
    case
}

fn evidence(finding: &Finding) -> String {
    let Evidence { got, expected, near_miss, published } = &finding.evidence;
    let published = (!published.is_empty()).then(|| published.join(", "));
    let fix = Some(finding.code.fix.to_owned());
    let lines = [
        ("got", got),
        ("wanted", expected),
        ("near miss", near_miss),
        ("published", &published),
        ("to do", &fix),
    ];
    let line = |(name, value): (&str, &Option<String>)| {
        value.as_ref().map(|value| format!("{name}: {}", harmless(value)))
    };
    lines.into_iter().filter_map(line).collect::<Vec<_>>().join("\n")
}
