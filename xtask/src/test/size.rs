//! What the page weighs under brotli: the network decides how soon it is there.

use anyhow::Result;

use super::Count;
use crate::dist::{self, Sized};

/// A part of the site and what it may weigh.
pub(crate) struct Budget {
    pub(crate) what: &'static str,
    /// The same as a row of the benchmarks.
    pub(crate) size: &'static str,
    /// What it should weigh one day; the benchmarks compare with it.
    pub(crate) goal: u64,
    /// What it weighs now and a little: held, so that it only ever falls.
    pub(crate) octets: u64,
    pub(crate) counts: fn(&Sized) -> bool,
}

/// What [`run`] holds the site to.
pub(crate) const BUDGETS: [Budget; 3] = [
    Budget {
        what: "before the first paint",
        size: "page, styles and the script before the first paint, brotli",
        goal: 150_000,
        octets: 10_500,
        counts: paints,
    },
    Budget {
        what: "before a click is answered",
        size: "the same and the page's program, brotli",
        goal: 150_000,
        octets: 300_000,
        counts: |file| file.first,
    },
    Budget {
        what: "the whole site",
        size: "the whole site, brotli",
        goal: 450_000,
        octets: 645_000,
        counts: |_| true,
    },
];

/// The page's text is in its HTML, and so are its styles: the browser paints it before the program has come.
fn paints(file: &Sized) -> bool {
    file.path == "index.html" || file.path.ends_with(".css")
}

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
        "  {}  {}: {octets} of {} octets, goal {}",
        if held { "ok" } else { "!!" },
        budget.what,
        budget.octets,
        budget.goal
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
        let budget =
            Budget { what: "first", size: "", goal: 100, octets: 100, counts: |file| file.first };
        assert_eq!(weigh(&budget, &sizes(100)), Count::one(true));
        assert_eq!(weigh(&budget, &sizes(101)), Count::one(false));
    }
}
