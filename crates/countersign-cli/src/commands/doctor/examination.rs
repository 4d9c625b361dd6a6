//! The walk along the chain: each link is looked at, and what the next one needs is kept.

use countersign::discovery::Metadata;
use countersign::exchange::{Skew, Step};
use countersign::fhir;
use countersign::finding::{Status, Verdict};
use countersign::jwk::{Jwk, JwkSet, publish};
use countersign::jws::Alg;
use countersign::limits::KEY_SET_OCTETS;
use countersign::redact::SupportBundle;
use countersign::rules::Profile;
use countersign::scope::{Interaction, Level, ResourceType, ScopeSet};
use countersign::time::{Seconds, UnixSeconds};
use countersign::verify::{Client as Known, Expectations, verify};
use http::Request;
use http::header::ACCEPT;
use url::Url;

use super::chain::{Chain, Link};
use crate::client::Client;
use crate::commands::token;
use crate::http::{Answer, Http, shown};
use crate::refusal::Refused;
use crate::source::fetched;
use crate::visit::Visit;
use crate::walk::{self, Discovered, Endpoint, Stop};
use crate::{Failure, Io};

/// Who is examined, and what was found so far.
#[derive(Debug)]
pub(super) struct Examination<'a> {
    http: &'a Http,
    base: &'a Url,
    client: &'a Client,
    pub(super) chain: Chain,
    pub(super) bundle: SupportBundle,
}

impl<'a> Examination<'a> {
    pub(super) fn new(http: &'a Http, base: &'a Url, client: &'a Client, now: UnixSeconds) -> Self {
        let bundle =
            SupportBundle::new().made_at(now).fhir_base(base.as_str()).client_id(&client.id);
        Self { http, base, client, chain: Chain::default(), bundle }
    }

    /// Looks at one link after the other, as far as they lead.
    ///
    /// # Errors
    /// [`Failure`] when the key cannot sign.
    pub(super) async fn walk(
        &mut self,
        scope: Option<&str>,
        key_set: Option<&Url>,
        io: &mut Io,
    ) -> Result<(), Failure> {
        let discovered = match walk::discover(self.http, self.base, &Profile::SPEC).await {
            Ok(discovered) => discovered,
            Err(failure) => {
                self.chain.failed(Link::Server, failure);
                self.chain.skip_rest("nothing answers");
                return Ok(());
            }
        };
        let skew = self.see_server(&discovered);
        let endpoint = match Endpoint::discovered(&discovered) {
            Ok(endpoint) => endpoint,
            Err(failure) => {
                self.chain.failed(Link::Discovery, failure);
                self.see_clock(&skew);
                self.chain.skip_rest("needs the token endpoint");
                return Ok(());
            }
        };
        self.see_discovery(&discovered, &endpoint);
        self.see_clock(&skew);
        let alg = self.see_key(&endpoint);
        let set = self.see_key_set(key_set, alg).await;
        self.see_assertion(&set, &endpoint, alg, skew, io)?;
        let metadata = discovered.configuration.as_ref().ok().map(|found| found.metadata());
        let scope = match scope {
            Some(scope) => scope.to_owned(),
            None => metadata.map(scope_of).unwrap_or_default(),
        };
        self.see_token(&endpoint, alg, &scope, io).await;
        Ok(())
    }

    /// Puts something into the bundle.
    fn keep(&mut self, with: impl FnOnce(SupportBundle) -> SupportBundle) {
        self.bundle = with(std::mem::take(&mut self.bundle));
    }

    fn keep_exchange(&mut self, answer: &Answer) {
        self.keep(|bundle| bundle.exchange(&answer.request_text(), &answer.response_text()));
    }

    /// Something answered, and when.
    fn see_server(&mut self, discovered: &Discovered) -> Result<Skew, String> {
        let answer = &discovered.answer;
        self.keep_exchange(answer);
        if let Some(statement) = &discovered.fallback {
            self.keep_exchange(statement);
        }
        let server = shown(&answer.url.join("/").unwrap_or_else(|_| answer.url.clone()));
        let server = server.trim_end_matches('/');
        match answer.url.scheme() {
            "https" => {
                self.chain.pass(Link::Server, format!("{server} answers, with a good certificate"))
            }
            _ if answer.url.host_str().is_some_and(is_loopback) => {
                self.chain.pass(Link::Server, format!("{server} answers, on this machine"));
            }
            _ => self.chain.warn(Link::Server, format!("{server} answers, without TLS")),
        }
        let headers = answer.response.headers();
        Skew::from_headers(headers, answer.sent_at, answer.received_at)
            .map_err(|error| error.to_string())
    }

