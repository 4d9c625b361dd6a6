//! How many tokens a partner in memory gives out in a second on one thread, and what each costs while it is kept.
//!
//! `cargo run --release --example load -p countersign-partner -- RS384 100000`: an algorithm, and how many tokens.
#![allow(clippy::print_stdout, reason = "printing is what this is for")]

use std::time::{Duration, Instant};

use countersign::assertion::Assertion;
use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::key::PrivateKey;
use countersign::kid::{self, KidMethod};
use countersign::time::{Seconds, UnixSeconds};
use countersign::token::TokenRequest;
use countersign_partner::store::MemoryStore;
use countersign_partner::{Partner, Step, block_on};
use countersign_testkit::{NOW, keys, rng};
use http::{Request, StatusCode};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const CLIENT: &str = "larkmoor-nightly";
const SCOPE: &str = "system/Patient.rs system/MedicationRequest.rs system/AllergyIntolerance.rs";
/// Assertions that are signed before they are sent, so that signing is neither timed nor kept.
const SIGNED_AT_ONCE: usize = 1_000;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let alg: Alg = args.next().as_deref().unwrap_or("RS384").parse()?;
    let tokens: usize = args.next().as_deref().unwrap_or("20000").parse()?;
    let key = if alg.as_str().starts_with("ES") { keys::p384() } else { keys::rsa_2048() };
    let partner = Partner::tern_valley();
    register(&partner, &key, alg)?;

    let mut rng = rng();
    let (mut took, mut given) = (Duration::ZERO, 0);
    let before = resident_octets("VmRSS:");
    while given < tokens {
        // Spread over the lifetime of a token, so that none has ended at the end.
        let now = NOW + Seconds::new(i64::try_from(given * 299 / tokens)?);
        let numbers = given..tokens.min(given + SIGNED_AT_ONCE);
        let requests = signed(&partner, &key, alg, numbers, now)?;
        given += requests.len();
        let start = busy();
        for request in requests {
            let Step::Reply(reply) = block_on(partner.handle(request, now, &mut rng)) else {
                return Err("there is nothing to fetch".into());
            };
            if reply.response.status() != StatusCode::OK {
                return Err(String::from_utf8_lossy(reply.response.body()).into_owned().into());
            }
        }
        took += busy() - start;
    }
    println!(
        "{alg}: {given} tokens in {took:.2?}: {:.0} a second, {:.1} µs each",
        given as f64 / took.as_secs_f64(),
        took.as_secs_f64() * 1e6 / given as f64
    );
    let after = resident_octets("VmRSS:").zip(resident_octets("VmHWM:"));
    if let Some((before, (after, most))) = before.zip(after) {
        let each = after.saturating_sub(before) / given;
        println!("resident: {before} octets before, {after} after, {most} at most, {each} each");
    }
    Ok(())
}

fn register(partner: &Partner<MemoryStore>, key: &PrivateKey, alg: Alg) -> Result<()> {
    let public = key.public();
    let kid = kid::derive(&public, KidMethod::Thumbprint);
    let set = publish::public_set(&[Jwk::new(public, kid, alg)]);
    let metadata = format!(r#"{{"client_id":"{CLIENT}","jwks":{set}}}"#);
    block_on(partner.register(&metadata, &mut rng()))?;
    Ok(())
}

/// Requests from a thread of its own, so that a profiler tells the client from the partner.
fn signed(
    partner: &Partner<MemoryStore>,
    key: &PrivateKey,
    alg: Alg,
    numbers: std::ops::Range<usize>,
    now: UnixSeconds,
) -> Result<Vec<Request<Vec<u8>>>> {
    let sign = || {
        let one = |number| request(partner, key, alg, number, now).map_err(|e| e.to_string());
        numbers.map(one).collect::<std::result::Result<Vec<_>, _>>()
    };
    let requests = std::thread::scope(|scope| {
        let client = std::thread::Builder::new().name("client".into()).spawn_scoped(scope, sign)?;
        client.join().map_err(|_| std::io::Error::other("the client panicked"))
    })?;
    Ok(requests?)
}

fn request(
    partner: &Partner<MemoryStore>,
    key: &PrivateKey,
    alg: Alg,
    number: usize,
    now: UnixSeconds,
) -> Result<Request<Vec<u8>>> {
    let endpoint = partner.config().token_endpoint();
    let kid = kid::derive(&key.public(), KidMethod::Thumbprint);
    let jti = format!("3f0c2b7e-1f58-4a6f-9c0e-{number:012x}");
    let input = Assertion::new(CLIENT, &endpoint, kid, alg, &jti, now).signing_input()?;
    let signature = key.sign(alg, input.as_str().as_bytes(), &mut rng())?;
    let assertion = input.with_signature(&signature)?;
    Ok(TokenRequest::new(SCOPE, assertion.as_str()).to_http(&endpoint.parse()?)?)
}

/// How long this thread was busy since it began, where the system says so as Linux does; otherwise how long it is since the
/// first call.
fn busy() -> Duration {
    static FIRST: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let since = FIRST.get_or_init(Instant::now).elapsed();
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse().ok())
        .map_or(since, Duration::from_nanos)
}

/// What the process holds in memory, `VmRSS:` now or `VmHWM:` at most so far, where the system says so as Linux does.
fn resident_octets(name: &str) -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()? * 1024)
}
