//! The records that are served.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::params::{self, Kind};

/// The types that are served whether or not there are resources of them.
const TYPES: [&str; 4] = ["AllergyIntolerance", OWN_TYPE, "MedicationRequest", "Patient"];

/// The type whose resources the partner writes itself.
pub(crate) const OWN_TYPE: &str = "AuditEvent";

/// Resources by type, each type in the order given.
#[derive(Debug)]
pub(crate) struct Data(BTreeMap<String, Kept>);

/// The resources of one type, and where each is by its id.
#[derive(Debug, Default)]
struct Kept {
    resources: Vec<Value>,
    places: HashMap<String, usize>,
}

impl Data {
    /// What has no `resourceType` and `id` is left out.
    pub(crate) fn new(resources: Vec<Value>) -> Self {
        let mut data = Self(TYPES.map(|of| (of.to_owned(), Kept::default())).into());
        data.add(resources);
        data
    }

    /// Adds resources; one with the type and id of an earlier takes its place.
    pub(crate) fn add(&mut self, resources: Vec<Value>) {
        for resource in resources {
            let (Some(of), Some(id)) = (resource["resourceType"].as_str(), resource["id"].as_str())
            else {
                continue;
            };
            let (of, id) = (of.to_owned(), id.to_owned());
            let kept = self.0.entry(of).or_default();
            match kept.places.get(&id) {
                Some(place) => kept.resources[*place] = resource,
                None => {
                    kept.places.insert(id, kept.resources.len());
                    kept.resources.push(resource);
                }
            }
        }
    }

    /// The types that are served, sorted.
    pub(crate) fn types(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) fn serves(&self, resource: &str) -> bool {
        self.0.contains_key(resource)
    }

    /// Every resource of that type.
    pub(crate) fn of(&self, resource: &str) -> impl Iterator<Item = &Value> {
        self.0.get(resource).into_iter().flat_map(|kept| &kept.resources)
    }

    /// The resource of that type and id.
    pub(crate) fn find(&self, resource: &str, id: &str) -> Option<&Value> {
        let kept = self.0.get(resource)?;
        kept.resources.get(*kept.places.get(id)?)
    }

    /// What a search over that type can ask for. Of a type that this partner does not know well, that is who a resource
    /// is about, where any resource says so.
    pub(super) fn parameters(&self, resource: &str) -> Vec<(&'static str, Kind)> {
        let known = params::of(resource);
        if !known.is_empty() {
            return known.to_vec();
        }
        let said = |name| self.of(resource).any(|one| params::is_said(one, resource, name));
        params::OTHERS
            .iter()
            .copied()
            .filter(|(name, _)| name.starts_with('_') || said(name))
            .collect()
    }
}
