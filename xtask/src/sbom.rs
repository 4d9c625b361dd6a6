//! What is in a build: a software bill of materials, in CycloneDX 1.6.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::process::{ask, cargo};

/// What was built.
pub(crate) struct Built<'a> {
    /// The crate.
    pub(crate) package: &'a str,
    /// Its features, parted by commas.
    pub(crate) features: &'a str,
    /// The target, where it is not the host.
    pub(crate) target: Option<&'a str>,
    /// `library` or `application`.
    pub(crate) kind: &'a str,
    /// What it is published as: `npm` or `cargo`.
    pub(crate) registry: &'a str,
}

/// Every crate that is linked into what was built, with licence and origin, as JSON.
///
/// # Errors
///
/// cargo cannot tell.
pub(crate) fn of(built: &Built<'_>) -> Result<String> {
    let package = built.package;
    let linked = linked(built)?;
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
            "type": built.kind, "name": "countersign", "version": env!("CARGO_PKG_VERSION"),
            "purl": format!("pkg:{}/countersign@{}", built.registry, env!("CARGO_PKG_VERSION")),
            "licenses": [{ "expression": env!("CARGO_PKG_LICENSE") }],
        }},
        "components": components,
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Names and versions of what is linked in: neither build scripts nor macros nor tests.
fn linked(built: &Built<'_>) -> Result<BTreeSet<(String, String)>> {
    let mut tree = cargo();
    tree.args(["tree", "--locked", "--package", built.package, "--no-default-features"]);
    tree.args(["--features", built.features, "--edges", "normal,no-proc-macro"]);
    if let Some(target) = built.target {
        tree.args(["--target", target]);
    }
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
