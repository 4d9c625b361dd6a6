//! What page and worker say to each other: JSON texts, joined by an id.
//!
//! The page asks ([`Ask`]) and the worker tells ([`Told`]) under the same id. The worker speaks first, with
//! [`Told::Ready`]; what is posted to it before that is lost, so the page keeps it until then.
//!
//! No message from the worker can carry a private key: there is no member for one.

use core::fmt;

use countersign::assertion::Draft;
use countersign::finding::{Finding, Report};
use countersign::jws::Alg;
use countersign::key::KeyKind;
use countersign::kid::KidMethod;
use serde::{Deserialize, Serialize};

/// The build that page and worker must share: the worker's files have no hash in their name, so a cache may mix two.
pub const BUILD: &str = match option_env!("COUNTERSIGN_BUILD") {
    Some(build) => build,
    None => env!("CARGO_PKG_VERSION"),
};

/// A message and what it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Chosen by the page, repeated by the worker; 0 is [`Told::Ready`]'s.
    pub id: u32,
    /// The message.
    pub message: T,
}

/// Text that came from the user and may hold a private key: not shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} octets)", self.0.len())
    }
}

/// Names a key pair that the worker holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handle(pub u32);

/// What the page asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// A new key pair. Told [`Told::Progress`] now and then, and at last [`Told::Key`] or [`Told::Stopped`].
    MakeKey {
        /// What kind.
        kind: KeyKind,
        /// What it is published for.
        alg: Alg,
        /// How it is named.
        method: KidMethod,
    },
    /// Ends the work begun under the id `work`, which is told [`Told::Stopped`].
    Stop {
        /// The id of the question that began it.
        work: u32,
    },
    /// A key pair from text: PEM, or a JWK with its private members. Told [`Told::Key`].
    ImportKey {
        /// What was pasted.
        text: Secret,
        /// What it is published for, if it can do that.
        alg: Alg,
        /// How it is named.
        method: KidMethod,
    },
    /// Names a key that is held anew. Told [`Told::Key`].
    NameKey {
        /// Which.
        key: Handle,
        /// What it is published for.
        alg: Alg,
        /// How it is named.
        method: KidMethod,
    },
    /// Puts a document where the partner can fetch it. Told [`Told::Done`].
    Publish {
        /// Where.
        url: String,
        /// What.
        body: String,
    },
    /// Signs header and claims as they are. Told [`Told::Signed`].
    Sign {
        /// With which key.
        key: Handle,
        /// Under what, whatever the header says.
        alg: Alg,
        /// Header and claims.
        draft: Draft,
    },
    /// Judges an assertion as the specification does. Told [`Told::Judged`].
    Judge {
        /// The assertion.
        token: String,
        /// The key set it is checked against.
        jwks: Option<String>,
        /// The client it should speak for.
        client_id: String,
        /// The token endpoint it should be made for, if known.
        audience: Option<String>,
        /// The FHIR base, for near misses.
        fhir_base: Option<String>,
        /// The registered key set URL, if there is one.
        jwks_url: Option<String>,
        /// What the partner takes.
        algs: Vec<Alg>,
    },
    /// Sends a request to the partner in the tab. Told [`Told::Answered`].
    Send {
        /// The request.
        request: WireRequest,
    },
    /// What the partner wrote down, newest first. Told [`Told::Book`].
    Book,
    /// Forgets every key, document, registration and token. Told [`Told::Done`].
    Forget,
}

/// What the worker tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// The worker runs. The first message, under the id 0.
    Ready {
        /// Its [`BUILD`].
        build: String,
    },
    /// A key is being made.
    Progress {
        /// Primes found, 0 to 2.
        primes_found: u8,
        /// Candidates tested so far.
        candidates: u32,
    },
    /// A key pair is held.
    Key(KeyInfo),
    /// Work was ended before its time.
    Stopped,
    /// An assertion.
    Signed {
        /// In the compact form.
        token: String,
        /// How long the signature took, in milliseconds.
        took_ms: f64,
    },
    /// A judgement.
    Judged {
        /// The report.
        report: Report,
    },
    /// The partner answered.
    Answered(Answer),
    /// The partner's book.
    Book {
        /// Its entries, newest first, as the partner keeps them: `at`, `clientId`, `query`, `jti`, `kid` and so on.
        entries: Vec<serde_json::Value>,
    },
    /// It is done, and there is nothing to say of it.
    Done,
    /// It could not be done.
    Failed {
        /// A stable code.
        code: String,
        /// One sentence, lower case, no full stop.
        message: String,
    },
}

/// The public side of a key pair that the worker holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyInfo {
    /// Its name in messages.
    pub key: Handle,
    /// What kind.
    pub kind: KeyKind,
    /// What it is published for.
    pub alg: Alg,
    /// The name it is published under.
    pub kid: String,
    /// What the modulus method calls it; nothing for elliptic curves.
    pub kid_by_modulus: Option<String>,
    /// What the thumbprint method calls it.
    pub kid_by_thumbprint: String,
    /// The set with the public half, as published.
    pub jwks: String,
    /// How long it took to make, in milliseconds.
    pub took_ms: f64,
}

