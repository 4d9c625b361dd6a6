//! What a visitor downloads stays small.

use anyhow::Result;

use super::Shared;
use super::tally::Tally;
use crate::site;

/// Brotli octets before the first paint with a working button.
pub(crate) const FIRST: u64 = 150_000;
/// Brotli octets of the whole site.
pub(crate) const ALL: u64 = 450_000;

pub(super) fn run(shared: &Shared) -> Result<Tally> {
    let files = site::files(&shared.site()?)?;
    for file in &files {
        println!("{} {:>9} {:>9}  {}", if file.first { '*' } else { ' ' }, file.raw, file.brotli, file.name);
    }
    let (first, all) = site::totals(&files);
    let within = |what: &str, got: u64, limit: u64| {
        println!("{} {what}: {got} of at most {limit} octets, brotli", if got <= limit { "ok  " } else { "FAIL" });
        got <= limit
    };
    Ok(Tally::of(&[within("before the first paint (*)", first, FIRST), within("everything", all, ALL)]))
}
