//! What was measured, in words and tables.

use std::fmt::Write as _;

use serde_json::Value;

use super::ROUNDS;
use super::load::{CONNECTIONS, SECONDS};
use super::stage::ALGS;

/// Tokens and reads a second.
pub(in crate::bench) fn tables(group: &Value) -> String {
    let version = group["machine"]["oidc-provider"].as_str().unwrap_or_default();
    let mut text = format!(
        "Tokens by `client_credentials` with `private_key_jwt`, each for an assertion of its own, signed before the clock starts: wrk with\n\
         {CONNECTIONS} connections on one thread, on the same cores as the server, {ROUNDS} runs of {SECONDS} s each in turns, the medians. \
         Latencies as wrk corrects them. Neither writes a\n\
         line for each request (`serve --quiet`).\n\
         oidc-provider {version} on Node keeps what it knows in its memory adapter, which holds a thousand entries: it forgets an assertion\n\
         that soon, and writes no audit trail.\n\n"
    );
    let heads = ALGS.map(|alg| format!(" {alg}, a second | p50, ms | p99, ms |"));
    // Writing to a String cannot fail.
    let _ = writeln!(text, "| |{}\n|---|{}", heads.concat(), "--:|--:|--:|".repeat(ALGS.len()));
    let servers = |alg: &str| group["tokens"][alg].as_array().cloned().unwrap_or_default();
    for (at, server) in servers(ALGS[0]).iter().enumerate() {
        let cells = ALGS.map(|alg| cells(&servers(alg)[at]));
        let _ = writeln!(text, "| {} |{}", shown(server), cells.concat());
    }
    text.push_str("\nReads with the memory store, each written to its audit trail:\n\n| | a second | p50, ms | p99, ms |\n|---|--:|--:|--:|\n");
    for read in group["reads"].as_array().into_iter().flatten() {
        let _ = writeln!(text, "| {} |{}", read["name"].as_str().unwrap_or_default(), cells(read));
    }
    text
}

/// Ours are called by their stores.
fn shown(server: &Value) -> String {
    let name = server["name"].as_str().unwrap_or_default();
    if name == "oidc-provider" { name.to_owned() } else { format!("**countersign serve**, {name}") }
}

fn cells(server: &Value) -> String {
    let median = |name: &str| server[name]["median"].as_f64().unwrap_or_default();
    format!(" {:.0} | {:.1} | {:.1} |", median("rate"), median("p50"), median("p99"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_server_is_a_line_with_both_algorithms() {
        let told = |name: &str, rate: f64| json!({ "name": name, "rate": { "median": rate }, "p50": { "median": 1.25 }, "p99": { "median": 4.0 } });
        let group = json!({
            "tokens": {
                "RS384": [told("memory", 9000.0), told("oidc-provider", 900.4)],
                "ES384": [told("memory", 2000.0), told("oidc-provider", 700.0)],
            },
            "reads": [told("a patient by id", 20_000.0)],
        });
        let text = tables(&group);
        assert!(
            text.contains(
                "| **countersign serve**, memory | 9000 | 1.2 | 4.0 | 2000 | 1.2 | 4.0 |"
            ),
            "{text}"
        );
        assert!(text.contains("| oidc-provider | 900 |"), "{text}");
        assert!(text.contains("| a patient by id | 20000 | 1.2 | 4.0 |"), "{text}");
    }
}
