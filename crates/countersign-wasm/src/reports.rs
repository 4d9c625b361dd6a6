//! Reports as they cross to JavaScript.
//!
//! Most findings of most reports are the same few: a check that passed, with nothing to show. Written out and read again
//! they would take longer than judging does, so each of them crosses once, and by its number from then on.

use core::cell::RefCell;

use countersign::finding::{Evidence, Finding, Report, Status, Verdict};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::json;

/// How many findings get a number: all that pass without a value in their message, and some that have one.
const NUMBERED: usize = 256;

thread_local! {
    static KNOWN: RefCell<Vec<Finding>> = const { RefCell::new(Vec::new()) };
}

/// A report, its findings by number or in full.
#[derive(Serialize)]
struct Sent<'a> {
    verdict: Verdict,
    profile: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Key<'a>>,
    findings: Vec<Either<'a>>,
}

#[derive(Serialize)]
struct Key<'a> {
    thumbprint: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Either<'a> {
    Numbered(usize),
    Full(&'a Finding),
}

/// The reports as JSON; [`known_finding`] tells what a number stands for.
pub(crate) fn written(reports: &[Report]) -> String {
    KNOWN.with_borrow_mut(|known| {
        let sent: Vec<_> = reports.iter().map(|report| sent(report, known)).collect();
        json(&sent)
    })
}

/// The finding of that number, as JSON.
#[wasm_bindgen(js_name = knownFinding)]
pub fn known_finding(number: usize) -> Option<String> {
    KNOWN.with_borrow(|known| known.get(number).map(json))
}

fn sent<'a>(report: &'a Report, known: &mut Vec<Finding>) -> Sent<'a> {
    let either = |finding: &'a Finding| match number(finding, known) {
        Some(number) => Either::Numbered(number),
        None => Either::Full(finding),
    };
    Sent {
        verdict: report.verdict(),
        profile: &report.profile,
        kid: report.kid.as_deref(),
        key: report.key.as_deref().map(|thumbprint| Key { thumbprint }),
        findings: report.findings.iter().map(either).collect(),
    }
}

fn number(finding: &Finding, known: &mut Vec<Finding>) -> Option<usize> {
    let plain = finding.status == Status::Pass
        && finding.span.is_none()
        && finding.evidence == Evidence::default();
    if !plain {
        return None;
    }
    let found = known.iter().position(|known| {
        core::ptr::eq(known.code, finding.code)
            && known.message == finding.message
            && known.subject == finding.subject
    });
    if found.is_none() && known.len() < NUMBERED {
        known.push(finding.clone());
        return Some(known.len() - 1);
    }
    found
}
