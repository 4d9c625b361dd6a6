//! What the page weighs under brotli: the network decides how soon it is there.

use anyhow::Result;

use super::Count;
use crate::dist::{self, Sized};

/// A part of the site and what it may weigh.
pub(crate) struct Budget {
    pub(crate) what: &'static str,
    /// The same as a row of the benchmarks.
    pub(crate) size: &'static str,
    pub(crate) octets: u64,
    pub(crate) counts: fn(&Sized) -> bool,
}

/// What [`run`] holds the site to.
pub(crate) const BUDGETS: [Budget; 2] = [
    Budget {
        what: "before the first paint and the first click",
        size: "page, styles and program before the first paint, brotli",
        octets: 150_000,
        counts: |file| file.first,
    },
    Budget {
        what: "the whole site",
        size: "the whole site, brotli",
        octets: 450_000,
        counts: |_| true,
    },
];

/// Builds the site and weighs it.
///
/// # Errors
///
/// The page does not build, or Node is missing.
pub(super) fn run() -> Result<Count> {
    let sizes = dist::sizes(&dist::site()?)?;
    Ok(BUDGETS.iter().fold(Count::default(), |count, budget| count.and(weigh(budget, &sizes))))
}

fn weigh(budget: &Budget, sizes: &[Sized]) -> Count {
    let counted = || sizes.iter().filter(|file| (budget.counts)(file));
    let octets: u64 = counted().map(|file| file.brotli).sum();
    let held = octets <= budget.octets;
    println!(
        "  {}  {}: {octets} of {} octets",
        if held { "ok" } else { "!!" },
        budget.what,
        budget.octets
    );
    if !held {
        counted().for_each(|file| println!("      {:>8}  {}", file.brotli, file.path));
    }
    Count::one(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_held_up_to_its_last_octet() {
        let file = |brotli, first| Sized { path: String::new(), raw: 0, brotli, first };
        let sizes = |brotli| [file(brotli, true), file(9, false)];
        let budget = Budget { what: "first", size: "", octets: 100, counts: |file| file.first };
        assert_eq!(weigh(&budget, &sizes(100)), Count::one(true));
        assert_eq!(weigh(&budget, &sizes(101)), Count::one(false));
    }
}
