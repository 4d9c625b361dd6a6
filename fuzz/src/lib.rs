//! What targets share: requests as a text tells them, a partner that answers them, and what is true of every answer.

use countersign::time::{Seconds, UnixSeconds};
use countersign_partner::store::{Granted, Issue, MemoryStore, Store};
use countersign_partner::{AuditEntry, Config, Partner, Reply, Step, block_on};
use countersign_testkit::{NOW, keys, rng_from};
use http::{HeaderMap, Method, Request, StatusCode, Uri};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

/// Where the partner is.
pub const BASE: &str = "https://ternvalley.example";

/// A partner with a clock, and with randomness that is another for each request and the same in each run.
pub struct Host {
    /// The partner.
    pub partner: Partner<MemoryStore>,
    /// The moment of the next request.
    pub now: UnixSeconds,
    requests: u64,
}

impl Host {
    /// A partner that serves nothing yet.
    pub fn empty() -> Self {
        let base = Url::parse(BASE).expect("a literal address");
        let partner = Partner::new(Config::new("Ours", &base), MemoryStore::default(), Vec::new());
        // Else a pair is made for each partner that is asked for its keys.
        partner.publish_keys(vec![keys::p256().public()]);
        Self { partner, now: NOW, requests: 0 }
    }

    /// Gives out `token` for an hour, as if an assertion had proved who asks.
    pub fn grant(&self, token: &str, client_id: &str, scope: &str) {
        let granted = Granted {
            client_id: client_id.to_owned(),
            scope: scope.to_owned(),
            ends_at: self.now + Seconds::new(3600),
            jti: "once".to_owned(),
            kid: "k".to_owned(),
        };
        let hash = Sha256::digest(token.as_bytes()).into();
        let entry = AuditEntry::start(self.now, "fuzz", &[]);
        let issue = Issue { jti: None, hash, granted, entry };
        block_on(self.partner.store().issue(issue, self.now)).expect("in memory");
    }

    /// The answer to a request, which keeps what every answer promises; nothing if a key set would have to be fetched.
    pub fn answer(&mut self, request: Request<Vec<u8>>) -> Option<Reply> {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        self.requests += 1;
        let mut rng = rng_from(self.requests);
        let step = block_on(self.partner.handle(request, self.now, &mut rng));
        let Step::Reply(reply) = step else { return None };
        let (status, headers) = (reply.response.status(), reply.response.headers());
        assert!(!status.is_server_error() && status == reply.record.status, "{status}");
        let media_type = header(headers, "content-type");
        if method == Method::HEAD {
            assert!(reply.response.body().is_empty());
        } else if media_type.contains("ndjson") {
            assert!(resources(&reply).iter().all(|one| one["resourceType"].is_string()));
        } else if media_type.contains("json") {
            let body: Value =
                serde_json::from_slice(reply.response.body()).expect("JSON where it says JSON");
            let refused = path.starts_with("/fhir") && status.as_u16() >= 400;
            assert!(!refused || body["resourceType"] == "OperationOutcome", "{path}: {body}");
        } else {
            assert!(!media_type.is_empty() || reply.response.body().is_empty());
        }
        let challenged = !header(headers, "www-authenticate").is_empty();
        assert!(challenged || status != StatusCode::UNAUTHORIZED || path == "/auth/token");
        Some(*reply)
    }

    /// What the bearer of `token` gets from an address that the partner gave.
    pub fn get(&mut self, target: &str, token: &str) -> Reply {
        let request = request(&format!("GET {target}")).expect("an address");
        self.answer(by(request, token)).expect("nothing is fetched")
    }
}

/// A request as a text tells it: method and target on the first line, then headers, and the body behind a blank line.
/// Nothing if no server could have been sent it.
pub fn request(text: &str) -> Option<Request<Vec<u8>>> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next()?.split_once(' ')?;
    let (method, target) = (method.parse::<Method>().ok()?, target.parse::<Uri>().ok()?);
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        request = request.header(name, value);
    }
    request.body(body.as_bytes().to_vec()).ok()
}

/// The same request by the bearer of `token`, unless it says itself whose it is.
pub fn by(mut request: Request<Vec<u8>>, token: &str) -> Request<Vec<u8>> {
    let bearer = format!("Bearer {token}").parse().expect("a token is plain text");
    request.headers_mut().entry("authorization").or_insert(bearer);
    request
}

/// The value of a header; nothing where it is not there.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The resources of a file of NDJSON.
pub fn resources(reply: &Reply) -> Vec<Value> {
    let text = str::from_utf8(reply.response.body()).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON in each line")).collect()
}
