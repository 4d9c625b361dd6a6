//! What runs in the worker: keys, signatures, checks, and the whole partner.

use countersign::jwk::JwkSet;
use countersign::jws::Alg;
use countersign::key::{Generation, KeyError, KeyKind, PrivateKey};
use countersign::kid::KidMethod;
use countersign::time::UnixSeconds;
use countersign::verify::{Client, Expectations, verify};
use countersign_partner::store::MemoryStore;
use countersign_partner::{Partner, Step, block_on};
use rand_core::CryptoRng;

use super::keyring::{Keyring, import};
use super::message::{Answer, Ask, Envelope, Fetched, Record, Told, WireRequest};
use super::network::Network;

/// Fetches that one request may lead to.
const FETCHES: usize = 4;

/// The clock and the randomness of one call.
pub struct Surroundings<'a> {
    /// Milliseconds since 1970-01-01T00:00:00Z, with fractions.
    pub clock: &'a dyn Fn() -> f64,
    /// For keys, signatures and tokens.
    pub rng: &'a mut (dyn CryptoRng + Send),
}

impl Surroundings<'_> {
    fn now(&self) -> UnixSeconds {
        // Far from where a float loses whole numbers, and a cast saturates.
        #[allow(clippy::cast_possible_truncation)]
        UnixSeconds::new(((self.clock)() / 1000.0).floor() as i64)
    }

    /// Microseconds since `start_ms`.
    fn since_us(&self, start_ms: f64) -> u32 {
        // A clock that went back counts as no time at all; a cast saturates.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let us = (((self.clock)() - start_ms).max(0.0) * 1000.0) as u32;
        us
    }
}

/// Everything that the worker holds.
pub struct Host {
    keys: Keyring,
    network: Network,
    partner: Partner<MemoryStore>,
    work: Option<Work>,
}

/// A key generation under way.
struct Work {
    id: u32,
    generation: Generation,
    alg: Alg,
    method: KidMethod,
    started_ms: f64,
}

impl Default for Host {
    fn default() -> Self {
        Self {
            keys: Keyring::default(),
            network: Network::default(),
            partner: Partner::tern_valley(),
            work: None,
        }
    }
}

impl Host {
    /// Does what is asked. Making a key is only begun: [`work`](Self::work) goes on with it.
    pub fn take(
        &mut self,
        asked: Envelope<Ask>,
        around: &mut Surroundings<'_>,
    ) -> Vec<Envelope<Told>> {
        let id = asked.id;
        let told = match asked.message {
            Ask::MakeKey { kind, alg, method } => return self.begin(id, kind, alg, method, around),
            Ask::Stop { work } => return self.stop(work),
            Ask::ImportKey { text, alg, method } => match import(&text) {
                Ok(key) => self.held(key, alg, method, 0.0),
                Err(error) => key_failed(&error),
            },
            Ask::NameKey { key, alg, method } => match self.keys.info(key, alg, method) {
                Some(info) => Told::Key(info),
                None => gone(),
            },
            Ask::Publish { url, body } => {
                self.network.publish(url, body);
                Told::Done
            }
            Ask::Sign { key, alg, draft } => match self.keys.key(key) {
                Some(key) => sign(key, alg, &draft, around),
                None => gone(),
            },
            Ask::Judge { token, jwks, client_id, audience, fhir_base, jwks_url, algs } => {
                let keys = jwks.and_then(|text| JwkSet::parse(&text).ok());
                let expect = Expectations {
                    client: Client::Known(&client_id),
                    audience: audience.as_deref(),
                    fhir_base: fhir_base.as_deref(),
                    jwks_url: jwks_url.as_deref(),
                    algs: &algs,
                    ..Expectations::default()
                };
                Told::Judged { report: verify(&token, keys.as_ref(), &expect, around.now()) }
            }
            Ask::Send { request } => self.answer(request, around),
            Ask::Book => self.book(),
            Ask::Forget => {
                *self = Self::default();
                Told::Done
            }
        };
        vec![Envelope { id, message: told }]
    }

    /// Whether there is work to go on with.
    pub fn is_working(&self) -> bool {
        self.work.is_some()
    }

    /// Goes on with the work in hand for about `for_ms` milliseconds. One piece of it may take that long again.
    pub fn work(&mut self, for_ms: f64, around: &mut Surroundings<'_>) -> Vec<Envelope<Told>> {
        let Some(mut work) = self.work.take() else { return vec![] };
        let until = (around.clock)() + for_ms;
        loop {
            match work.generation.advance(around.rng) {
                Ok(Some(key)) => {
                    let took_ms = (around.clock)() - work.started_ms;
                    return vec![Envelope {
                        id: work.id,
                        message: self.held(key, work.alg, work.method, took_ms),
                    }];
                }
                Ok(None) => {}
                Err(error) => return vec![Envelope { id: work.id, message: key_failed(&error) }],
            }
            if (around.clock)() >= until {
                break;
            }
        }
        let progress = work.generation.progress();
        let message =
            Told::Progress { primes_found: progress.primes_found, candidates: progress.candidates };
        let told = vec![Envelope { id: work.id, message }];
        self.work = Some(work);
        told
    }

