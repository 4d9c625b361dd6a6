//! What a person reads when the server has started.

use std::fmt;
use std::net::SocketAddr;

use countersign::rules::Profile;

use super::store::StoreUrl;
use crate::output::style::{DOUBTFUL, FAINT, NAME};
use crate::output::text::{Cell, Text};

/// Where the server is, what it does, and how to try it.
#[derive(Clone, Debug)]
pub struct Greeting {
    pub(super) address: SocketAddr,
    pub(super) base_url: String,
    pub(super) fhir_base: String,
    pub(super) token_endpoint: String,
    pub(super) profile: &'static Profile,
    pub(super) token_lifetime: i64,
    pub(super) store: StoreUrl,
    pub(super) own_key: String,
    pub(super) serves: String,
    pub(super) clients: Vec<String>,
    pub(super) allow_registration: bool,
    /// Empty where there is none, as with the page.
    pub(super) relay: String,
    pub(super) page: String,
    pub(super) watch: String,
    pub(super) warnings: Vec<String>,
}

impl Greeting {
    fn clients(&self) -> String {
        let known = match &self.clients[..] {
            [] => None,
            some => Some(some.join(", ")),
        };
        let register = self.allow_registration.then(|| format!("POST {}/register", self.base_url));
        let ways: Vec<String> = known.into_iter().chain(register).collect();
        match ways.is_empty() {
            true => "none yet: --client ID=JWKS, or --allow-registration".to_owned(),
            false => ways.join(", or "),
        }
    }
}

impl fmt::Display for Greeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n  {NAME}Countersign serves at {}{NAME:#}\n", self.base_url)?;
        let profile = format!(
            "{} ({}); tokens last {} s",
            self.profile.id, self.profile.name, self.token_lifetime
        );
        let store = match &self.store {
            StoreUrl::Memory => "memory; nothing is left when it ends".to_owned(),
            store => store.to_string(),
        };
        for (name, value) in [
            ("FHIR base", &self.fhir_base),
            ("Token endpoint", &self.token_endpoint),
            ("Profile", &profile),
            ("Serves", &self.serves),
            ("Store", &store),
            ("Own key", &self.own_key),
            ("Clients", &self.clients()),
            ("Relay to", &self.relay),
            ("Page", &self.page),
            ("Watch", &self.watch),
        ] {
            if value.is_empty() {
                continue;
            }
            writeln!(f, "  {FAINT}{name:<16}{FAINT:#}{value}")?;
        }
        let client = self.clients.first().map_or("my-client", String::as_str);
        writeln!(
            f,
            "\n  {FAINT}Try it{FAINT:#}\n  countersign token --fhir {} \\\n    --key key.json --client-id {client} --scope system/Patient.rs\n",
            self.fhir_base
        )?;
        let mut warnings = Text::default();
        let named = |warning| [Cell::styled(DOUBTFUL, "warning"), Cell::from(warning)];
        warnings.rows(2, self.warnings.iter().map(named));
        match self.warnings.is_empty() {
            true => Ok(()),
            false => writeln!(f, "{}\n", warnings.finish()),
        }
    }
}
