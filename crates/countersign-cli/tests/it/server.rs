//! A server small enough to be believed: one thread, a real socket, and faults on demand.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use axum::Router;
use axum::body::{Body, to_bytes};
use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::kid::{self, KidMethod};
use countersign::time::Seconds;
use countersign_partner::store::MemoryStore;
use countersign_partner::{Config, Partner, Step, block_on, samples};
use countersign_testkit::keys::TestKey;
use countersign_testkit::{NOW, keys, rng_from};
use http::{Request, Response, StatusCode};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use url::Url;

/// The client that the partner knows, with [`keys::RSA_2048`].
pub(crate) const CLIENT: &str = "larkmoor-nightly";

/// What answers, and what it was asked.
pub(crate) struct Server {
    /// Its address, without a slash at the end.
    pub(crate) base: String,
    seen: Arc<Mutex<Vec<Request<Vec<u8>>>>>,
    faults: Faults,
    _stop: oneshot::Sender<()>,
}

type Faults = Arc<Mutex<VecDeque<(String, Response<Vec<u8>>)>>>;

impl Server {
    /// Tern Valley, where the client is registered.
    pub(crate) fn partner() -> Self {
        Self::partner_for(keys::RSA_2048, Alg::Rs384)
    }

    /// Tern Valley, where the client is registered with that key.
    pub(crate) fn partner_for(key: TestKey, alg: Alg) -> Self {
        Self::bind(|base| {
            let url = Url::parse(base).expect("the address of a socket");
            let config = Config::new("Tern Valley Health", &url);
            let partner = Partner::new(config, MemoryStore::default(), samples::resources());
            register(&partner, base, &key, alg);
            move |request| handle(&partner, request)
        })
    }

    /// What `answer` says.
    pub(crate) fn answering(
        answer: impl Fn(&Request<Vec<u8>>) -> Response<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        Self::bind(|_| answer)
    }

    /// Answers so to the next request for that path, instead of well.
    pub(crate) fn fault(self, path: &str, response: Response<Vec<u8>>) -> Self {
        self.faults.lock().expect("no panic").push_back((path.to_owned(), response));
        self
    }

    /// The FHIR base.
    pub(crate) fn fhir(&self) -> String {
        format!("{}/fhir", self.base)
    }

    /// Every request for that path, in order.
    pub(crate) fn seen(&self, path: &str) -> Vec<Request<Vec<u8>>> {
        let seen = self.seen.lock().expect("no panic");
        seen.iter().filter(|request| request.uri().path() == path).cloned().collect()
    }

    /// Method and path of every request, in order.
    pub(crate) fn all(&self) -> Vec<(String, String)> {
        let seen = self.seen.lock().expect("no panic");
        let told = |request: &Request<Vec<u8>>| {
            (request.method().to_string(), request.uri().path().to_owned())
        };
        seen.iter().map(told).collect()
    }

    fn bind<A>(answer: impl FnOnce(&str) -> A) -> Self
    where
        A: Fn(&Request<Vec<u8>>) -> Response<Vec<u8>> + Send + Sync + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket can");
        let base = format!("http://{}", listener.local_addr().expect("it is bound"));
        let (seen, faults) = (Arc::default(), Faults::default());
        let (stop, stopped) = oneshot::channel();
        let app = app(answer(&base), Arc::clone(&seen), Arc::clone(&faults));
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
                tokio::select! {
                    served = axum::serve(listener, app) => served.expect("it serves"),
                    _ = stopped => {}
                }
            });
        });
        Self { base, seen, faults, _stop: stop }
    }
}

