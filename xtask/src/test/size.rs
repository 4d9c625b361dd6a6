//! What the page and the npm package weigh under brotli: the network decides how soon they are there.

use anyhow::Result;

use super::Count;
use crate::dist::{self, Sized};
use crate::npm;

/// A part of the site or the package, and what it may weigh.
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
pub(crate) const SITE: [Budget; 3] = [
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
        octets: 650_000,
        counts: |_| true,
    },
];

/// What [`run`] holds the package to: a wasm and the scripts that a browser loads for it.
pub(crate) const PACKAGE: [Budget; 4] = [
    Budget {
        what: "countersign/verify",
        size: "`countersign/verify`: wasm and scripts, brotli",
        goal: 90_000,
        octets: 135_000,
        counts: |file| is_of(file, "verify", "verify"),
    },
    Budget {
        what: "countersign",
        size: "`countersign`: wasm and scripts, brotli",
        goal: 300_000,
        octets: 310_000,
        counts: |file| is_of(file, "countersign", "index"),
    },
    Budget {
        what: "countersign, what looks at pasted things",
        size: "`countersign`, the wasm that looks at pasted things, brotli",
        goal: 300_000,
        octets: 370_000,
        counts: |file| file.path == "tools.wasm",
    },
    Budget {
        what: "countersign/partner",
        size: "`countersign/partner`: wasm and scripts, brotli",
        goal: 400_000,
        octets: 400_000,
        counts: |file| is_of(file, "partner", "partner"),
    },
];

/// The wasm of that name, its chunks, and the entry for browsers; not the copy in base64.
fn is_of(file: &Sized, wasm: &str, entry: &str) -> bool {
    let chunk = file.path.strip_prefix(wasm).and_then(|rest| rest.strip_prefix('-'));
    file.path == format!("{wasm}.wasm")
        || file.path == format!("{entry}.browser.js")
        || chunk.is_some_and(|rest| rest.ends_with(".js") && rest != "inline.js")
}

/// The page's text is in its HTML, and so are its styles: the browser paints it before the program has come.
fn paints(file: &Sized) -> bool {
    file.path == "index.html" || file.path.ends_with(".css")
}

/// Builds the site and the package and weighs them.
///
/// # Errors
///
/// One of them does not build, or Node is missing.
pub(super) fn run() -> Result<Count> {
    let (site, package) = (dist::site()?, npm::package()?.folder);
    let held = |budgets: &[Budget], sizes: &[Sized]| {
        budgets.iter().fold(Count::default(), |count, budget| count.and(weigh(budget, sizes)))
    };
    Ok(held(&SITE, &dist::sizes(&site)?).and(held(&PACKAGE, &dist::sizes(&package)?)))
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
