//! Fetching a client's key set, without being turned against the network (S9): the URL is a stranger's.
//!
//! Only https, or http of this machine where that is allowed; only addresses that the internet has, each checked after the
//! name was resolved and then connected to itself; no proxy, no cookies, no credentials; redirects under the same rules.

mod address;

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use countersign::limits::KEY_SET_OCTETS;
use countersign_partner::FetchOutcome;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::header::{ACCEPT, LOCATION};
use http::{HeaderMap, Response, StatusCode};
use reqwest::{Client, redirect};
use tokio::sync::OnceCell;
use tokio::time::timeout;
use url::{Host, Url};

use address::Reach;

use crate::http::client;

/// Most redirects that are followed.
const REDIRECTS: usize = 3;
/// Fetches from one origin in a row, and how soon each is forgotten. A kept key set is not fetched, so this is much.
const BUDGET: (NonZeroU32, Duration) =
    (NonZeroU32::new(60).expect("not zero"), Duration::from_millis(500));
/// Most origins whose fetches are counted.
const ORIGINS: usize = 10_000;

/// What may be fetched beyond https from public addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Allowed {
    /// Plain http from this machine.
    pub(super) http: bool,
    /// Private addresses.
    pub(super) private: bool,
}

/// Names to addresses.
pub trait Resolve: Send + Sync {
    /// All addresses of a name.
    fn resolve(&self, name: String) -> Resolving;
}

/// The addresses of a name, once they are known.
pub type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// The resolver of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: String) -> Resolving {
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((name, 0)).await?;
            Ok(addresses.map(|address| address.ip()).collect())
        })
    }
}

/// What came of a fetch; several may have waited for it.
#[derive(Clone, Debug)]
pub(super) struct Fetched(Arc<Result<Document, String>>);

#[derive(Debug)]
struct Document {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Fetched {
    /// Whether something was answered, whatever it was.
    pub(super) fn is_there(&self) -> bool {
        self.0.is_ok()
    }
}

impl From<Fetched> for FetchOutcome {
    fn from(fetched: Fetched) -> Self {
        match &*fetched.0 {
            Err(why) => Self::Failed(why.clone()),
            Ok(Document { status, headers, body }) => {
                let mut response = Response::new(body.clone());
                *response.status_mut() = *status;
                *response.headers_mut() = headers.clone();
                Self::Response(response)
            }
        }
    }
}

/// Fetches key sets, each once however many wait for it.
pub(super) struct Fetcher {
    allowed: Allowed,
    /// How long a key set may take, redirects and all.
    time: Duration,
    resolver: Arc<dyn Resolve>,
    /// Made at the first fetch: reading the system's certificates takes a while.
    clients: OnceLock<Result<Clients, String>>,
    running: Mutex<HashMap<String, Arc<OnceCell<Fetched>>>>,
    budget: DefaultKeyedRateLimiter<String>,
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

/// One for each scheme: which addresses may be connected to depends on it.
struct Clients {
    https: Client,
    http: Client,
}

impl Fetcher {
    pub(super) fn new(allowed: Allowed, time: Duration, resolver: Arc<dyn Resolve>) -> Self {
        let (burst, each) = BUDGET;
        let quota = Quota::with_period(each).expect("not zero").allow_burst(burst);
        Self {
            allowed,
            time,
            resolver,
            clients: OnceLock::new(),
            running: Mutex::default(),
            budget: RateLimiter::keyed(quota),
        }
    }

    /// What is behind a URL. Whoever asks while it is being fetched gets the same.
    pub(super) async fn fetch(&self, url: &str) -> Fetched {
        let cell = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            running.entry(url.to_owned()).or_default().clone()
        };
        // Whoever is first fetches for all; if that one goes away, the next one does.
        let fetched = cell.get_or_init(|| self.fetch_now(url)).await.clone();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.get(url).is_some_and(|current| Arc::ptr_eq(current, &cell)) {
            running.remove(url);
        }
        fetched
    }

    async fn fetch_now(&self, url: &str) -> Fetched {
        let fetched = match timeout(self.time, self.follow(url)).await {
            Ok(fetched) => fetched.map_err(|error| error.to_string()),
            Err(_) => Err(format!("it was not there within {} s", self.time.as_secs_f32())),
        };
        Fetched(Arc::new(fetched))
    }

    async fn follow(&self, url: &str) -> Result<Document, FetchError> {
        let mut url = Url::parse(url).map_err(|_| FetchError::NoUrl)?;
        for _ in 0..=REDIRECTS {
            let client = self.admit(&url)?;
            let request = client.get(url.clone()).header(ACCEPT, "application/json");
            let response = request.send().await.map_err(FetchError::from)?;
            let location = response.headers().get(LOCATION);
            match location.filter(|_| response.status().is_redirection()) {
                None => return read(response).await,
                Some(location) => {
                    let location = location.to_str().map_err(|_| FetchError::NoUrl)?;
                    url = url.join(location).map_err(|_| FetchError::NoUrl)?;
                }
            }
        }
        Err(FetchError::Redirects)
    }

