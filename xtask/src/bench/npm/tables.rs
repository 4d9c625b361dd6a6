//! A table per subject: ours first, then each peer, and ours as a share of it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{HOSTS, peer, share};

/// Kept by hand: what the numbers mean, and where others are better.
const LOSSES: &str = include_str!("losses.md");

const LEGEND: &str = "\
Milliseconds: the median, and in brackets the tenth and the ninetieth of a hundred samples. `auto` and `rust` are what the package
takes as a share of the peer, with the engine that it chooses and with its own: below 1 it is faster. A peer *in italics* is given
what is signed and checks or makes the signature, no more; the others handle whole tokens, and the package writes its whole report.
A star marks who takes longer than 6 ms a call and is timed in fewer turns: one of three, and node-forge's keys one of nine.
";

/// The ours that others are held against, by the heading of their column.
const OURS: [(&str, &str); 2] = [("auto", "countersign"), ("rust", "countersign, rust")];

/// Everything measured, from its JSON.
pub(in crate::bench) fn tables(npm: &Value) -> String {
    let subjects = &npm["subjects"];
    let mut text = format!("{LEGEND}\n{}\n", versions(&npm["machine"]));
    for subject in names(subjects, |_| true, "subject") {
        // Writing to a String cannot fail.
        let _ = write!(text, "### {}\n\n{}\n", capital(subject), table(subjects, subject));
    }
    let _ = write!(text, "### What a fresh page fetches\n\n{}\n{LOSSES}", sizes(&npm["sizes"]));
    text
}

fn versions(machine: &Value) -> String {
    let peers = ["countersign", "jose", "jsonwebtoken", "@noble/curves", "node-forge", "jsrsasign"];
    let said = peers.map(|name| format!("{name} {}", machine[name].as_str().unwrap_or("?")));
    format!("Versions: {}.\n", said.join(", "))
}

/// One subject on the hosts that it was measured on.
fn table(subjects: &Value, subject: &str) -> String {
    let is_this = |of: &Value| of["subject"] == json!(subject);
    let hosts: Vec<_> = HOSTS
        .into_iter()
        .filter(|(host, _)| names(subjects, is_this, "host").contains(host))
        .collect();
    let mut head = "| |".to_owned();
    let mut line = "|---|".to_owned();
    for (_, shown) in &hosts {
        let _ = write!(head, " {shown} | auto | rust |");
        line.push_str("--:|--:|--:|");
    }
    let mut text = format!("{head}\n{line}\n");
    for name in peers(subjects, is_this) {
        let _ = write!(text, "| {} |", shown(subjects, subject, name));
        for (host, _) in &hosts {
            let _ = write!(text, " {} |", took(peer(subjects, host, subject, name)));
            for (_, ours) in OURS {
                let _ = write!(text, " {} |", held(subjects, host, subject, ours, name));
            }
        }
        text.push('\n');
    }
    text
}

/// The values of `key` in the subjects wanted, each once, as they came.
fn names<'a>(subjects: &'a Value, wanted: impl Fn(&Value) -> bool, key: &str) -> Vec<&'a str> {
    let of = subjects.as_array().into_iter().flatten().filter(|of| wanted(of));
    once(of.filter_map(|of| of[key].as_str()))
}

/// Whoever took part on any host.
fn peers(subjects: &Value, wanted: impl Fn(&Value) -> bool) -> Vec<&str> {
    let of = subjects.as_array().into_iter().flatten().filter(|of| wanted(of));
    once(
        of.flat_map(|of| of["peers"].as_array().into_iter().flatten())
            .filter_map(|peer| peer["peer"].as_str()),
    )
}

fn once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

fn shown(subjects: &Value, subject: &str, name: &str) -> String {
    let whole = HOSTS
        .iter()
        .filter_map(|(host, _)| peer(subjects, host, subject, name))
        .any(|peer| peer["whole"] == json!(true));
    match (is_ours(name), whole) {
        (true, _) => format!("**{name}**"),
        (false, true) => name.to_owned(),
        (false, false) => format!("*{name}*"),
    }
}

fn is_ours(name: &str) -> bool {
    name.starts_with("countersign")
}

fn took(peer: Option<&Value>) -> String {
    let Some(peer) = peer else { return String::new() };
    let number = |name: &str| precise(peer[name].as_f64().unwrap_or_default());
    let star = if peer["rare"] == json!(true) { "\\*" } else { "" };
    format!("{}{star} ({}–{})", number("median"), number("p10"), number("p90"))
}

/// Ours of theirs; ours are not held against each other.
fn held(subjects: &Value, host: &str, subject: &str, ours: &str, theirs: &str) -> String {
    if is_ours(theirs) {
        return String::new();
    }
    share(subjects, host, subject, ours, theirs)
        .map(|share| format!("{}×", precise(share)))
        .unwrap_or_default()
}

/// Two or three figures that count, none behind the point from a hundred on.
fn precise(value: f64) -> String {
    let digits = match value {
        value if value < 1.0 => 3,
        value if value < 10.0 => 2,
        value if value < 100.0 => 1,
        _ => 0,
    };
    format!("{value:.digits$}")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn sizes(sizes: &Value) -> String {
    let mut text = "| | wasm, KB brotli | script, KB brotli |\n|---|--:|--:|\n".to_owned();
    for row in sizes.as_array().into_iter().flatten() {
        let name = row["name"].as_str().unwrap_or_default();
        let kilo = |part: &str| {
            row[part].as_f64().filter(|octets| *octets > 0.0).map(|octets| octets / 1000.0)
        };
        let [wasm, script] = ["wasm", "script"]
            .map(|part| kilo(part).map(|kb| format!("{kb:.1}")).unwrap_or_default());
        let name = if is_ours(name) { format!("**{name}**") } else { name.to_owned() };
        let _ = writeln!(text, "| {name} | {wasm} | {script} |");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_come_as_a_share_of_each_peer() {
        let row = |name: &str, median: f64, whole: bool, rare: bool| json!({ "peer": name, "median": median, "p10": median, "p90": median, "whole": whole, "rare": rare });
        let subjects = json!([
            { "host": "node", "subject": "sign RS256", "peers": [
                row("countersign", 0.25, true, false), row("countersign, rust", 8.0, true, true), row("node-forge", 16.0, false, true),
            ] },
            { "host": "chromium", "subject": "sign RS256", "peers": [row("countersign", 0.5, true, false), row("jose", 0.4, true, false)] },
        ]);
        let text = table(&subjects, "sign RS256");
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "| | Chromium | auto | rust | Node | auto | rust |",
                "|---|--:|--:|--:|--:|--:|--:|",
                "| **countersign** | 0.500 (0.500–0.500) |  |  | 0.250 (0.250–0.250) |  |  |",
                "| **countersign, rust** |  |  |  | 8.00\\* (8.00–8.00) |  |  |",
                "| *node-forge* |  |  |  | 16.0\\* (16.0–16.0) | 0.016× | 0.500× |",
                "| jose | 0.400 (0.400–0.400) | 1.25× |  |  |  |  |",
            ]
        );
    }
}