fn app<A>(answer: A, seen: Arc<Mutex<Vec<Request<Vec<u8>>>>>, faults: Faults) -> Router
where
    A: Fn(&Request<Vec<u8>>) -> Response<Vec<u8>> + Send + Sync + 'static,
{
    let answer = Arc::new(answer);
    Router::new().fallback(move |request: axum::extract::Request| {
        let (answer, seen, faults) = (answer.clone(), seen.clone(), faults.clone());
        async move {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, usize::MAX).await.expect("a whole request");
            let request = Request::from_parts(head, body.to_vec());
            seen.lock().expect("no panic").push(request.clone());
            let fault = {
                let mut faults = faults.lock().expect("no panic");
                let at = faults.iter().position(|(path, _)| path == request.uri().path());
                at.and_then(|at| faults.remove(at))
            };
            let response = fault.map(|(_, response)| response);
            response.unwrap_or_else(|| answer(&request)).map(Body::from)
        }
    })
}

fn handle(partner: &Partner<MemoryStore>, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    // A token is made of randomness: another one for each request.
    static CALLS: Mutex<u64> = Mutex::new(0);
    let seed = {
        let mut calls = CALLS.lock().expect("no panic");
        *calls += 1;
        *calls
    };
    // Once begun, an export is ready when it is asked for.
    let is_export = request.uri().path().starts_with("/fhir/export/");
    let now = if is_export { NOW + Seconds::new(60) } else { NOW };
    match block_on(partner.handle(request.clone(), now, &mut rng_from(seed))) {
        Step::Reply(reply) => reply.response,
        Step::Fetch(fetch) => panic!("nothing to fetch here: {}", fetch.url()),
    }
}

fn register(partner: &Partner<MemoryStore>, base: &str, key: &TestKey, alg: Alg) {
    let public = key.private().public();
    let kid = kid::derive(&public, KidMethod::default_for(&public));
    let set = publish::public_set(&[Jwk::new(public, kid, alg)]);
    let set: Value = serde_json::from_str(&set).expect("JSON");
    let body = json!({ "client_id": CLIENT, "jwks": set }).to_string();
    let request = Request::post(format!("{base}/register"))
        .header("content-type", "application/json")
        .body(body.into_bytes())
        .expect("a request");
    let reply = handle(partner, &request);
    assert_eq!(reply.status(), StatusCode::CREATED, "{}", String::from_utf8_lossy(reply.body()));
}

/// A response with that status, headers and body, made at the moment at which tests run.
pub(crate) fn response(
    status: u16,
    headers: &[(&str, &str)],
    body: impl Into<Vec<u8>>,
) -> Response<Vec<u8>> {
    let builder =
        Response::builder().status(status).header("date", "Tue, 12 May 2026 14:03:20 GMT");
    let builder =
        headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
    builder.body(body.into()).expect("a response")
}

/// Serves connections by hand, one after the other: `talk` is given each one when the head of a request has been read.
pub(crate) fn by_hand(talk: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (mut head, mut octet) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut octet).is_ok_and(|n| n == 1) {
                head.push(octet[0]);
            }
            talk(stream);
        }
    });
    address
}

/// Serves TLS with a certificate of `tests/vectors/tls`: to each connection one answer, in octets.
pub(crate) fn tls(certificate: &'static str, octets: impl Into<Vec<u8>>) -> SocketAddr {
    let chain = CertificateDer::from_pem_file(tls_file(certificate)).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(keys::P256.pem.as_bytes()).expect("a key");
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_single_cert(vec![chain], key)
            .expect("the certificate of the key");
    let (config, octets) = (Arc::new(config), octets.into());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            let connection = ServerConnection::new(config.clone()).expect("a connection");
            let mut stream = StreamOwned::new(connection, stream);
            let mut head = [0; 4096];
            if stream.read(&mut head).is_ok() {
                let _ = stream.write_all(&octets);
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    address
}

/// A file of `tests/vectors/tls`.
pub(crate) fn tls_file(name: &str) -> String {
    format!("{}/../../tests/vectors/tls/{name}.pem", env!("CARGO_MANIFEST_DIR"))
}

/// Serves the same octets to each connection, whatever comes, and closes it.
pub(crate) fn raw(octets: impl Into<Vec<u8>>) -> SocketAddr {
    let octets = octets.into();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut some = [0; 4096];
            let _ = stream.read(&mut some);
            let _ = stream.write_all(&octets);
        }
    });
    address
}
