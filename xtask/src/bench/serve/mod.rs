//! `countersign serve` under load, beside oidc-provider, on the same cores.

mod load;
mod server;
mod stage;
mod tables;

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::report::{self, Measured};
use super::spread::Spread;
use crate::files::root;
use crate::process::step;
use crate::tools::{node, postgres, system};
use load::{Load, Loads};
use server::{Database, Server};
use stage::{ALGS, Stage};

pub(super) use tables::tables;

/// How many runs of each count; the first of all is not kept.
const ROUNDS: usize = 3;

/// How many starts are timed.
const STARTS: usize = 21;

/// What a token may take with the memory store, in tokens of oidc-provider's.
const SHARE: f64 = 0.2;

/// From the start of the process to its first connection, in milliseconds.
const START: f64 = 50.0;

/// How many tokens are given out before the memory is looked at, and how many octets it may have then.
const TOKENS: u64 = 100_000;
const RESIDENT: u64 = 60_000_000;

/// What is read, and how it is shown.
const READS: [(&str, &str); 2] = [
    ("a patient by id", "/fhir/Patient/odalys-shaw"),
    ("patients by name", "/fhir/Patient?name=shaw"),
];

/// Builds the command as it is published, and sends it what wrk can send.
///
/// # Errors
///
/// The command does not build, a tool cannot be had, or a server refuses what is right.
pub(super) fn measure() -> Result<Value> {
    system::ensure("wrk", "wrk")?;
    postgres::ensure()?;
    let interop = root().join("tests/interop");
    node::install(&interop)?;
    let stage = Stage::build()?;
    let starts = step("starts", || starts(&stage))?;
    let (given, resident) = step("memory", || resident(&stage))?;
    let reads = step("reads", || reads(&stage))?;
    let tokens = step("tokens", || tokens(&stage))?;

    let mut measured = Vec::new();
    for alg in ALGS {
        let rate = |name: &str| rate(&tokens, alg, name);
        let what = format!("{alg}, memory: what a token takes, of oidc-provider's");
        measured.push(Measured::share(what, rate("oidc-provider")? / rate("memory")?, SHARE));
    }
    for (what, samples) in starts {
        measured.push(Measured::time(what, samples, Some(START)));
    }
    let [now, most] = resident;
    measured.push(Measured::size("resident after 100,000 tokens, memory", now, RESIDENT));
    measured.push(Measured::size("the most that was resident meanwhile", most, RESIDENT));
    let rows: Vec<Value> = measured.iter().map(Measured::json).collect();
    let versions = json!({
        "node": node::version()?,
        "oidc-provider": installed(&interop, "oidc-provider")?,
    });
    Ok(json!({
        "machine": report::machine(&versions)?,
        "tokens": tokens,
        "reads": reads,
        "given": given,
        "measured": rows,
    }))
}

/// From the start of the process to the first connection, its keys made before.
fn starts(stage: &Stage) -> Result<[(&'static str, Vec<f64>); 2]> {
    let sqlite = stage.sqlite();
    let samples = |store: &str| -> Result<Vec<f64>> {
        // The first makes the key and the database.
        let starts = (0..=STARTS).map(|_| Ok(Server::countersign(stage, "start", store)?.started));
        Ok(starts.collect::<Result<Vec<_>>>()?.split_off(1))
    };
    Ok([
        ("from the start to the first connection, memory", samples("memory")?),
        ("from the start to the first connection, SQLite", samples(&sqlite)?),
    ])
}

/// Tokens a second of each server, by algorithm.
fn tokens(stage: &Stage) -> Result<Value> {
    let database = Database::start()?;
    let servers = [
        Server::countersign(stage, "memory", "memory")?,
        Server::countersign(stage, "SQLite", &stage.sqlite())?,
        Server::countersign(stage, "PostgreSQL", &database.url)?,
        Server::provider(stage, "oidc-provider")?,
    ];
    let mut told = json!({});
    for alg in ALGS {
        let loads = rounds(stage, alg, &servers)?;
        told[alg] =
            servers.iter().zip(&loads).map(|(server, loads)| loads.told(server.name)).collect();
    }
    Ok(told)
}

/// The servers take turns; each round is signed anew, and until it lasts as long as the clock runs it is signed longer.
fn rounds(stage: &Stage, alg: &str, servers: &[Server]) -> Result<Vec<Loads>> {
    let (mut count, mut kept) = (20_000, Vec::<Vec<Load>>::new());
    let mut is_warm = false;
    while kept.len() < ROUNDS {
        let bodies = stage.sign(alg, count)?;
        // Who comes first changes: the one before leaves its heat to the next.
        let mut round = Vec::with_capacity(servers.len());
        for at in 0..servers.len() {
            let at = (at + kept.len()) % servers.len();
            round.push((at, load::post(&servers[at], &bodies)?));
        }
        round.sort_by_key(|(at, _)| *at);
        let round: Vec<Load> = round.into_iter().map(|(_, load)| load).collect();
        if round.iter().any(|load| load.ran_out) {
            count *= 2;
            ensure!(count <= 1_000_000, "no number of assertions keeps a server busy");
        } else if is_warm {
            kept.push(round);
        } else {
            is_warm = true;
        }
    }
    Ok((0..servers.len()).map(|at| kept.iter().map(|round| round[at]).collect()).collect())
}

/// Reads a second with the memory store.
fn reads(stage: &Stage) -> Result<Value> {
    let server = Server::countersign(stage, "memory", "memory")?;
    let token = stage.token(&server)?;
    let told = READS.into_iter().map(|(what, path)| {
        let loads = (0..=ROUNDS).map(|_| load::get(&server, path, &token));
        let loads: Loads = loads.collect::<Result<Vec<_>>>()?.into_iter().skip(1).collect();
        Ok(loads.told(what))
    });
    told.collect()
}

/// What is resident once [`TOKENS`] were given out: how many in fact, then now and at most, in octets.
fn resident(stage: &Stage) -> Result<(u64, [u64; 2])> {
    let server = Server::countersign(stage, "memory", "memory")?;
    let mut given = 0;
    while given < TOKENS {
        // Of a few, none might be answered before the last is sent.
        let bodies = stage.sign(ALGS[0], (TOKENS - given).max(1_000))?;
        given += load::post(&server, &bodies)?.answered;
    }
    Ok((given, server.resident()?))
}

/// The median rate of a server.
fn rate(tokens: &Value, alg: &str, name: &str) -> Result<f64> {
    let servers = tokens[alg].as_array().into_iter().flatten();
    let of = servers.into_iter().find(|server| server["name"] == json!(name));
    of.and_then(|server| server["rate"]["median"].as_f64())
        .with_context(|| format!("{name} was not measured under {alg}"))
}

/// The version of a package under `folder`.
fn installed(folder: &std::path::Path, package: &str) -> Result<Value> {
    let text = fs::read_to_string(folder.join("node_modules").join(package).join("package.json"))?;
    Ok(serde_json::from_str::<Value>(&text)?["version"].clone())
}

impl Loads {
    /// Its rate and its latency, as they stand in the JSON.
    fn told(&self, name: &str) -> Value {
        json!({ "name": name, "rate": self.rate().json(), "p50": self.p50().json(), "p99": self.p99().json() })
    }

    fn rate(&self) -> Spread {
        self.spread(|load| load.rate)
    }

    fn p50(&self) -> Spread {
        self.spread(|load| load.p50)
    }

    fn p99(&self) -> Spread {
        self.spread(|load| load.p99)
    }
}
