//! `countersign serve`.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use countersign::rules::Profile;
use tokio::runtime;
use url::Url;

use crate::serve::store::StoreUrl;
use crate::serve::{ClientArg, Log, Origin, Server, Surroundings};
use crate::{Failure, Format, Io, Outcome};

/// What `countersign serve` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8481")]
    pub listen: SocketAddr,
    /// The address as clients know it, where it is not the one that is listened on
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<Url>,
    /// By whose strictness to judge
    #[arg(long, default_value = "spec", value_parser = profiles())]
    pub profile: &'static Profile,
    /// How long a token is good for
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub token_lifetime: u32,
    /// A client, and its key set: a file, or the URL where it publishes it; may be given again
    #[arg(long = "client", value_name = "ID=JWKS")]
    pub clients: Vec<ClientArg>,
    /// Let clients register themselves with POST /register
    #[arg(long)]
    pub allow_registration: bool,
    /// Let a client on this machine publish its keys by plain http
    #[arg(long)]
    pub allow_http_jwks: bool,
    /// Fetch key sets from private addresses too
    #[arg(long)]
    pub allow_private_jwks: bool,
    /// What to serve in place of the sample patients: a directory of *.json and *.ndjson files
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// What to remember in: memory, sqlite:FILE or postgres://…
    #[arg(long, value_name = "STORE", default_value = "memory")]
    pub store: StoreUrl,
    /// The partner's own keys; made where there is no such file. Beside the store unless given
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Make a new own key; the one before stays published until the next time
    #[arg(long)]
    pub rotate: bool,
    /// A partner elsewhere to which the page may send through here; may be given again
    #[arg(long, value_name = "URL")]
    pub relay: Vec<Origin>,
    /// Print no line for each request
    #[arg(long, short)]
    pub quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  countersign serve --client my-client=jwks.json
  countersign serve --client my-client=http://127.0.0.1:3000/jwks.json --allow-http-jwks
  countersign serve --profile epic --store sqlite:partner.db --data ./patients";

fn profiles() -> impl TypedValueParser<Value = &'static Profile> {
    // A plain JWT is nobody's token endpoint.
    let partners = Profile::ALL.map(|profile| profile.id).into_iter().filter(|id| *id != "jwt");
    PossibleValuesParser::new(partners)
        .map(|id| Profile::by_id(&id).expect("one of the possible values"))
}

fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    let plain = url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if matches!(url.scheme(), "http" | "https") && plain {
        Ok(url)
    } else {
        Err("want http or https, a host, and at most a path".to_owned())
    }
}

pub(super) fn run(args: Args, format: Format, io: &mut Io) -> Result<Outcome, Failure> {
    let runtime = runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::new("serve.runtime", format!("no threads to serve with: {error}"))
    })?;
    // Requests are logged from several threads; until the end stderr is theirs.
    let stderr = std::mem::replace(&mut io.stderr, Box::new(io::sink()));
    let log = Log::new(stderr, format, io.is_watched, args.quiet);
    log.take_events();
    let outcome = runtime.block_on(serve(&args, &log));
    // What still runs was given its time.
    runtime.shutdown_timeout(Duration::ZERO);
    io.stderr = log.close();
    outcome
}

async fn serve(args: &Args, log: &Log) -> Result<Outcome, Failure> {
    let mut signals = Signals::listen()?;
    let surroundings = Surroundings { log: log.clone(), ..Surroundings::default() };
    let server = Server::start(args, surroundings).await?;
    log.greet(server.greeting());
    signals.next().await;
    log.say("stopping: what was accepted is finished, at most 10 s; once more ends at once");
    tokio::select! {
        () = server.shutdown() => log.say("stopped"),
        () = signals.next() => log.say("ended at once"),
    }
    Ok(Outcome::default())
}

/// What asks the process to end.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};

        let on = |kind| {
            signal(kind).map_err(|error| {
                Failure::new("serve.signals", format!("signals cannot be listened for: {error}"))
            })
        };
        Ok(Self {
            terminate: on(SignalKind::terminate())?,
            interrupt: on(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    #[expect(clippy::unnecessary_wraps, reason = "on Unix it may fail")]
    fn listen() -> Result<Self, Failure> {
        Ok(Self {})
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // Nobody can ask then; the process ends when it is killed.
            std::future::pending::<()>().await;
        }
    }
}
