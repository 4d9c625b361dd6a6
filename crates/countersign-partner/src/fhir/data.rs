//! The records that are served.

use std::collections::BTreeMap;

use serde_json::Value;

/// Resources by type, each type in the order given.
#[derive(Debug, Default)]
pub(crate) struct Data(BTreeMap<String, Vec<Value>>);

impl Data {
    /// What has no `resourceType` and `id` is left out.
    pub(crate) fn new(resources: Vec<Value>) -> Self {
        let mut by_type: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for resource in resources {
            let (Some(of), Some(_)) = (resource["resourceType"].as_str(), resource["id"].as_str())
            else {
                continue;
            };
            by_type.entry(of.to_owned()).or_default().push(resource);
        }
        Self(by_type)
    }

    /// Every resource of that type.
    pub(crate) fn of(&self, resource: &str) -> impl Iterator<Item = &Value> {
        self.0.get(resource).into_iter().flatten()
    }
}
