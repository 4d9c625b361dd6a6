//! The other side: an authorization server and a FHIR server that answers requests one by one.

use countersign::time::{Seconds, UnixSeconds};
use countersign_partner::store::MemoryStore;
use countersign_partner::{
    Config, FetchOutcome, Record, RegisterError, Reply, Seen, Step, block_on, samples,
};
use http::{Request, Response};
use serde::{Deserialize, Serialize};
use url::Url;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::{Failure, json, profile, read};
use crate::random::rng;

/// What a partner is told about itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Told {
    name: String,
    base_url: String,
    profile: String,
    token_lifetime: i64,
    allow_registration: bool,
    allow_http_jwks: bool,
}

/// A partner that remembers as long as it is there.
#[wasm_bindgen]
pub struct Partner(countersign_partner::Partner<MemoryStore>);

#[wasm_bindgen]
impl Partner {
    /// A partner without clients, with that data or, without any, with the sample patients.
    ///
    /// # Errors
    /// The base is no URL, there is no such profile, or the data cannot be loaded.
    #[wasm_bindgen(constructor)]
    pub fn new(told: &str, data: Option<String>) -> Result<Partner, JsValue> {
        let told: Told = read(told, "options")?;
        let base = Url::parse(&told.base_url).map_err(|error| Failure::wrong("baseUrl", error))?;
        let profile = profile(&told.profile)?;
        let config = Config {
            token_lifetime: Seconds::new(told.token_lifetime),
            allow_registration: told.allow_registration,
            allow_http_jwks: told.allow_http_jwks,
            ..Config::new(told.name, &base).under(profile)
        };
        let resources = if data.is_some() { Vec::new() } else { samples::resources() };
        let store = MemoryStore::default();
        let mut partner = Self(countersign_partner::Partner::new(config, store, resources));
        if let Some(data) = data {
            partner.load(&data)?;
        }
        Ok(partner)
    }

    /// Adds resources, and gives how many there were.
    ///
    /// # Errors
    /// One of them cannot be served; the message says which.
    pub fn load(&mut self, data: &str) -> Result<usize, JsValue> {
        self.0.load(data).map_err(|error| Failure::new(error.code(), error).about("data").into())
    }

    /// Registers a client that RFC 7591's names describe, and gives its id.
    ///
    /// # Errors
    /// It is refused, or cannot be read.
    pub fn register(&self, metadata: &str) -> Result<String, JsValue> {
        match block_on(self.0.register(metadata, &mut rng())) {
            Ok(registered) => Ok(registered.client.id),
            Err(error @ RegisterError::Refused(_)) => {
                Err(Failure::new(error.code(), error).about("clients").into())
            }
            Err(error) => Err(Failure::wrong("clients", error).into()),
        }
    }

    /// Forgets tokens, used `jti`s, fetched key sets and the audit trail.
    pub fn reset(&self) {
        self.0.reset();
    }

    /// Takes a request.
    ///
    /// # Errors
    /// It cannot be an HTTP request.
    pub fn handle(&self, head: &str, body: Vec<u8>) -> Result<Exchange, JsValue> {
        let head: Head = read(head, "request")?;
        let mut request = Request::builder().method(head.method.as_str()).uri(head.url);
        for (name, value) in head.headers {
            request = request.header(name, value);
        }
        let request = request.body(body).map_err(|error| Failure::wrong("request", error))?;
        let seen = Seen::of(&request);
        let step = block_on(self.0.handle(request, UnixSeconds::new(head.at), &mut rng()));
        Ok(Exchange { seen, step: Some(step) })
    }
}

/// A request but for its body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    /// Seconds since 1970.
    at: i64,
}

/// What came of a fetch, but for the body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fetched {
    status: Option<u16>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    /// Why there is no status.
    #[serde(default)]
    failed: String,
    /// Seconds since 1970.
    at: i64,
}

/// A request on its way to its reply.
#[wasm_bindgen]
pub struct Exchange {
    seen: Seen,
    /// Absent only while it is being gone on with.
    step: Option<Step>,
}

/// A reply but for its body, and what is said about it at the partner's side.
#[derive(Serialize)]
struct Answered<'a> {
    status: u16,
    headers: Vec<(&'a str, &'a str)>,
    record: &'a Record,
    request: &'a Seen,
}

#[wasm_bindgen]
impl Exchange {
    /// The key set to fetch before there is a reply.
    #[wasm_bindgen(getter)]
    pub fn wanted(&self) -> Option<String> {
        match &self.step {
            Some(Step::Fetch(fetch)) => Some(fetch.url().to_owned()),
            _ => None,
        }
    }

    /// Goes on with what came of the fetch.
    ///
    /// # Errors
    /// It cannot be an HTTP response.
    pub fn resume(&mut self, partner: &Partner, came: &str, body: Vec<u8>) -> Result<(), JsValue> {
        let came: Fetched = read(came, "response")?;
        let outcome = match came.status {
            None => FetchOutcome::Failed(came.failed),
            Some(status) => {
                let mut response = Response::builder().status(status);
                for (name, value) in came.headers {
                    response = response.header(name, value);
                }
                FetchOutcome::Response(
                    response.body(body).map_err(|error| Failure::wrong("fetch", error))?,
                )
            }
        };
        self.step = match self.step.take() {
            Some(Step::Fetch(fetch)) => {
                let now = UnixSeconds::new(came.at);
                Some(block_on(partner.0.resume(*fetch, outcome, now, &mut rng())))
            }
            other => other,
        };
        Ok(())
    }

    /// Status, headers and record of the reply, once it is there.
    #[wasm_bindgen(getter)]
    pub fn answered(&self) -> Option<String> {
        let Reply { response, record } = self.reply()?;
        let headers = response.headers().iter();
        Some(json(&Answered {
            status: response.status().as_u16(),
            headers: headers
                .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
                .collect(),
            record,
            request: &self.seen,
        }))
    }

    /// The body of the reply.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> Vec<u8> {
        self.reply().map(|reply| reply.response.body().clone()).unwrap_or_default()
    }

    fn reply(&self) -> Option<&Reply> {
        match &self.step {
            Some(Step::Reply(reply)) => Some(reply),
            _ => None,
        }
    }
}
