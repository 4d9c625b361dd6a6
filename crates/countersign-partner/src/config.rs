//! What a partner is told about itself.

use countersign::jws::Alg;
use countersign::time::Seconds;
use url::Url;

/// The types of resource that are served.
pub(crate) const TYPES: [&str; 4] =
    ["AllergyIntolerance", "AuditEvent", "MedicationRequest", "Patient"];

/// Who the partner is, and what it takes.
#[derive(Clone, Debug)]
pub struct Config {
    /// What it is called.
    pub name: String,
    /// Its base; every other address follows from it. Without a slash at the end.
    pub base_url: String,
    /// The algorithms that it verifies, as discovery lists them.
    pub algs: Vec<Alg>,
    /// How long a token is good for.
    pub token_lifetime: Seconds,
    /// Whether `/register` is open.
    pub allow_registration: bool,
}

impl Config {
    /// A partner of that name at that base, as the specification has it: RS384, ES384 and RS256, tokens for 300 s.
    pub fn new(name: impl Into<String>, base_url: &Url) -> Self {
        Self {
            name: name.into(),
            base_url: base_url.as_str().trim_end_matches('/').to_owned(),
            algs: vec![Alg::Rs384, Alg::Es384, Alg::Rs256],
            token_lifetime: Seconds::new(300),
            allow_registration: true,
        }
    }

    /// Where tokens are given out; the `aud` of an assertion, character by character.
    pub fn token_endpoint(&self) -> String {
        format!("{}/auth/token", self.base_url)
    }

    /// Where the records are.
    pub fn fhir_base(&self) -> String {
        format!("{}/fhir", self.base_url)
    }

    /// A path without that of the base, which a server behind a prefix has.
    pub(crate) fn below_base<'a>(&self, path: &'a str) -> &'a str {
        let base = Url::parse(&self.base_url)
            .map(|url| url.path().trim_end_matches('/').to_owned())
            .unwrap_or_default();
        path.strip_prefix(base.as_str()).unwrap_or(path)
    }

    /// What can be granted: read and search on the types that are held.
    pub fn supported_scope(&self) -> String {
        TYPES.map(|of| format!("system/{of}.rs")).join(" ")
    }
}