    /// The client that may ask for this URL, if one may.
    fn admit(&self, url: &Url) -> Result<&Client, FetchError> {
        let scheme = match url.scheme() {
            "https" => Scheme::Https,
            "http" if self.allowed.http => Scheme::Http,
            _ => return Err(FetchError::Scheme),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Credentials);
        }
        // A name is checked when it is resolved; an address would not be.
        let literal = match url.host() {
            None => return Err(FetchError::NoUrl),
            Some(Host::Domain(_)) => None,
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        };
        if let Some(address) = literal {
            self.allowed.check(scheme, address)?;
        }
        let mut origin = url.origin().ascii_serialization();
        if self.budget.len() >= ORIGINS {
            self.budget.retain_recent();
            if self.budget.len() >= ORIGINS {
                // All beyond those that are counted have one budget together.
                origin.clear();
            }
        }
        self.budget.check_key(&origin).map_err(|_| FetchError::Budget)?;
        let clients = self.clients.get_or_init(|| Clients::new(self.allowed, &self.resolver));
        let clients = clients.as_ref().map_err(|error| FetchError::Failed(error.clone()))?;
        Ok(if scheme == Scheme::Https { &clients.https } else { &clients.http })
    }
}

async fn read(mut response: reqwest::Response) -> Result<Document, FetchError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(FetchError::from)? {
        if body.len() + chunk.len() > KEY_SET_OCTETS {
            return Err(FetchError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Document { status, headers, body })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Https,
    Http,
}

impl Allowed {
    /// Whether an address may be connected to.
    fn check(self, scheme: Scheme, address: IpAddr) -> Result<(), Refused> {
        let reach = Reach::of(address);
        let may = match (scheme, reach) {
            (_, Reach::Never) => false,
            (Scheme::Http, reach) => self.http && reach == Reach::Loopback,
            (Scheme::Https, Reach::Public) => true,
            (Scheme::Https, Reach::Loopback | Reach::Private) => self.private,
        };
        if may { Ok(()) } else { Err(Refused { address, reach, scheme }) }
    }
}

impl Clients {
    fn new(allowed: Allowed, resolver: &Arc<dyn Resolve>) -> Result<Self, String> {
        let client = |scheme| {
            let builder = || {
                Client::builder()
                    .no_proxy()
                    .redirect(redirect::Policy::none())
                    .referer(false)
                    .user_agent(concat!("countersign/", env!("CARGO_PKG_VERSION")))
                    // Each fetch resolves and checks anew.
                    .pool_max_idle_per_host(0)
                    .dns_resolver(Checked { allowed, scheme, resolver: resolver.clone() })
            };
            client(builder, None).map_err(|failure| failure.says)
        };
        Ok(Self { https: client(Scheme::Https)?, http: client(Scheme::Http)? })
    }
}

/// A resolver that gives out only what may be connected to.
struct Checked {
    allowed: Allowed,
    scheme: Scheme,
    resolver: Arc<dyn Resolve>,
}

impl reqwest::dns::Resolve for Checked {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let resolving = self.resolver.resolve(name.as_str().to_owned());
        let (allowed, scheme) = (self.allowed, self.scheme);
        Box::pin(async move {
            let addresses = resolving.await?;
            let (mut may, mut refused) = (Vec::new(), None);
            for address in addresses {
                match allowed.check(scheme, address) {
                    Ok(()) => may.push(SocketAddr::new(address, 0)),
                    Err(why) => refused = Some(why),
                }
            }
            match (may.is_empty(), refused) {
                (true, Some(refused)) => Err(refused.into()),
                _ => Ok(Box::new(may.into_iter()) as reqwest::dns::Addrs),
            }
        })
    }
}

/// An address that may not be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
struct Refused {
    address: IpAddr,
    reach: Reach,
    scheme: Scheme,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, reach, scheme } = self;
        write!(f, "{address} is {reach}")?;
        match (scheme, reach) {
            (Scheme::Http, _) => f.write_str("; plain http is for this machine alone"),
            (Scheme::Https, Reach::Loopback | Reach::Private) => {
                f.write_str("; --allow-private-jwks permits that")
            }
            _ => Ok(()),
        }
    }
}

/// Why there is no document. It says nothing that the body or headers said.
#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error("it leads to something that is no URL")]
    NoUrl,
    #[error("only https is fetched; --allow-http-jwks permits http of this machine")]
    Scheme,
    #[error("there are credentials in the URL")]
    Credentials,
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("it was fetched too often; a Cache-Control with max-age lets it be kept")]
    Budget,
    #[error("it leads on more than {REDIRECTS} times")]
    Redirects,
    #[error("it has more than {KEY_SET_OCTETS} octets")]
    TooLong,
    #[error("{0}")]
    Failed(String),
}

impl From<reqwest::Error> for FetchError {
    /// The cause at the bottom says what happened; the layers above only that something did.
    fn from(error: reqwest::Error) -> Self {
        let mut cause: &(dyn Error + 'static) = &error;
        loop {
            if let Some(refused) = cause.downcast_ref::<Refused>() {
                return Self::Refused(*refused);
            }
            match cause.source() {
                Some(deeper) => cause = deeper,
                None => return Self::Failed(cause.to_string()),
            }
        }
    }
}
