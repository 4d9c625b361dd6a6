//! The packed package beside its peers, which take turns in one run.

mod goals;
mod tables;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::report::{self, Measured};
use super::samples_of;
use super::spread::Spread;
use crate::files::root;
use crate::tools::{chromium, node};

pub(super) use tables::tables;

/// The hosts, and how they are shown.
const HOSTS: [(&str, &str); 2] = [("chromium", "Chromium"), ("node", "Node")];

/// Runs `tests/npm/bench` with the package as it would be published.
///
/// # Errors
///
/// The package does not build, Node or Chromium is missing, or a peer disagrees about a token.
pub(super) fn measure() -> Result<Value> {
    let package = crate::npm::package()?;
    let folder = root().join("tests/npm/bench");
    node::install(&folder)?;
    let mut bench = node::node()?;
    bench
        .arg("run.mjs")
        .current_dir(&folder)
        .env("PACKAGE", package.tarball)
        .env("CHROMIUM", chromium::ensure()?);
    judge(&samples_of("the package and its peers", &mut bench)?)
}

/// Raw samples in, spreads and goals out.
pub(super) fn judge(raw: &Value) -> Result<Value> {
    let subjects = subjects(raw)?;
    let mut measured = goals::shares(&subjects)?;
    measured.extend(goals::sizes(&raw["sizes"])?);
    let rows: Vec<Value> = measured.iter().map(Measured::json).collect();
    Ok(json!({
        "machine": report::machine(&raw["versions"])?,
        "subjects": subjects,
        "sizes": raw["sizes"],
        "measured": rows,
    }))
}

/// The raw samples of each peer as their spread.
fn subjects(raw: &Value) -> Result<Value> {
    let subjects = raw["measured"].as_array().context("run.mjs measured nothing")?;
    Ok(subjects
        .iter()
        .map(|subject| {
            let peers: Value =
                subject["peers"].as_array().into_iter().flatten().map(told).collect();
            json!({ "subject": subject["subject"], "host": subject["host"], "peers": peers })
        })
        .collect())
}

fn told(peer: &Value) -> Value {
    let samples = peer["samples"].as_array().into_iter().flatten().filter_map(Value::as_f64);
    let mut told = Spread::of(samples.collect()).json();
    told["peer"] = peer["name"].clone();
    told["rare"] = peer["rare"].clone();
    told["whole"] = json!(peer["whole"] == json!(true));
    told
}

/// What a peer took, if it took part.
fn peer<'a>(subjects: &'a Value, host: &str, subject: &str, peer: &str) -> Option<&'a Value> {
    let of = subjects
        .as_array()?
        .iter()
        .find(|one| one["host"] == json!(host) && one["subject"] == json!(subject))?;
    of["peers"].as_array()?.iter().find(|one| one["peer"] == json!(peer))
}

/// One median as a share of another.
fn share(subjects: &Value, host: &str, subject: &str, ours: &str, theirs: &str) -> Option<f64> {
    let median = |name| peer(subjects, host, subject, name)?["median"].as_f64();
    Some(median(ours)? / median(theirs)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_of_medians_on_one_host() {
        let raw = json!({ "measured": [
            { "host": "node", "subject": "sign", "peers": [
                { "name": "countersign", "whole": true, "rare": false, "samples": [1.0, 9.0, 2.0] },
                { "name": "jose", "rare": true, "samples": [4.0] },
            ] },
        ] });
        let subjects = subjects(&raw).expect("measured");
        assert_eq!(share(&subjects, "node", "sign", "countersign", "jose"), Some(0.5));
        assert_eq!(share(&subjects, "chromium", "sign", "countersign", "jose"), None);
    }
}
