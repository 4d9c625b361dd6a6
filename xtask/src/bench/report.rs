//! Samples against goals, as a table and as JSON.

use std::borrow::Cow;
use std::fmt::Write as _;

use anyhow::Result;
use serde_json::{Value, json};

use crate::process::{ask, command};

/// One line of the table.
pub(super) struct Measured {
    what: Cow<'static, str>,
    unit: &'static str,
    samples: usize,
    /// What the goal is held against.
    value: f64,
    /// The tenth and the ninetieth of a hundred, where there are samples.
    spread: Option<(f64, f64)>,
    goal: Option<f64>,
}

impl Measured {
    /// A time in milliseconds: the median counts.
    pub(super) fn time(what: &'static str, mut samples: Vec<f64>, goal: Option<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        let spread = Some((at(&samples, 10), at(&samples, 90)));
        let what = what.into();
        Self { what, unit: "ms", samples: samples.len(), value: at(&samples, 50), spread, goal }
    }

    /// A time in milliseconds of which the worst counts. The browser reports from 50 ms on: 0 is all below.
    pub(super) fn longest(what: &'static str, samples: Vec<f64>, goal: f64) -> Self {
        let value = samples.iter().copied().fold(0.0, f64::max);
        let what = what.into();
        Self { what, unit: "ms", samples: samples.len(), value, spread: None, goal: Some(goal) }
    }

    /// A cost in microseconds, a median already.
    pub(super) fn cost(what: String, value: f64, goal: Option<f64>) -> Self {
        Self { what: what.into(), unit: "µs", samples: 31, value, spread: None, goal }
    }

    /// A size in octets.
    #[expect(clippy::cast_precision_loss, reason = "a site is far below 2^53 octets")]
    pub(super) fn size(what: &'static str, octets: u64, goal: u64) -> Self {
        Self {
            what: what.into(),
            unit: "KB",
            samples: 1,
            value: octets as f64 / 1000.0,
            spread: None,
            goal: Some(goal as f64 / 1000.0),
        }
    }

    pub(super) fn is_met(&self) -> bool {
        self.goal.is_none_or(|goal| self.value <= goal)
    }

    pub(super) fn json(&self) -> Value {
        let round = |value: f64| (value * 10.0).round() / 10.0;
        json!({
            "what": self.what, "unit": self.unit, "samples": self.samples, "value": round(self.value),
            "p10": self.spread.map(|(p10, _)| round(p10)), "p90": self.spread.map(|(_, p90)| round(p90)),
            "goal": self.goal, "met": self.is_met(),
        })
    }
}

/// The sample at that percentage of sorted ones, by the nearest rank.
fn at(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// Where it was measured: processor, cores, system, versions.
pub(super) fn machine(raw: &Value) -> Result<Value> {
    let version =
        |name: &str| raw.pointer(&format!("/versions/{name}")).cloned().unwrap_or_default();
    let rustc = ask(command("rustc").arg("--version"))?;
    let processor = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    Ok(json!({
        "processor": processor,
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        "chromium": version("chromium"),
        "node": version("node"),
        "rustc": rustc,
    }))
}

/// `docs/benchmarks.md`.
pub(super) fn markdown(machine: &Value, measured: &[Measured]) -> String {
    let word = |name: &str| machine[name].as_str().unwrap_or("not known").to_owned();
    let mut text = format!(
        "# Benchmarks\n\nWritten by `cargo xtask bench`; do not edit. Headless Chromium {}, the optimised page from loopback, each visit in a fresh\n\
         context. Times are medians where a spread is given. Compare within one run only.\n\n\
         Measured on: {}, {} cores, {}; {}; Node {}.\n\n\
         | what | measured | p10 | p90 | goal | |\n|---|--:|--:|--:|--:|---|\n",
        word("chromium"),
        word("processor"),
        machine["cores"],
        word("system"),
        word("rustc"),
        word("node"),
    );
    for one in measured {
        let (p10, p90) = one
            .spread
            .map_or_else(Default::default, |(p10, p90)| (format!("{p10:.0}"), format!("{p90:.0}")));
        let goal = one.goal.map(|goal| format!("≤ {goal:.0} {}", one.unit)).unwrap_or_default();
        let met = match one.goal {
            None => "",
            Some(_) if one.is_met() => "met",
            Some(_) => "**missed**",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {:.0} {} | {p10} | {p90} | {goal} | {met} |",
            one.what, one.value, one.unit
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_of_the_samples() {
        let sorted: Vec<f64> = (1..=31).map(f64::from).collect();
        assert_eq!([at(&sorted, 10), at(&sorted, 50), at(&sorted, 90)], [4.0, 16.0, 28.0]);
        assert_eq!(at(&[7.0], 50), 7.0);
    }

    #[test]
    fn a_goal_is_met_or_missed() {
        assert!(Measured::time("a", vec![3.0, 1.0, 2.0], Some(2.0)).is_met());
        assert!(!Measured::longest("a", vec![1.0, 60.0], 50.0).is_met());
        assert!(Measured::size("a", 150_000, 150_000).is_met());
    }
}
