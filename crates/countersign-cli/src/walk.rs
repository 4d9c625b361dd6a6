//! The walk over the network: where a partner takes token requests, a token, and records.

use countersign::discovery::{
    self, DiscoveryError, SmartConfiguration, TokenEndpoint, capability, lint_fetch,
};
use countersign::exchange::Step;
use countersign::finding::Finding;
use countersign::jws::Alg;
use countersign::limits::DOCUMENT_OCTETS;
use countersign::rules::Profile;
use countersign::time::{Seconds, UnixSeconds};
use countersign::token::{TokenRequest, TokenResponse};
use url::Url;

use crate::client::Client;
use crate::http::{Answer, Http, shown};
use crate::refusal::Refused;
use crate::{Failure, Io, Outcome};

/// How long a token is taken to be good for that does not say.
const UNSAID: Seconds = Seconds::new(300);

/// What a partner says about itself.
#[derive(Debug)]
pub(crate) struct Discovered {
    /// Where it takes token requests, and what it accepts; or why that is not known.
    pub(crate) configuration: Result<SmartConfiguration, DiscoveryError>,
    /// What stood where the discovery document should.
    pub(crate) answer: Answer,
    /// The capability statement, where it was asked for instead.
    pub(crate) fallback: Option<Answer>,
    /// What there is to say about the document.
    pub(crate) findings: Vec<Finding>,
}

/// A token, and how it came.
#[derive(Debug)]
pub(crate) struct Granted {
    pub(crate) response: TokenResponse,
    pub(crate) answer: Answer,
    pub(crate) ends_at: UnixSeconds,
}

/// Why a walk ends before its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It could not go on.
    Failed(Failure),
    /// The partner refused.
    Refused(Box<Refused>),
}

impl<E: Into<Failure>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Stop {
    /// A refusal is a result too.
    ///
    /// # Errors
    /// [`Failure`] when the walk could not go on.
    pub(crate) fn settle(walked: Result<Outcome, Self>) -> Result<Outcome, Failure> {
        match walked {
            Ok(outcome) => Ok(outcome),
            Err(Self::Refused(refused)) => Ok(refused.outcome()),
            Err(Self::Failed(failure)) => Err(failure),
        }
    }
}

/// Asks a partner about itself: for its discovery document and, where there is none, for its capability statement.
///
/// # Errors
/// [`Failure`] when no whole answer comes.
pub(crate) async fn discover(
    http: &Http,
    fhir_base: &Url,
    profile: &Profile,
) -> Result<Discovered, Failure> {
    let request = discovery::request(fhir_base).map_err(|_| unsendable(fhir_base))?;
    let answer = http.get(request, DOCUMENT_OCTETS).await?;
    let mut configuration = SmartConfiguration::from_response(&answer.response, fhir_base);
    let findings = lint_fetch(&answer.response, fhir_base, profile);
    let is_absent = match &configuration {
        Err(DiscoveryError::Status { status }) => (400..500).contains(status),
        Err(DiscoveryError::Page) => true,
        _ => false,
    };
    let mut fallback = None;
    if is_absent {
        let request = capability::request(fhir_base).map_err(|_| unsendable(fhir_base))?;
        let statement = http.get(request, DOCUMENT_OCTETS).await?;
        if let Some(found) = from_statement(&statement, fhir_base) {
            configuration = Ok(found);
        }
        fallback = Some(statement);
    }
    Ok(Discovered { configuration, answer, fallback, findings })
}

fn from_statement(answer: &Answer, fhir_base: &Url) -> Option<SmartConfiguration> {
    let response = &answer.response;
    let text = str::from_utf8(response.body()).ok().filter(|_| response.status().is_success())?;
    SmartConfiguration::from_capability_statement(text, fhir_base).ok()
}