    fn begin(
        &mut self,
        id: u32,
        kind: KeyKind,
        alg: Alg,
        method: KidMethod,
        around: &Surroundings<'_>,
    ) -> Vec<Envelope<Told>> {
        let mut told =
            self.work.take().map(|work| stopped(work.id)).into_iter().collect::<Vec<_>>();
        match Generation::new(kind) {
            Ok(generation) => {
                self.work =
                    Some(Work { id, generation, alg, method, started_ms: (around.clock)() });
            }
            Err(error) => told.push(Envelope { id, message: key_failed(&error) }),
        }
        told
    }

    fn stop(&mut self, work: u32) -> Vec<Envelope<Told>> {
        self.work
            .take_if(|in_hand| in_hand.id == work)
            .map(|work| stopped(work.id))
            .into_iter()
            .collect()
    }

    fn held(&mut self, key: PrivateKey, alg: Alg, method: KidMethod, took_ms: f64) -> Told {
        let handle = self.keys.hold(key);
        match self.keys.info(handle, alg, method) {
            Some(info) => Told::Key(super::message::KeyInfo { took_ms, ..info }),
            None => gone(),
        }
    }

    /// The partner's answer to a request, with the key sets that it fetched on the way.
    fn answer(&self, request: WireRequest, around: &mut Surroundings<'_>) -> Told {
        let request = match http::Request::try_from(request) {
            Ok(request) => request,
            Err(error) => return failed("request", &error),
        };
        let start = (around.clock)();
        let mut fetched = vec![];
        let mut step = block_on(self.partner.handle(request, around.now(), around.rng));
        let reply = loop {
            let fetch = match step {
                Step::Reply(reply) => break reply,
                Step::Fetch(fetch) => fetch,
            };
            let outcome = match Network::request(fetch.url()) {
                Ok(request) if fetched.len() < FETCHES => {
                    let after_us = around.since_us(start);
                    let (outcome, response) = self.network.get(fetch.url());
                    let took_us = around.since_us(start).saturating_sub(after_us);
                    fetched.push(Fetched { request: request.into(), response, after_us, took_us });
                    outcome
                }
                Ok(_) => countersign_partner::FetchOutcome::Failed(
                    "too many fetches for one request".to_owned(),
                ),
                Err(error) => countersign_partner::FetchOutcome::Failed(error.to_string()),
            };
            step = block_on(self.partner.resume(*fetch, outcome, around.now(), around.rng));
        };
        let record = Record {
            route: reply.record.route.name().to_owned(),
            client_id: reply.record.client_id,
            report: reply.record.report,
        };
        let took_ms = (around.clock)() - start;
        Told::Answered(Answer {
            response: reply.response.into(),
            record: Some(record),
            fetched,
            took_ms,
        })
    }

    fn book(&self) -> Told {
        match block_on(self.partner.audit()) {
            Ok(entries) => {
                let entries = entries
                    .iter()
                    .rev()
                    .filter_map(|entry| serde_json::to_value(entry).ok())
                    .collect();
                Told::Book { entries }
            }
            Err(error) => failed("book", &error),
        }
    }
}

fn sign(
    key: &PrivateKey,
    alg: Alg,
    draft: &countersign::assertion::Draft,
    around: &mut Surroundings<'_>,
) -> Told {
    let start = (around.clock)();
    let input = draft.signing_input(alg);
    let signature = match key.sign(alg, input.as_str().as_bytes(), around.rng) {
        Ok(signature) => signature,
        Err(error) => return failed("sign", &error),
    };
    match input.with_signature(&signature) {
        Ok(jws) => {
            Told::Signed { token: jws.as_str().to_owned(), took_ms: (around.clock)() - start }
        }
        Err(error) => failed("sign", &error),
    }
}

fn stopped(id: u32) -> Envelope<Told> {
    Envelope { id, message: Told::Stopped }
}

fn gone() -> Told {
    Told::Failed {
        code: "key.gone".to_owned(),
        message: "that key pair is no longer held".to_owned(),
    }
}

fn key_failed(error: &KeyError) -> Told {
    Told::Failed { code: error.code().to_owned(), message: error.to_string() }
}

fn failed(code: &str, error: &dyn std::error::Error) -> Told {
    Told::Failed { code: format!("worker.{code}"), message: error.to_string() }
}
