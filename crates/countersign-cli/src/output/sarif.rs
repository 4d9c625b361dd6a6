//! Reports as SARIF 2.1.0, for code scanning: what failed and what was put up with, each with its rule.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use countersign::finding::{Evidence, Finding, Part, Status};
use countersign::rules::Code;
use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactLocation, Location, LogicalLocation, Message, MultiformatMessageString,
    PhysicalLocation, PropertyBag, Region, ReportingDescriptor, Result as Found, ResultKind,
    ResultLevel, Run, RunAutomationDetails, Sarif, Tool, ToolComponent,
};
use url::Url;

use super::json;
use crate::outcome::Judged;
use crate::subject::Subject;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One run for each report: a profile is a way of running the same checks.
pub(super) fn written(judged: &[Judged]) -> String {
    let runs: Vec<_> = judged.iter().map(run).collect();
    let log = Sarif::builder().schema(SCHEMA).version(json!("2.1.0")).runs(runs).build();
    json::written(&json::value(&log))
}

fn run(judged: &Judged) -> Run {
    let is_fault = |finding: &&Finding| matches!(finding.status, Status::Fail | Status::Warn);
    let faults: Vec<_> = judged.report.findings.iter().filter(is_fault).collect();
    let mut codes: Vec<&'static Code> = Vec::new();
    for finding in &faults {
        if !codes.contains(&finding.code) {
            codes.push(finding.code);
        }
    }
    let results: Vec<_> = faults.iter().map(|finding| result(finding, &codes, judged)).collect();
    let driver = ToolComponent::builder()
        .name("countersign")
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .rules(codes.iter().map(|code| rule(code)).collect::<Vec<_>>())
        .build();
    let profile = &judged.report.profile;
    let verdict = json::value(&judged.report.verdict());
    Run::builder()
        .tool(Tool::builder().driver(driver).build())
        // A category of its own for each profile, as code scanning wants it.
        .automation_details(
            RunAutomationDetails::builder().id(format!("countersign/{profile}/")).build(),
        )
        .column_kind(json!("unicodeCodePoints"))
        .properties(bag([("profile", json!(profile)), ("verdict", verdict)]))
        .results(results)
        .build()
}

fn rule(code: &Code) -> ReportingDescriptor {
    let text = |text: &str| MultiformatMessageString::builder().text(text).build();
    let source = format!("{}, {}", code.rule.source.title, code.rule.clause);
    ReportingDescriptor::builder()
        .id(code.id)
        .short_description(text(code.what))
        .full_description(text(&format!("{} {}", code.what, code.why)))
        .help(text(&format!("{}\n\n{} ({source})", code.fix, code.rule.text)))
        .properties(bag([("rule", json!(code.rule.id)), ("source", json!(source))]))
        .build()
}

fn result(finding: &Finding, codes: &[&'static Code], judged: &Judged) -> Found {
    let index = codes.iter().position(|code| *code == finding.code).expect("collected from these");
    let level =
        if finding.status == Status::Fail { ResultLevel::Error } else { ResultLevel::Warning };
    let logical = LogicalLocation::builder()
        .fully_qualified_name(finding.subject.clone())
        .kind("member")
        .build();
    let mut location = Location::builder().logical_locations(vec![logical]).build();
    location.physical_location = uri(&judged.subject).map(|uri| {
        let artifact = ArtifactLocation::builder().uri(uri).build();
        let mut physical = PhysicalLocation::builder().artifact_location(artifact).build();
        physical.region = region(finding, judged);
        physical
    });
    let evidence = json::value(&finding.evidence);
    Found::builder()
        .rule_id(finding.code.id)
        .rule_index(i64::try_from(index).expect("there are not so many codes"))
        .kind(ResultKind::Fail)
        .level(level)
        .message(Message::builder().text(sentences(finding)).build())
        .locations(vec![location])
        .properties(bag([("profile", json!(judged.report.profile)), ("evidence", evidence)]))
        .build()
}

/// The message, and what was seen: viewers show no more than this.
fn sentences(finding: &Finding) -> String {
    let Evidence { got, expected, near_miss, published } = &finding.evidence;
    let mut text = format!("{}.", finding.message.trim_end_matches('.'));
    for (name, value) in [("Got", got), ("Wanted", expected)] {
        if let Some(value) = value {
            text.push_str(&format!(" {name}: {value}."));
        }
    }
    if !published.is_empty() {
        text.push_str(&format!(" Published: {}.", published.join(", ")));
    }
    if let Some(near) = near_miss {
        text.push(' ');
        text.push_str(near);
    }
    text
}

/// Where in the document: lines and columns from 1, columns in characters, the end behind the last.
fn region(finding: &Finding, judged: &Judged) -> Option<Region> {
    let span = finding.span.filter(|span| span.part == Part::Document)?;
    let document = judged.document.as_deref()?;
    let (line, column) = place(document, span.start)?;
    let (end_line, end_column) = place(document, span.end)?;
    Some(
        Region::builder()
            .start_line(line)
            .start_column(column)
            .end_line(end_line)
            .end_column(end_column)
            .build(),
    )
}

fn place(document: &str, octet: usize) -> Option<(i64, i64)> {
    let before = document.get(..octet)?;
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Some((i64::try_from(line).ok()?, i64::try_from(column).ok()?))
}

/// The subject as a URI reference; nothing for what has no place.
fn uri(subject: &Subject) -> Option<String> {
    match subject {
        Subject::Argument | Subject::Stdin => None,
        Subject::Url(url) => {
            // What was asked for may be a secret.
            let mut url = url.clone();
            url.set_query(None);
            Some(url.into())
        }
        Subject::File(path) if path.is_absolute() => {
            Url::from_file_path(path).ok().map(String::from)
        }
        Subject::File(path) => Some(relative(path)),
    }
}

fn relative(path: &Path) -> String {
    let segment = |component: Component<'_>| match component {
        Component::Normal(name) => Some(encoded(&name.to_string_lossy())),
        Component::ParentDir => Some("..".to_owned()),
        Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
    };
    path.components().filter_map(segment).collect::<Vec<_>>().join("/")
}

fn encoded(name: &str) -> String {
    let mut url = Url::parse("file:///").expect("a file URL");
    url.path_segments_mut().expect("a file URL has a path").push(name);
    // In front of a colon, a relative reference would be a scheme.
    url.path().trim_start_matches('/').replace(':', "%3A")
}

fn bag<const N: usize>(properties: [(&str, Value); N]) -> PropertyBag {
    let named = properties.map(|(name, value)| (name.to_owned(), value));
    PropertyBag::builder().additional_properties(BTreeMap::from(named)).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_reference() {
        for (path, reference) in [
            ("keys/jwks.json", "keys/jwks.json"),
            ("./a b/../c:d#e?.json", "a%20b/../c%3Ad%23e%3F.json"),
        ] {
            assert_eq!(uri(&Subject::File(path.into())).as_deref(), Some(reference));
        }
    }

    #[test]
    fn places_are_counted_in_characters_from_one() {
        let document = "{\n  \"ü\": 1}";
        assert_eq!(place(document, 0), Some((1, 1)));
        assert_eq!(place(document, 4), Some((2, 3)));
        assert_eq!(place(document, document.len()), Some((2, 10)));
        assert_eq!(place(document, 6), None, "inside a character");
    }
}