/// Trades an assertion for a token. Each try has an assertion of its own.
///
/// # Errors
/// [`Stop`] when no assertion can be made, no whole answer comes, or the answer is no token.
pub(crate) async fn token(
    http: &Http,
    client: &Client,
    endpoint: &TokenEndpoint,
    alg: Alg,
    scope: &str,
    io: &mut Io,
) -> Result<Granted, Stop> {
    let mut sent = String::new();
    let request = || {
        sent = client.assertion(endpoint.as_str(), alg, http.now(), io)?;
        TokenRequest::new(scope, &sent)
            .to_http(endpoint.url())
            .map_err(|_| unsendable(endpoint.url()))
    };
    let answer = http.send(request, DOCUMENT_OCTETS).await?;
    match TokenResponse::parse(answer.response.status(), answer.response.body()) {
        Ok(response) => {
            let ends_at = answer.received_at + response.expires_in.unwrap_or(UNSAID);
            Ok(Granted { response, answer, ends_at })
        }
        Err(_) => Err(Stop::Refused(Box::new(Refused::new(answer, Step::Token, Some(&sent))))),
    }
}

fn unsendable(url: &Url) -> Failure {
    Failure::new("http.url", format!("HTTP cannot send to {}", shown(url)))
}

/// Where tokens are given, and under which algorithms assertions are taken there.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) url: TokenEndpoint,
    algs: Vec<Alg>,
}

impl Endpoint {
    /// As a partner says it.
    ///
    /// # Errors
    /// [`Failure`] when it does not say, or names an address in the clear where it was asked over https.
    pub(crate) fn discovered(discovered: &Discovered) -> Result<Self, Failure> {
        let configuration = discovered.configuration()?;
        let url = configuration.token_endpoint().clone();
        if url.is_in_the_clear() && discovered.answer.url.scheme() == "https" {
            let says = format!("the partner names {url} as its token endpoint, which is not https");
            return Err(Failure::new("discovery.token-endpoint.http", says)
                .hint("an assertion is not sent in the clear; see: countersign rule discovery.token-endpoint.http"));
        }
        Ok(Self { url, algs: configuration.algs() })
    }

    /// As somebody says it; nothing is known of its algorithms.
    ///
    /// # Errors
    /// [`Failure`] when it is no address to post to.
    pub(crate) fn given(url: &str) -> Result<Self, Failure> {
        let endpoint = url
            .trim()
            .parse::<TokenEndpoint>()
            .map_err(|error| Failure::new("http.url", format!("--token-endpoint: {error}")))?;
        Ok(Self { url: endpoint, algs: Vec::new() })
    }

    /// The algorithms that are listed; empty when that is not known.
    pub(crate) fn algs(&self) -> &[Alg] {
        &self.algs
    }

    /// Whether an algorithm is listed, or none is.
    pub(crate) fn lists(&self, alg: Alg) -> bool {
        self.algs.is_empty() || self.algs.contains(&alg)
    }

    /// What the client signs under here.
    ///
    /// # Errors
    /// [`Failure`] when its key can sign nothing that the partner takes.
    pub(crate) fn alg(&self, client: &Client) -> Result<Alg, Failure> {
        client.alg(&self.algs).ok_or_else(|| {
            let names =
                |algs: &[Alg]| algs.iter().map(|alg| alg.as_str()).collect::<Vec<_>>().join(", ");
            let (takes, signs) = (names(&self.algs), names(client.key.key.public().algs()));
            Failure::new("alg", format!("the partner takes {takes}, and this key signs {signs}"))
                .hint(match self.algs.iter().find(|alg| alg.signs()) {
                    Some(alg) => format!(
                        "make a key that fits, and register it: countersign keygen --alg {alg}"
                    ),
                    None => "none of these can be signed here".to_owned(),
                })
        })
    }
}

impl Discovered {
    /// Where the partner takes token requests.
    ///
    /// # Errors
    /// [`Failure`] when that is not known, with what to try next.
    pub(crate) fn configuration(&self) -> Result<&SmartConfiguration, Failure> {
        self.configuration.as_ref().map_err(|error| {
            let failure = Failure::new(error.code(), format!("discovery: {error}"));
            let near = self.findings.iter().find_map(|finding| finding.evidence.near_miss.clone());
            match near {
                Some(near) => failure.hint(near),
                None => failure,
            }
        })
    }
}