    fn see_discovery(&mut self, discovered: &Discovered, endpoint: &Endpoint) {
        let says = format!("tokens are given at {}", endpoint.url);
        self.keep(|bundle| bundle.token_endpoint(endpoint.url.as_str()));
        if let Ok(configuration) = &discovered.configuration {
            self.keep(|bundle| bundle.discovery(configuration.raw()));
        }
        match discovered.fallback {
            Some(_) => self
                .chain
                .warn(Link::Discovery, format!("{says}, says the capability statement alone")),
            None => self.chain.found(Link::Discovery, says, discovered.findings.clone()),
        }
    }

    fn see_clock(&mut self, skew: &Result<Skew, String>) {
        let skew = match skew {
            Ok(skew) => skew,
            Err(error) => return self.chain.skip(Link::Clock, error.as_str()),
        };
        self.keep(|bundle| bundle.clock_skew(skew.partner_at.since(skew.here_at)));
        let finding = skew.finding(&Profile::SPEC);
        match finding.status {
            Status::Skipped => self.chain.skip(Link::Clock, finding.message),
            _ => self.chain.found(Link::Clock, finding.message.clone(), vec![finding]),
        }
    }

    /// What will be signed under: what fits the partner, else what the key would sign anyway.
    fn see_key(&mut self, endpoint: &Endpoint) -> Alg {
        let key = &self.client.key;
        match endpoint.alg(self.client) {
            Ok(alg) if endpoint.lists(alg) => {
                let kind = key.key.kind();
                self.chain.pass(Link::Key, format!("{kind}, signs {alg}, called {}", key.kid));
                alg
            }
            Ok(alg) => {
                let says = format!("signs {alg}, which the partner does not list");
                self.chain.warn(Link::Key, says);
                alg
            }
            Err(failure) => {
                self.chain.failed(Link::Key, failure);
                key.alg
            }
        }
    }

    /// The keys to judge by: those published, else the client's own.
    async fn see_key_set(&mut self, url: Option<&Url>, alg: Alg) -> JwkSet {
        let own = Jwk::new(self.client.key.key.public(), self.client.key.kid.clone(), alg);
        let own = publish::public_set(&[own]);
        let set = JwkSet::parse(&own).expect("a set that was just published");
        let Some(url) = url else {
            self.keep(|bundle| bundle.key_set(&own));
            self.chain
                .skip(Link::KeySet, "not looked at: give the URL that is registered, --key-set");
            return set;
        };
        let request =
            Request::get(url.as_str()).header(ACCEPT, "application/json").body(Vec::new());
        let request = request.expect("an address that was checked");
        let answer = match self.http.get(request, KEY_SET_OCTETS).await {
            Ok(answer) => answer,
            Err(failure) => {
                self.chain.failed(Link::KeySet, failure);
                return set;
            }
        };
        let text = String::from_utf8_lossy(answer.response.body()).into_owned();
        self.keep(|bundle| bundle.key_set(&text));
        let findings = fetched(url, &answer, &Profile::SPEC);
        let says = format!("{} holds {}", shown(url), self.client.key.kid);
        match JwkSet::parse(&text) {
            Ok(published) if published.with_kid(self.client.key.kid.as_str()).next().is_some() => {
                self.chain.found(Link::KeySet, says, findings);
                published
            }
            Ok(_) => {
                let says = format!("{} holds no key called {}", shown(url), self.client.key.kid);
                self.chain.failed(
                    Link::KeySet,
                    Failure::new("jws.kid.unknown", says).hint(
                        "publish the key under this kid, or name the one it has there with --kid",
                    ),
                );
                set
            }
            Err(error) => {
                match findings.iter().any(|finding| finding.status == Status::Fail) {
                    true => self.chain.found(Link::KeySet, says, findings),
                    false => self.chain.failed(Link::KeySet, error.into()),
                }
                set
            }
        }
    }

