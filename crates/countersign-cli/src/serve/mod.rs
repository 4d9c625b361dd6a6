//! The partner behind a socket.
//!
//! [`Server::start`] binds, and serves until [`Server::shutdown`]. What it touches of the world beyond sockets and files is
//! in its [`Surroundings`], so that tests can give their own.

mod client_arg;
mod connections;
mod data;
mod fetch;
mod front;
mod greeting;
mod guard;
mod log;
mod metrics;
mod own_key;
mod page;
mod relay;
mod routes;
pub mod store;
mod watch;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use countersign::key::PrivateKey;
use countersign::time::{Seconds, UnixSeconds};
use countersign_partner::store::{MemoryStore, Store};
use countersign_partner::{Config, Head, Partner, samples};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use tokio::net::TcpListener;
use tokio::sync::{SetOnce, watch as channel};
use tokio::task::JoinHandle;
use url::{Host, Url};

pub use client_arg::ClientArg;
pub use fetch::{Resolve, Resolving, SystemResolver};
pub use greeting::Greeting;
pub use guard::{Limits, Origin};
pub use log::Log;

use crate::Failure;
use crate::commands::serve::Args;
use fetch::{Allowed, Fetcher};
use front::Front;
use guard::{Failures, Names, Turnstile};
use metrics::Metrics;
use own_key::OwnKeys;
use page::PageToken;
use relay::Relay;
use store::{SqlStore, StoreUrl};
use watch::Watch;

/// What time it is.
pub type Clock = Arc<dyn Fn() -> UnixSeconds + Send + Sync>;

/// What a server touches of the world.
#[derive(Clone)]
pub struct Surroundings {
    /// Its clock.
    pub clock: Clock,
    /// Where it resolves the names of key set URLs.
    pub resolver: Arc<dyn Resolve>,
    /// Its bounds.
    pub limits: Limits,
    /// Those of its database.
    pub store_limits: store::Limits,
    /// Where it says what happens.
    pub log: Log,
}