/// A request as it travels, its headers in the order sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireRequest {
    /// `GET`, `POST` …
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body; empty when there is none.
    pub body: String,
}

/// A response as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireResponse {
    /// The status code.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body; empty when there is none.
    pub body: String,
}

/// What the partner answered, and how it came to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The reply.
    pub response: WireResponse,
    /// What the partner noted of the request, where it can be seen.
    pub record: Option<Record>,
    /// What the partner fetched on the way.
    pub fetched: Vec<Fetched>,
    /// How long the partner took, in milliseconds, fetches included.
    pub took_ms: f64,
}

/// The partner's own view of a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Which of its routes it was.
    pub route: String,
    /// Whom it took the request to be from.
    pub client_id: Option<String>,
    /// What it checked, in its order: at the token endpoint always, elsewhere where there was something to judge.
    pub report: Option<Report>,
}

/// A fetch that the partner made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// What it sent.
    pub request: WireRequest,
    /// What came back; nothing when nothing is published there.
    pub response: Option<WireResponse>,
    /// How long after the partner's start, in microseconds.
    pub after_us: u32,
    /// How long it took, in microseconds.
    pub took_us: u32,
}

impl Record {
    /// What was found, in the order of the checks.
    pub fn findings(self) -> Vec<Finding> {
        self.report.map(|report| report.findings).unwrap_or_default()
    }
}

impl WireRequest {
    /// A header's first value, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Path and query, or the whole URL where there is no path to be seen.
    pub fn target(&self) -> &str {
        let after_scheme = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        after_scheme.find('/').map_or(&self.url, |at| &after_scheme[at..])
    }
}

impl WireResponse {
    /// A header's first value, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl From<http::Request<Vec<u8>>> for WireRequest {
    fn from(request: http::Request<Vec<u8>>) -> Self {
        let (head, body) = request.into_parts();
        Self {
            method: head.method.to_string(),
            url: head.uri.to_string(),
            headers: pairs(&head.headers),
            body: text(body),
        }
    }
}

impl From<http::Response<Vec<u8>>> for WireResponse {
    fn from(response: http::Response<Vec<u8>>) -> Self {
        let (head, body) = response.into_parts();
        Self { status: head.status.as_u16(), headers: pairs(&head.headers), body: text(body) }
    }
}

impl TryFrom<WireRequest> for http::Request<Vec<u8>> {
    type Error = http::Error;

    fn try_from(wire: WireRequest) -> Result<Self, http::Error> {
        let mut request =
            http::Request::builder().method(wire.method.as_str()).uri(wire.url.as_str());
        for (name, value) in &wire.headers {
            request = request.header(name, value);
        }
        request.body(wire.body.into_bytes())
    }
}

impl TryFrom<WireResponse> for http::Response<Vec<u8>> {
    type Error = http::Error;

    fn try_from(wire: WireResponse) -> Result<Self, http::Error> {
        let mut response = http::Response::builder().status(wire.status);
        for (name, value) in &wire.headers {
            response = response.header(name, value);
        }
        response.body(wire.body.into_bytes())
    }
}

/// Names are written as HTTP/1.1 servers write them; `http` keeps them in lower case.
fn pairs(headers: &http::HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (title_case(name.as_str()), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect()
}

fn title_case(name: &str) -> String {
    let word = |word: &str| match word {
        "www" => "WWW".to_owned(),
        _ => {
            word.get(..1).map_or_else(String::new, |first| first.to_ascii_uppercase() + &word[1..])
        }
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn text(body: Vec<u8>) -> String {
    String::from_utf8(body)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_survives_the_trip() {
        let request = http::Request::post("https://ternvalley.example/auth/token?a=b")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("www-authenticate", "x")
            .body(b"a=b".to_vec())
            .expect("well formed");
        let wire = WireRequest::from(request);
        assert_eq!(wire.headers[0].0, "Content-Type");
        assert_eq!(wire.headers[1].0, "WWW-Authenticate");
        assert_eq!(wire.target(), "/auth/token?a=b");
        let json = serde_json::to_string(&Envelope {
            id: 7,
            message: Ask::Send { request: wire.clone() },
        });
        let back: Envelope<Ask> =
            serde_json::from_str(&json.expect("plain data")).expect("just written");
        assert_eq!(back.message, Ask::Send { request: wire.clone() });
        assert_eq!(
            WireRequest::from(http::Request::try_from(wire.clone()).expect("well formed")),
            wire
        );
    }

    #[test]
    fn a_pasted_key_is_not_shown() {
        let ask = Ask::ImportKey {
            text: Secret("-----BEGIN PRIVATE".into()),
            alg: Alg::Rs384,
            method: KidMethod::Modulus,
        };
        assert!(!format!("{ask:?}").contains("BEGIN"));
    }
}