    /// Judges an assertion as the partner should, and by its clock.
    fn see_assertion(
        &mut self,
        set: &JwkSet,
        endpoint: &Endpoint,
        alg: Alg,
        skew: Result<Skew, String>,
        io: &mut Io,
    ) -> Result<(), Failure> {
        let audience = endpoint.url.as_str();
        let assertion = self.client.assertion(audience, alg, self.http.now(), io)?;
        let ahead = skew.map_or(Seconds::new(0), |skew| skew.ahead());
        let expect = Expectations {
            client: Known::Known(&self.client.id),
            audience: Some(audience),
            fhir_base: Some(self.base.as_str()),
            jwks_url: self.client.jku.as_deref(),
            algs: endpoint.algs(),
            ..Expectations::default()
        };
        let report = verify(&assertion, Some(set), &expect, self.http.now() - ahead);
        self.keep(|bundle| bundle.assertion(&assertion).report(&report));
        let says = match report.verdict() {
            Verdict::Accepted => "holds, judged by the partner's clock",
            _ => "does not hold",
        };
        self.chain.found(Link::Assertion, says, report.findings);
        Ok(())
    }

    async fn see_token(&mut self, endpoint: &Endpoint, alg: Alg, scope: &str, io: &mut Io) {
        let granted = walk::token(self.http, self.client, &endpoint.url, alg, scope, io).await;
        let granted = match granted {
            Ok(granted) => granted,
            Err(Stop::Refused(refused)) => {
                self.keep_exchange(&refused.answer);
                self.chain.refused(Link::Token, refused);
                return self.chain.skip_rest("needs a token");
            }
            Err(Stop::Failed(failure)) => {
                self.chain.failed(Link::Token, failure);
                return self.chain.skip_rest("needs a token");
            }
        };
        self.keep_exchange(&granted.answer);
        let findings = token::findings(&granted, scope);
        let (scopes, others): (Vec<_>, Vec<_>) =
            findings.into_iter().partition(|finding| finding.subject == "scope");
        let until = granted.ends_at;
        self.chain.found(Link::Token, format!("given until {until}"), others);
        let held = granted.response.scope.clone().unwrap_or_else(|| scope.to_owned());
        self.chain.found(Link::Scope, format!("granted as asked: {held}"), scopes);
        let Some(query) = query_within(&held) else {
            return self.chain.skip(Link::Records, "the token permits no search");
        };
        let mut visit = Visit::holding(self.http, self.base, self.client, endpoint, scope, granted);
        match visit.get(&query, io).await {
            Ok(answer) => {
                self.keep_exchange(&answer);
                self.see_records(&query, answer);
            }
            Err(Stop::Refused(refused)) => {
                self.keep_exchange(&refused.answer);
                self.chain.refused(Link::Records, refused);
            }
            Err(Stop::Failed(failure)) => self.chain.failed(Link::Records, failure),
        }
    }

    fn see_records(&mut self, query: &str, answer: Answer) {
        match fhir::Answer::from_response(&answer.response) {
            Ok(read) => {
                let (status, headers) = (answer.response.status(), answer.response.headers());
                let findings = fhir::lint(status, headers, Some(&read), &Profile::SPEC);
                self.chain.found(Link::Records, format!("{query} is answered"), findings);
            }
            Err(_) => {
                let refused = Refused::new(answer, Step::Query, None);
                self.chain.refused(Link::Records, Box::new(refused));
            }
        }
    }
}

/// One scope of those that a partner lists: of patients where there is such, for a search of them comes next.
fn scope_of(metadata: &Metadata) -> String {
    let listed = metadata.scopes_supported.as_deref().unwrap_or_default();
    let of = |start: &str| listed.iter().find(|scope| scope.starts_with(start)).cloned();
    of("system/Patient.").or_else(|| of("system/")).unwrap_or_else(|| {
        let capabilities = metadata.capabilities.as_deref().unwrap_or_default();
        let v2 = capabilities.iter().any(|one| one == "permission-v2");
        if v2 { "system/Patient.rs" } else { "system/Patient.read" }.to_owned()
    })
}

/// A search that a token with that scope permits.
fn query_within(scope: &str) -> Option<String> {
    // A scope of another kind in the answer is the partner's business.
    let scopes: ScopeSet = scope.split(' ').filter_map(|one| one.parse().ok()).collect();
    let of = scopes.iter().find(|scope| {
        scope.level() == Level::System && scope.permissions().has(Interaction::Search)
    })?;
    Some(match of.resource_type() {
        ResourceType::Any => "Patient?_count=1".to_owned(),
        ResourceType::Named(name) => format!("{name}?_count=1"),
    })
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}
