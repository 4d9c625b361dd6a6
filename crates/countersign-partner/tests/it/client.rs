//! A client that holds to the specification, and lets a test break one thing at a time.

use countersign::assertion::{Assertion, Draft};
use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::key::PrivateKey;
use countersign::kid::{self, KeyId, KidMethod};
use countersign::time::UnixSeconds;
use countersign::token::TokenRequest;
use countersign_partner::store::MemoryStore;
use countersign_partner::{FetchOutcome, Partner, Reply, Step, block_on};
use countersign_testkit::{NOW, keys, rng_from};
use http::{Request, Response};
use serde_json::{Value, json};

pub(crate) const CLIENT: &str = "larkmoor-nightly";
pub(crate) const KEY_URL: &str = "https://larkmoor.example/.well-known/jwks.json";
pub(crate) const TOKEN_URL: &str = "https://ternvalley.example/auth/token";

pub(crate) struct Client {
    pub(crate) partner: Partner<MemoryStore>,
    pub(crate) key: PrivateKey,
    pub(crate) alg: Alg,
    pub(crate) now: UnixSeconds,
    /// What the client's key set URL answers.
    pub(crate) hosted: Option<String>,
    pub(crate) fetches: usize,
    calls: u64,
}

impl Client {
    /// A client with that key, registered by value.
    pub(crate) fn registered(key: PrivateKey, alg: Alg) -> Self {
        let mut client = Self::new(key, alg);
        let set: Value = serde_json::from_str(&client.key_set()).expect("JSON");
        let reply = client.register(&json!({ "client_id": CLIENT, "jwks": set }));
        assert_eq!(reply.response.status(), 201, "{}", text(&reply));
        client
    }

    pub(crate) fn new(key: PrivateKey, alg: Alg) -> Self {
        Self {
            partner: Partner::tern_valley(),
            key,
            alg,
            now: NOW,
            hosted: None,
            fetches: 0,
            calls: 0,
        }
    }

    pub(crate) fn rsa() -> Self {
        Self::registered(keys::rsa_2048(), Alg::Rs384)
    }

    pub(crate) fn kid(&self) -> KeyId {
        let public = self.key.public();
        kid::derive(&public, KidMethod::default_for(&public))
    }

    pub(crate) fn key_set(&self) -> String {
        publish::public_set(&[Jwk::new(self.key.public(), self.kid(), self.alg)])
    }

    pub(crate) fn draft(&self, jti: &str) -> Draft {
        Assertion::new(CLIENT, TOKEN_URL, self.kid(), self.alg, jti, self.now)
            .draft()
            .expect("complete")
    }

    pub(crate) fn sign(&mut self, draft: &Draft) -> String {
        let input = draft.signing_input(self.alg);
        self.calls += 1;
        let signature = self
            .key
            .sign(self.alg, input.as_str().as_bytes(), &mut rng_from(self.calls))
            .expect("the key can");
        input.with_signature(&signature).expect("the right form").as_str().to_owned()
    }

    /// Sends a request and answers the partner's fetches with what the client hosts.
    pub(crate) fn send(&mut self, request: Request<Vec<u8>>) -> Reply {
        self.calls += 1;
        let mut rng = rng_from(self.calls);
        let mut step = block_on(self.partner.handle(request, self.now, &mut rng));
        loop {
            match step {
                Step::Reply(reply) => return *reply,
                Step::Fetch(fetch) => {
                    self.fetches += 1;
                    assert_eq!(fetch.url(), KEY_URL);
                    let outcome = match &self.hosted {
                        Some(set) => {
                            FetchOutcome::Response(Response::new(set.clone().into_bytes()))
                        }
                        None => FetchOutcome::Failed("no answer".into()),
                    };
                    step = block_on(self.partner.resume(*fetch, outcome, self.now, &mut rng));
                }
            }
        }
    }

    pub(crate) fn register(&mut self, body: &Value) -> Reply {
        self.send(
            Request::post("https://ternvalley.example/register")
                .body(body.to_string().into_bytes())
                .expect("a request"),
        )
    }

    pub(crate) fn ask_token(&mut self, assertion: &str, scope: &str) -> Reply {
        let endpoint = url::Url::parse(TOKEN_URL).expect("an address");
        self.send(TokenRequest::new(scope, assertion).to_http(&endpoint).expect("a request"))
    }

    /// A token for `scope`, or a panic that says why not.
    pub(crate) fn token(&mut self, scope: &str) -> String {
        self.calls += 1;
        let draft = self.draft(&format!("jti-{}", self.calls));
        let assertion = self.sign(&draft);
        let reply = self.ask_token(&assertion, scope);
        assert_eq!(reply.response.status(), 200, "{}", text(&reply));
        body(&reply)["access_token"].as_str().expect("a token").to_owned()
    }

    pub(crate) fn get(&mut self, path: &str, token: Option<&str>) -> Reply {
        let mut request = Request::get(format!("https://ternvalley.example{path}"));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.send(request.body(Vec::new()).expect("a request"))
    }
}

pub(crate) fn text(reply: &Reply) -> String {
    String::from_utf8(reply.response.body().clone()).expect("UTF-8")
}

pub(crate) fn body(reply: &Reply) -> Value {
    serde_json::from_slice(reply.response.body())
        .unwrap_or_else(|error| panic!("{error}: {}", text(reply)))
}

pub(crate) fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.response.headers().get(name).map_or("", |value| value.to_str().expect("ASCII"))
}

pub(crate) fn first_fault(reply: &Reply) -> &'static str {
    let report = reply.record.report.as_ref().expect("a report");
    report.first_failure().map_or("none", |finding| finding.code.id)
}
