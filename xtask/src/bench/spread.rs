//! Samples, told in three numbers.

use serde_json::{Value, json};

/// The tenth, the fiftieth and the ninetieth of a hundred samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) samples: usize,
    pub(super) p10: f64,
    pub(super) median: f64,
    pub(super) p90: f64,
}

impl Spread {
    /// By the nearest rank; of no samples, nought.
    pub(super) fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        let [p10, median, p90] = [10, 50, 90].map(|percent| at(&samples, percent));
        Self { samples: samples.len(), p10, median, p90 }
    }

    /// As it stands in the JSON, in milliseconds to the tenth of a microsecond.
    pub(super) fn json(&self) -> Value {
        let [p10, median, p90] =
            [self.p10, self.median, self.p90].map(|value| (value * 10_000.0).round() / 10_000.0);
        json!({ "samples": self.samples, "median": median, "p10": p10, "p90": p90 })
    }
}

fn at(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_of_the_samples() {
        let spread = Spread::of((1..=31).rev().map(f64::from).collect());
        assert_eq!(spread, Spread { samples: 31, p10: 4.0, median: 16.0, p90: 28.0 });
        assert_eq!(Spread::of(vec![7.0]).median, 7.0);
    }
}
