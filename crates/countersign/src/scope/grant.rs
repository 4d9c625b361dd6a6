//! What is granted of what was asked, and what was cut.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{Level, Permissions, ResourceType, Scope, ScopeSet, Version};
use crate::finding::Finding;
use crate::rules::{Code, Profile, code};

/// What a server grants, and what it cut from what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What the token permits. Never more than was asked, is registered, or is supported.
    pub granted: ScopeSet,
    /// What was cut, in the order asked.
    pub dropped: Vec<Cut>,
}

/// One thing that was asked for and is not granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The scope as asked.
    pub asked: Scope,
    /// What of it is granted; empty when nothing is.
    pub kept: ScopeSet,
    /// Why the rest is not.
    pub reason: CutReason,
}

/// Why a scope, or a part of it, is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutReason {
    /// It is not at the `system/` level.
    Level,
    /// It has a restriction, which cannot be enforced here; granting it without would grant more.
    Restriction,
    /// The client is not registered for it.
    NotRegistered,
    /// The server does not support it.
    NotSupported,
}

impl Grant {
    /// The findings `scope.query`, and `scope.none-granted` or `scope.partial`, by `profile`. What is not at the
    /// `system/` level is a fault of what was asked: [`read`](super::read()) finds it.
    pub fn findings(&self, profile: &Profile) -> Vec<Finding> {
        vec![self.judge_restrictions(profile), self.judge_extent(profile)]
    }

    fn judge_restrictions(&self, profile: &Profile) -> Finding {
        const CODE: &Code = &code::scope::QUERY;

        let cut = self.dropped.iter().find(|cut| cut.reason == CutReason::Restriction);
        let Some(cut) = cut else {
            return Finding::pass(CODE, "scope", "No scope has a restriction");
        };
        let whole = Scope { restriction: None, ..cut.asked.clone() };
        let message = format!("`{}` has a restriction, and it cannot be enforced here", cut.asked);
        Finding::fault(CODE, profile, "scope", message).got(cut.asked.to_string()).near_miss(
            format!("Without its restriction it is {whole}, which asks for more: ask for that, and search for less."),
        )
    }

    fn judge_extent(&self, profile: &Profile) -> Finding {
        const NONE: &Code = &code::scope::NONE_GRANTED;

        let cut = self.dropped.iter().map(Cut::to_string).collect::<Vec<_>>().join("; ");
        if self.granted.is_empty() {
            let message = "Nothing that was asked can be granted";
            Finding::fault(NONE, profile, "scope", message).got(cut)
        } else if self.dropped.is_empty() {
            Finding::pass(NONE, "scope", "Everything that was asked is granted")
        } else {
            let message = format!("A part is granted: {cut}");
            Finding::fault(&code::scope::PARTIAL, profile, "scope", message)
                .expected(self.granted.to_string())
        }
    }
}

impl fmt::Display for Cut {
    /// `system/*.write: this partner does not support create, update and delete`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.asked)?;
        let kept =
            self.kept.iter().fold(Permissions::default(), |all, one| all.or(one.permissions));
        let lost = self.asked.permissions.without(kept).listed();
        let whole = self.asked.permissions.listed();
        let what = if lost.is_empty() { &whole } else { &lost };
        match self.reason {
            CutReason::Level => f.write_str("needs somebody logged in, and here nobody is")?,
            CutReason::Restriction => f.write_str("its restriction cannot be enforced here")?,
            CutReason::NotRegistered => write!(f, "this client is not registered for {what}")?,
            CutReason::NotSupported => write!(f, "this partner does not support {what}")?,
        }
        if lost.is_empty() && !self.kept.is_empty() {
            f.write_str(" of every type")
        } else {
            Ok(())
        }
    }
}

pub(super) fn grant(asked: &ScopeSet, registered: &ScopeSet, supported: &ScopeSet) -> Grant {
    let mut granted = ScopeSet::default();
    let mut dropped = Vec::new();
    for scope in asked {
        let refused = if scope.level != Level::System {
            Some(CutReason::Level)
        } else if scope.restriction.is_some() {
            Some(CutReason::Restriction)
        } else {
            None
        };
        if let Some(reason) = refused {
            dropped.push(Cut { asked: scope.clone(), kept: ScopeSet::default(), reason });
            continue;
        }
        let allowed = meet(core::slice::from_ref(scope), registered);
        let kept = meet(&allowed, supported);
        let is_cut = !covers(&kept, scope);
        let reason = if covers(&allowed, scope) {
            CutReason::NotSupported
        } else {
            CutReason::NotRegistered
        };
        let kept: ScopeSet = kept.into_iter().collect();
        kept.iter().for_each(|scope| granted.push(scope.clone()));
        if is_cut {
            dropped.push(Cut { asked: scope.clone(), kept, reason });
        }
    }
    Grant { granted, dropped }
}

/// What both permit, one scope to a type, in the syntax of the first.
fn meet(asked: &[Scope], limit: &ScopeSet) -> Vec<Scope> {
    let mut met: Vec<Scope> = Vec::new();
    for scope in asked {
        // A limit with a restriction would have to be enforced; what cannot be enforced permits nothing.
        for limit in limit.iter().filter(|l| l.level == Level::System && l.restriction.is_none()) {
            let permissions = scope.permissions.and(limit.permissions);
            let Some(resource_type) = meet_types(&scope.resource_type, &limit.resource_type) else {
                continue;
            };
            if permissions.is_empty() {
                continue;
            }
            match met.iter_mut().find(|one| one.resource_type == resource_type) {
                Some(one) => one.permissions = one.permissions.or(permissions),
                None => met.push(Scope { resource_type, permissions, ..scope.clone() }),
            }
        }
    }
    let whole = met
        .iter()
        .find(|scope| scope.resource_type == ResourceType::Any)
        .map_or(Permissions::default(), |scope| scope.permissions);
    // What a wildcard already says is not said again for each type.
    met.retain(|scope| {
        scope.resource_type == ResourceType::Any || !scope.permissions.without(whole).is_empty()
    });
    for scope in &mut met {
        if scope.permissions.v1().is_none() {
            scope.version = Version::V2;
        }
    }
    met
}

fn meet_types(one: &ResourceType, other: &ResourceType) -> Option<ResourceType> {
    match (one, other) {
        (ResourceType::Any, types) | (types, ResourceType::Any) => Some(types.clone()),
        (one, other) => (one == other).then(|| one.clone()),
    }
}

fn covers(granted: &[Scope], asked: &Scope) -> bool {
    let permitted = granted
        .iter()
        .filter(|scope| {
            scope.resource_type == ResourceType::Any || scope.resource_type == asked.resource_type
        })
        .fold(Permissions::default(), |all, scope| all.or(scope.permissions));
    asked.permissions.without(permitted).is_empty()
}
