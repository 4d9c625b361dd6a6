//! Step 1, Discovery: ask where to knock.

use std::rc::Rc;

use countersign::discovery::{SmartConfiguration, lint};
use countersign::exchange::Exchange;
use countersign::jws::Alg;
use countersign::rules::Profile;
use url::Url;

use super::{Step, StepState};
use crate::state::turn::{Purpose, Turn};

/// The room of step 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discovery {
    /// How far the step is, and what was sent.
    pub step: StepState,
    /// The FHIR base, as typed.
    pub base: String,
    /// What the document says.
    pub found: Option<Rc<Found>>,
}

/// What the discovery document says.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The document, as sent.
    pub document: String,
    /// Where tokens come from.
    pub token_endpoint: String,
    /// Who the partner says it is.
    pub issuer: Option<String>,
    /// The algorithms it lists, in its order, as far as they are known here.
    pub algs: Vec<Alg>,
    /// All that it lists, in its order.
    pub alg_names: Vec<String>,
    /// `grant_types_supported`.
    pub grant_types: Vec<String>,
    /// `scopes_supported`.
    pub scopes: Vec<String>,
    /// `capabilities`.
    pub capabilities: Vec<String>,
}

impl Found {
    /// Of the algorithms listed, those that are signed with here.
    pub fn signing_algs(&self) -> Vec<Alg> {
        self.algs.iter().copied().filter(|alg| alg.signs()).collect()
    }

    fn new(found: &SmartConfiguration) -> Self {
        let said = found.metadata();
        let list = |names: &Option<Vec<String>>| names.clone().unwrap_or_default();
        Self {
            document: found.raw().to_owned(),
            token_endpoint: found.token_endpoint().as_str().to_owned(),
            issuer: said.issuer.clone(),
            algs: found.algs(),
            alg_names: list(&said.signing_algs),
            grant_types: list(&said.grant_types),
            scopes: list(&said.scopes_supported),
            capabilities: list(&said.capabilities),
        }
    }
}

impl Turn<'_> {
    /// Another FHIR base: what was found at the old one is not the new one's.
    pub(in crate::state) fn set_base(&mut self, base: String) {
        let discovery = &mut self.state.walk.discovery;
        if discovery.base != base {
            discovery.base = base;
            if discovery.found.is_some() {
                discovery.step.status = super::StepStatus::Stale;
            }
            self.changed(Step::Discovery);
        }
    }

    /// Asks for the discovery document.
    pub(in crate::state) fn read_discovery(&mut self) {
        self.begin(Step::Discovery);
        let walk = &mut self.state.walk;
        let base = match Url::parse(walk.discovery.base.trim()) {
            Ok(base) => base,
            Err(error) => {
                return self.failed(Step::Discovery, Some(format!("this is no URL: {error}")));
            }
        };
        let machine = Exchange::new(base, walk.keys.client_id.as_str());
        let request = machine.discovery_request();
        walk.machine = Some(machine);
        match request {
            Ok(request) => self.send(Purpose::Discovery, request),
            Err(error) => self.failed(Step::Discovery, Some(error.to_string())),
        }
    }

    /// Takes the discovery document.
    pub(in crate::state) fn discovered(&mut self, response: &http::Response<Vec<u8>>) {
        let walk = &mut self.state.walk;
        if response.status().is_success() {
            walk.discovery.step.findings =
                Rc::new(lint(&String::from_utf8_lossy(response.body()), &Profile::SPEC));
        }
        let Some(machine) = &mut walk.machine else { return };
        let found = match machine.discovered(response) {
            Ok(found) => Found::new(found),
            Err(error) => {
                walk.discovery.found = None;
                return self.failed(Step::Discovery, Some(error.to_string()));
            }
        };
        walk.discovery.found = Some(Rc::new(found));
        // What was chosen by hand stays, even where the partner does not list it: its refusal is worth seeing.
        let best = machine.best_alg(None);
        if let Some(best) = best.filter(|_| !self.state.walk.keys.alg_chosen) {
            self.take_alg(best);
        }
        self.changed(Step::Discovery);
        self.done(Step::Discovery);
    }
}
