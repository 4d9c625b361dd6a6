//! Which crate may depend on which: playground → partner → core.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Faults;
use crate::process::{ask, cargo};

/// Each crate, and those of ours that it may name outside its tests.
const ARROWS: [(&str, &[&str]); 10] = [
    ("countersign", &[]),
    ("countersign-partner", &["countersign"]),
    ("countersign-cli", &["countersign", "countersign-partner"]),
    ("countersign-testkit", &["countersign", "countersign-partner"]),
    ("countersign-playground", &["countersign", "countersign-partner"]),
    ("countersign-wasm", &["countersign", "countersign-partner", "countersign-webcrypto"]),
    ("countersign-webcrypto", &["countersign"]),
    ("docgen", &["countersign"]),
    ("wbshim", &[]),
    ("xtask", &[]),
];

/// Arrows that are not in the table.
///
/// # Errors
///
/// `cargo metadata` fails.
pub(super) fn faults() -> Result<Faults> {
    let metadata = ask(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    Ok(packages.iter().flat_map(judge).collect())
}

fn judge(package: &Value) -> Faults {
    let name = package["name"].as_str().unwrap_or_default();
    let Some((_, allowed)) = ARROWS.iter().find(|(of, _)| *of == name) else {
        return vec![format!("{name} is not in the table of arrows, xtask/src/tidy/arrows.rs")];
    };
    let named = package["dependencies"].as_array().into_iter().flatten();
    // A dependency's `kind` is null, "build" or "dev"; tests may name whom they like.
    let ours = named
        .filter(|to| to["path"].is_string() && to["kind"] != "dev")
        .filter_map(|to| to["name"].as_str());
    ours.filter(|to| !allowed.contains(to)).map(|to| format!("{name} → {to}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(name: &str, to: &str, kind: Option<&str>) -> Value {
        json!({ "name": name, "dependencies": [{ "name": to, "path": "crates/x", "kind": kind }] })
    }

    #[test]
    fn an_arrow_back_is_a_fault_but_in_tests() {
        assert_eq!(
            judge(&package("countersign", "countersign-partner", None)),
            ["countersign → countersign-partner"]
        );
        assert!(judge(&package("countersign", "countersign-testkit", Some("dev"))).is_empty());
        assert!(judge(&package("countersign-partner", "countersign", None)).is_empty());
        assert_eq!(judge(&package("newcomer", "countersign", None)).len(), 1);
    }
}
