//! What the package shall reach, as shares of what peers take in the same run.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::share;
use crate::bench::report::Measured;

/// One of ours against peers, each of which counts.
struct Goal {
    host: &'static str,
    subject: &'static str,
    ours: &'static str,
    peers: &'static [&'static str],
    at_most: f64,
}

const AUTO: &str = "countersign";
const RUST: &str = "countersign, rust";
const SYNC: &str = "countersign, verifySync";

const GOALS: [Goal; 22] = [
    // WebCrypto is called on both sides: to be matched, not to be beaten.
    chromium("sign RS256", AUTO, &["jose"], 1.1),
    chromium("sign RS384", AUTO, &["jose"], 1.1),
    chromium("sign ES384", AUTO, &["jose"], 1.1),
    chromium("verify ES256", AUTO, &["jose"], 1.1),
    chromium("verify ES384", AUTO, &["jose"], 1.1),
    chromium("verify RS256", AUTO, &["jose"], 1.3),
    node("verify 1,000 RS256 by 10 keys", SYNC, &["jose"], 0.35),
    node("verify 1,000 RS256 by 10 keys", AUTO, &["jose"], 0.6),
    node("verify 1,000 ES384 by 10 keys", AUTO, &["jose"], 0.95),
    chromium("verify RS256", RUST, &["node-forge"], 0.15),
    node("verify RS256", RUST, &["node-forge"], 0.15),
    chromium("sign ES384", RUST, &["@noble/curves"], 1.0),
    node("sign ES384", RUST, &["@noble/curves"], 1.0),
    node("sign ES384", RUST, &["WebCrypto"], 0.8),
    chromium("verify ES384", RUST, &["@noble/curves"], 1.2),
    node("verify ES384", RUST, &["@noble/curves"], 0.6),
    chromium("sign RS256", RUST, &["node-forge", "jsrsasign"], 0.5),
    node("sign RS256", RUST, &["node-forge", "jsrsasign"], 0.5),
    chromium("generate RSA-2048", AUTO, &["WebCrypto"], 1.1),
    node("generate RSA-2048", AUTO, &["WebCrypto"], 1.1),
    chromium("generate RSA-2048", RUST, &["node-forge"], 0.4),
    node("generate RSA-2048", RUST, &["node-forge"], 0.4),
];

/// What each wasm may weigh under brotli, in octets.
const SIZES: [(&str, &str, u64); 2] = [
    ("countersign", "wasm of the default entry, brotli", 300_000),
    ("countersign/verify", "wasm of `countersign/verify`, brotli", 90_000),
];

const fn chromium(
    subject: &'static str,
    ours: &'static str,
    peers: &'static [&'static str],
    at_most: f64,
) -> Goal {
    Goal { host: "chromium", subject, ours, peers, at_most }
}

const fn node(
    subject: &'static str,
    ours: &'static str,
    peers: &'static [&'static str],
    at_most: f64,
) -> Goal {
    Goal { host: "node", subject, ours, peers, at_most }
}

/// Each goal with the share reached; of several peers the one that is nearest.
///
/// # Errors
///
/// A peer that a goal names was not measured.
pub(super) fn shares(subjects: &Value) -> Result<Vec<Measured>> {
    GOALS.iter().map(|goal| reached(goal, subjects)).collect()
}

fn reached(goal: &Goal, subjects: &Value) -> Result<Measured> {
    let Goal { host, subject, ours, peers, at_most } = *goal;
    let mut most = 0.0_f64;
    for theirs in peers {
        let share = share(subjects, host, subject, ours, theirs).with_context(|| {
            format!("{subject}: {ours} and {theirs} were not measured in {host}")
        })?;
        most = most.max(share);
    }
    let host = super::HOSTS.iter().find_map(|(name, shown)| (*name == host).then_some(*shown));
    let what =
        format!("{}, {subject}: {ours} beside {}", host.unwrap_or_default(), peers.join(" and "));
    Ok(Measured::share(what, most, at_most))
}

/// What a fresh page fetched, against what it may.
///
/// # Errors
///
/// An entry was not fetched.
pub(super) fn sizes(sizes: &Value) -> Result<Vec<Measured>> {
    SIZES
        .into_iter()
        .map(|(entry, what, goal)| {
            let mut rows = sizes.as_array().into_iter().flatten();
            let octets = rows
                .find(|row| row["name"] == json!(entry))
                .and_then(|row| row["wasm"].as_u64())
                .with_context(|| format!("{entry} was not fetched"))?;
            Ok(Measured::size(what, octets, goal))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_peers_the_nearest_counts() {
        let peer = |name: &str, median: f64| json!({ "peer": name, "median": median });
        let subjects = json!([{ "host": "node", "subject": "sign RS256", "peers": [
            peer(RUST, 4.0), peer("node-forge", 16.0), peer("jsrsasign", 5.0),
        ] }]);
        let goal = node("sign RS256", RUST, &["node-forge", "jsrsasign"], 0.5);
        let reached = reached(&goal, &subjects).expect("measured");
        assert!(!reached.is_met(), "a fourth of one, four fifths of the other");
        assert!(shares(&subjects).is_err(), "the other subjects are not there");
    }
}
