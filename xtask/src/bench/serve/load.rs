//! One run of wrk.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::server::Server;
use crate::bench::samples_of;
use crate::bench::spread::Spread;
use crate::process::command;

/// How long a run lasts, in seconds.
pub(super) const SECONDS: u32 = 5;

/// How many connections ask at once. One thread of wrk serves them all, on one of the cores.
pub(super) const CONNECTIONS: u32 = 32;

/// What a run came to.
#[derive(Clone, Copy)]
pub(super) struct Load {
    /// Requests that were answered.
    pub(super) answered: u64,
    /// The same a second.
    pub(super) rate: f64,
    /// Milliseconds to an answer: half came sooner.
    pub(super) p50: f64,
    /// Ninety-nine of a hundred came sooner.
    pub(super) p99: f64,
    /// There was nothing more to send before the time was over: the rate says nothing.
    pub(super) ran_out: bool,
}

/// Runs of one kind.
pub(super) struct Loads(Vec<Load>);

impl FromIterator<Load> for Loads {
    fn from_iter<T: IntoIterator<Item = Load>>(loads: T) -> Self {
        Self(loads.into_iter().collect())
    }
}

impl Loads {
    /// One number of each.
    pub(super) fn spread(&self, number: impl Fn(&Load) -> f64) -> Spread {
        Spread::of(self.0.iter().map(number).collect())
    }
}

/// Posts each line of `bodies` once as a token request.
///
/// # Errors
///
/// A request is refused or not answered.
pub(super) fn post(server: &Server, bodies: &Path) -> Result<Load> {
    let bodies = bodies.to_str().context("the folder's name is no text")?;
    run(server, &[bodies])
}

/// Gets one path over and over.
///
/// # Errors
///
/// A request is refused or not answered.
pub(super) fn get(server: &Server, path: &str, token: &str) -> Result<Load> {
    run(server, &[path, token])
}

fn run(server: &Server, what: &[&str]) -> Result<Load> {
    let mut wrk = command("wrk");
    wrk.args(["--threads", "1", "--connections", &CONNECTIONS.to_string()]);
    wrk.args(["--duration", &format!("{SECONDS}s"), "--timeout", "10s"]);
    wrk.args(["--script", "tests/interop/bench/load.lua", &server.origin, "--", &server.host]);
    let told = samples_of("wrk", wrk.args(what))?;
    let number = |name: &str| told[name].as_f64().with_context(|| format!("wrk tells no {name}"));
    let count = |name: &str| told[name].as_u64().with_context(|| format!("wrk tells no {name}"));
    let (answered, refused, broken) = (count("answered")?, count("refused")?, count("broken")?);
    let ran_out = told["ran_out"] == Value::Bool(true);
    // What is sent once all were sent is a replay.
    ensure!(
        (refused == 0 || ran_out) && broken == 0 && answered > 0,
        "{}: of {answered} requests {refused} were refused, and {broken} broke off",
        server.name
    );
    Ok(Load {
        answered: answered - refused,
        rate: number("answered")? / number("micros")? * 1e6,
        p50: number("p50")? / 1e3,
        p99: number("p99")? / 1e3,
        ran_out,
    })
}