impl Default for Surroundings {
    /// The system's clock and resolver, and no log.
    fn default() -> Self {
        Self {
            clock: Arc::new(system_clock),
            resolver: Arc::new(SystemResolver),
            limits: Limits::default(),
            store_limits: store::Limits::default(),
            log: Log::silent(),
        }
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// A server that runs.
#[derive(Debug)]
#[must_use]
pub struct Server {
    greeting: Greeting,
    page_token: PageToken,
    closing: channel::Sender<bool>,
    stop: Arc<AtomicBool>,
    serving: JoinHandle<()>,
}

impl Server {
    /// Binds and serves. The partner's own key may still be being made then; who asks for it waits.
    ///
    /// # Errors
    /// [`Failure`] when the address cannot be had, or a file or the store cannot be read.
    pub async fn start(args: &Args, surroundings: Surroundings) -> Result<Self, Failure> {
        let listener = TcpListener::bind(args.listen).await.map_err(|error| {
            Failure::new("serve.listen", format!("{}: {error}", args.listen)).hint(
                "choose another address with --listen, or a free port with --listen 127.0.0.1:0",
            )
        })?;
        let address = listener
            .local_addr()
            .map_err(|error| Failure::new("serve.listen", format!("{}: {error}", args.listen)))?;
        match &args.store {
            StoreUrl::Memory => {
                Self::with(MemoryStore::default(), listener, address, args, surroundings).await
            }
            StoreUrl::Sql(url) => {
                let (now, mut rng) = ((surroundings.clock)(), UnwrapErr(SysRng));
                let limits = &surroundings.store_limits;
                let store = SqlStore::open(url, limits, now, &mut rng).await?;
                Self::with(store, listener, address, args, surroundings).await
            }
        }
    }

    async fn with<S: Lasting>(
        store: S,
        listener: TcpListener,
        address: SocketAddr,
        args: &Args,
        surroundings: Surroundings,
    ) -> Result<Self, Failure> {
        let base = args.base_url.clone().unwrap_or_else(|| base_of(address));
        let is_local = address.ip().is_loopback() && is_loopback(&base);
        if !args.relay.is_empty() && !address.ip().is_loopback() {
            return Err(Failure::new(
                "serve.relay",
                format!("{address} can be reached from elsewhere, and --relay would let others send through here"),
            )
            .hint("listen on a loopback address: --listen 127.0.0.1:8481"));
        }
        let own_keys = OwnKeys::read(args.key.as_deref(), &args.store, args.rotate)?;
        let (partner, serves) = partner(args, &base, store)?;
        for client in &args.clients {
            let registered = partner.register(&client.metadata()?, &mut UnwrapErr(SysRng)).await;
            registered.map_err(|error| client.refused(&error))?;
        }

        let page_token = PageToken::new();
        let greeting = greet(&partner, args, address, &own_keys, serves, &page_token, is_local);
        let Surroundings { clock, resolver, limits, log, .. } = surroundings;
        let allowed = Allowed { http: args.allow_http_jwks, private: args.allow_private_jwks };
        let front = Arc::new(Front {
            names: Names::of(&base),
            own_origin: Origin::of(&base),
            turnstile: Turnstile::new(limits.requests),
            watchers: Turnstile::new(limits.watchers),
            failures: Failures::new(limits.failures),
            fetcher: Fetcher::new(allowed, limits.fetch_time, resolver),
            watch: Arc::new(Watch::new()),
            relay: Relay::to(args.relay.clone()),
            page_token: page_token.clone(),
            watch_is_open: is_local,
            metrics: Metrics::new(),
            own_key: SetOnce::new(),
            closing: channel::Sender::new(false),
            partner,
            limits,
            log,
            clock,
        });
        let stop = Arc::new(AtomicBool::new(false));
        complete(front.clone(), own_keys, stop.clone());
        let closing = front.closing.clone();
        let routes = routes::routes(front.clone(), base.path());
        let serving = tokio::spawn(async move {
            connections::serve(listener, front.clone(), routes).await;
            if let Some(head) = front.partner.store().close().await {
                front.log.say(&format!("the audit trail ends with {head}"));
            }
        });
        Ok(Self { greeting, page_token, closing, stop, serving })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.greeting.address
    }

    /// What the page shows to this server, as `X-Countersign-Token`: for whoever started it alone.
    pub fn page_token(&self) -> &str {
        self.page_token.expose()
    }

    /// What to tell whoever started it.
    pub fn greeting(&self) -> &Greeting {
        &self.greeting
    }

    /// Accepts nothing more, and ends when what was accepted is answered or had its time.
    pub async fn shutdown(self) {
        self.closing.send_replace(true);
        self.stop.store(true, Ordering::Relaxed);
        // It ends, or it panicked and has ended.
        let _ = self.serving.await;
    }
}

/// A store that a server lets go of when it ends.
trait Lasting: Store + 'static {
    /// How far its audit trail has come, where that outlives the server.
    fn close(&self) -> impl Future<Output = Option<Head>> + Send;
}

impl Lasting for MemoryStore {
    async fn close(&self) -> Option<Head> {
        None
    }
}

impl Lasting for SqlStore {
    async fn close(&self) -> Option<Head> {
        Some(Self::close(self).await)
    }
}

/// The partner that the arguments describe, and what it serves in words.
fn partner<S: Store>(args: &Args, base: &Url, store: S) -> Result<(Partner<S>, String), Failure> {
    let config = Config {
        token_lifetime: Seconds::new(args.token_lifetime.into()),
        allow_registration: args.allow_registration,
        allow_http_jwks: args.allow_http_jwks,
        ..Config::new("Tern Valley Health", base).under(args.profile)
    };
    Ok(match &args.data {
        None => {
            let resources = samples::resources();
            let serves = format!("{} invented resources", resources.len());
            (Partner::new(config, store, resources), serves)
        }
        Some(folder) => {
            let mut partner = Partner::new(config, store, Vec::new());
            let count = data::load(&mut partner, folder)?;
            (partner, format!("{count} resources of {}", folder.display()))
        }
    })
}

/// Makes what is lacking of the own keys while the server already answers.
fn complete<S: Store + 'static>(front: Arc<Front<S>>, own_keys: OwnKeys, stop: Arc<AtomicBool>) {
    let publish = move |keys: Vec<PrivateKey>, kept: Result<(), Failure>| {
        if let Err(failure) = kept {
            front.log.warn(&failure);
        }
        front.partner.publish_keys(keys.iter().map(PrivateKey::public).collect());
        // Nor is anybody kept waiting without any, as when the server ends meanwhile.
        let _ = front.own_key.set(());
    };
    if own_keys.lack_one() {
        tokio::task::spawn_blocking(move || {
            let (keys, kept) = own_keys.complete(&stop);
            publish(keys, kept);
        });
    } else {
        let (keys, kept) = own_keys.complete(&stop);
        publish(keys, kept);
    }
}

