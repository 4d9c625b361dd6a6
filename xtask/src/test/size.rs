//! What the page weighs under brotli: the network decides how soon it is there.

use anyhow::Result;

use super::Count;
use crate::dist::{self, Sized};

/// A part of the site and what it may weigh.
struct Budget {
    what: &'static str,
    octets: u64,
    counts: fn(&str) -> bool,
}

const BUDGETS: [Budget; 2] = [
    Budget { what: "before the first paint and the first click", octets: 150_000, counts: first },
    Budget { what: "the whole site", octets: 450_000, counts: |_| true },
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
    let counted = || sizes.iter().filter(|file| (budget.counts)(&file.path));
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

/// Page, styles and the page's program. The worker and the icons come after.
fn first(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    !name.starts_with("worker")
        && [".html", ".css", ".js", ".wasm"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_held_up_to_its_last_octet() {
        let sizes = |brotli| {
            [
                Sized { path: "page.js".into(), raw: 0, brotli },
                Sized { path: "worker.js".into(), raw: 0, brotli: 9 },
            ]
        };
        let budget = Budget { what: "all", octets: 100, counts: first };
        assert_eq!(weigh(&budget, &sizes(100)), Count::one(true));
        assert_eq!(weigh(&budget, &sizes(101)), Count::one(false));
    }

    #[test]
    fn the_worker_comes_later() {
        assert!(
            first("countersign-playground-1f2e_bg.wasm")
                && first("index.html")
                && first("css/base.css")
        );
        assert!(!first("worker_bg.wasm") && !first("worker_loader.js") && !first("icons/app.svg"));
    }
}
