//! What is in a build: a software bill of materials, in CycloneDX 1.6.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::page::TARGET;
use crate::process::{ask, cargo};

/// Every crate that is linked into `package` for the web, with licence and origin, as JSON.
///
/// # Errors
///
/// cargo cannot tell.
pub(crate) fn of(package: &str, features: &str) -> Result<String> {
    let linked = linked(package, features)?;
    let mut ask_metadata = cargo();
    ask_metadata.args(["metadata", "--locked", "--format-version", "1", "--all-features"]);
    let metadata: Value = serde_json::from_str(&ask(&mut ask_metadata)?)?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    let named = |package: &Value| {
        let text = |member: &str| package[member].as_str().unwrap_or_default().to_owned();
        (text("name"), text("version"))
    };
    let mut components: Vec<Value> = packages
        .iter()
        .filter(|found| linked.contains(&named(found)) && found["name"] != package)
        .map(component)
        .collect();
    components.sort_by_key(|component| component["purl"].to_string());
    let document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "library", "name": "countersign", "version": env!("CARGO_PKG_VERSION"),
            "purl": format!("pkg:npm/countersign@{}", env!("CARGO_PKG_VERSION")),
            "licenses": [{ "expression": env!("CARGO_PKG_LICENSE") }],
        }},
        "components": components,
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Names and versions of what is linked in: neither build scripts nor macros nor tests.
fn linked(package: &str, features: &str) -> Result<BTreeSet<(String, String)>> {
    let mut tree = cargo();
    tree.args(["tree", "--locked", "--package", package, "--no-default-features"]);
    tree.args(["--features", features, "--target", TARGET, "--edges", "normal,no-proc-macro"]);
    tree.args(["--prefix", "none", "--no-dedupe", "--format", "{p}"]);
    let words = |line: &str| -> Option<(String, String)> {
        let mut words = line.split(' ');
        Some((words.next()?.to_owned(), words.next()?.trim_start_matches('v').to_owned()))
    };
    Ok(ask(&mut tree)?.lines().filter_map(words).collect())
}

fn component(package: &Value) -> Value {
    let text = |member: &str| package[member].as_str().unwrap_or_default();
    let mut component = json!({
        "type": "library", "name": text("name"), "version": text("version"),
        "purl": format!("pkg:cargo/{}@{}", text("name"), text("version")),
        "licenses": [{ "expression": text("license").replace('/', " OR ") }],
    });
    if let Some(repository) = package["repository"].as_str() {
        component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
    }
    component
}
