//! What the judge knows beside the assertion and the keys.

use crate::jws::Alg;
use crate::limits::NEAR_MISS_TRIES;
use crate::rules::Profile;
use crate::time::Seconds;

/// What is known of the client that the assertion should be from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Client<'a> {
    /// Any client will do: nothing is compared.
    #[default]
    Any,
    /// This client id is registered, and the keys are this client's.
    Known(&'a str),
    /// The server looked, and nobody is registered under the assertion's `iss`.
    Unknown,
}

/// What an assertion is judged against. The default expects nothing in particular under the specification.
#[derive(Clone, Debug)]
pub struct Expectations<'a> {
    /// Whose strictness.
    pub profile: &'static Profile,
    /// Who should have made it.
    pub client: Client<'a>,
    /// The token endpoint, exactly as discovery gives it.
    pub audience: Option<&'a str>,
    /// The FHIR base, to recognise it in `aud`.
    pub fhir_base: Option<&'a str>,
    /// The server's base URL, to recognise it in `aud`.
    pub issuer: Option<&'a str>,
    /// The key set URL that the client registered, to compare `jku` with.
    pub jwks_url: Option<&'a str>,
    /// The algorithms that the partner lists; empty when that is not known.
    pub algs: &'a [Alg],
    /// How far clocks may disagree; the profile's own leeway when not given.
    pub leeway: Option<Seconds>,
    /// How many signature checks may be made to explain one that failed.
    pub near_miss_tries: usize,
}

impl Default for Expectations<'_> {
    fn default() -> Self {
        Self {
            profile: &Profile::SPEC,
            client: Client::Any,
            audience: None,
            fhir_base: None,
            issuer: None,
            jwks_url: None,
            algs: &[],
            leeway: None,
            near_miss_tries: NEAR_MISS_TRIES,
        }
    }
}