fn greet<S: Store>(
    partner: &Partner<S>,
    args: &Args,
    address: SocketAddr,
    own_keys: &OwnKeys,
    serves: String,
    page_token: &PageToken,
    is_local: bool,
) -> Greeting {
    let config = partner.config();
    let own_key = match &own_keys.file {
        None => "made now, for as long as this runs; --key FILE keeps it".to_owned(),
        Some(file) if own_keys.lack_one() => format!("{}, made now", file.display()),
        Some(file) => file.display().to_string(),
    };
    let header = format!("X-Countersign-Token: {}", page_token.expose());
    let watch = match is_local {
        true => format!("curl -N {}/watch/events", config.base_url),
        false => format!("curl -N -H '{header}' {}/watch/events", config.base_url),
    };
    let relay: Vec<String> = args.relay.iter().map(Origin::to_string).collect();
    let relay = match relay.is_empty() {
        true => String::new(),
        false => format!("{}; it wants {header}", relay.join(", ")),
    };
    Greeting {
        address,
        base_url: config.base_url.clone(),
        fhir_base: config.fhir_base(),
        token_endpoint: config.token_endpoint(),
        profile: config.profile,
        token_lifetime: config.token_lifetime.get(),
        store: args.store.clone(),
        own_key,
        serves,
        clients: args.clients.iter().map(|client| client.id.clone()).collect(),
        allow_registration: config.allow_registration,
        relay,
        page: if page::IS_BUILT_IN { format!("{}/", config.base_url) } else { String::new() },
        watch,
        warnings: warnings(args, address),
    }
}

fn warnings(args: &Args, address: SocketAddr) -> Vec<String> {
    let mut warnings = Vec::new();
    if !address.ip().is_loopback() {
        let is_behind_tls = args.base_url.as_ref().is_some_and(|base| base.scheme() == "https");
        warnings.push(match is_behind_tls {
            true => format!(
                "{address} takes plain http from other machines: let only the TLS proxy of --base-url reach it"
            ),
            false => format!(
                "{address} takes plain http from other machines: tokens and records can be read on the way. \
                 Put TLS in front and say --base-url https://…"
            ),
        });
        if args.base_url.is_none() {
            warnings.push(
                "clients elsewhere need the address as they know it: --base-url URL".to_owned(),
            );
        }
    }
    if args.allow_registration && !address.ip().is_loopback() {
        warnings.push("whoever reaches it can register, and read all that is served".to_owned());
    }
    warnings
}

/// The base when nobody says another: the address itself, or this machine where that is every address.
fn base_of(address: SocketAddr) -> Url {
    let shown = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::from(([127, 0, 0, 1], address.port())),
        IpAddr::V6(ip) if ip.is_unspecified() => SocketAddr::from(([127, 0, 0, 1], address.port())),
        _ => address,
    };
    Url::parse(&format!("http://{shown}")).expect("an address and a port make a URL")
}

fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

fn system_clock() -> UnixSeconds {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixSeconds::new(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX))
}
