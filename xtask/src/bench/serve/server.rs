//! The servers under load, each a process of its own until it is let go.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::stage::{CLIENT, HOST, Stage};
use crate::process::{cargo, command, end};
use crate::tools::node;

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is asked whether it does, which is how exact the time of a start is.
const TICK: Duration = Duration::from_micros(250);

/// A server that listens.
pub(super) struct Server {
    /// What it is called in the tables.
    pub(super) name: &'static str,
    /// Where it listens.
    pub(super) origin: String,
    /// The name that it is asked by.
    pub(super) host: String,
    /// Milliseconds from the start of its process to the first connection.
    pub(super) started: f64,
    child: Child,
}

impl Server {
    /// `countersign serve`, as it is published. It writes no line for each request, as oidc-provider writes none.
    ///
    /// # Errors
    ///
    /// It does not listen in time.
    pub(super) fn countersign(stage: &Stage, name: &'static str, store: &str) -> Result<Self> {
        // Taken and let go: nobody else asks for ports here while a benchmark runs.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let log = stage.file(&format!("serve-{name}.log"));
        let mut serve = command(&stage.countersign);
        serve.args([
            "serve",
            "--quiet",
            "--listen",
            &address.to_string(),
            "--store",
            store,
            "--key",
        ]);
        serve.arg(stage.file("partner.json")).args(["--base-url", &format!("http://{HOST}")]);
        serve.arg("--client").arg(format!("{CLIENT}={}", stage.jwks().display()));
        serve.stdout(Stdio::null()).stderr(File::create(&log)?);
        let begun = Instant::now();
        let mut child = serve.spawn().context("countersign does not start")?;
        if let Err(error) = listens(&mut child, address) {
            end(&mut child);
            bail!("{error:#}\n{}", fs::read_to_string(&log).unwrap_or_default());
        }
        let started = begun.elapsed().as_secs_f64() * 1e3;
        Ok(Self {
            name,
            origin: format!("http://{address}"),
            host: HOST.to_owned(),
            started,
            child,
        })
    }

    /// oidc-provider, which does as much of the same as it can: see `tests/interop/provider.mjs`.
    ///
    /// # Errors
    ///
    /// Node is missing, or it does not say where it listens.
    pub(super) fn provider(stage: &Stage, name: &'static str) -> Result<Self> {
        let mut serve = node::node()?;
        serve.arg("tests/interop/bench/provider.mjs").arg(stage.jwks());
        let (child, origin) = announced("oidc-provider", &mut serve)?;
        Ok(Self { name, origin, host: HOST.to_owned(), started: 0.0, child })
    }

    /// What its process holds in memory, now and at most so far, in octets.
    ///
    /// # Errors
    ///
    /// The system does not tell; Linux does.
    pub(super) fn resident(&self) -> Result<[u64; 2]> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .context("only Linux tells what a process holds in memory")?;
        let octets = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
        };
        let both = octets("VmRSS:").zip(octets("VmHWM:"));
        both.map(|(now, most)| [now, most]).context("the system tells no VmRSS")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// A PostgreSQL server with an empty database, until it is let go.
pub(super) struct Database {
    pub(super) url: String,
    child: Child,
}

impl Database {
    /// Starts the one that the tests use too.
    ///
    /// # Errors
    ///
    /// PostgreSQL is missing or does not start.
    pub(super) fn start() -> Result<Self> {
        let mut serve = cargo();
        serve.args([
            "run",
            "--quiet",
            "--package",
            "countersign-testkit",
            "--features",
            "postgres",
        ]);
        serve.args(["--example", "postgres"]);
        let (child, url) = announced("PostgreSQL", &mut serve)?;
        Ok(Self { url, child })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // The end of its stdin is how it knows: killed, it would leave the server behind.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Starts a program that says in its first line where it is to be found, and stays until its stdin ends.
fn announced(what: &str, program: &mut Command) -> Result<(Child, String)> {
    let program = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = program.spawn().with_context(|| format!("{what} does not start"))?;
    let mut line = String::new();
    let stdout = child.stdout.take().context("it was piped")?;
    BufReader::new(stdout).read_line(&mut line)?;
    if line.trim().is_empty() {
        end(&mut child);
        bail!("{what} does not say where it listens");
    }
    Ok((child, line.trim().to_owned()))
}

/// Waits until somebody listens there.
fn listens(child: &mut Child, address: SocketAddr) -> Result<()> {
    let begun = Instant::now();
    while TcpStream::connect(address).is_err() {
        if let Some(status) = child.try_wait()? {
            bail!("countersign serve ended with {status}");
        }
        if begun.elapsed() > PATIENCE {
            bail!("countersign serve does not listen on {address}");
        }
        thread::sleep(TICK);
    }
    Ok(())
}
