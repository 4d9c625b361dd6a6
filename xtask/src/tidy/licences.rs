//! Every dependency may be shipped: `deny.toml` says under which licences.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::{Faults, list, text};
use crate::{process, workspace};

/// Asks cargo-deny where it is; else reads the same list and looks at the licences alone, and says so.
pub(super) fn check(metadata: &Value) -> Result<Faults> {
    if workspace::on_path("cargo-deny").is_some() {
        let mut deny = process::cargo();
        let well =
            process::follow(deny.args(["deny", "check", "licenses", "bans", "sources"]), |_| ())?;
        return Ok(if well {
            Faults::new()
        } else {
            vec!["cargo-deny refused, see above".to_owned()]
        });
    }
    println!(
        "     cargo-deny is not on PATH: licences only, by cargo metadata; bans, sources and advisories are not looked at"
    );
    let deny = std::fs::read_to_string(workspace::root().join("deny.toml"))
        .context("cannot read deny.toml")?;
    let allowed = allowed(&deny).context("deny.toml has no list `allow`")?;
    let refused = list(metadata, "packages").iter().filter_map(|package| {
        let licence = text(package, "license");
        let fault = format!("{} {}: `{licence}`", text(package, "name"), text(package, "version"));
        (!satisfied(licence, &allowed)).then_some(fault)
    });
    Ok(refused.collect())
}

/// The texts in the first list named `allow`.
fn allowed(deny: &str) -> Option<Vec<&str>> {
    let (_, rest) = deny.split_once("\nallow = [")?;
    let (list, _) = rest.split_once(']')?;
    Some(list.split('"').skip(1).step_by(2).collect())
}

/// Whether an SPDX expression can be met from the allowed licences. The slash of old manifests means `OR`.
fn satisfied(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = any(&words, &mut at, allowed);
    met && at == words.len()
}

fn any(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut met = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all(words, at, allowed);
    }
    met
}

fn all(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let Some(&word) = words.get(*at) else { return false };
    *at += 1;
    if word == "(" {
        let met = any(words, at, allowed);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return met && closed;
    }
    let mut name = word.to_owned();
    if let (Some(&"WITH"), Some(exception)) = (words.get(*at), words.get(*at + 1)) {
        name = format!("{word} WITH {exception}");
        *at += 2;
    }
    allowed.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_weighed() {
        let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"];
        for good in [
            "MIT",
            "MIT/GPL-3.0",
            "GPL-3.0 OR Apache-2.0 WITH LLVM-exception",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "MIT AND Apache-2.0 OR GPL-3.0",
        ] {
            assert!(satisfied(good, &allowed), "{good}");
        }
        for bad in
            ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0) AND GPL-3.0", "(MIT", "MIT MIT"]
        {
            assert!(!satisfied(bad, &allowed), "{bad}");
        }
    }

    #[test]
    fn the_list_is_read() {
        let deny = "[licenses]\nallow = [\n  \"MIT\",\n  \"ISC\",\n]\n[bans]\ndeny = [\"ring\"]\n";
        assert_eq!(allowed(deny), Some(vec!["MIT", "ISC"]));
    }
}
