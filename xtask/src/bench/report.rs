//! What was measured against what it should be, as a table and as JSON.

use std::borrow::Cow;
use std::fmt::Write as _;

use anyhow::Result;
use serde_json::{Value, json};

use super::spread::Spread;
use crate::process::{ask, command};

/// One line of a table.
pub(super) struct Measured {
    what: Cow<'static, str>,
    unit: &'static str,
    /// What the goal is held against.
    value: f64,
    /// Where there are samples.
    spread: Option<Spread>,
    goal: Option<f64>,
}

impl Measured {
    /// A time in milliseconds: the median counts.
    pub(super) fn time(what: &'static str, samples: Vec<f64>, goal: Option<f64>) -> Self {
        let spread = Spread::of(samples);
        Self { what: what.into(), unit: "ms", value: spread.median, spread: Some(spread), goal }
    }

    /// A time in milliseconds of which the worst counts. The browser reports from 50 ms on: 0 is all below.
    pub(super) fn longest(what: &'static str, samples: Vec<f64>, goal: f64) -> Self {
        let value = samples.iter().copied().fold(0.0, f64::max);
        Self { what: what.into(), unit: "ms", value, spread: None, goal: Some(goal) }
    }

    /// A cost in microseconds, a median already.
    pub(super) fn cost(what: String, value: f64, goal: Option<f64>) -> Self {
        Self { what: what.into(), unit: "µs", value, spread: None, goal }
    }

    /// A share of what a peer takes.
    pub(super) fn share(what: String, value: f64, goal: f64) -> Self {
        Self { what: what.into(), unit: "×", value, spread: None, goal: Some(goal) }
    }

    /// A size in octets.
    #[expect(clippy::cast_precision_loss, reason = "what is served is far below 2^53 octets")]
    pub(super) fn size(what: &'static str, octets: u64, goal: u64) -> Self {
        let [value, goal] = [octets, goal].map(|octets| octets as f64 / 1000.0);
        Self { what: what.into(), unit: "KB", value, spread: None, goal: Some(goal) }
    }

    pub(super) fn is_met(&self) -> bool {
        self.goal.is_none_or(|goal| self.value <= goal)
    }

    pub(super) fn json(&self) -> Value {
        let scale = if self.unit == "×" { 1000.0 } else { 10.0 };
        let round = |value: f64| (value * scale).round() / scale;
        let spread = self.spread;
        json!({
            "what": self.what, "unit": self.unit, "samples": spread.map(|spread| spread.samples), "value": round(self.value),
            "p10": spread.map(|spread| round(spread.p10)), "p90": spread.map(|spread| round(spread.p90)),
            "goal": self.goal.map(round), "met": self.is_met(),
        })
    }
}

/// What was measured as a table, from its JSON.
pub(super) fn table(measured: &Value) -> String {
    let mut text =
        "| what | measured | p10 | p90 | goal | |\n|---|--:|--:|--:|--:|---|\n".to_owned();
    for row in measured.as_array().into_iter().flatten() {
        let unit = row["unit"].as_str().unwrap_or_default();
        let digits = if unit == "×" { 2 } else { 0 };
        let number = |name: &str| row[name].as_f64().map(|value| format!("{value:.digits$}"));
        let goal = number("goal").map(|goal| format!("≤ {goal} {unit}")).unwrap_or_default();
        let met = match (row["goal"].is_null(), is_missed(row)) {
            (true, _) => "",
            (false, false) => "met",
            (false, true) => "**missed**",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} {unit} | {} | {} | {goal} | {met} |",
            row["what"].as_str().unwrap_or_default(),
            number("value").unwrap_or_default(),
            number("p10").unwrap_or_default(),
            number("p90").unwrap_or_default(),
        );
    }
    text
}

/// Those that missed their goal now and the time before. One bad run proves nothing on a machine that does other things too.
pub(super) fn missed_twice(before: &Value, now: &Value) -> Vec<String> {
    let missed = |measured: &Value| -> Vec<String> {
        let rows = measured.as_array().into_iter().flatten();
        rows.filter(|row| is_missed(row))
            .filter_map(|row| Some(row["what"].as_str()?.to_owned()))
            .collect()
    };
    let before = missed(before);
    missed(now).into_iter().filter(|what| before.contains(what)).collect()
}

fn is_missed(row: &Value) -> bool {
    row["met"] == json!(false)
}

/// Where it was measured: processor, cores, system, versions.
pub(super) fn machine(versions: &Value) -> Result<Value> {
    let rustc = ask(command("rustc").arg("--version"))?;
    let processor = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let mut machine = json!({
        "processor": processor,
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        "rustc": rustc,
    });
    for (name, version) in versions.as_object().into_iter().flatten() {
        machine[name] = version.clone();
    }
    Ok(machine)
}

/// The machine in a line.
pub(super) fn told(machine: &Value) -> String {
    let said = |name: &str, before: &str| {
        machine[name].as_str().map(|word| format!("{before}{word}")).unwrap_or_default()
    };
    format!(
        "Measured on: {}, {} cores, {}; {}{}{}.",
        machine["processor"].as_str().unwrap_or("a processor that does not say"),
        machine["cores"],
        said("system", ""),
        said("rustc", ""),
        said("node", "; Node "),
        said("chromium", "; headless Chromium "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_or_missed() {
        assert!(Measured::time("a", vec![3.0, 1.0, 2.0], Some(2.0)).is_met());
        assert!(!Measured::longest("a", vec![1.0, 60.0], 50.0).is_met());
        assert!(Measured::size("a", 150_000, 150_000).is_met());
        assert!(!Measured::share("a".into(), 1.11, 1.1).is_met());
    }

    #[test]
    fn only_what_is_missed_again_counts() {
        let run = |shares: [f64; 3]| -> Value {
            let rows = ["a", "b", "c"].into_iter().zip(shares);
            rows.map(|(what, share)| Measured::share(what.into(), share, 1.0).json()).collect()
        };
        assert_eq!(missed_twice(&run([0.9, 1.2, 1.2]), &run([1.2, 0.9, 1.2])), ["c"]);
        assert!(missed_twice(&Value::Null, &run([2.0; 3])).is_empty());
    }

    #[test]
    fn a_row_shows_what_it_has() {
        let rows: Value = [
            Measured::time("a visit", vec![3.0], None),
            Measured::share("ours of theirs".into(), 0.567, 0.5),
        ]
        .iter()
        .map(Measured::json)
        .collect();
        let text = table(&rows);
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "| a visit | 3 ms | 3 | 3 |  |  |",
                "| ours of theirs | 0.57 × |  |  | ≤ 0.50 × | **missed** |"
            ]
        );
    }
}
