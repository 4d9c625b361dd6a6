//! What a partner is told about itself.

use countersign::jws::Alg;
use countersign::rules::Profile;
use countersign::time::Seconds;
use url::Url;

/// Who the partner is, and what it takes.
#[derive(Clone, Debug)]
pub struct Config {
    /// What it is called.
    pub name: String,
    /// Its base; every other address follows from it. Without a slash at the end.
    pub base_url: String,
    /// By whose strictness it judges, and in whose words it refuses as far as they are known.
    pub profile: &'static Profile,
    /// The algorithms that it verifies, as discovery lists them.
    pub algs: Vec<Alg>,
    /// How long a token is good for.
    pub token_lifetime: Seconds,
    /// Whether `/register` is open.
    pub allow_registration: bool,
    /// Whether a client may publish its keys by plain http on this machine.
    pub allow_http_jwks: bool,
}

impl Config {
    /// A partner of that name at that base, as the specification has it: RS384, ES384 and RS256, tokens for 300 s.
    pub fn new(name: impl Into<String>, base_url: &Url) -> Self {
        Self {
            name: name.into(),
            base_url: base_url.as_str().trim_end_matches('/').to_owned(),
            profile: &Profile::SPEC,
            algs: vec![Alg::Rs384, Alg::Es384, Alg::Rs256],
            token_lifetime: Seconds::new(300),
            allow_registration: true,
            allow_http_jwks: false,
        }
    }

    /// The same partner under that profile, with the algorithms that the profile names; where it names none, those that
    /// there were.
    ///
    /// ```
    /// use countersign::rules::Profile;
    /// use countersign_partner::Config;
    ///
    /// let base = "https://ehr.example".parse()?;
    /// let oracle = Config::new("Ours", &base).under(&Profile::ORACLE);
    /// assert_eq!(oracle.algs.iter().map(|alg| alg.as_str()).collect::<Vec<_>>(), ["RS384", "ES384"]);
    /// # Ok::<(), url::ParseError>(())
    /// ```
    #[must_use]
    pub fn under(self, profile: &'static Profile) -> Self {
        // ES512 is among those of some profiles, and nothing here verifies it.
        let named: Vec<Alg> = profile.algs.iter().filter_map(|name| name.parse().ok()).collect();
        let algs = if named.is_empty() { self.algs } else { named };
        Self { profile, algs, ..self }
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
    pub fn below_base<'a>(&self, path: &'a str) -> &'a str {
        let base = Url::parse(&self.base_url)
            .map(|url| url.path().trim_end_matches('/').to_owned())
            .unwrap_or_default();
        path.strip_prefix(base.as_str()).unwrap_or(path)
    }
}
