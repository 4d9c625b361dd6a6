//! Which crate may use which: docs/ARCHITECTURE.md, as a table.

use serde_json::Value;

use super::{Faults, list, text};

/// A crate and those of ours that it may depend on. In tests everyone may use the testkit.
const ARROWS: [(&str, &[&str]); 7] = [
    ("countersign", &[]),
    ("countersign-partner", &["countersign"]),
    ("countersign-playground", &["countersign", "countersign-partner"]),
    ("countersign-testkit", &["countersign"]),
    ("docgen", &["countersign"]),
    ("wbshim", &[]),
    ("xtask", &[]),
];

pub(super) fn check(metadata: &Value) -> Faults {
    let members = list(metadata, "workspace_members");
    let mut faults = Faults::new();
    for package in list(metadata, "packages").iter().filter(|package| members.contains(&package["id"])) {
        let name = text(package, "name");
        let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == name) else {
            faults.push(format!("{name} is not in the table of arrows"));
            continue;
        };
        for dependency in list(package, "dependencies").iter().filter(|dependency| dependency["path"].is_string()) {
            let to = text(dependency, "name");
            let in_tests = text(dependency, "kind") == "dev" && to == "countersign-testkit";
            if !allowed.contains(&to) && !in_tests {
                faults.push(format!("{name} may not depend on {to}"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(name: &str, to: &str, kind: Option<&str>) -> Faults {
        check(&json!({
            "workspace_members": ["a"],
            "packages": [{ "id": "a", "name": name, "dependencies": [{ "name": to, "kind": kind, "path": "/x" }] }],
        }))
    }

    #[test]
    fn an_arrow_back_is_refused() {
        assert!(with("countersign-partner", "countersign", None).is_empty());
        assert!(with("countersign", "countersign-testkit", Some("dev")).is_empty());
        assert_eq!(with("countersign", "countersign-partner", None).len(), 1);
        assert_eq!(with("countersign", "countersign-testkit", None).len(), 1);
        assert_eq!(with("countersign-new", "countersign", None).len(), 1);
    }
}
